"""The choices that a person has with a benchmark."""

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
    """Of control."""
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
