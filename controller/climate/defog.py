"""Defogging by the margin between the inner surface of the windscreen and the dew point of the cabin air.

State        becomes      when                                             requests
clear        defogging    margin below defog_margin_k, or a person asks    -
defogging    clear        margin RELEASE_K above it, nobody asks           fresh air to the glass, as much as is needed

The guard keeps heater and cooler apart, so the air is dried from outside: at or below the temperature of the glass
outside air cannot fog it once it is warmed.

The glass is a heat capacity between the air on both sides. The blower's jet on it is left out on purpose: the margin
that remains tells whether the jet may stop.
"""

from dataclasses import replace
from math import log

from controller.climate.scene import FULL_PCT, Air, Scene
from controller.interface.immutable import immutable
from controller.settings.cabin import CabinSettings

RELEASE_K = 2.0
"""Engineering choice: several times what the noise of humidity (1 %: 0.3 K) and temperature moves the margin."""

PERIOD_S = 5.0
"""Humidity sensors are read about as often; glass moves in minutes."""

WARMER_K = 2.0
"""A fogged screen allows the air to be this much warmer than asked. Engineering choice: felt, still bearable."""

DEFOG_BLOWER_PCT = 80.0
"""Engineering choice: most of what the jet can do, at half of the full power."""

# Magnus formula over water, coefficients of the WMO (Guide to Instruments, 2018).
_SLOPE, _SHIFT_C = 17.62, 243.12

MIN_HUMIDITY_PCT = 1.0
"""Drier air than this is not told apart by a humidity sensor."""

INNER_W_M2_K = 8.0
"""Still air and radiation inside: 1 / 0.13 m2K/W (ISO 6946)."""

OUTER_W_M2_K = 10.0
"""Outer film of a standing car (FASTSim 2)."""

OUTER_W_M2_K_KPH = 0.8
"""About 50 W/m2K at 50 km/h (turbulent flat plate)."""

GLASS_J_M2_K = 10_500.0
"""5 mm x 2500 kg/m3 x 840 J/kg K."""


@immutable(kw_only=True)
class Defog:
    """`need` is 0 (none) to 1 (all there is); `glass_c` and `margin_k` are None while what they rest on is absent."""

    active: bool = False
    need: float = 0.0
    forced: bool = False
    glass_c: float | None = None
    margin_k: float | None = None
    at_s: float | None = None


CLEAR = Defog()


def update(defog: Defog, scene: Scene, settings: CabinSettings, *, forced: bool, now_s: float) -> Defog:
    """One tick later. Without a margin only a person can ask for it."""
    if forced == defog.forced and defog.at_s is not None and 0.0 <= now_s - defog.at_s < PERIOD_S:
        return defog
    if scene.outside_c is None or scene.humidity_pct is None:
        return Defog(active=forced, need=float(forced), forced=forced, at_s=now_s)
    dt_s = 0.0 if defog.at_s is None else max(now_s - defog.at_s, 0.0)
    glass_c = inner_glass_c(defog.glass_c, scene.air_c, scene.outside_c, scene.speed_kph, dt_s)
    margin_k = glass_c - dew_point_c(scene.air_c, scene.humidity_pct)
    limit_k = settings.defog_margin_k + (RELEASE_K if defog.active else 0.0)
    small = scene.in_use and margin_k < limit_k
    need = _need(margin_k, settings) if small else 0.0
    return Defog(
        active=forced or small,
        need=1.0 if forced else need,
        forced=forced,
        glass_c=glass_c,
        margin_k=margin_k,
        at_s=now_s,
    )


def _need(margin_k: float, settings: CabinSettings) -> float:
    """All there is without any margin, none at the margin that ends it."""
    return min(max(1.0 - margin_k / (settings.defog_margin_k + RELEASE_K), 0.0), 1.0)


def onto_glass(air: Air, need: float, scene: Scene | None) -> Air:
    """Send the requested air to the windscreen; air that is warmer outside than in is not let in."""
    dry_outside = scene is None or scene.outside_c is None or scene.outside_c < scene.air_c
    return replace(
        air,
        blower_pct=max(air.blower_pct, DEFOG_BLOWER_PCT * need),
        windscreen_pct=FULL_PCT * need,
        min_recirculation_pct=0.0,
        max_recirculation_pct=FULL_PCT * (1.0 - need) if dry_outside else FULL_PCT,
    )


def dew_point_c(air_c: float, humidity_pct: float) -> float:
    """Return the temperature at which the moisture of the air begins to condense."""
    power = log(max(humidity_pct, MIN_HUMIDITY_PCT) / 100.0) + _SLOPE * air_c / (_SHIFT_C + air_c)
    return _SHIFT_C * power / (_SLOPE - power)


def inner_glass_c(
    before_c: float | None, air_c: float, outside_c: float, speed_kph: float | None, dt_s: float
) -> float:
    """Return the inner glass `dt_s` later; None before is glass that has long settled."""
    outer_w_m2_k = OUTER_W_M2_K + OUTER_W_M2_K_KPH * (speed_kph or 0.0)
    both_w_m2_k = outer_w_m2_k + INNER_W_M2_K
    settled_c = (outer_w_m2_k * outside_c + INNER_W_M2_K * air_c) / both_w_m2_k
    if before_c is None:
        return settled_c
    return before_c + (settled_c - before_c) * dt_s / (GLASS_J_M2_K / both_w_m2_k + dt_s)
