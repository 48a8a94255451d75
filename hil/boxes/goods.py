"""The goods in one compartment: lumps that have a temperature each, and what else hangs in its air."""

from dataclasses import dataclass

from hil.boxes.mass import Mass
from hil.plants.matter import FOOD, Matter

_MOST_LUMPS = 6
"""Goods beyond these are mixed with the lump that is nearest in temperature: engineering choice, for speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LumpParameters:
    """Goods that have one temperature, or a pack of ice."""

    kg: float
    matter: Matter = FOOD
    air_w_k: float
    """In still air."""
    stirred: bool = True
    """The fan's wind reaches it."""
    plate_w_k: float = 0.0
    """Contact with the plate."""
    is_goods: bool = True
    start_c: float | None = None
    """None: as the compartment."""


class Node:
    """A mass that hangs in the air, with its conductances at the present speed of the fan."""

    __slots__ = ("air_w_k", "is_goods", "mass", "plate_w_k", "still_w_k", "stirred")

    def __init__(self, mass: Mass, still_w_k: float, plate_w_k: float, *, stirred: bool, is_goods: bool) -> None:
        self.mass, self.is_goods, self.stirred = mass, is_goods, stirred
        self.still_w_k = self.air_w_k = still_w_k
        self.plate_w_k = plate_w_k

    def stir(self, gain: float) -> None:
        """Let moved air carry `gain` times what still air does, where it comes."""
        self.air_w_k = self.still_w_k * gain if self.stirred else self.still_w_k

    def resize(self, ratio: float) -> None:
        """Let its surface grow with its mass."""
        self.still_w_k *= ratio
        self.air_w_k *= ratio


def lump_node(lump: LumpParameters, start_c: float) -> Node:
    """Make a lump."""
    mass = Mass(lump.matter, lump.kg, start_c if lump.start_c is None else lump.start_c)
    return Node(mass, lump.air_w_k, lump.plate_w_k, stirred=lump.stirred, is_goods=lump.is_goods)


class Goods:
    """All lumps of one compartment. `added_w_k_kg` is the way to the air of what is put in later."""

    __slots__ = ("_added_w_k_kg", "nodes")

    def __init__(self, lumps: tuple[LumpParameters, ...], start_c: float, added_w_k_kg: float) -> None:
        self.nodes = [lump_node(lump, start_c) for lump in lumps if lump.is_goods]
        self._added_w_k_kg = added_w_k_kg

    @property
    def kg(self) -> float:
        """Mass of all."""
        return sum(node.mass.kg for node in self.nodes)

    @property
    def lumps_c(self) -> tuple[float, ...]:
        """Temperature of each lump."""
        return tuple([node.mass.c for node in self.nodes])

    @property
    def mean_c(self) -> float:
        """Mean by heat capacity. There must be some."""
        j_k = [node.mass.unfrozen_j_k for node in self.nodes]
        return sum(each * node.mass.c for each, node in zip(j_k, self.nodes, strict=True)) / sum(j_k)

    def add(self, kg: float, temperature_c: float) -> float:
        """Put in a lump, or, where there are many, more of the one nearest in temperature; returns its heat."""
        if len(self.nodes) >= _MOST_LUMPS:
            like = min(self.nodes, key=lambda node: abs(node.mass.c - temperature_c))
            like.resize((like.mass.kg + kg) / like.mass.kg)
            return like.mass.mix(kg, temperature_c)
        node = lump_node(LumpParameters(kg=kg, air_w_k=kg * self._added_w_k_kg), temperature_c)
        self.nodes.append(node)
        return node.mass.stored_j

    def remove(self, kg: float) -> float:
        """Take out goods, at most all, and first those that came last; returns the heat that left with them."""
        heat_j = 0.0
        while kg > 0.0 and self.nodes:
            node = self.nodes[-1]
            taken_kg = min(kg, node.mass.kg)
            if taken_kg == node.mass.kg:
                heat_j += self.nodes.pop().mass.stored_j
            else:
                node.resize(1.0 - taken_kg / node.mass.kg)
                heat_j += node.mass.split(taken_kg)
            kg -= taken_kg
        return heat_j
