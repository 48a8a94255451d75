"""The heater, the cooler and the blower of the cabin."""

from dataclasses import dataclass

from controller import Commands
from hil.plants.moist_air import AIR_J_M3_K, CONDENSING_J_G, saturated_g_m3

_HOUR_S = 3_600.0


@dataclass(frozen=True, slots=True)
class ClimateParameters:
    """A representative electric climate unit, recirculating most of its air."""

    heater_w: float = 4_000.0
    cooler_w: float = 3_500.0
    cooler_cop: float = 2.5
    warmest_outlet_c: float = 75.0
    """The heater's own limit; with little air it gives less than its power."""
    coldest_outlet_c: float = 3.0
    """The evaporator may not ice up."""
    outlet_s: float = 15.0
    """Time constant of heater and cooler."""
    blower_m3_h: float = 450.0
    blower_w: float = 200.0
    """At full speed; power goes with the cube of speed."""
    fresh_share: float = 0.15
    """Of the blower's air: partial recirculation."""
    coil_bypass: float = 0.3
    """The part of the air that passes the cooler undried."""


class Climate:
    """What the unit does to the air. The traction battery feeds heater and cooler, the 12 V system the blower."""

    __slots__ = (
        "_dry_g_m3",
        "_parameters",
        "blower_w",
        "cooler_w",
        "drying_g_s",
        "energy_j",
        "fresh_m3_s",
        "heat_w",
        "heater_w",
        "power_w",
    )

    def __init__(self, parameters: ClimateParameters) -> None:
        self._parameters = parameters
        self._dry_g_m3 = saturated_g_m3(parameters.coldest_outlet_c)
        self.heater_w = 0.0
        self.cooler_w = 0.0
        """Heat that the cooler takes, from warm air and from moisture."""
        self.blower_w = 0.0
        self.heat_w = 0.0
        """Sensible heat to the air, negative when it cools."""
        self.drying_g_s = 0.0
        """Water taken from the air."""
        self.fresh_m3_s = 0.0
        self.power_w = 0.0
        """Electricity, all sources."""
        self.energy_j = 0.0
        """Electricity since the beginning, all sources."""

    def advance(self, commands: Commands, air_c: float, moisture_g_m3: float, dt_s: float) -> None:
        """Move air of `air_c` for `dt_s` seconds."""
        parameters = self._parameters
        blower = commands.blower_pct / 100.0
        flow_m3_s = parameters.blower_m3_h * blower / _HOUR_S
        self.blower_w = parameters.blower_w * blower**3
        self.fresh_m3_s = flow_m3_s * parameters.fresh_share
        self._heat(commands.heater_pct, flow_m3_s, air_c, dt_s)
        moist_m3_s = flow_m3_s * (1.0 - parameters.coil_bypass)
        most_g_s = max(moisture_g_m3 - self._dry_g_m3, 0.0) * moist_m3_s
        most_w = max(air_c - parameters.coldest_outlet_c, 0.0) * flow_m3_s * AIR_J_M3_K
        self._cool(commands.cooler_pct, most_w, most_g_s, dt_s)
        self.power_w = self.heater_w + self.cooler_w / parameters.cooler_cop + self.blower_w
        self.energy_j += self.power_w * dt_s

    def _heat(self, heater_pct: float, flow_m3_s: float, air_c: float, dt_s: float) -> None:
        """The heater gives what is ordered, up to what the air stream takes at its warmest outlet."""
        parameters = self._parameters
        most_w = max(parameters.warmest_outlet_c - air_c, 0.0) * flow_m3_s * AIR_J_M3_K
        wanted_w = min(parameters.heater_w * heater_pct / 100.0, most_w)
        self.heater_w += (wanted_w - self.heater_w) * dt_s / parameters.outlet_s
        self.heat_w = self.heater_w + self.blower_w

    def _cool(self, cooler_pct: float, most_w: float, most_g_s: float, dt_s: float) -> None:
        """The cooler takes what is ordered, up to air at its coldest outlet; heat and water in proportion."""
        parameters = self._parameters
        limit_w = most_w + most_g_s * CONDENSING_J_G
        wanted_w = min(parameters.cooler_w * cooler_pct / 100.0, limit_w)
        self.cooler_w += (wanted_w - self.cooler_w) * dt_s / parameters.outlet_s
        share = min(self.cooler_w / limit_w, 1.0) if limit_w > 0.0 else 0.0
        self.heat_w -= most_w * share
        self.drying_g_s = most_g_s * share
