"""The best share of recirculated air and the best duty of the purifier, by trying them all over the next minutes.

Each pair is given a cost: the particles that people will breathe, the carbon dioxide, the heat that fresh air costs,
and the purifier's noise. The horizon recedes: only its first outputs are requested, then it is planned anew.
"""

from controller.air.air_memory import AirEstimates
from controller.air.mass_balance import Flows, co2, pm25
from controller.interface.immutable import immutable
from controller.settings.cabin import AirSettings

HORIZON_H = 300.0 / 3_600.0
"""Five minutes: a cabin's air is exchanged within two to ten."""

SHARES_PCT = tuple(float(pct) for pct in range(0, 101, 10))
PURIFIER_PCT = (0.0, 50.0, 100.0)

_PM_UGM3 = 15.0
"""Costs 1: the limit for a day (WHO 2021)."""

_CO2_FROM_PPM, _CO2_PPM = 800.0, 1_000.0
"""Costs nothing, and so much more 1: 700 ppm above outside is no limit but stuffy (ASHRAE 62)."""

_OVER_PPM = 50.0
"""So much above the limit costs 1, twice as much 4."""

_KW = 2.0
"""Heat for fresh air that costs 1. Engineering choice: a kilowatt is worth 7 ug/m3 or 500 ppm."""

_PURIFIER_COST, _QUIET_COST = 0.15, 0.6
"""Of the purifier at full, mostly for its noise; in the quiet mode. Engineering choices."""

_AIR_KJ_M3_K = 1.2  # at 20 C


@immutable
class Choice:
    """One pair of outputs."""

    recirculation_pct: float
    purifier_pct: float


@immutable(kw_only=True)
class Situation:
    """The start of the plan. `heat_k` is the heating or cooling of fresh air, in kelvin."""

    estimates: AirEstimates
    leak_m3_h: float
    blown_m3_h: float
    heat_k: float
    quiet: bool
    max_recirculation_pct: float
    max_purifier_pct: float


def best(situation: Situation, settings: AirSettings) -> tuple[Choice, float]:
    """Return the cheapest choice and its cost; all fresh and no purifier is always possible."""
    duties_pct = [pct for pct in PURIFIER_PCT if pct <= situation.max_purifier_pct]
    priced = [
        (choice, ventilating + _purifying(choice, situation, settings))
        for share_pct in SHARES_PCT
        if share_pct <= situation.max_recirculation_pct
        for ventilating in [_ventilating(Choice(share_pct, 0.0), situation, settings)]
        for choice in [Choice(share_pct, duty_pct) for duty_pct in duties_pct]
    ]
    return min(priced, key=lambda each: each[1])


def cost(choice: Choice, situation: Situation, settings: AirSettings) -> float:
    """Return the cost of `choice` over the horizon."""
    return _ventilating(choice, situation, settings) + _purifying(choice, situation, settings)


def _ventilating(choice: Choice, situation: Situation, settings: AirSettings) -> float:
    """Carbon dioxide and heat, for which the purifier does nothing."""
    seen = situation.estimates
    flows = flowing(choice, situation.leak_m3_h, situation.blown_m3_h, settings)
    gas = co2(seen.co2_ppm, seen.exhaled_l_h, flows, settings, HORIZON_H)
    over = max(gas.end - settings.most_co2_ppm, 0.0) / _OVER_PPM
    heat_kw = flows.fresh / 3_600.0 * _AIR_KJ_M3_K * situation.heat_k
    return max(gas.mean - _CO2_FROM_PPM, 0.0) / _CO2_PPM + over * over + heat_kw / _KW


def _purifying(choice: Choice, situation: Situation, settings: AirSettings) -> float:
    """Particles and noise."""
    seen = situation.estimates
    flows = flowing(choice, situation.leak_m3_h, situation.blown_m3_h, settings)
    dust = pm25(seen.pm25_ugm3, seen.outside_ugm3, flows, settings, HORIZON_H)
    noise = _QUIET_COST if situation.quiet else _PURIFIER_COST
    return dust.mean / _PM_UGM3 + noise * choice.purifier_pct / 100.0


def is_possible(choice: Choice, situation: Situation) -> bool:
    """Return True where `choice` keeps the limits of the situation."""
    return (
        choice.recirculation_pct <= situation.max_recirculation_pct
        and choice.purifier_pct <= situation.max_purifier_pct
    )


def flowing(choice: Choice, leak_m3_h: float, blown_m3_h: float, settings: AirSettings) -> Flows:
    """Return the air that moves under `choice`."""
    fresh = blown_m3_h * (1.0 - choice.recirculation_pct / 100.0)
    return Flows(leak_m3_h, blown_m3_h, fresh, settings.purifier_m3_h * choice.purifier_pct / 100.0)
