"""The guard's first rule: every duty is a number from 0 to 100, for outputs that exist."""

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from controller.guard.guard_memory import Reasons
from controller.interface.commands import Commands, all_off
from controller.settings.fridge import CompartmentSettings

FULL_PCT = 100.0


def in_range(
    requested: Commands,
    compartments: tuple[CompartmentSettings, ...],
    why: Reasons,
    auxiliaries: tuple[str, ...] = (),
) -> Commands:
    """Limit every duty to 0 to 100; for another number of fans than there are all is off, of auxiliaries these."""
    fans = requested.compartment_fan_pct
    if len(fans) != len(compartments):
        outputs = ("compressor", "heater", "cooler", "blower", *(f"fan.{one.name}" for one in compartments))
        why.update(dict.fromkeys(outputs, f"{len(fans)} fan duties requested for {len(compartments)} fans"))
        return all_off(len(compartments))
    if len(requested.auxiliary_pct) != len(auxiliaries):
        requested = replace(requested, auxiliary_pct=(0.0,) * len(auxiliaries))
    others = (
        requested.heater_pct,
        requested.cooler_pct,
        requested.blower_pct,
        requested.compressor_speed_pct,
        requested.hot_side_fan_pct,
        requested.windscreen_pct,
        requested.recirculation_pct,
        requested.purifier_pct,
        *requested.auxiliary_pct,
    )
    if False not in [0.0 <= duty <= FULL_PCT for duty in fans + others]:
        return requested
    return Commands(
        compressor_on=requested.compressor_on,
        compartment_fan_pct=tuple(
            [_duty(f"fan.{one.name}", fan, why) for one, fan in zip(compartments, fans, strict=True)]
        ),
        heater_pct=_duty("heater", requested.heater_pct, why),
        cooler_pct=_duty("cooler", requested.cooler_pct, why),
        blower_pct=_duty("blower", requested.blower_pct, why),
        compressor_speed_pct=_duty("compressor_speed", requested.compressor_speed_pct, why),
        hot_side_fan_pct=_duty("hot_side_fan", requested.hot_side_fan_pct, why),
        windscreen_pct=_duty("windscreen", requested.windscreen_pct, why),
        recirculation_pct=_duty("recirculation", requested.recirculation_pct, why),
        purifier_pct=_duty("purifier", requested.purifier_pct, why),
        auxiliary_pct=tuple(
            [_duty(name, duty, why) for name, duty in zip(auxiliaries, requested.auxiliary_pct, strict=True)]
        ),
    )


def only_fitted(requested: Commands, missing: Sequence[str]) -> Commands:
    """Return `requested` without the duties of outputs that are `missing`: nobody may take them for applied."""
    if not missing:
        return requested
    off: dict[str, Any] = {duty: 0.0 for duty in missing if getattr(requested, duty)}
    return replace(requested, **off) if off else requested


def _duty(output: str, duty_pct: float, why: Reasons) -> float:
    """Limit `duty_pct` to 0 to 100; what is no finite number becomes 0."""
    if 0.0 <= duty_pct <= FULL_PCT:
        return duty_pct
    why[output] = f"{duty_pct:g} % requested: a duty is from 0 to 100 %"
    return min(max(duty_pct, 0.0), FULL_PCT) if isfinite(duty_pct) else 0.0
