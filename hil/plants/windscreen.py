"""The inner surface of the windscreen: where the air of the cabin fogs first.

It is an observer: the heat through it is part of the cabin's skin.
"""

from dataclasses import dataclass

from hil.plants.climate import Climate

_STANDING_W_M2_K = 10.0  # outer film of a standing car, as FASTSim 2 has it
_MOVING_W_M2_K_KPH = 0.8  # engineering choice: 50 W/m2K at 50 km/h, a turbulent flat plate of 1 m


@dataclass(frozen=True, slots=True)
class WindscreenParameters:
    """Laminated glass of 5 mm; all for each square metre."""

    heat_j_m2_k: float = 10_500.0
    """5 mm x 2500 kg/m3 x 840 J/kg K."""
    inner_w_m2_k: float = 8.0
    """Still air and radiation inside."""
    jet_w_m2_k: float = 40.0
    """All the blower's air at full speed on the glass. Engineering choice: clears in minutes as cars do."""
    full_flow_m3_s: float = 0.125
    """The flow for which the jet is given: 450 m3/h."""


class Windscreen:
    """The temperature of the glass."""

    __slots__ = ("_parameters", "c")

    def __init__(self, parameters: WindscreenParameters, start_c: float) -> None:
        self._parameters = parameters
        self.c = start_c

    def advance(
        self, jet_ratio: float, climate: Climate, air_c: float, outside: tuple[float, float], dt_s: float
    ) -> None:
        """Follow for `dt_s` seconds; `outside` is the temperature in C and the speed of the car in km/h."""
        parameters, glass_c = self._parameters, self.c
        outside_c, speed_kph = outside
        outer_w_m2_k = _STANDING_W_M2_K + _MOVING_W_M2_K_KPH * speed_kph
        jet_w_m2_k = parameters.jet_w_m2_k * jet_ratio * climate.flow_m3_s / parameters.full_flow_m3_s
        gained_w_m2 = (
            outer_w_m2_k * (outside_c - glass_c)
            + parameters.inner_w_m2_k * (air_c - glass_c)
            + jet_w_m2_k * (climate.outlet_c - glass_c)
        )
        self.c = glass_c + gained_w_m2 * dt_s / parameters.heat_j_m2_k
