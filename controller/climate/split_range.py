"""The outputs of the climate law: one controller output split between heater, cooler and blower."""

from math import copysign

from controller.climate.scene import FULL_PCT, OTHER_SIDE, Air
from controller.interface.commands import Commands
from controller.settings.cabin import CabinSettings

FAN_ONLY_PCT = 50.0
"""Blower in the mode fan_only. Engineering choice: clearly felt, still quiet."""

HEATING_BLOWER_PCT = 70.0
"""Most blower while heating. Engineering choice: 5 kW warm 315 m3/h by 47 K, more air would only bring more of the
outside in and blow colder."""


def split(output: float, settings: CabinSettings, loudest_pct: float = FULL_PCT) -> Air:
    """Heater, cooler and blower for a controller output 1 (all heat) to -1 (all cold)."""
    half_gap = settings.split_gap_pct / 200.0
    duty = max(abs(output) - half_gap, 0.0) / (1.0 - half_gap)
    floor_pct = settings.blower_floor_pct
    full_pct = HEATING_BLOWER_PCT if output > 0.0 else FULL_PCT
    blower_pct = max(floor_pct, min(floor_pct + (full_pct - floor_pct) * duty, loudest_pct))
    if output > 0.0:
        return Air(heater_pct=FULL_PCT * duty, cooler_pct=0.0, blower_pct=blower_pct)
    return Air(heater_pct=0.0, cooler_pct=FULL_PCT * duty, blower_pct=blower_pct)


def split_run(share: float, settings: CabinSettings, loudest_pct: float, *, own_air: bool) -> Air:
    """Heater, cooler and blower for what is asked of a switched heater (1) or cooler (-1); 0 is off.

    A heater with air of its own (`own_air`) leaves the blower to others.
    """
    half_gap = settings.split_gap_pct / 200.0
    air = split(copysign(half_gap + (1.0 - half_gap) * abs(share), share), settings, loudest_pct)
    heater_pct, cooler_pct = FULL_PCT * max(share, 0.0), FULL_PCT * max(-share, 0.0)
    return Air(
        heater_pct=heater_pct, cooler_pct=cooler_pct, blower_pct=0.0 if own_air and share > 0.0 else air.blower_pct
    )


def one_sided(output: float, last: float, settings: CabinSettings) -> float:
    """`output`, or nothing where it is too little to change sides from what was last done (1 heat, -1 cold, 0 none)."""
    enough = OTHER_SIDE if output * last < 0.0 else settings.split_gap_pct / 200.0
    return output if abs(output) > enough else 0.0


def recirculation_pct(air: Air, requested_pct: float) -> float:
    """Limit the air law's request to the range that suits the climate."""
    return min(max(requested_pct, air.min_recirculation_pct), air.max_recirculation_pct)


def is_applied(requested: Air, applied: Commands) -> bool:
    """Return True where heater and cooler were driven as the law requested."""
    return applied.heater_pct == requested.heater_pct and applied.cooler_pct == requested.cooler_pct
