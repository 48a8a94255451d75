"""The heater, the cooler and the blower of the cabin: fresh and recirculated air are mixed, cooled, then heated."""

from bisect import bisect
from dataclasses import dataclass

from hil.plants.cabin_ports import ClimateOutputs
from hil.plants.fuel_heater import FuelHeater, FuelHeaterParameters
from hil.plants.moist_air import AIR_J_M3_K, CONDENSING_J_G, saturated_g_m3

_HOUR_S = 3_600.0

# Heat-pump efficiency by outside temperature: about 1 at -20 C, 1.5-2 at -10 C, 2-3 at 0 C (remembered figures).
_PUMP_COP = ((-40.0, 1.0), (-20.0, 1.0), (-10.0, 1.75), (0.0, 2.5), (10.0, 3.2), (60.0, 3.2))

_COOLER_COP_PER_K = 0.05  # engineering choice: half of the cycle's ideal slope
_COOLER_RATED_C = 35.0
_COOLER_COP_RANGE = (1.2, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateParameters:
    """A representative electric climate unit."""

    heater_w: float = 4_000.0
    pump_w: float = 0.0
    """Part of the heater's power that comes from a heat pump; the rest is a resistive heater."""
    heater_levels_pct: tuple[float, ...] = ()
    """The duties that an electric heater can have beside 0; none: any. One of 100 is a relay."""
    fuel: FuelHeaterParameters | None = None
    """A heater that burns fuel, in the place of the electric one."""
    cooler_w: float = 3_500.0
    cooler_cop: float = 2.5
    """At 35 C outside; 0.05 better for each kelvin less."""
    cooler_levels_pct: tuple[float, ...] = ()
    """As of the heater."""
    warmest_outlet_c: float = 75.0
    """The heater's own limit; with little air it gives less than its power."""
    coldest_outlet_c: float = 3.0
    """The evaporator may not ice up."""
    outlet_s: float = 15.0
    """Time constant of heater and cooler."""
    blower_m3_h: float = 450.0
    blower_w: float = 200.0
    """At full speed; power goes with the cube of speed."""
    flap_pct: float | None = None
    """Recirculation of a car whose flap nothing drives; None is a flap that is driven."""
    coil_bypass: float = 0.3
    """The part of the air that passes the cooler undried."""


def pump_cop(outside_c: float) -> float:
    """Return the heat of the heat pump for each joule of electricity."""
    index = min(max(bisect(_PUMP_COP, (outside_c,)), 1), len(_PUMP_COP) - 1)
    (cold_c, cold_cop), (warm_c, warm_cop) = _PUMP_COP[index - 1], _PUMP_COP[index]
    return cold_cop + (warm_cop - cold_cop) * (outside_c - cold_c) / (warm_c - cold_c)


@dataclass(slots=True)
class Inlet:
    """The air that the blower could take: from the cabin and from outside, temperatures and moisture."""

    air_c: float
    air_g_m3: float
    outside_c: float
    outside_g_m3: float


def _level_pct(asked_pct: float, levels_pct: tuple[float, ...]) -> float:
    """Return what an output of levels makes of a duty: the level next to it, the lowest for what is less."""
    if not levels_pct or asked_pct <= 0.0:
        return asked_pct
    return min(levels_pct, key=lambda each_pct: abs(each_pct - asked_pct))


class Climate:
    """Effect of the unit on the air. The traction battery feeds heater and cooler, the 12 V system the blower.

    A heater that burns fuel has a tank instead, and a fan and a plug on the 12 V system.
    """

    __slots__ = (
        "_dry_g_m3",
        "_parameters",
        "blower_w",
        "cooler_w",
        "drying_g_s",
        "energy_j",
        "flow_m3_s",
        "fresh_m3_s",
        "fuel",
        "heat_w",
        "heater_w",
        "outlet_c",
        "power_w",
        "traction_w",
    )

    def __init__(self, parameters: ClimateParameters) -> None:
        self._parameters = parameters
        self._dry_g_m3 = saturated_g_m3(parameters.coldest_outlet_c)
        self.fuel = None if parameters.fuel is None else FuelHeater(parameters.fuel)
        self.heater_w = 0.0
        self.cooler_w = 0.0
        """Heat that the cooler takes, from warm air and from moisture."""
        self.blower_w = 0.0
        self.heat_w = 0.0
        """Sensible heat to the air, negative when it cools."""
        self.drying_g_s = 0.0
        """Water taken from the air."""
        self.flow_m3_s = 0.0
        self.fresh_m3_s = 0.0
        """Part of the flow that comes from outside."""
        self.outlet_c = 20.0
        self.traction_w = 0.0
        """Electricity of heater and cooler."""
        self.power_w = 0.0
        """Electricity, all sources."""
        self.energy_j = 0.0
        """Electricity since the beginning, all sources."""

    @property
    def supply_w(self) -> float:
        """Electricity from the 12 V system: the blower, and a fuel heater's fan and plug."""
        return self.blower_w if self.fuel is None else self.blower_w + self.fuel.electrical_w

    def advance(self, outputs: ClimateOutputs, inlet: Inlet, dt_s: float) -> None:
        """Move air for `dt_s` seconds."""
        parameters = self._parameters
        blower = outputs.blower_pct / 100.0
        flow_m3_s = self.flow_m3_s = parameters.blower_m3_h * blower / _HOUR_S
        recirculation_pct = outputs.recirculation_pct if parameters.flap_pct is None else parameters.flap_pct
        fresh = 1.0 - recirculation_pct / 100.0
        self.fresh_m3_s = flow_m3_s * fresh
        self.blower_w = parameters.blower_w * blower**3
        mixed_c = inlet.air_c + (inlet.outside_c - inlet.air_c) * fresh
        mixed_g_m3 = inlet.air_g_m3 + (inlet.outside_g_m3 - inlet.air_g_m3) * fresh
        self._heat(outputs.heater_pct, mixed_c, dt_s)
        self._cool(outputs.cooler_pct, mixed_c, mixed_g_m3, dt_s)
        self.outlet_c = mixed_c + self.heat_w / (flow_m3_s * AIR_J_M3_K) if flow_m3_s > 0.0 else inlet.air_c
        self._draw(inlet.outside_c, dt_s)

    def _heat(self, heater_pct: float, mixed_c: float, dt_s: float) -> None:
        """Heat as requested, up to what the air stream takes at its warmest outlet."""
        parameters = self._parameters
        if self.fuel is not None:
            self.fuel.advance(heater_pct, dt_s)
            self.heater_w = self.fuel.heat_w
        else:
            max_w = max(parameters.warmest_outlet_c - mixed_c, 0.0) * self.flow_m3_s * AIR_J_M3_K
            duty_pct = _level_pct(heater_pct, parameters.heater_levels_pct)
            wanted_w = min(parameters.heater_w * duty_pct / 100.0, max_w)
            self.heater_w += (wanted_w - self.heater_w) * dt_s / parameters.outlet_s
        self.heat_w = self.heater_w + self.blower_w

    def _cool(self, cooler_pct: float, mixed_c: float, mixed_g_m3: float, dt_s: float) -> None:
        """Cool as requested, up to air at its coldest outlet; heat and water in proportion."""
        parameters, flow_m3_s = self._parameters, self.flow_m3_s
        max_g_s = max(mixed_g_m3 - self._dry_g_m3, 0.0) * flow_m3_s * (1.0 - parameters.coil_bypass)
        max_w = max(mixed_c - parameters.coldest_outlet_c, 0.0) * flow_m3_s * AIR_J_M3_K
        limit_w = max_w + max_g_s * CONDENSING_J_G
        duty_pct = _level_pct(cooler_pct, parameters.cooler_levels_pct)
        wanted_w = min(parameters.cooler_w * duty_pct / 100.0, limit_w)
        self.cooler_w += (wanted_w - self.cooler_w) * dt_s / parameters.outlet_s
        share = min(self.cooler_w / limit_w, 1.0) if limit_w > 0.0 else 0.0
        self.heat_w -= max_w * share
        self.drying_g_s = max_g_s * share

    def _draw(self, outside_c: float, dt_s: float) -> None:
        """Draw electricity for what was moved."""
        parameters = self._parameters
        traction_w = 0.0
        if self.heater_w > 0.0 and self.fuel is None:
            pump_w = min(self.heater_w, parameters.pump_w)
            traction_w += self.heater_w - pump_w
            if pump_w > 0.0:
                traction_w += pump_w / pump_cop(outside_c)
        if self.cooler_w > 0.0:
            minimum, maximum = _COOLER_COP_RANGE
            cop = parameters.cooler_cop + (_COOLER_RATED_C - outside_c) * _COOLER_COP_PER_K
            traction_w += self.cooler_w / min(max(cop, minimum), maximum)
        self.traction_w = traction_w
        self.power_w = traction_w + self.supply_w
        self.energy_j += self.power_w * dt_s
