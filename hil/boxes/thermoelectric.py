"""A thermoelectric element between the plate inside and a sink with a fan outside.

For the current I, with the cold side at Tc and the hot side at Th (in kelvin):

    heat taken     a I Tc - I^2 R / 2 - K (Th - Tc)
    electricity    a I (Th - Tc) + I^2 R

So less and less is moved the higher the lift, heat leaks back while no current flows, and the other way round it heats.
"""

from dataclasses import dataclass

from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings

_ZERO_C_K = 273.15
_FANLESS_GAIN = 3.0
"""So much worse is the sink while its fan stands. Engineering choice: still air carries a third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThermoelectricParameters:
    """One element of 127 couples for 12 V, such as a TEC1-12705."""

    seebeck_v_k: float = 0.05
    resistance_ohm: float = 2.3
    leak_w_k: float = 0.5
    """Conductance of the element."""
    sink_k_w: float = 0.3
    """From the hot side to the air around, with the fan."""
    sink_j_k: float = 400.0
    """0.45 kg of aluminium."""
    fans_w: float = 4.0
    """Outside and inside, on with the element."""
    lowest_share: float = 0.4
    """Of the voltage, at the lowest speed. Engineering choice."""
    supply_cut_out_v: float = 9.0


class Thermoelectric:
    """Does what a compressor does for the box; it may be switched at any time, and nothing is too short for it."""

    __slots__ = (
        "_parameters",
        "cooling_w",
        "failed_starts",
        "faults",
        "flashes",
        "hot_c",
        "min_off_violations",
        "min_on_violations",
        "power_w",
        "rejected_w",
        "restarts",
        "run_s",
        "running",
        "starts",
    )

    def __init__(self, parameters: ThermoelectricParameters, faults: FridgeFaults, start_c: float) -> None:
        self._parameters = parameters
        self.faults = faults
        self.hot_c = start_c
        self.running = False
        self.cooling_w = self.power_w = self.rejected_w = self.run_s = 0.0
        """`cooling_w`: heat taken from the plate; negative while it leaks or heats. `rejected_w`: to the air around."""
        self.flashes = self.starts = self.restarts = 0
        self.failed_starts = self.min_off_violations = self.min_on_violations = 0

    @property
    def stored_j(self) -> float:
        """Heat in its sink, above a fixed state."""
        return self._parameters.sink_j_k * self.hot_c

    def hot_side_c(self, _ambient_c: float) -> float:
        """Return the temperature of the sink."""
        return self.hot_c

    def advance(self, outputs: FridgeOutputs, around: FridgeSurroundings, plate_c: float, dt_s: float) -> None:
        """Pump heat, or leak, for `dt_s` seconds."""
        parameters, faults = self._parameters, self.faults
        wanted = outputs.compressor_on or faults.relay_welded
        running = wanted and not faults.motor_blocked and around.supply_v >= parameters.supply_cut_out_v
        self.starts += running and not self.running
        self.running = running
        lift_k = self.hot_c - plate_c
        current_a = self._current_a(outputs.speed_pct, around.supply_v, lift_k) if running else 0.0
        moved_w, lost_w = parameters.seebeck_v_k * current_a, current_a * current_a * parameters.resistance_ohm
        self.cooling_w = moved_w * (_ZERO_C_K + plate_c) - lost_w / 2.0 - parameters.leak_w_k * lift_k
        element_w = moved_w * lift_k + lost_w
        blown = running and not faults.condenser_fan_failed
        self.power_w = element_w + (parameters.fans_w if blown else 0.0)
        sink_w_k = 1.0 / (parameters.sink_k_w * (1.0 if blown else _FANLESS_GAIN))
        inflow_w = self.cooling_w + element_w
        before_c = self.hot_c
        self.hot_c = (parameters.sink_j_k * before_c + (inflow_w + sink_w_k * around.air_c) * dt_s) / (
            parameters.sink_j_k + sink_w_k * dt_s
        )
        self.rejected_w = inflow_w - parameters.sink_j_k * (self.hot_c - before_c) / dt_s + self.power_w - element_w
        self.run_s += dt_s if running else 0.0

    def _current_a(self, speed_pct: float, supply_v: float, lift_k: float) -> float:
        """Return the current; what works of the element, and the way it is connected, are faults."""
        parameters, faults = self._parameters, self.faults
        share = parameters.lowest_share + (1.0 - parameters.lowest_share) * speed_pct / 100.0
        volts = supply_v * share * (-1.0 if faults.reversed else 1.0)
        return faults.charge_ratio * (volts - parameters.seebeck_v_k * lift_k) / parameters.resistance_ohm
