"""Chargers of the 12 V battery: an alternator, plain or smart, or the DC/DC converter of an electric car."""

from dataclasses import dataclass

_BRAKING_KPH_S = 1.0
_SLEW_V_S = 0.5  # engineering choice: the regulator moves its target over seconds, so that lamps do not flicker


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerParameters:
    """Equal voltages are a plain alternator or a DC/DC converter."""

    charging_v: float = 14.2
    floating_v: float = 14.2
    """While the battery is charged enough and the car does not brake."""
    braking_v: float = 14.2
    enough: float = 0.80
    """State of charge, 0 to 1, from which it floats."""
    again: float = 0.75
    """State of charge at which it charges again."""
    max_a: float = 90.0


SMART = ChargerParameters(charging_v=14.4, floating_v=12.4, braking_v=15.0)
"""Saves fuel by charging while the car brakes: 12.3-15 V, so a running engine cannot be told by voltage alone."""

DC_DC = ChargerParameters(charging_v=14.0, floating_v=14.0, braking_v=14.0, max_a=150.0)
"""Engineering choice: 2 kW from the traction battery."""


class Charger:
    """The regulator. It runs while the engine does, or while the traction battery is connected."""

    __slots__ = ("_floats", "_parameters", "_speed_kph", "v")

    def __init__(self, parameters: ChargerParameters) -> None:
        self._parameters = parameters
        self._floats = False
        self._speed_kph = 0.0
        self.v = parameters.charging_v
        """Voltage that it holds, as long as its current suffices."""

    def advance(self, charge_ratio: float, speed_kph: float, dt_s: float) -> None:
        """Choose the voltage for the next `dt_s` seconds."""
        parameters = self._parameters
        braking = self._speed_kph - speed_kph > _BRAKING_KPH_S * dt_s
        self._speed_kph = speed_kph
        self._floats = charge_ratio >= (parameters.again if self._floats else parameters.enough)
        target_v = parameters.floating_v if self._floats else parameters.charging_v
        if braking:
            target_v = parameters.braking_v
        step_v = _SLEW_V_S * dt_s
        self.v += min(max(target_v - self.v, -step_v), step_v)
