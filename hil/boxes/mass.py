"""One node of a box that stores heat: a liner, a plate, a lump of goods, ice. It may melt."""

from math import inf

from hil.plants.matter import Matter

SOLID = Matter(liquid_j_kg_k=1_000.0)
"""A kilogram stands for 1 kJ/K: liners and plates are given by their heat capacity alone."""


class Mass:
    """`kg` of one matter at one temperature `c`; `take` heat and it follows."""

    __slots__ = ("_floor_j", "_j_k", "_matter", "_zero_c", "c", "kg", "stored_j")

    def __init__(self, matter: Matter, kg: float, start_c: float) -> None:
        self._matter = matter
        self._zero_c = matter.freezes_c
        self._floor_j = 0.0 if matter.latent_j_kg else -inf
        """Below so much heat it is not all liquid."""
        self.kg = kg
        self._j_k = kg * matter.liquid_j_kg_k
        self.stored_j = kg * matter.heat_j_kg(start_c)
        """Heat above that at which freezing begins."""
        self.c = start_c

    @property
    def unfrozen_j_k(self) -> float:
        """Its heat capacity where nothing freezes."""
        return self._j_k

    def take(self, heat_j: float) -> None:
        """Take in heat, or give it off."""
        stored_j = self.stored_j = self.stored_j + heat_j
        self.c = (
            self._zero_c + stored_j / self._j_k
            if stored_j >= self._floor_j
            else self._matter.below_c(stored_j / self.kg)
        )

    def mix(self, kg: float, temperature_c: float) -> float:
        """Mix in `kg` of the same matter; returns the heat that came with it."""
        heat_j = kg * self._matter.heat_j_kg(temperature_c)
        self._weigh(self.kg + kg)
        self.take(heat_j)
        return heat_j

    def split(self, kg: float) -> float:
        """Take away `kg`, not all; returns the heat that left with it."""
        heat_j = self.stored_j * kg / self.kg
        self._weigh(self.kg - kg)
        self.take(-heat_j)
        return heat_j

    def _weigh(self, kg: float) -> None:
        self.kg, self._j_k = kg, kg * self._matter.liquid_j_kg_k
