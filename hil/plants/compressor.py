"""A small 12 V hermetic compressor (BD35F, 2 cm3, R134a) that cools one evaporator plate.

Heat and power are a polynomial over the evaporating and the condensing temperature, fitted to a cycle calculation
(R134a, suction 32 C, volumetric and isentropic losses); errors are below 1.0 W and 0.7 W per cm3 and 1000 rpm within
-35..15 C and 30..65 C. It agrees with the data sheet's remembered points within 5-8 %.
"""

from dataclasses import dataclass
from math import sqrt

_EVAPORATING_C = (-35.0, 15.0)
_CONDENSING_C = (30.0, 65.0)
_SAME_MOMENT_S = 1e-3


@dataclass(frozen=True, slots=True)
class CompressorParameters:
    """A compressor of one speed, its refrigerant circuit, and the limits it is judged by."""

    displacement_cm3: float = 2.0
    speed_krpm: float = 2.0
    refrigerant_plate_w_k: float = 8.0
    condensing_rise_k: float = 12.5
    """Condensing temperature above the air around the condenser: 12-13 K with its fan."""
    ramp_s: float = 75.0
    """The plate gets cold with this time constant after a start: 60-90 s."""
    surge_ratio: float = 0.5
    """More power by this share at a start ..."""
    surge_s: float = 120.0
    """... decaying with this time constant: 5 A falling to 3 A within minutes on a CFX-28."""
    condenser_fan_w: float = 3.0
    min_off_s: float = 180.0
    min_on_s: float = 120.0


class Compressor:
    """Counts as truth what is done to it: starts, and runs and rests that were too short, however they came about.

    `off_for_s` is how long it had stood when the simulation began: the first start is judged too.
    """

    __slots__ = (
        "_for_s",
        "_parameters",
        "_ramp",
        "_size",
        "_surge",
        "cooling_w",
        "evaporating_c",
        "min_off_violations",
        "min_on_violations",
        "on",
        "power_w",
        "starts",
    )

    def __init__(self, parameters: CompressorParameters, *, off_for_s: float = 0.0) -> None:
        self._parameters = parameters
        self._size = parameters.displacement_cm3 * parameters.speed_krpm
        self._for_s = off_for_s
        self._ramp = 0.0
        self._surge = 0.0
        self.on = False
        self.starts = 0
        self.min_off_violations = 0
        self.min_on_violations = 0
        self.evaporating_c = 0.0
        self.cooling_w = 0.0
        """Heat taken from the plate."""
        self.power_w = 0.0
        """Electrical power, condenser fan included."""

    def advance(self, on: bool, plate_c: float, ambient_c: float, dt_s: float) -> None:
        """Run or stand for `dt_s` seconds."""
        if on is not self.on:
            self._switch(on, dt_s)
        self._for_s += dt_s
        if on:
            self._run(plate_c, ambient_c, dt_s)

    def _switch(self, on: bool, dt_s: float) -> None:
        """Start or stop. An edge is seen one tick late at most, so only what is short for certain counts as short."""
        parameters = self._parameters
        longest_s = self._for_s + dt_s - _SAME_MOMENT_S
        if on:
            self.starts += 1
            self.min_off_violations += longest_s <= parameters.min_off_s
            self._ramp, self._surge = 0.0, parameters.surge_ratio
        else:
            self.min_on_violations += longest_s <= parameters.min_on_s
            self.cooling_w = self.power_w = 0.0
        self.on = on
        self._for_s = 0.0

    def _run(self, plate_c: float, ambient_c: float, dt_s: float) -> None:
        parameters = self._parameters
        # The evaporating temperature is where the compressor takes what the plate gives: a quadratic equation in it.
        c = min(max(ambient_c + parameters.condensing_rise_k, _CONDENSING_C[0]), _CONDENSING_C[1])
        size, k = self._size, parameters.refrigerant_plate_w_k
        q0 = size * (44.219 - 0.32069 * c)
        q1 = size * (1.7369 - 0.01077 * c)
        q2 = size * (0.02143 - 0.00014 * c)
        missing_w = k * plate_c - q0
        e = 2.0 * missing_w / (q1 + k + sqrt(max((q1 + k) ** 2 + 4.0 * q2 * missing_w, 0.0)))
        e = min(max(e, _EVAPORATING_C[0]), _EVAPORATING_C[1])
        full_w = max(min(q0 + (q1 + q2 * e) * e, k * (plate_c - e)), 0.0)
        power_w = size * (2.8866 + 0.17647 * c + (0.00915 * c - 0.28456 + (0.00008 * c - 0.00645) * e) * e)
        self._ramp += (1.0 - self._ramp) * dt_s / parameters.ramp_s
        self.evaporating_c = e
        self.cooling_w = full_w * self._ramp
        self.power_w = power_w * (1.0 + self._surge) + parameters.condenser_fan_w
        self._surge -= self._surge * dt_s / parameters.surge_s
