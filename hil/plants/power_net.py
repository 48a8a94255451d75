"""The 12 V net of a car around one battery of any kind: alternator, panel, starter, cable, sleeping car."""

from dataclasses import dataclass, field

from hil.plants.battery import Battery, BatteryParameters
from hil.plants.charger import SMART, Charger, ChargerParameters

PLAIN = ChargerParameters()
"""14.2 V whenever the engine runs."""

ALTERNATORS = {"plain": PLAIN, "smart": SMART}

_MIN_V = 3.0  # keeps currents finite


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerNetParameters:
    """One net. Without an alternator nothing but the appliances and the starter hangs on it, and nothing charges it."""

    battery: BatteryParameters = field(default_factory=BatteryParameters)
    alternator: ChargerParameters | None = PLAIN
    cable_ohm: float = 0.07
    """5 m of 2.5 mm2, there and back."""
    car_w: float = 0.25
    """20 mA, as a healthy car takes asleep."""
    driving_w: float = 250.0
    """Lamps, ignition, blower of a car that is driven, where it has an alternator. Engineering choice."""
    panel_w: float = 0.0
    """In full sun, behind a regulator."""
    regulated_v: float = 14.2
    """Where the panel's regulator holds."""
    starter_a: float = 200.0
    """A warm engine of 1.5 to 2 litres; a compression or two takes more."""
    starter_ohm: float = 0.006
    """Cables and brushes."""
    starter_v: float = 7.5
    """A starter that gets less turns no engine: the voltage of EN 50342-1 after ten seconds of cranking."""


class PowerNet:
    """Voltage and currents where the appliances and the controller are connected."""

    __slots__ = ("_parameters", "battery", "battery_a", "charger", "current_a", "panel_w", "voltage_v")

    def __init__(self, parameters: PowerNetParameters) -> None:
        self._parameters = parameters
        self.battery = Battery(parameters.battery)
        self.charger = None if parameters.alternator is None else Charger(parameters.alternator)
        self.current_a = 0.0
        """Into the appliances."""
        self.battery_a = 0.0
        """Into the battery: positive while it charges."""
        self.panel_w = 0.0
        """What the panel gives."""
        self.voltage_v = self.battery.open_v

    def cranks(self) -> bool:
        """Start the engine: True where the battery turns it over. It takes two seconds of the starter's current."""
        parameters, battery = self._parameters, self.battery
        volts = battery.open_v - parameters.starter_a * (battery.ohm + parameters.starter_ohm)
        battery.advance(-parameters.starter_a, 2.0)
        return not battery.disconnected and volts >= parameters.starter_v

    def advance(self, load_w: float, dt_s: float, *, engine: bool, speed_kph: float = 0.0, sun: float = 0.0) -> None:
        """Supply the appliances' `load_w` and the car for `dt_s` seconds."""
        parameters, battery = self._parameters, self.battery
        self.current_a = load_w / max(self.voltage_v, _MIN_V)
        terminal_v = max(battery.open_v, _MIN_V)
        driven = engine and self.charger is not None
        car_w = parameters.driving_w if driven else parameters.car_w
        loads_a = self.current_a + car_w / terminal_v
        held_v, spare_a = self._sources(driven=driven, speed_kph=speed_kph, sun=sun, dt_s=dt_s)
        taken_a = battery.accepted_a(held_v)
        self.battery_a = max(min(taken_a, spare_a - loads_a), -loads_a)
        limit_a = min(spare_a, max(loads_a + self.battery_a, 0.0))
        self.panel_w = 0.0 if driven else limit_a * terminal_v
        if battery.disconnected and self.battery_a < 0.0:
            self.battery_a = self.voltage_v = 0.0
            return
        full = self.battery_a >= taken_a > 0.0
        terminal_v = held_v if full else battery.open_v + self._lift_v(held_v, taken_a)
        battery.advance(self.battery_a, dt_s)
        self.voltage_v = terminal_v - self.current_a * parameters.cable_ohm

    def _lift_v(self, held_v: float, taken_a: float) -> float:
        """Return what the battery's current adds to its voltage: a part of what the charger would, or its ohms."""
        if self.battery_a > 0.0 and taken_a > 0.0:
            return (held_v - self.battery.open_v) * self.battery_a / taken_a
        return self.battery_a * self.battery.ohm

    def _sources(self, *, driven: bool, speed_kph: float, sun: float, dt_s: float) -> tuple[float, float]:
        """Return the voltage that is held, and the current with which."""
        parameters = self._parameters
        if driven and self.charger is not None and parameters.alternator is not None:
            self.charger.advance(self.battery.charge_ratio, speed_kph, dt_s)
            return self.charger.v, parameters.alternator.max_a
        return parameters.regulated_v, parameters.panel_w * sun / max(self.battery.open_v, _MIN_V)
