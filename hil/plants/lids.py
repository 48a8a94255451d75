"""People open and close the lids of the fridge at given times, every day."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import inf

from hil.plants.fridge import Fridge
from hil.plants.vehicle import DAY_S

_Edge = tuple[float, int, bool]
_NEVER: _Edge = (inf, 0, False)


@dataclass(frozen=True, slots=True)
class LidOpening:
    """The lid of the compartment with this number is open for some time; seconds from the start of the simulation."""

    compartment: int
    at_s: float
    for_s: float


class Lids:
    """Moves the lids when their time has come; between, a lid stays as anyone else has put it."""

    __slots__ = ("_edges", "_fridge", "_next")

    def __init__(self, openings: tuple[LidOpening, ...], fridge: Fridge) -> None:
        self._fridge = fridge
        self._edges = _edges(openings)
        self._next = next(self._edges, _NEVER)

    def advance(self, elapsed_s: float) -> None:
        """Do all that is due at `elapsed_s`."""
        while elapsed_s >= self._next[0]:
            _, compartment, lid_open = self._next
            self._fridge.compartments[compartment].lid_open = lid_open
            self._next = next(self._edges, _NEVER)


def _edges(openings: tuple[LidOpening, ...]) -> Iterator[_Edge]:
    """Openings and closings in the order of time, for ever; nothing where nobody opens a lid."""
    today = [(opening.at_s, opening.compartment, True) for opening in openings]
    today += [(opening.at_s + opening.for_s, opening.compartment, False) for opening in openings]
    today.sort()
    for day in count() if today else ():
        for at_s, compartment, lid_open in today:
            yield at_s + day * DAY_S, compartment, lid_open
