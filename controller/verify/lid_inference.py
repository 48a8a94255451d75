"""Infer from the air alone that a lid was opened: the air rises faster than it ever does while the lid is shut.

What a shut box does is learned from the box itself, apart for quiet times and for the minutes after the compressor or
a fan was switched: a thin liner warms its air at once when the cold stops. A lid that opens for two seconds moves the
air by less than that, and is not seen.

State    becomes   when
shut     rising    a sample is `limit_k` above the least of the last SPAN_S
rising   shut      the next sample is back where it was: it was one false reading
rising   open      the next sample keeps CONFIRMED of the rise
open     shut      the air fell back by FALLEN of its rise, or rose no more for CALM_S while it had not risen by
                   LEFT_OPEN_K: the opening is told
"""

from dataclasses import replace

from controller.interface.immutable import immutable
from controller.interface.readings import Reading

SPAN_S = 30.0
"""A lid lets warm air in within seconds, and a probe in air follows within half a minute (kitchen fridge at 1 Hz)."""

MIN_RISE_K = 0.8
"""The least rise that is told: three steps of a sensor of 0.32 K. Engineering choice: in 14 h of a kitchen fridge no
shut lid gave more than 0.64 K in 30 s, and an opening of 8 s gave 1.0 K."""

TIMES = 1.5
"""How often the usual rise an opening is at least. Engineering choice."""

UNKNOWN_K = 1.5
"""What it takes while the box is not known yet. Engineering choice: twice MIN_RISE_K."""

BLOCK_S = 600.0
BLOCKS = 12
"""Quiet rises are kept as the greatest of each ten minutes, for two hours of them; their lower quartile is the usual
one, so that a few openings among them do not count. Engineering choice."""

KNOWN_BLOCKS = 3

SWITCHED_S = 180.0
SWITCHES = 8
KNOWN_SWITCHES = 4
"""After a switch air, liner and plate settle for so long. The upper quartile of the last rises is the usual one there:
starts, which let nothing rise, are half of them."""

SWITCHED_PCT = 20.0
"""A fan whose duty changes by more moves other air past the probe."""

SPIKE_K = 1.5
"""No air of a box falls by more and rises again from one sample to the next. Engineering choice."""

CONFIRMED = 0.4
"""The next sample keeps so much of the rise. Engineering choice: a false reading keeps nothing of it, air that cools
again after an opening of a few seconds loses half of it in 10 s."""

FALLEN = 0.2
CALM_S = 60.0

SLOW_S = 90.0
"""A sensor that is read more seldom shows no lid: the air is back before its next sample."""

LEFT_OPEN_K = 8.0
"""Air so much above what it was is no lid that was shut again: a box 25 K below its surroundings reaches that within
minutes (52 s open gave 4.8 K, kitchen fridge). Engineering choice."""


@immutable(kw_only=True)
class Opening:
    """An opening that was inferred: since when, from what temperature, and the highest since, when."""

    since_s: float
    from_c: float
    peak_c: float
    peak_at_s: float
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

    samples: tuple[tuple[float, float], ...] = ()
    block_since_s: float | None = None
    block_k: float = 0.0
    quiet_k: tuple[float, ...] = ()
    switched_at_s: float | None = None
    switched_k: float = 0.0
    switches_k: tuple[float, ...] = ()
    rising: Opening | None = None
    open: Opening | None = None
    told: Opening | None = None


NO_TRACE = LidTrace()


def update(trace: LidTrace, air_c: Reading, switched: bool, *, now_s: float) -> LidTrace:
    """Return the trace one look later. `switched`: the compressor or the fan of the compartment has just changed."""
    if switched:
        trace = _after_switch(trace, now_s)
    if air_c.value is None:
        return replace(trace, samples=(), rising=None, open=None)
    at_s = air_c.taken_at_s
    if trace.samples and at_s <= trace.samples[-1][0]:
        return trace
    return _sampled(trace, at_s, air_c.value)


def _after_switch(trace: LidTrace, now_s: float) -> LidTrace:
    """Begin the minutes after a switch."""
    kept = trace if trace.switched_at_s is None else _switch_over(trace)
    return replace(kept, switched_at_s=now_s, switched_k=0.0)


def _switch_over(trace: LidTrace) -> LidTrace:
    """End the minutes after a switch: their rise is learned."""
    return replace(trace, switched_at_s=None, switches_k=(*trace.switches_k, trace.switched_k)[-SWITCHES:])


def _sampled(trace: LidTrace, at_s: float, value_c: float) -> LidTrace:
    """Take in one sample."""
    before = trace.samples[-1] if trace.samples else None
    if before is not None and at_s - before[0] > SLOW_S:
        return replace(trace, samples=((at_s, value_c),), rising=None, open=None)
    since_s = at_s - SPAN_S if before is None else min(at_s - SPAN_S, before[0])
    span = _sound(tuple([one for one in trace.samples if one[0] >= since_s]), value_c)
    rise_k = value_c - min([sample_c for _, sample_c in span], default=value_c)
    if trace.switched_at_s is not None and at_s - trace.switched_at_s >= SWITCHED_S:
        trace = _switch_over(trace)
    limit_k = _limit_k(trace)
    learned = _learned(trace, rise_k, at_s)
    return _judged(replace(learned, samples=(*span, (at_s, value_c))), rise_k, limit_k)


def _sound(span: tuple[tuple[float, float], ...], value_c: float) -> tuple[tuple[float, float], ...]:
    """Leave out the sample before where it lies far below both its neighbours: a false one."""
    if len(span) > 1 and min(span[-2][1], value_c) - span[-1][1] > SPIKE_K:
        return span[:-1]
    return span


def _learned(trace: LidTrace, rise_k: float, at_s: float) -> LidTrace:
    """Take a rise into what the box does: of the minutes after a switch, or of a quiet block."""
    if trace.switched_at_s is not None:
        return replace(trace, switched_k=max(trace.switched_k, rise_k))
    if trace.block_since_s is None:
        return replace(trace, block_since_s=at_s, block_k=rise_k)
    if at_s - trace.block_since_s < BLOCK_S:
        return replace(trace, block_k=max(trace.block_k, rise_k))
    return replace(trace, block_since_s=at_s, block_k=rise_k, quiet_k=(*trace.quiet_k, trace.block_k)[-BLOCKS:])


def _limit_k(trace: LidTrace) -> float | None:
    """Return the rise from which on it is a lid; None where that cannot be known yet."""
    if trace.switched_at_s is not None:
        if len(trace.switches_k) < KNOWN_SWITCHES:
            return None
        return max(MIN_RISE_K, TIMES * sorted(trace.switches_k)[len(trace.switches_k) * 3 // 4])
    if len(trace.quiet_k) < KNOWN_BLOCKS:
        return UNKNOWN_K
    return max(MIN_RISE_K, TIMES * sorted(trace.quiet_k)[len(trace.quiet_k) // 4])


def _judged(trace: LidTrace, rise_k: float, limit_k: float | None) -> LidTrace:
    """Apply the table in the head of this file."""
    at_s, value_c = trace.samples[-1]
    if trace.open is not None:
        return _while_open(trace, trace.open)
    rising = trace.rising
    if rising is not None:
        if value_c - rising.from_c < CONFIRMED * rising.rise_k:
            return replace(trace, rising=None)
        peak = rising if value_c <= rising.peak_c else replace(rising, peak_c=value_c, peak_at_s=at_s)
        return replace(trace, rising=None, open=peak)
    if limit_k is None or rise_k < limit_k:
        return trace
    from_c = value_c - rise_k
    from_s = max([sample_s for sample_s, sample_c in trace.samples if sample_c <= from_c], default=at_s)
    return replace(
        trace, rising=Opening(since_s=from_s, from_c=from_c, peak_c=value_c, peak_at_s=at_s, limit_k=limit_k)
    )


def _while_open(trace: LidTrace, opening: Opening) -> LidTrace:
    """Follow an opening to its peak, and tell it once that is past."""
    at_s, value_c = trace.samples[-1]
    if value_c > opening.peak_c:
        return replace(trace, open=replace(opening, peak_c=value_c, peak_at_s=at_s))
    fallen = opening.peak_c - value_c >= FALLEN * opening.rise_k
    calm = at_s - opening.peak_at_s >= CALM_S and opening.rise_k < LEFT_OPEN_K
    if fallen or calm:
        return replace(trace, open=None, told=opening, samples=trace.samples[-1:])
    return trace
