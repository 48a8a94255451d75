"""The 12 V supply: a lead-acid battery, what charges it, the starter, and the cable to the fridge."""

from dataclasses import dataclass, field

from hil.plants.charger import Charger, ChargerParameters
from hil.plants.traction import Traction, TractionParameters

_ENGINE_CRANKS_RPM = 100.0
_ENGINE_RUNS_RPM = 500.0
_HOUR_S = 3_600.0
_MIN_V = 3.0  # a starved load stops drawing its full power; keeps the current finite
_CONVERTER_EFFICIENCY = 0.92  # of a DC/DC converter at part load, engineering choice


@dataclass(frozen=True, slots=True, kw_only=True)
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
    surface_v: float = 0.4
    """Added to the rest voltage by a long charge until it wears off. Engineering choice: 13.1 V after a drive."""
    surface_s: float = 2_400.0
    """Time constant of that, both ways."""
    cable_ohm: float = 0.07
    charger: ChargerParameters = field(default_factory=ChargerParameters)
    cranking_a: float = 140.0
    """The starter pulls the battery to 8-9 V."""
    car_w: float = 3.0
    """Power that a sleeping car draws for itself."""
    solar_w: float = 0.0
    """A panel's power in full sun, behind its regulator; 0 is none."""
    full_at_v: float = 14.4
    """Voltage at which the panel's regulator stops."""
    traction: TractionParameters | None = None
    """For an electric car: no starter, and the charger is its DC/DC converter."""


@dataclass(slots=True, kw_only=True)
class SupplyConditions:
    """Loads on the supply, and the state of the car."""

    fridge_w: float = 0.0
    """Through the cable."""
    cabin_w: float = 0.0
    """At the battery: blower, purifier."""
    traction_w: float = 0.0
    """From the traction battery: heater, cooler."""
    engine_rpm: float = 0.0
    ready: bool = False
    """An electric car is switched on."""
    plugged_in: bool = False
    speed_kph: float = 0.0
    sun_ratio: float = 0.0


class Supply:
    """Voltage and current where the fridge and the controller are connected, behind the cable."""

    __slots__ = (
        "_parameters",
        "_surface_v",
        "battery_a",
        "battery_v",
        "charge_ratio",
        "charger",
        "charging",
        "current_a",
        "traction",
        "voltage_v",
    )

    def __init__(self, parameters: SupplyParameters) -> None:
        self._parameters = parameters
        self._surface_v = 0.0
        self.charge_ratio = parameters.charge_ratio
        self.charger = Charger(parameters.charger)
        self.traction = Traction(parameters.traction) if parameters.traction else None
        self.charging = False
        """Alternator or converter runs."""
        self.current_a = 0.0
        """Through the shunt, into the fridge and its fans."""
        self.battery_a = 0.0
        """Out of the battery; negative while it charges."""
        self.battery_v = self.voltage_v = self.rest_v

    @property
    def rest_v(self) -> float:
        """Voltage of the battery after a long rest."""
        parameters = self._parameters
        return parameters.empty_v + (parameters.full_v - parameters.empty_v) * self.charge_ratio

    def advance(self, conditions: SupplyConditions, dt_s: float) -> None:
        """Supply everything for `dt_s` seconds."""
        parameters = self._parameters
        # Currents follow last tick's voltage: the loop gain R P / V2 is below 0.1, so this settles within two ticks.
        current_a = conditions.fridge_w / max(self.voltage_v, _MIN_V)
        battery_v = max(self.battery_v, _MIN_V)
        load_a = current_a + (conditions.cabin_w + parameters.car_w) / battery_v
        if battery_v < parameters.full_at_v:
            load_a -= parameters.solar_w * conditions.sun_ratio / battery_v
        self._share(load_a, conditions, dt_s)
        self.current_a = current_a
        self.voltage_v = self.battery_v - current_a * parameters.cable_ohm
        charge_ratio = self.charge_ratio - self.battery_a * dt_s / (parameters.capacity_ah * _HOUR_S)
        self.charge_ratio = min(max(charge_ratio, 0.0), 1.0)
        self._relax(dt_s)

    def _share(self, load_a: float, conditions: SupplyConditions, dt_s: float) -> None:
        """Divide the load between the battery and what charges it."""
        traction = self.traction
        if traction is None:
            self.charging = conditions.engine_rpm > _ENGINE_RUNS_RPM
        else:
            self.charging = (conditions.ready or conditions.plugged_in) and traction.charge_ratio > 0.0
        if self.charging:
            self.charger.advance(self.charge_ratio, conditions.speed_kph, dt_s)
            self._charge(load_a)
        elif traction is None and conditions.engine_rpm > _ENGINE_CRANKS_RPM:
            self._discharge(load_a + self._parameters.cranking_a)
        else:
            self._discharge(load_a)
        if traction is not None:
            converter_w = (load_a - self.battery_a) * self.battery_v / _CONVERTER_EFFICIENCY
            drawn_w = conditions.traction_w + max(converter_w, 0.0)
            traction.advance(drawn_w, conditions.speed_kph, plugged_in=conditions.plugged_in, dt_s=dt_s)

    def _discharge(self, load_a: float) -> None:
        """Let the battery carry everything; what a panel gives beyond the loads charges it."""
        self.battery_a = load_a
        ohm = self._parameters.internal_ohm
        self.battery_v = self.rest_v + self._surface_v - load_a * ohm

    def _charge(self, load_a: float) -> None:
        """Let the charger hold its voltage, up to its current; the battery takes what the loads leave."""
        parameters = self._parameters
        open_v = self.rest_v + self._surface_v
        lift_v = self.charger.v - open_v
        if lift_v <= 0.0:
            self._discharge(min(load_a, -lift_v / parameters.internal_ohm))
            return
        accepted_a = lift_v / parameters.charging_ohm * (1.0 - self.charge_ratio)
        spare_a = parameters.charger.max_a - load_a
        if spare_a < 0.0:
            self._discharge(-spare_a)
        elif accepted_a <= spare_a:
            self.battery_a = -accepted_a
            self.battery_v = self.charger.v
        else:
            self.battery_a = -spare_a
            self.battery_v = open_v + lift_v * spare_a / accepted_a

    def _relax(self, dt_s: float) -> None:
        """Let the surface of the plates follow the current, slower than the charge does."""
        parameters = self._parameters
        target_v = parameters.surface_v if self.battery_a < 0.0 else 0.0
        self._surface_v += (target_v - self._surface_v) * dt_s / parameters.surface_s
