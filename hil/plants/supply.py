"""The 12 V supply: a lead-acid battery, an alternator that runs with the engine, and the cable to the fridge."""

from dataclasses import dataclass

_ENGINE_RUNS_RPM = 500.0
_ENGINE_CRANKS_RPM = 100.0
_HOUR_S = 3_600.0
_LOWEST_V = 3.0  # a starved load stops drawing its full power; keeps the current finite


@dataclass(frozen=True, slots=True)
class SupplyParameters:
    """A representative 60 Ah car battery and 5 m of 2.5 mm2 cable (0.07 ohm, there and back)."""

    capacity_ah: float = 60.0
    charge_ratio: float = 0.85
    """State of charge at the beginning, 0 to 1."""
    empty_v: float = 11.8
    full_v: float = 12.75
    """Rest voltage when empty and when full; between them it is nearly a straight line for lead-acid."""
    internal_ohm: float = 0.03
    charging_ohm: float = 0.02
    """For an empty battery; what it accepts falls with its charge (12 A at 85 %, engineering choice)."""
    cable_ohm: float = 0.07
    alternator_v: float = 14.2
    alternator_a: float = 90.0
    cranking_a: float = 140.0
    """The starter pulls the battery to 8-9 V for a second."""
    car_w: float = 3.0
    """What a sleeping car draws for itself."""


class Supply:
    """Voltage and current where the fridge and the controller are connected, behind the cable."""

    __slots__ = ("_parameters", "battery_a", "battery_v", "charge_ratio", "current_a", "voltage_v")

    def __init__(self, parameters: SupplyParameters) -> None:
        self._parameters = parameters
        self.charge_ratio = parameters.charge_ratio
        self.current_a = 0.0
        """Through the shunt, into the fridge and its fans."""
        self.battery_a = 0.0
        """Out of the battery; negative while it charges."""
        self.battery_v = self.voltage_v = self._rest_v()

    def advance(self, fridge_w: float, cabin_w: float, engine_rpm: float, dt_s: float) -> None:
        """Supply `fridge_w` through the cable and `cabin_w` at the battery for `dt_s` seconds."""
        parameters = self._parameters
        # Currents follow last tick's voltage: the loop gain R P / V2 is below 0.1, so this settles within two ticks.
        current_a = fridge_w / max(self.voltage_v, _LOWEST_V)
        load_a = current_a + (cabin_w + parameters.car_w) / max(self.battery_v, _LOWEST_V)
        if engine_rpm > _ENGINE_RUNS_RPM:
            self._charge(load_a)
        else:
            if engine_rpm > _ENGINE_CRANKS_RPM:
                load_a += parameters.cranking_a
            self._discharge(load_a)
        self.current_a = current_a
        self.voltage_v = self.battery_v - current_a * parameters.cable_ohm
        charge_ratio = self.charge_ratio - self.battery_a * dt_s / (parameters.capacity_ah * _HOUR_S)
        self.charge_ratio = min(max(charge_ratio, 0.0), 1.0)

    def _rest_v(self) -> float:
        parameters = self._parameters
        return parameters.empty_v + (parameters.full_v - parameters.empty_v) * self.charge_ratio

    def _discharge(self, load_a: float) -> None:
        """The battery carries everything."""
        self.battery_a = load_a
        self.battery_v = self._rest_v() - load_a * self._parameters.internal_ohm

    def _charge(self, load_a: float) -> None:
        """The alternator holds its voltage, up to its current; the battery takes what the loads leave."""
        parameters = self._parameters
        rest_v = self._rest_v()
        lift_v = parameters.alternator_v - rest_v
        accepted_a = lift_v / parameters.charging_ohm * (1.0 - self.charge_ratio)
        spare_a = parameters.alternator_a - load_a
        if spare_a < 0.0:
            self._discharge(-spare_a)
        elif accepted_a <= spare_a:
            self.battery_a = -accepted_a
            self.battery_v = parameters.alternator_v
        else:
            self.battery_a = -spare_a
            self.battery_v = rest_v + lift_v * spare_a / accepted_a
