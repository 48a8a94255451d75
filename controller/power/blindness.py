"""The budget while the voltage is unknown: conservative, but not off.

The compressor's own electronics stop it at 10.4 V whatever happens here, and a broken wire must not spoil medicine. So
while the car sleeps comfort ends at once, and the cold goes on for as long as a healthy starter battery carries it.
Where a voltage was never fitted the owner relies on that electronics, and the cold is left to it.
"""

from math import inf

from controller.power.load_shedding import Rank

ASLEEP_S = {Rank.MEDICINE: 86_400.0, Rank.FOOD: 43_200.0, Rank.SAFETY: 3_600.0, Rank.COMFORT: 0.0}
"""Asleep and blind: how long each rank goes on. A box at 32 C takes 0.75 Ah an hour: 18 and 9 Ah of a 60 Ah battery,
which leaves half of it from 80 %. Engineering choice."""

NEVER_FITTED_S = {**ASLEEP_S, Rank.MEDICINE: inf, Rank.FOOD: inf}


def allowed(rank: Rank, asleep_s: float, *, fitted: bool) -> bool:
    """Return True where `rank` may run after `asleep_s` of the car's sleep with an unknown voltage."""
    limits_s = ASLEEP_S if fitted else NEVER_FITTED_S
    return asleep_s <= limits_s[rank]
