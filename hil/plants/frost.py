"""Frost on the evaporator plate: water freezes to it while it is below 0 C, keeps heat from it, and melts above."""

from dataclasses import dataclass

FREEZING_J_G = 334.0


@dataclass(frozen=True, slots=True)
class FrostParameters:
    """A plate of about 0.25 m2; all engineering choices from the properties of frost."""

    k_w_g: float = 3.4e-4
    """Thermal resistance of one gram: frost of 300 kg/m3 and 0.15 W/m K; 100 g are 1.3 mm and 0.034 K/W."""
    melting_w_k: float = 10.0
    """Heat that the plate gives to melting frost, per kelvin above 0 C."""


class Frost:
    """The frost on one plate. Water that meets a plate above 0 C runs off."""

    __slots__ = ("_parameters", "grams")

    def __init__(self, parameters: FrostParameters) -> None:
        self._parameters = parameters
        self.grams = 0.0

    @property
    def k_w(self) -> float:
        """Thermal resistance between plate and air."""
        return self.grams * self._parameters.k_w_g

    def advance(self, water_g_s: float, plate_c: float, dt_s: float) -> float:
        """Grow or melt for `dt_s` seconds; returns the W that the plate gets: positive while water freezes."""
        if plate_c < 0.0:
            self.grams += water_g_s * dt_s
            return water_g_s * FREEZING_J_G
        if self.grams == 0.0:
            return 0.0
        melted_g = min(self._parameters.melting_w_k * plate_c / FREEZING_J_G * dt_s, self.grams)
        self.grams -= melted_g
        return -melted_g * FREEZING_J_G / dt_s
