"""Restart policy for a controller that keeps ending early: the tries that are left, and why. Pure.

what happens    while regulating              in safe mode
BEGUN           one try less: it may die      -
DIED            what it said is kept          the same, if nothing was said yet
STABLE          all tries                     -
STOPPED         all tries                     all tries
WAITED          -                             one try

A process that finds no try left stays in safe mode. One that has regulated for as long as a compressor must stand after
a crash (`min_off_s`) was no early end: an earlier one has cooled nothing, so safe mode takes nothing away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

TRIES = 5

RETRY_AFTER_S = 3_600.0
"""A fridge that is off for ever spoils everything; one more try an hour harms nothing (engineering choice)."""

NO_REASON = "no exit reason recorded"
"""Taken for the end of a process until somebody knows better."""


class Mode(Enum):
    """The mode of a process."""

    REGULATING = "regulating"
    SAFE = "safe mode"


class Happening(Enum):
    """An event in the life of a process."""

    BEGUN = "begun"
    DIED = "it ends by an error, or was killed"
    STABLE = "it has regulated long enough"
    STOPPED = "it is stopped in order, or restarted by a person"
    WAITED = "safe mode has lasted for RETRY_AFTER_S"


@dataclass(frozen=True, slots=True)
class Trial:
    """The legacy of one process for the next: the tries left, and the reason of the last early end."""

    tries_left: int = TRIES
    why: str | None = None

    @property
    def mode(self) -> Mode:
        """The mode of a process that begins now."""
        return Mode.REGULATING if self.tries_left > 0 else Mode.SAFE


def after(trial: Trial, mode: Mode, happening: Happening, why: str | None = None) -> Trial:
    """Return the trial after `happening` in a process in `mode`; `why` goes with DIED."""
    return _AFTER[mode][happening](trial, why)


def explained(why: str | None) -> str:
    """Explain safe mode in one line, for everybody."""
    return (
        f"safe mode: all outputs are off, because the controller ended early {TRIES} times in a row; "
        f"the last time: {why or NO_REASON}; it is tried again every hour, or now by restart at the console"
    )


def _same(trial: Trial, _why: str | None) -> Trial:
    return trial


def _fresh(_trial: Trial, _why: str | None) -> Trial:
    return Trial()


def _begun(trial: Trial, _why: str | None) -> Trial:
    return Trial(trial.tries_left - 1, NO_REASON)


def _died(trial: Trial, why: str | None) -> Trial:
    """Keep the first reason that is told, the nearest one; after a stable run there is nothing to explain."""
    return replace(trial, why=why) if why and trial.why == NO_REASON else trial


def _one_try(trial: Trial, _why: str | None) -> Trial:
    return replace(trial, tries_left=1)


_AFTER: Mapping[Mode, Mapping[Happening, Callable[[Trial, str | None], Trial]]] = {
    Mode.REGULATING: {
        Happening.BEGUN: _begun,
        Happening.DIED: _died,
        Happening.STABLE: _fresh,
        Happening.STOPPED: _fresh,
        Happening.WAITED: _same,
    },
    Mode.SAFE: {
        Happening.BEGUN: _same,
        Happening.DIED: _died,
        Happening.STABLE: _same,
        Happening.STOPPED: _fresh,
        Happening.WAITED: _one_try,
    },
}
