"""Judge the readings of a snapshot by their age: stale ones, and ones from the future, are absent.

A tick in which every reading is usable rebuilds nothing. An event tells when a reading that was there goes, and when
it comes back; one that never came is no loss (an alarm tells of it).
"""

from controller.admission.admission_memory import FreshnessMemory
from controller.interface.events import Event, ReadingBack, ReadingLost
from controller.interface.outcome import Outcome
from controller.interface.readings import Absence, Reading, absent
from controller.interface.snapshot import Snapshot, max_ages, readings_of, snapshot_of
from controller.settings import Settings

MAX_AHEAD_S = 1.0
"""A reading that is newer than now by more than this has a wrong time. Engineering choice: two ticks."""

MAX = 1e6
"""No reading comes near this in its unit. The values that a point can have are for its device to say; this only keeps
numbers that overflow in a square from the laws."""

SLOW_INPUTS = frozenset(point for point, age in max_ages(()).items() if age.slow)
"""They change slowly, and nothing that must be safe hangs on them: their readings may stand for as long as they say."""


def initial(settings: Settings) -> FreshnessMemory:
    """Begin with readings that were never there."""
    nothing = (False,) * len(settings.max_ages_s)
    return FreshnessMemory(nothing, nothing)


def judge(
    memory: FreshnessMemory, snapshot: Snapshot, settings: Settings, *, now_s: float
) -> Outcome[FreshnessMemory, Snapshot]:
    """Hold each reading against its greatest age."""
    count = len(settings.fridge.compartments)
    readings, same_boxes = readings_of(snapshot, count), len(snapshot.fridge.compartments) == count
    if same_boxes and _as_before(readings, memory.there, settings.least_max_age_s, now_s=now_s):
        return Outcome(memory, snapshot)
    limited = zip(readings, settings.max_ages_s.values(), strict=True)
    judged = [usable(reading, age_s, now_s=now_s) for reading, age_s in limited]
    inputs = snapshot if same_boxes and judged == readings else _with(judged, snapshot)
    there = tuple([reading.value is not None for reading in judged])
    if there == memory.there:
        return Outcome(memory, inputs)
    ever = tuple([was or now for was, now in zip(memory.ever, there, strict=True)])
    return Outcome(FreshnessMemory(there, ever), inputs, _changes(memory, judged, settings, now_s=now_s))


def blinded(snapshot: Snapshot, settings: Settings, *, now_s: float) -> Snapshot:
    """Return a snapshot in which no reading is believed; the requests pass."""
    return _with([absent(Absence.NOT_JUDGED, now_s)] * len(settings.max_ages_s), snapshot)


def _as_before(readings: list[Reading], there: tuple[bool, ...], age_s: float, *, now_s: float) -> bool:
    """Tell if the same readings are there as before, none older than `age_s`; nearly every tick ends here."""
    oldest_s, newest_s, minimum, maximum = now_s - age_s, now_s + MAX_AHEAD_S, -MAX, MAX
    for reading, was in zip(readings, there, strict=True):
        value = reading.value
        if not was:
            if value is not None:
                return False
        elif value is None or not (oldest_s <= reading.taken_at_s <= newest_s and minimum < value < maximum):
            return False
    return True


def usable(reading: Reading, age_s: float, *, now_s: float) -> Reading:
    """Return `reading` itself, or the reason for which its value may not be used.

    It may be `age_s` old, or as old as it says itself that it stands.
    """
    value, age_s = reading.value, max(age_s, reading.stands_s)
    if value is None or (-MAX_AHEAD_S <= now_s - reading.taken_at_s <= age_s and -MAX < value < MAX):
        return reading
    return _refused(reading, age_s, now_s=now_s)


def _refused(reading: Reading, age_s: float, *, now_s: float) -> Reading:
    """Tell the reason for which `reading` has no usable value."""
    if reading.value is None or not -MAX < reading.value < MAX:
        return absent(Absence.OUT_OF_RANGE, reading.taken_at_s)
    if reading.taken_at_s > now_s:
        return absent(Absence.IN_THE_FUTURE, now_s)
    return absent(Absence.STALE, reading.taken_at_s + age_s)


def _changes(memory: FreshnessMemory, judged: list[Reading], settings: Settings, *, now_s: float) -> tuple[Event, ...]:
    """Make an event for each reading that went or came back."""
    events: list[Event] = []
    for point, reading, was, ever in zip(settings.max_ages_s, judged, memory.there, memory.ever, strict=True):
        if was and reading.absence is not None:
            events.append(ReadingLost(now_s, point, reading.absence))
        elif ever and not was and reading.value is not None:
            events.append(ReadingBack(now_s, point))
    return tuple(events)


def _with(readings: list[Reading], original: Snapshot) -> Snapshot:
    return snapshot_of(readings, original.requests, outputs_driven=original.outputs_driven)
