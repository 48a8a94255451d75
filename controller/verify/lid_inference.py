"""Infer from the air alone that a lid was opened: the air rises faster than it ever does while the lid is shut.

A lid that opens for two seconds moves the air by less than what a shut box does, and is not seen.

State    becomes   when
shut     rising    a sample is `limit_k` above the least of the last SPAN_S
rising   shut      the next sample is back where it was: it was one false reading
rising   open      the next sample keeps CONFIRMED of the rise
open     shut      the air fell back by FALLEN of its rise, or rose by less than QUICK_K for CALM_S while it had not
                   risen by LEFT_OPEN_K: the opening is told
"""

from dataclasses import replace

from controller.interface.immutable import immutable
from controller.interface.readings import Reading
from controller.verify import shut_air
from controller.verify.shut_air import UNKNOWN_AIR, ShutAir

SPAN_S = 30.0
"""A lid lets warm air in within seconds, and a probe in air follows within half a minute (kitchen fridge at 1 Hz)."""

SPIKE_K = 1.5
"""No air of a box falls by more and rises again from one sample to the next. Engineering choice."""

CONFIRMED = 0.4
"""The next sample keeps so much of the rise. Engineering choice: a false reading keeps nothing of it, air that cools
again after an opening of a few seconds loses half of it in 10 s."""

FALLEN = 0.2
CALM_S = 60.0
QUICK_K = 0.5
"""Air that rises more slowly is that of a shut box which rests. Engineering choice."""

SLOW_S = 90.0
"""A sensor that is read more seldom shows no lid: the air is back before its next sample."""

LEFT_OPEN_K = 8.0
"""Air so much above what it was is no lid that was shut again: a box 25 K below its surroundings reaches that within
minutes (52 s open gave 4.8 K, kitchen fridge). Engineering choice."""

SWITCHED_PCT = 20.0
"""A fan whose duty changes by more moves other air past the probe."""

Sample = tuple[float, float]
"""When, and how warm."""


@immutable(kw_only=True)
class Opening:
    """An opening that was inferred: since when, from what temperature, and the highest since.

    `peak_at_s` is when the air had last risen by QUICK_K, to `mark_c`.
    """

    since_s: float
    from_c: float
    peak_c: float
    peak_at_s: float
    mark_c: float
    limit_k: float

    @property
    def rise_k(self) -> float:
        """The rise of the air to its peak."""
        return self.peak_c - self.from_c

    @property
    def confidence(self) -> float:
        """0.5 at the limit, 0.9 at twice as much and beyond. Engineering choice: a shut box never got there."""
        return min(0.5 + 0.4 * (self.rise_k / self.limit_k - 1.0), 0.9)


@immutable(kw_only=True)
class LidTrace:
    """Samples of the last SPAN_S, what the shut box does, and the opening at hand.

    `told` is the last opening that is over.
    """

    samples: tuple[Sample, ...] = ()
    shut: ShutAir = UNKNOWN_AIR
    rising: Opening | None = None
    open: Opening | None = None
    told: Opening | None = None


NO_TRACE = LidTrace()


def update(trace: LidTrace, air_c: Reading, switched: bool, *, now_s: float) -> LidTrace:
    """Return the trace one look later. `switched`: the compressor or the fan of the compartment has just changed."""
    if switched:
        trace = replace(trace, shut=shut_air.switched(trace.shut, now_s=now_s))
    if air_c.value is None:
        return replace(trace, samples=(), rising=None, open=None)
    sample = air_c.taken_at_s, air_c.value
    if not trace.samples or trace.samples[-1][0] < sample[0] - SLOW_S:
        return replace(trace, samples=(sample,), rising=None, open=None)
    return trace if sample[0] <= trace.samples[-1][0] else _sampled(trace, sample)


def _sampled(trace: LidTrace, sample: Sample) -> LidTrace:
    """Take in one sample."""
    (at_s, value_c), (before_s, before_c) = sample, trace.samples[-1]
    since_s = min(at_s - SPAN_S, before_s)
    span = _sound(tuple([one for one in trace.samples if one[0] >= since_s]), value_c)
    rise_k = value_c - min([sample_c for _, sample_c in span])
    shut = shut_air.settled(shut_air.stepped(trace.shut, abs(value_c - before_c)), at_s=at_s)
    after = replace(trace, samples=(*span, sample), shut=shut_air.risen(shut, rise_k, at_s=at_s))
    return _judged(after, rise_k, shut.limit_k)


def _sound(span: tuple[Sample, ...], value_c: float) -> tuple[Sample, ...]:
    """Leave out the sample before where it lies far below both its neighbours: a false one."""
    if len(span) > 1 and min(span[-2][1], value_c) - span[-1][1] > SPIKE_K:
        return span[:-1]
    return span


def _judged(trace: LidTrace, rise_k: float, limit_k: float | None) -> LidTrace:
    """Apply the table in the head of this file."""
    at_s, value_c = trace.samples[-1]
    if trace.open is not None:
        return _while_open(trace, trace.open)
    rising = trace.rising
    if rising is not None:
        if value_c - rising.from_c < CONFIRMED * rising.rise_k:
            return replace(trace, rising=None)
        return replace(trace, rising=None, open=_higher(rising, at_s, value_c), shut=shut_air.opened(trace.shut))
    if limit_k is None or rise_k < limit_k:
        return trace
    from_s, from_c = min(trace.samples, key=lambda sample: (sample[1], -sample[0]))
    begun = Opening(since_s=from_s, from_c=from_c, peak_c=value_c, peak_at_s=at_s, mark_c=value_c, limit_k=limit_k)
    return replace(trace, rising=begun)


def _higher(opening: Opening, at_s: float, value_c: float) -> Opening:
    """Follow the air to its peak."""
    if value_c < opening.mark_c + QUICK_K:
        return opening if value_c <= opening.peak_c else replace(opening, peak_c=value_c)
    return replace(opening, peak_c=value_c, peak_at_s=at_s, mark_c=value_c)


def _while_open(trace: LidTrace, opening: Opening) -> LidTrace:
    """Follow an opening to its peak, and tell it once that is past."""
    at_s, value_c = trace.samples[-1]
    after = _higher(opening, at_s, value_c)
    fallen = after.peak_c - value_c >= FALLEN * after.rise_k
    calm = at_s - after.peak_at_s >= CALM_S and after.rise_k < LEFT_OPEN_K
    if fallen or calm:
        return replace(trace, open=None, told=after, samples=trace.samples[-1:])
    return replace(trace, open=after)
