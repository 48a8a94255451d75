"""The goods in a compartment: one temperature for all, found from their heat, with the ice that forms in them."""

from dataclasses import dataclass

_FREEZES_C = -1.0
_FROZEN_C = -5.0
"""Between the two the water of food freezes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsParameters:
    """Food: unfrozen 3.3-3.9 kJ/kg K (water 4.19), frozen 1.8-2.0, 200-300 kJ/kg freeze around -1..-5 C."""

    kg: float = 10.0
    """None at all is allowed: then the contents show the temperature of the air."""
    start_c: float = 20.0
    unfrozen_j_kg_k: float = 3_600.0
    frozen_j_kg_k: float = 1_900.0
    latent_j_kg: float = 250_000.0


class Contents:
    """Contents of one compartment; goods that are put in mix with the others at once."""

    __slots__ = ("_freezing_j_kg", "_j_kg", "_parameters", "c", "kg")

    def __init__(self, parameters: ContentsParameters) -> None:
        self._parameters = parameters
        sensible_j_kg_k = (parameters.unfrozen_j_kg_k + parameters.frozen_j_kg_k) / 2.0
        self._freezing_j_kg = parameters.latent_j_kg + sensible_j_kg_k * (_FREEZES_C - _FROZEN_C)
        self.kg = parameters.kg
        self.c = parameters.start_c
        self._j_kg = self._heat_j_kg(parameters.start_c)

    @property
    def stored_j(self) -> float:
        """Heat above that at which freezing begins."""
        return self.kg * self._j_kg

    def take(self, heat_j: float) -> None:
        """Take in heat. There must be some contents."""
        self._j_kg += heat_j / self.kg
        self._find_temperature()

    def add(self, kg: float, temperature_c: float) -> float:
        """Put in `kg` more of the same kind; returns the heat that came with it."""
        heat_j = kg * self._heat_j_kg(temperature_c)
        self._j_kg = (self.stored_j + heat_j) / (self.kg + kg)
        self.kg += kg
        self._find_temperature()
        return heat_j

    def remove(self, kg: float) -> float:
        """Take out `kg`, at most all; returns the heat that left with it."""
        kg = min(kg, self.kg)
        self.kg -= kg
        return kg * self._j_kg

    def _heat_j_kg(self, temperature_c: float) -> float:
        parameters = self._parameters
        if temperature_c >= _FREEZES_C:
            return (temperature_c - _FREEZES_C) * parameters.unfrozen_j_kg_k
        if temperature_c >= _FROZEN_C:
            return self._freezing_j_kg * (temperature_c - _FREEZES_C) / (_FREEZES_C - _FROZEN_C)
        return (temperature_c - _FROZEN_C) * parameters.frozen_j_kg_k - self._freezing_j_kg

    def _find_temperature(self) -> None:
        j_kg = self._j_kg
        if j_kg >= 0.0:
            self.c = _FREEZES_C + j_kg / self._parameters.unfrozen_j_kg_k
        elif j_kg >= -self._freezing_j_kg:
            self.c = _FREEZES_C + (_FREEZES_C - _FROZEN_C) * j_kg / self._freezing_j_kg
        else:
            self.c = _FROZEN_C + (j_kg + self._freezing_j_kg) / self._parameters.frozen_j_kg_k
