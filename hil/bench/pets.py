"""`python -m hil bench pets`: an animal in a parked electric car on hot afternoons (`hil/scenarios/hot_afternoons.py`).

- `unsafe`: afternoons on which the air was outside of what the animal can stand; `longest_untold_s` the longest of
  that without an alarm, the aim is 120 s;
- `shed`: afternoons on which comfort was shed and safety not; `idle_s`: how long it was too warm and not cooled though
  the supply allowed it, all afternoons together; the aim is 0.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hil.bench.options import Options
from hil.bench.parallel import in_parallel
from hil.scenarios.hot_afternoons import Afternoon, play

AFTERNOONS = 50
TOLD_WITHIN_S = 120.0


def measure(options: Options) -> Mapping[str, Any]:
    """Play all afternoons."""
    return result(in_parallel(play, range(options.plants or AFTERNOONS)))


def result(played: Sequence[Afternoon]) -> Mapping[str, Any]:
    """Put together what came of all afternoons."""
    return {
        "afternoons": len(played),
        "unsafe": sum(one.unsafe_s > 0.0 for one in played),
        "longest_untold_s": max(one.longest_untold_s for one in played),
        "shed": sum(one.shed_s > 0.0 for one in played),
        "idle_s": sum(one.idle_s for one in played),
    }


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where every danger was told in time, and nothing that could be done was left out."""
    return bool(figures["longest_untold_s"] <= TOLD_WITHIN_S and figures["idle_s"] == 0.0)
