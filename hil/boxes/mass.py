"""One node of a box that stores heat: a liner, a plate, a lump of goods, ice. It may melt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Properties of a kilogram; without `latent_j_kg` it never melts here."""

    liquid_j_kg_k: float
    solid_j_kg_k: float = 0.0
    latent_j_kg: float = 0.0
    freezes_c: float = 0.0
    """Below this it begins to freeze ..."""
    frozen_c: float = -1.0
    """... and here all of it is."""

    def heat_j_kg(self, temperature_c: float) -> float:
        """Return its heat above that at which freezing begins."""
        above_k = temperature_c - self.freezes_c
        if above_k >= 0.0 or not self.latent_j_kg:
            return above_k * self.liquid_j_kg_k
        freezing_j_kg = self.freezing_j_kg
        if temperature_c >= self.frozen_c:
            return freezing_j_kg * above_k / (self.freezes_c - self.frozen_c)
        return (temperature_c - self.frozen_c) * self.solid_j_kg_k - freezing_j_kg

    @property
    def freezing_j_kg(self) -> float:
        """Heat given off from the beginning of freezing to its end: latent, and that of the falling temperature."""
        sensible_j_kg_k = (self.liquid_j_kg_k + self.solid_j_kg_k) / 2.0
        return self.latent_j_kg + sensible_j_kg_k * (self.freezes_c - self.frozen_c)


FOOD = Matter(liquid_j_kg_k=3_600.0, solid_j_kg_k=1_900.0, latent_j_kg=250_000.0, freezes_c=-1.0, frozen_c=-5.0)
"""Unfrozen 3.3-3.9 kJ/kg K, frozen 1.8-2.0, 200-300 kJ/kg freeze around -1..-5 C (textbook figures)."""

WATER = Matter(liquid_j_kg_k=4_190.0, solid_j_kg_k=2_100.0, latent_j_kg=334_000.0, freezes_c=0.0, frozen_c=-0.5)
"""Bottles, and packs of ice. Half a kelvin for the whole melting keeps the temperature a function of the heat."""

EUTECTIC = Matter(liquid_j_kg_k=3_700.0, solid_j_kg_k=2_000.0, latent_j_kg=270_000.0, freezes_c=0.0, frozen_c=-1.0)
"""Salt or glycol in water, as in cold plates; it freezes lower by what is dissolved. 230-300 kJ/kg (textbook)."""

SOLID = Matter(liquid_j_kg_k=1_000.0)
"""A kilogram stands for 1 kJ/K: liners and plates are given by their heat capacity alone."""


class Mass:
    """`kg` of one matter at one temperature `c`; `take` heat and it follows."""

    __slots__ = ("_freezing_j_kg", "_j_kg", "_matter", "c", "kg")

    def __init__(self, matter: Matter, kg: float, start_c: float) -> None:
        self._matter = matter
        self._freezing_j_kg = matter.freezing_j_kg if matter.latent_j_kg else float("inf")
        self.kg = kg
        self.c = start_c
        self._j_kg = matter.heat_j_kg(start_c)

    @property
    def stored_j(self) -> float:
        """Heat above that at which freezing begins."""
        return self.kg * self._j_kg

    @property
    def unfrozen_j_k(self) -> float:
        """Its heat capacity where nothing freezes."""
        return self.kg * self._matter.liquid_j_kg_k

    def take(self, heat_j: float) -> None:
        """Take in heat, or give it off."""
        matter = self._matter
        j_kg = self._j_kg = self._j_kg + heat_j / self.kg
        if j_kg >= 0.0 or not matter.latent_j_kg:
            self.c = matter.freezes_c + j_kg / matter.liquid_j_kg_k
        elif j_kg >= -self._freezing_j_kg:
            self.c = matter.freezes_c + (matter.freezes_c - matter.frozen_c) * j_kg / self._freezing_j_kg
        else:
            self.c = matter.frozen_c + (j_kg + self._freezing_j_kg) / matter.solid_j_kg_k

    def mix(self, kg: float, temperature_c: float) -> float:
        """Mix in `kg` of the same matter; returns the heat that came with it."""
        heat_j = kg * self._matter.heat_j_kg(temperature_c)
        self._j_kg = (self.stored_j + heat_j) / (self.kg + kg)
        self.kg += kg
        self.take(0.0)
        return heat_j
