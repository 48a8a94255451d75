"""The choices that a person has with a benchmark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.bench.can_listening import FULL_BUS_HZ

INTERFACES = ("udp_multicast", "socketcan")
"""The first needs nothing of the machine; the other a virtual bus of the kernel."""


class BadChoiceError(ValueError):
    """A choice that is not to be had; the text says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices of all benchmarks, each with those that it is of; None is as many as that has by itself."""

    plants: int | None = None
    """Of control: random boxes; of boxes and clocks: of each kind."""
    quick: bool = False
    """Of control, kills and record."""
    kinds: tuple[str, ...] = ()
    """Of boxes, clocks and use; none is all."""
    sensors: tuple[str, ...] = ()
    """Of boxes; none is all."""
    hours: int | None = None
    """Of use."""
    steps: int | None = None
    """Of steps."""
    rate_hz: float = FULL_BUS_HZ
    """Of load."""
    interface: str = INTERFACES[0]
    """Of load."""
    data: Path | None = None
    """Of recorded: the folder of recordings."""


DEFAULTS = Options()


def chosen(what: str, names: Sequence[str], known: Iterable[str]) -> Sequence[str]:
    """Return the names that were chosen; all that are known where none was."""
    known = tuple(known)
    for name in names:
        if name not in known:
            raise BadChoiceError(f"--{what} {name}: no such one; choose from: {', '.join(known)}")
    return names or known
