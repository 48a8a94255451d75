"""The goods in a compartment: one temperature for all, found from their heat, with the ice that forms in them."""

from dataclasses import dataclass

from hil.plants.matter import FOOD, Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsParameters:
    """Goods of one kind."""

    kg: float = 10.0
    """None at all is allowed: then the contents show the temperature of the air."""
    start_c: float = 20.0
    matter: Matter = FOOD


class Contents:
    """Contents of one compartment; goods that are put in mix with the others at once."""

    __slots__ = ("_j_kg", "_matter", "c", "kg")

    def __init__(self, parameters: ContentsParameters) -> None:
        self._matter = parameters.matter
        self.kg = parameters.kg
        self.c = parameters.start_c
        self._j_kg = self._matter.heat_j_kg(parameters.start_c)

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
        heat_j = kg * self._matter.heat_j_kg(temperature_c)
        self._j_kg = (self.stored_j + heat_j) / (self.kg + kg)
        self.kg += kg
        self._find_temperature()
        return heat_j

    def remove(self, kg: float) -> float:
        """Take out `kg`, at most all; returns the heat that left with it."""
        kg = min(kg, self.kg)
        self.kg -= kg
        return kg * self._j_kg

    def _find_temperature(self) -> None:
        j_kg, matter = self._j_kg, self._matter
        self.c = matter.freezes_c + j_kg / matter.liquid_j_kg_k if j_kg >= 0.0 else matter.below_c(j_kg)
