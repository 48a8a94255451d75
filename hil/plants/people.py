"""Heat, moisture and carbon dioxide that the people aboard give off."""

from dataclasses import dataclass

_ADULT_HEAT_W = 75.0  # sensible, seated, 1.0-1.2 met: 70-80 W (ASHRAE fundamentals)
_ADULT_CO2_L_MIN = 0.30  # Persily and de Jonge 2017: 0.24-0.31 L/min sedentary
_ADULT_MOISTURE_G_H = 59.0  # 40 W latent (ASHRAE, seated) at 2.45 kJ/g
_CHILD_RATIO = 0.63  # CO2 of a child of 3-10 years, 0.17-0.21 L/min, over an adult's; heat and moisture follow it


@dataclass(frozen=True, slots=True)
class People:
    """The number of people in the cabin."""

    adults: int = 0
    children: int = 0

    @property
    def _equivalents(self) -> float:
        return self.adults + _CHILD_RATIO * self.children

    @property
    def heat_w(self) -> float:
        """Sensible heat to the cabin air."""
        return _ADULT_HEAT_W * self._equivalents

    @property
    def co2_l_min(self) -> float:
        """Carbon dioxide breathed out."""
        return _ADULT_CO2_L_MIN * self._equivalents

    @property
    def moisture_g_h(self) -> float:
        """Water breathed out and sweated."""
        return _ADULT_MOISTURE_G_H * self._equivalents


NOBODY = People()
DRIVER = People(adults=1)
