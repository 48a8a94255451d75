"""The compressor with its electronic unit: starts, pauses after failed starts, protects the battery, counts.

Counts as truth what is done to it: starts, and runs and rests that were too short, however they came about.
"""

from dataclasses import dataclass, field

from hil.plants.fridge_ports import FridgeFaults, FridgeOutputs, FridgeSurroundings
from hil.plants.refrigerant import Refrigerant, RefrigerantParameters

_SAME_MOMENT_S = 1e-3
_FLASHES_BATTERY = 1
_FLASHES_START = 3
_NO_FLASHES = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressorParameters:
    """A BD35F at 2000-3500 rpm; equal speeds make one that is only on or off."""

    refrigerant: RefrigerantParameters = field(default_factory=RefrigerantParameters)
    min_krpm: float = 2.0
    max_krpm: float = 3.5
    condenser_fan_w: float = 3.0
    cut_out_v: float = 10.4
    """Below this the unit stops (remembered from its data sheet: 10.4 V, back at 11.7 V, without a resistor)."""
    cut_in_v: float = 11.7
    startable_bar: float = 5.0
    """A motor start fails against more than this (fault 3 of the unit)."""
    retry_s: float = 60.0
    """Pause of the unit after any of its faults."""
    min_off_s: float = 180.0
    """Minimum times that its use is judged by: rest before a start, and run before a stop."""
    min_on_s: float = 120.0


class Compressor:
    """`off_for_s` is how long it had stood when the simulation began: the first start is judged too."""

    __slots__ = (
        "_for_s",
        "_parameters",
        "_pause_s",
        "_powered",
        "_ran",
        "_stood_s",
        "failed_starts",
        "faults",
        "flashes",
        "min_off_violations",
        "min_on_violations",
        "power_w",
        "refrigerant",
        "restarts",
        "run_s",
        "running",
        "starts",
    )

    def __init__(self, parameters: CompressorParameters, faults: FridgeFaults, *, off_for_s: float = 0.0) -> None:
        self._parameters = parameters
        self._powered = self._ran = False
        self._for_s = self._stood_s = off_for_s
        self._pause_s = 0.0
        self.faults = faults
        self.refrigerant = Refrigerant(parameters.refrigerant)
        self.running = False
        self.flashes = _NO_FLASHES
        """Flash code of the unit's lamp: 1 low battery, 3 the motor did not start, 0 nothing."""
        self.starts = 0
        """Starts of the motor because power came."""
        self.restarts = 0
        """Starts by the unit itself, after low voltage or a blocked motor."""
        self.failed_starts = 0
        self.min_off_violations = 0
        self.min_on_violations = 0
        self.run_s = 0.0
        self.power_w = 0.0
        """Electrical power, condenser fan included."""

    @property
    def cooling_w(self) -> float:
        """Heat taken from the plate."""
        return self.refrigerant.cooling_w

    @property
    def rejected_w(self) -> float:
        """Heat that it gives to the air around."""
        return self.cooling_w + self.power_w

    def hot_side_c(self, ambient_c: float) -> float:
        """Return the temperature of the condenser: of the refrigerant while it runs, of the air otherwise."""
        if not self.running:
            return ambient_c
        return self.refrigerant.condensing_c(ambient_c, fan_failed=self.faults.condenser_fan_failed)

    def advance(self, outputs: FridgeOutputs, around: FridgeSurroundings, plate_c: float, dt_s: float) -> None:
        """Run or stand for `dt_s` seconds."""
        on = outputs.compressor_on or self.faults.relay_welded
        if on is not self._powered:
            self._judge(on, dt_s)
        self._for_s += dt_s
        if self.running:
            if not on:
                self._stop()
            elif around.supply_v < self._parameters.cut_out_v:
                self._trip(_FLASHES_BATTERY)
            elif self.faults.motor_blocked:
                self._trip(_FLASHES_START)
        else:
            self._stood_s += dt_s
            if on:
                self._try_start(around.supply_v, dt_s)
            else:
                self._pause_s, self.flashes = 0.0, _NO_FLASHES
        if self.running:
            self._run(outputs.speed_pct, around.air_c, plate_c, dt_s)

    def _judge(self, on: bool, dt_s: float) -> None:
        """Power comes or goes. An edge is seen one tick late at most, so only what is short for certain counts."""
        max_s = self._for_s + dt_s - _SAME_MOMENT_S
        if on:
            self.min_off_violations += max_s <= self._parameters.min_off_s
        else:
            self.min_on_violations += max_s <= self._parameters.min_on_s
        self._powered, self._ran = on, False
        self._for_s = 0.0

    def _try_start(self, supply_v: float, dt_s: float) -> None:
        """Try to start as the unit does while it has power and the motor stands."""
        parameters = self._parameters
        self._pause_s -= dt_s
        if self._pause_s > 0.0:
            return
        enough_v = parameters.cut_in_v if self.flashes == _FLASHES_BATTERY else parameters.cut_out_v
        if supply_v < enough_v:
            self.flashes = _FLASHES_BATTERY
        elif self.faults.motor_blocked or self.refrigerant.pressure_bar(self._stood_s) > parameters.startable_bar:
            self.failed_starts += 1
            self._pause_s, self.flashes = parameters.retry_s, _FLASHES_START
        else:
            self._start()

    def _start(self) -> None:
        self.restarts += self._ran
        self.starts += not self._ran
        self.running = self._ran = True
        self.flashes = _NO_FLASHES
        self.refrigerant.start()

    def _trip(self, flashes: int) -> None:
        self._stop()
        self._pause_s, self.flashes = self._parameters.retry_s, flashes

    def _stop(self) -> None:
        self.running = False
        self._stood_s = 0.0
        self.power_w = 0.0
        self.refrigerant.stop()

    def _run(self, speed_pct: float, ambient_c: float, plate_c: float, dt_s: float) -> None:
        parameters, faults, refrigerant = self._parameters, self.faults, self.refrigerant
        min_krpm = parameters.min_krpm
        speed_krpm = min_krpm + (parameters.max_krpm - min_krpm) * speed_pct / 100.0
        condensing_c = refrigerant.condensing_c(ambient_c, fan_failed=faults.condenser_fan_failed)
        refrigerant.run(speed_krpm, plate_c, condensing_c, faults.charge_ratio, dt_s)
        self.power_w = refrigerant.power_w
        if not faults.condenser_fan_failed:
            self.power_w += parameters.condenser_fan_w
        self.run_s += dt_s
