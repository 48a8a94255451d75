"""One campaign: the row that says what is done and must hold meanwhile, the outcome, and its lines in the table."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

_Stage_contra = TypeVar("_Stage_contra", contravariant=True)
"""The kind of stage on which the fault can be played."""

SAFE_WITHIN_S = 3.0
"""Outputs are off this long after control is lost: the hold time of an output that is not driven anew."""


_COLUMNS = {
    "fault": 18,
    "injected": 36,
    "noticed after": 13,
    "safe after": 10,
    "recovered after": 15,
    "lost": 4,
    "verdict": 7,
}
"""The columns of the table, and their widths."""


class Kept(Enum):
    """The rows of the record that must outlast a fault."""

    ALL = "all"
    LASTING = "lasting"
    """On a full disk the oldest of the others make room."""
    NONE = "none"
    """A damaged file is set aside with all its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Generic[_Stage_contra]):
    """One fault. `injected` says in words what happens; `inject` lets it happen inside and ends it at its exit."""

    name: str
    injected: str
    inject: Callable[[_Stage_contra], AbstractAsyncContextManager[None]]
    fault: str = ""
    """The beginning of the fault's name by which it must be told; empty where there is nothing to tell."""
    reported_at_hub: bool = True
    reported_at_console: bool = True
    reported_throughout: bool = True
    """False for a fault that the service gets over while it lasts."""
    lasts_s: float | None = None
    """At least, None is the usual of its stage; it stays until it has been told."""
    regulates: bool = True
    """True where the cycle must go on meanwhile; otherwise outputs must be off within SAFE_WITHIN_S."""
    ends_process: str = ""
    """The end of the process that it must lead to, in systemd's words; empty where the process must live on."""
    stands: bool = False
    """True where the fault stays open until the next start, as one that a person must know of."""
    holds: Callable[[_Stage_contra], bool] = lambda _stage: True
    """True at each look while the fault is there."""
    kept: Kept = Kept.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of one campaign; times are seconds on the clock of its stage, None where nothing was measured."""

    fault: str
    injected: str
    noticed_after_s: float | None = None
    safe_after_s: float | None = None
    recovered_after_s: float | None = None
    lost: int | None = None
    failures: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """True where everything held."""
        return not self.failures


def heading() -> str:
    """Return the line that names the columns."""
    return _line(list(_COLUMNS))


def lines(outcome: Outcome) -> list[str]:
    """Return the row of one campaign, and a line for each thing that did not hold."""
    times = (outcome.noticed_after_s, outcome.safe_after_s, outcome.recovered_after_s)
    lost = "-" if outcome.lost is None else str(outcome.lost)
    words = (outcome.fault, outcome.injected, *map(_seconds, times), lost, "held" if outcome.held else "FAILED")
    return [_line(words), *(f"    {failure}" for failure in outcome.failures)]


def _line(words: Sequence[str]) -> str:
    return "  ".join(word.ljust(width) for word, width in zip(words, _COLUMNS.values(), strict=True)).rstrip()


def _seconds(time_s: float | None) -> str:
    return "-" if time_s is None else f"{time_s:.1f} s"
