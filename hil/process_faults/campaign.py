"""What a campaign is, and what comes of it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from hil.process_faults.stage import Stage

SAFE_WITHIN_S = 3.0
"""Outputs are off this long after control is lost: the hold time of an output that is not driven anew."""

FROM_S = 5.0
"""The longest time after which a reading of the car counts as stale, and some."""

LASTS_S = 120.0
RECOVERS_WITHIN_S = 180.0
"""The longest wait between two attempts is 60 s; three of them are plenty (engineering choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One fault. `injected` says in words what happens; `inject` lets it happen inside and ends it at its exit."""

    name: str
    injected: str
    inject: Callable[[Stage], AbstractAsyncContextManager[None]]
    fault: str = ""
    """How the fault's name begins by which it must be told; empty where there is nothing to tell."""
    told_at_hub: bool = True
    lasts_s: float = LASTS_S
    regulates: bool = True
    """Whether the cycle must go on meanwhile; otherwise outputs must be off within SAFE_WITHIN_S."""
    stands: bool = False
    """Whether the fault stays open until the next start, as one that a person must know of."""
    holds: Callable[[Stage], bool] = lambda _stage: True
    """What must be true at each look, from FROM_S after the injection on."""
    rows_may_go: bool = False
    """Whether rows of the time before are set aside with a damaged file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one campaign; times are simulated seconds, None where there was nothing to measure."""

    fault: str
    injected: str
    noticed_after_s: float | None
    safe_after_s: float | None
    recovered_after_s: float | None
    lost: int | None
    failures: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether everything held."""
        return not self.failures
