"""Defogging by the margin between the inner surface of the windscreen and the dew point of the cabin air.

State        becomes      when                                             requests
clear        defogging    margin below defog_margin_k, or a person asks    -
defogging    clear        margin RELEASE_K above it, nobody asks           fresh air to the glass, as much as is needed

The guard keeps heater and cooler apart, so the air is dried from outside: at or below the temperature of the glass
outside air cannot fog it once it is warmed.
"""

from dataclasses import replace

from controller.climate import psychrometrics
from controller.climate.inputs import Scene
from controller.climate.split_range import FULL_PCT, Air
from controller.interface.immutable import immutable
from controller.settings import CabinSettings

RELEASE_K = 2.0
"""Engineering choice: several times what the noise of humidity (1 %: 0.3 K) and temperature moves the margin."""

PERIOD_S = 5.0
"""Humidity sensors are read about as often; glass moves in minutes."""

WARMER_K = 2.0
"""A fogged screen allows the air to be this much warmer than asked. Engineering choice: felt, still bearable."""

DEFOG_BLOWER_PCT = 80.0
"""Engineering choice: most of what the jet can do, at half of the full power."""


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
    glass_c = psychrometrics.glass_c(defog.glass_c, scene.air_c, scene.outside_c, scene.speed_kph, dt_s)
    margin_k = glass_c - psychrometrics.dew_point_c(scene.air_c, scene.humidity_pct)
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
