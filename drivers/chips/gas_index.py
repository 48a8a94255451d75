"""VOC and NOx index: how a raw gas signal compares to that of the last hours; usual air is VOC 100 and NOx 1.

The algorithm and its constants are Sensirion's (gas-index-algorithm 3.2, BSD-3-Clause, copyright 2022 Sensirion AG,
https://github.com/Sensirion/gas-index-algorithm). This is a version of our own in double precision: the scale factors
of the reference cancel out and are left out, its tuning parameters are fixed to their defaults.
"""

from dataclasses import dataclass
from math import exp, sqrt

BLACKOUT_S = 45.0
"""So long the index stays 0 after a start."""
LEARNT_S = 3 * 3_600.0
"""From here on the learnt state is worth keeping over a pause."""

_INDEX_END = 500.0
_MIN_INDEX = 0.5
_GAIN = 230.0
_NOX_STEEPNESS, _VOC_STEEPNESS_BONUS = 2_000.0, 220.0
_FIRST_DEVIATION = 50.0
_LEARN_S = 12 * 3_600.0
_LEARN_DEVIATION_AT_FIRST_S = 2_500.0
_TRANSITION_PER_S = 0.01
_FIRST_GATE, _GATE_PER_INDEX, _GATE_RATIO = 510.0, 0.09, 0.3
_FAST_S, _SLOW_S, _HASTE_PER_INDEX = 20.0, 500.0, 0.2
_RAW_VALID = range(1, 65_000)
_RAW_SPAN = 32_767
_MAX_EXPONENT = 50.0  # learning time grows without end, and exp overflows


@dataclass(frozen=True, slots=True, kw_only=True)
class Gas:
    """The differences between the two gases."""

    is_nox: bool
    usual_index: float
    raw_minimum: int
    half_index_at: float
    steepness: float
    gate: float
    max_gated_s: float
    learn_mean_at_first_s: float
    first_mean_s: float
    first_deviation_s: float


VOC = Gas(
    is_nox=False,
    usual_index=100.0,
    raw_minimum=20_000,
    half_index_at=213.0,
    steepness=0.0065,
    gate=340.0,
    max_gated_s=3 * 3_600.0,
    learn_mean_at_first_s=20.0,
    first_mean_s=0.75 * 3_600.0,
    first_deviation_s=1.45 * 3_600.0,
)
NOX = Gas(
    is_nox=True,
    usual_index=1.0,
    raw_minimum=10_000,
    half_index_at=614.0,
    steepness=0.0101,
    gate=30.0,
    max_gated_s=12 * 3_600.0,
    learn_mean_at_first_s=1_200.0,
    first_mean_s=4.75 * 3_600.0,
    first_deviation_s=5.70 * 3_600.0,
)


class GasIndex:
    """The index of one `gas`, fed with one raw value each `interval_s`."""

    def __init__(self, gas: Gas, interval_s: float = 1.0) -> None:
        self._gas, self._interval_s = gas, interval_s
        self._uptime_s, self._signal, self._index = 0.0, 0.0, 0.0
        self._usual = _Usual(gas, interval_s)
        self._filter = _Filter(interval_s)

    def process(self, raw: int) -> int:
        """Return the index with this raw value: 1 to 500, 0 in the blackout.

        No signal (0, or 65000 on) counts as before.
        """
        if self._uptime_s <= BLACKOUT_S:
            self._uptime_s += self._interval_s
            return 0
        if raw in _RAW_VALID:
            self._signal = float(min(max(raw - self._gas.raw_minimum, 1), _RAW_SPAN))
        self._index = max(self._filter.process(self._unfiltered()), _MIN_INDEX)
        if self._signal > 0.0:
            self._usual.learn(self._signal, self._index)
        return int(self._index + 0.5)

    @property
    def state(self) -> tuple[float, float]:
        """The mean and deviation of the signal as learnt."""
        return self._usual.mean, self._usual.deviation

    def restore(self, mean: float, deviation: float) -> None:
        """Begin with what was learnt in at least 3 h, not more than 10 min ago; meant for VOC only."""
        self._usual.restore(mean, deviation)
        self._signal = mean

    def _unfiltered(self) -> float:
        """Compute the index before the filter: more gas lowers the VOC signal and raises that of NOx."""
        if not self._gas.is_nox:
            away = (self._usual.mean - self._signal) / (self._usual.deviation + _VOC_STEEPNESS_BONUS)
        elif self._usual.is_known:
            away = (self._signal - self._usual.mean) / _NOX_STEEPNESS
        else:
            return self._gas.usual_index
        return _INDEX_END * _falling(_GAIN * away, self._gas.half_index_at, -self._gas.steepness)


class _Usual:
    """The usual mean and deviation of the signal, learnt fast at first, slowly later, hardly at all in an event."""

    def __init__(self, gas: Gas, interval_s: float) -> None:
        self.mean, self.deviation, self.is_known = 0.0, _FIRST_DEVIATION, False
        self._gas, self._interval_s = gas, interval_s
        self._learnt_s = self._ungated_s = self._gated_s = 0.0

    def restore(self, mean: float, deviation: float) -> None:
        """Go on as if it had learnt this in 3 h."""
        self.mean, self.deviation, self.is_known, self._learnt_s = mean, deviation, True, LEARNT_S

    def learn(self, signal: float, index: float) -> None:
        """Update the exponentially weighted mean and deviation."""
        if not self.is_known:
            self.mean, self.is_known = signal, True
            return
        self._learnt_s += self._interval_s
        self._ungated_s += self._interval_s
        mean_share, deviation_share = self._shares(index)
        away = signal - self.mean
        self.deviation = sqrt((1.0 - deviation_share) * (self.deviation**2 + deviation_share * away**2))
        self.mean += mean_share * away

    def _shares(self, index: float) -> tuple[float, float]:
        """Return the shares of a new value that go into the mean and into the deviation."""
        gas, slow = self._gas, _share(self._interval_s, _LEARN_S)
        mean_young = _falling(self._learnt_s, gas.first_mean_s, _TRANSITION_PER_S)
        deviation_young = _falling(self._learnt_s, gas.first_deviation_s, _TRANSITION_PER_S)
        mean_fast = _share(self._interval_s, gas.learn_mean_at_first_s)
        deviation_fast = _share(self._interval_s, _LEARN_DEVIATION_AT_FIRST_S)
        mean_gate = self._open(index, gas.first_mean_s)
        deviation_gate = self._open(index, gas.first_deviation_s)
        self._note_gating(mean_gate)
        return (
            mean_gate * (slow + (mean_fast - slow) * mean_young),
            deviation_gate * (slow + (deviation_fast - slow) * (deviation_young - mean_young)),
        )

    def _open(self, index: float, first_s: float) -> float:
        """Return from 1 (learn) to 0 (do not) how far the index stays below the gate, which is wide open at first."""
        gate = self._gas.gate
        return _falling(
            index, gate + (_FIRST_GATE - gate) * _falling(self._ungated_s, first_s, _TRANSITION_PER_S), _GATE_PER_INDEX
        )

    def _note_gating(self, gate: float) -> None:
        """Count the time with a closed gate and open the gate after too long: a change that lasts is no event."""
        self._gated_s += self._interval_s * ((1.0 - gate) * (1.0 + _GATE_RATIO) - _GATE_RATIO)
        self._gated_s = max(self._gated_s, 0.0)
        if self._gated_s > self._gas.max_gated_s:
            self._ungated_s = 0.0


class _Filter:
    """A low pass that is slow while the index stands still and fast while it moves."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._states: tuple[float, float, float] | None = None

    def process(self, value: float) -> float:
        """Return `value` smoothed: the next output of the filter."""
        fast, slow, result = self._states or (value, value, value)
        fast += _share(self._interval_s, _FAST_S) * (value - fast)
        slow += _share(self._interval_s, _SLOW_S) * (value - slow)
        calm = exp(-_HASTE_PER_INDEX * abs(fast - slow))
        result += _share(self._interval_s, _FAST_S + (_SLOW_S - _FAST_S) * calm) * (value - result)
        self._states = fast, slow, result
        return result


def _share(interval_s: float, time_constant_s: float) -> float:
    return interval_s / (time_constant_s + interval_s)


def _falling(value: float, half_at: float, steepness: float) -> float:
    """Return a sigmoid from 1 down to 0, or up where `steepness` is negative."""
    exponent = steepness * (value - half_at)
    return 1.0 / (1.0 + exp(min(exponent, _MAX_EXPONENT)))
