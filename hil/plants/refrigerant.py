"""The refrigerant circuit of a small 12 V hermetic compressor (BD35F: 2 cm3, BD50F: 2.5 cm3, R134a).

Heat and power are a polynomial over the evaporating and the condensing temperature, fitted to a cycle calculation
(R134a, suction 32 C, volumetric and isentropic losses); errors are below 1.0 W and 0.7 W per cm3 and 1000 rpm within
-35..15 C and 30..65 C. It agrees with the data sheet's remembered points within 5-8 %.
"""

from dataclasses import dataclass
from math import exp, sqrt

_EVAPORATING_C = (-35.0, 15.0)
_CONDENSING_C = (30.0, 65.0)

_ZERO_C_K = 273.15
_BAR_AT_ZERO_C = 2.93
_VAPOUR_K = 2_652.0  # through 2.93 bar at 0 C and 14.91 bar at 55 C; gives 1.10 at -25 C, tables say 1.06

_DRY_POWER_SHARE = 0.5
"""Of its full power a compressor without refrigerant still draws this: friction and motor. Engineering choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefrigerantParameters:
    """A compressor's size, its heat exchangers, and what a start costs."""

    displacement_cm3: float = 2.0
    plate_w_k: float = 8.0
    """From the refrigerant to the evaporator plate."""
    condensing_rise_k: float = 12.5
    """Condensing temperature above the air around the condenser: 12-13 K with its fan."""
    condensing_offset_k: float = 0.0
    """Added to that rise for one that is worse (dust, a tight niche) or better: -5..5 K."""
    fanless_rise_k: float = 20.0
    """On top of the rise while the condenser's fan stands. Engineering choice: still air carries a third."""
    ramp_s: float = 75.0
    """The plate gets cold with this time constant after a start: 15-75 s."""
    surge_ratio: float = 0.5
    """More power by this share at a start (0.2-0.5) ..."""
    surge_s: float = 120.0
    """... decaying with this time constant (60-120 s): 5 A falling to 3 A within minutes on a CFX-28."""
    equalising_s: float = 90.0
    """Time constant with which the pressures meet while it stands. Engineering choice: a start fails for 60-100 s."""


def saturation_bar(temperature_c: float) -> float:
    """Return the vapour pressure of R134a."""
    return _BAR_AT_ZERO_C * exp(_VAPOUR_K * (1.0 / _ZERO_C_K - 1.0 / (_ZERO_C_K + temperature_c)))


class Refrigerant:
    """The state of the circuit. `run` while the compressor turns, `stop` once when it stands."""

    __slots__ = (
        "_condensing_c",
        "_parameters",
        "_pressure_bar",
        "_ramp",
        "_surge",
        "cooling_w",
        "evaporating_c",
        "power_w",
    )

    def __init__(self, parameters: RefrigerantParameters) -> None:
        self._parameters = parameters
        self._ramp = self._surge = 0.0
        self._condensing_c, self.evaporating_c = _CONDENSING_C[0], 0.0
        self._pressure_bar = 0.0
        self.cooling_w = 0.0
        """Heat taken from the plate."""
        self.power_w = 0.0
        """Electrical power of the motor."""

    def pressure_bar(self, stood_s: float) -> float:
        """Return the pressure that a start has to overcome after a rest of `stood_s`."""
        return self._pressure_bar * exp(-stood_s / self._parameters.equalising_s)

    def start(self) -> None:
        """Begin with a warm plate and a motor that works hard."""
        self._ramp, self._surge = 0.0, self._parameters.surge_ratio

    def stop(self) -> None:
        """Stand: nothing is cooled, and the pressures begin to meet."""
        self._pressure_bar = saturation_bar(self._condensing_c) - saturation_bar(self.evaporating_c)
        self.cooling_w = self.power_w = 0.0

    def condensing_c(self, ambient_c: float, *, fan_failed: bool) -> float:
        """Return the condensing temperature in air of `ambient_c`, within the range of the map."""
        parameters = self._parameters
        rise_k = parameters.condensing_rise_k + parameters.condensing_offset_k
        if fan_failed:
            rise_k += parameters.fanless_rise_k
        return min(max(ambient_c + rise_k, _CONDENSING_C[0]), _CONDENSING_C[1])

    def run(self, speed_krpm: float, plate_c: float, condensing_c: float, charge_ratio: float, dt_s: float) -> None:
        """Turn for `dt_s` seconds; a circuit that lost refrigerant moves `charge_ratio` of the heat."""
        parameters, c = self._parameters, condensing_c
        # The evaporating temperature is where the compressor takes what the plate gives: a quadratic equation in it.
        size, k = parameters.displacement_cm3 * speed_krpm, parameters.plate_w_k
        q0 = size * (44.219 - 0.32069 * c)
        q1 = size * (1.7369 - 0.01077 * c)
        q2 = size * (0.02143 - 0.00014 * c)
        missing_w = k * plate_c - q0
        e = 2.0 * missing_w / (q1 + k + sqrt(max((q1 + k) ** 2 + 4.0 * q2 * missing_w, 0.0)))
        e = min(max(e, _EVAPORATING_C[0]), _EVAPORATING_C[1])
        full_w = max(min(q0 + (q1 + q2 * e) * e, k * (plate_c - e)), 0.0)
        power_w = size * (2.8866 + 0.17647 * c + (0.00915 * c - 0.28456 + (0.00008 * c - 0.00645) * e) * e)
        self._ramp += (1.0 - self._ramp) * dt_s / parameters.ramp_s
        self.evaporating_c, self._condensing_c = e, c
        self.cooling_w = full_w * self._ramp * charge_ratio
        self.power_w = power_w * (1.0 + self._surge) * (_DRY_POWER_SHARE + (1.0 - _DRY_POWER_SHARE) * charge_ratio)
        self._surge -= self._surge * dt_s / parameters.surge_s
