"""Use of a fridge by people at given times: they open its lids, put goods in and take goods out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from math import inf

from hil.plants.cooling_box import CoolingBox
from hil.plants.vehicle import DAY_S


@dataclass(frozen=True, slots=True)
class LidOpening:
    """The lid of the compartment with this number is open for some time; seconds from the start of the simulation."""

    compartment: int
    at_s: float
    for_s: float


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """Goods of one temperature are put into a compartment."""

    compartment: int
    at_s: float
    kg: float
    temperature_c: float


@dataclass(frozen=True, slots=True)
class GoodsOut:
    """Goods are taken out of a compartment, at most all."""

    compartment: int
    at_s: float
    kg: float


Happening = LidOpening | GoodsIn | GoodsOut
_Act = tuple[float, Callable[[], None]]


def _nothing() -> None:
    """End of a diary."""


class Diary:
    """Does what is due; between, everything stays as anyone else has put it. `daily`: all of it again every day."""

    __slots__ = ("_acts", "_fridge", "_next")

    def __init__(self, happenings: tuple[Happening, ...], fridge: CoolingBox, *, daily: bool = False) -> None:
        self._fridge = fridge
        self._acts = self._all(happenings, daily=daily)
        self._next = next(self._acts, (inf, _nothing))

    def advance(self, elapsed_s: float) -> None:
        """Do all that is due at `elapsed_s`."""
        while elapsed_s >= self._next[0]:
            self._next[1]()
            self._next = next(self._acts, (inf, _nothing))

    def _all(self, happenings: tuple[Happening, ...], *, daily: bool) -> Iterator[_Act]:
        """Yield everything in the order of time."""
        today = sorted((act for happening in happenings for act in self._acts_of(happening)), key=lambda act: act[0])
        for day in count() if daily and today else (0,):
            for at_s, act in today:
                yield at_s + day * DAY_S, act

    def _acts_of(self, happening: Happening) -> tuple[_Act, ...]:
        at_s, compartment = happening.at_s, self._fridge.compartments[happening.compartment]
        match happening:
            case LidOpening(for_s=for_s):
                return (at_s, partial(compartment.set_lid, True)), (at_s + for_s, partial(compartment.set_lid, False))
            case GoodsIn(kg=kg, temperature_c=temperature_c):
                return ((at_s, partial(compartment.add, kg, temperature_c)),)
            case GoodsOut(kg=kg):
                return ((at_s, partial(compartment.remove, kg)),)
