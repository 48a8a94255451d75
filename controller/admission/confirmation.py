"""Confirmation of temperatures: a sample that no physics of the place allows waits for a second one that confirms it.

Samples are judged, not ticks: each is known by the time at which it was taken. Until then the last one stands, and
ages.

State      leaves for   when a new sample
settled    settled      is near the last one: it counts
settled    waiting      is not
waiting    settled      is near the last one (the one that waited was false), or near the one that waits or moves on
                        from there in the same direction (it was true)
waiting    waiting      is neither (the one that waited was false, this one waits)
waiting    settled      does not come within WAITS_S: a sensor that tells changes only has told one

Near is what the place can do in the time between, and what the sensor itself does: its steps, its noise. To be strict
costs a true sample one more; so a door that is opened, or a probe that is pulled out, is seen one sample later.
"""

from collections.abc import Sequence
from dataclasses import replace

from controller.admission.admission_memory import Refusals, Trace, Waiting
from controller.interface.events import Event, SampleRefused
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.readings import Reading
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.settings import Settings


@immutable
class Limit:
    """The distance that a place gets: at once (a sensor's noise and steps), and with every second."""

    k: float
    k_per_s: float


BOX = {"air_c": Limit(1.0, 0.1), "contents_c": Limit(0.8, 0.02)}
FRIDGE = {"plate_c": Limit(2.0, 0.2), "condenser_c": Limit(3.0, 0.3)}
CABIN = {"air_c": Limit(1.0, 0.1), "surface_c": Limit(2.0, 0.1)}
"""With a shut lid air changes by at most 5 K in a minute, contents by 1 K, a plate of 2.5 kJ/K under 100 W by 2.4 K
and four times as fast where it is light or thaws; a condenser rises by 30 K in two minutes, the air of a cabin by 2 K
in one (5 kW on 12 kJ/K with its surfaces). Twice that or a bit less, and 1 K for noise and steps of half a kelvin:
engineering choice. Of 3 340 minutes of a recorded fridge under control none moves its air by more than 1.7 K."""

TIMES_USUAL = 3.0
"""A sensor that usually moves by so much from sample to sample may do three times that: coarse steps, noise."""

USUAL_OVER = 32
"""Of so many samples the usual move is a mean. Engineering choice: a minute of a quick sensor."""

AT_MOST_S = 300.0
"""Longer silences allow no more: 30 K of air. Engineering choice."""

WAITS_S = 60.0
"""Engineering choice: six times the interval of the slowest usual sensor; one that tells changes only would have told
the next one by then."""

CONVERSION_S = 0.9
REPEATED_S = 2.0
"""Values that are renewed faster than a sensor converts (TMP117 averages for 1 s, a DS18B20 takes 0.75 s) repeat a
conversion: then only one that is so much later is a second sample."""

QUIET_S = 3_600.0
"""So often at most is it told of one sensor. Engineering choice: a bad cable is one line in an hour, and a number."""

MAX, MAX_AHEAD_S = 1e6, 1.0
"""What is beyond is refused by its value, or its time, anyway."""


NO_TRACE = Trace()

Traces = tuple[Trace, ...]


def initial(settings: Settings) -> Traces:
    """Nothing was told yet."""
    return (NO_TRACE,) * len(points(settings))


def points(settings: Settings) -> tuple[str, ...]:
    """Return the points that are judged, in the order of their traces."""
    boxes = [f"fridge.{box.name}.{name}" for box in settings.fridge.compartments for name in BOX]
    return (*boxes, *[f"fridge.{name}" for name in FRIDGE], *[f"cabin.{name}" for name in CABIN])


def judge(traces: Traces, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Outcome[Traces, Snapshot]:
    """Let pass what is near the last sample or confirmed; for the rest the last one stands."""
    count = len(settings.fridge.compartments)
    if len(snapshot.fridge.compartments) != count:
        return Outcome(traces, snapshot)
    readings = _readings(snapshot)
    if _as_before(readings, traces):
        return Outcome(traces, snapshot)
    limits = (*tuple(BOX.values()) * count, *FRIDGE.values(), *CABIN.values())
    judged = [_next(*each, now_s=now_s) for each in zip(traces, readings, limits, strict=True)]
    events, after = list[Event](), tuple(judged)
    if True in [now.refusals.number > now.refusals.told for now in judged]:
        after = _reported(judged, events, settings, now_s=now_s)
    if True in [now.waiting is not None for now in judged]:
        snapshot = _with([_standing(*each) for each in zip(readings, after, strict=True)], snapshot)
    return Outcome(after, snapshot, tuple(events))


def _readings(snapshot: Snapshot) -> list[Reading]:
    """List the readings that are judged, in the order of `points`."""
    fridge, cabin = snapshot.fridge, snapshot.cabin
    boxes = [reading for box in fridge.compartments for reading in (box.air_c, box.contents_c)]
    return [*boxes, fridge.plate_c, fridge.condenser_c, cabin.air_c, cabin.surface_c]


def _as_before(readings: Sequence[Reading], traces: Traces) -> bool:
    """Return True where no sensor has told anything new and none waits; every other tick ends here."""
    for reading, trace in zip(readings, traces, strict=True):
        if trace.waiting is not None or (reading is not trace.counts and reading.value is not None):
            return False
    return True


def _next(trace: Trace, reading: Reading, limit: Limit, *, now_s: float) -> Trace:
    """Return the trace of one point one tick later."""
    value, last, waiting = reading.value, trace.counts, trace.waiting
    if value is None or reading is last or not (-MAX < value < MAX and reading.taken_at_s - now_s <= MAX_AHEAD_S):
        return trace
    if last is None or reading.taken_at_s < last.taken_at_s:
        return Trace(counts=reading, usual_k=trace.usual_k, refusals=trace.refusals)
    if waiting is not None and _is_same(reading, waiting.newest):
        is_over = now_s - reading.taken_at_s > WAITS_S
        return Trace(counts=reading, usual_k=trace.usual_k, refusals=trace.refusals) if is_over else trace
    return _sampled(trace, last, reading, limit)


def _sampled(trace: Trace, last: Reading, reading: Reading, limit: Limit) -> Trace:
    """Apply the table in the head of this file to a new sample."""
    moved_k, waiting, refusals = _c(reading) - _c(last), trace.waiting, trace.refusals
    limit_k = _limit_k(trace, limit, reading.taken_at_s - last.taken_at_s)
    usual_k = trace.usual_k + (min(abs(moved_k), limit_k) - trace.usual_k) / USUAL_OVER
    is_near = abs(moved_k) <= limit_k or _goes_on(trace.last_k, moved_k)
    if is_near and waiting is not None:
        refusals = _one_more(refusals, waiting)
    elif waiting is not None:
        if _confirms(trace, waiting, reading, limit, moved_k):
            is_near = _is_second(last, waiting.first, reading)
            waiting = Waiting(waiting.first, reading)
        else:
            refusals, waiting = _one_more(refusals, waiting), Waiting(reading, reading)
    elif not is_near:
        waiting = Waiting(reading, reading)
    if is_near:
        return Trace(counts=reading, usual_k=usual_k, last_k=moved_k, refusals=refusals)
    return Trace(counts=last, usual_k=usual_k, last_k=trace.last_k, waiting=waiting, refusals=refusals)


def _c(reading: Reading) -> float:
    """Return the value of a reading that is known to have one."""
    return 0.0 if reading.value is None else reading.value


def _is_same(one: Reading, other: Reading) -> bool:
    return one.taken_at_s == other.taken_at_s and one.value == other.value


def _is_second(last: Reading, first: Reading, reading: Reading) -> bool:
    """Return True where `reading` is a sample of its own, not a repetition of the first that waits."""
    is_renewed_fast = first.taken_at_s - last.taken_at_s < CONVERSION_S
    return not is_renewed_fast or reading.taken_at_s - first.taken_at_s >= REPEATED_S


def _confirms(trace: Trace, waiting: Waiting, reading: Reading, limit: Limit, moved_k: float) -> bool:
    """Return True where `reading`, `moved_k` from the last, is near the one that waits or goes on from there."""
    newest = waiting.newest
    on_k = _c(reading) - _c(newest)
    is_near = abs(on_k) <= _limit_k(trace, limit, reading.taken_at_s - newest.taken_at_s)
    return is_near or _goes_on(moved_k - on_k, on_k)


def _goes_on(first_k: float, then_k: float) -> bool:
    """Return True for a move in the direction of the one before, and no longer: so goes what heads for a new value."""
    return 0.0 < first_k * then_k <= first_k * first_k


def _limit_k(trace: Trace, limit: Limit, passed_s: float) -> float:
    return max(limit.k, TIMES_USUAL * trace.usual_k) + limit.k_per_s * min(passed_s, AT_MOST_S)


def _one_more(refusals: Refusals, waiting: Waiting) -> Refusals:
    """Count one more that was false."""
    return Refusals(refusals.number + 1, _c(waiting.first), refusals.told, refusals.told_at_s)


def _reported(judged: Sequence[Trace], events: list[Event], settings: Settings, *, now_s: float) -> Traces:
    """Tell of false samples: the first at once, then the number of them once in QUIET_S."""
    after = []
    for point, trace in zip(points(settings), judged, strict=True):
        was = trace.refusals
        is_due = was.told == 0 or not 0.0 <= now_s - was.told_at_s < QUIET_S
        if was.number > was.told and is_due:
            events.append(SampleRefused(now_s, point, was.last_c, was.number))
            after.append(replace(trace, refusals=Refusals(was.number, was.last_c, was.number, now_s)))
        else:
            after.append(trace)
    return tuple(after)


def _standing(reading: Reading, trace: Trace) -> Reading:
    """Return the reading that stands: the last that counts while another one waits."""
    waits = trace.waiting is not None and reading.value is not None
    return trace.counts if waits and trace.counts is not None else reading


def _with(readings: Sequence[Reading], original: Snapshot) -> Snapshot:
    """Return `original` with `readings` in their order."""
    left = iter(readings)
    boxes = tuple([CompartmentInputs(next(left), next(left), box.lid_open) for box in original.fridge.compartments])
    fridge = replace(original.fridge, compartments=boxes, plate_c=next(left), condenser_c=next(left))
    return replace(original, fridge=fridge, cabin=replace(original.cabin, air_c=next(left), surface_c=next(left)))
