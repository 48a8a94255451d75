"""Matter that stores heat, and may freeze: its temperature by its heat."""

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

    def below_c(self, heat_j_kg: float) -> float:
        """Return the temperature at which it has so little heat that not all of it is liquid."""
        freezing_j_kg = self.freezing_j_kg
        if heat_j_kg >= -freezing_j_kg:
            return self.freezes_c + (self.freezes_c - self.frozen_c) * heat_j_kg / freezing_j_kg
        return self.frozen_c + (heat_j_kg + freezing_j_kg) / self.solid_j_kg_k

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
