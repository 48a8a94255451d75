"""The choices that a person has with a benchmark."""

from dataclasses import dataclass

from hil.bench.can_listening import FULL_BUS_HZ

INTERFACES = ("udp_multicast", "socketcan")
"""The first needs nothing of the machine; the other a virtual bus of the kernel."""


@dataclass(frozen=True, slots=True)
class Options:
    """`plants` and `quick` are of control (None: as many random boxes as it has), `rate_hz` and `interface` of load."""

    plants: int | None = None
    quick: bool = False
    rate_hz: float = FULL_BUS_HZ
    interface: str = INTERFACES[0]


DEFAULTS = Options()
