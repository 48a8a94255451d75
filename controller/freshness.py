"""Which readings of a snapshot may be used: stale ones, and ones from the future, are absent.

A tick in which every reading is usable rebuilds nothing. An event is told when a reading that was there goes, and
when it comes back; one that never came is no loss (an alarm tells of it).
"""

from controller.interface.events import Event, ReadingBack, ReadingLost
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.readings import Absence, Reading, absent
from controller.interface.snapshot import (
    CabinInputs,
    CompartmentInputs,
    FridgeInputs,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
)
from controller.settings import FreshnessSettings, Settings

MOST_AHEAD_S = 1.0
"""A reading that is newer than now by more than this has a wrong time. Engineering choice: two ticks."""

MOST = 1e6
"""No reading comes near this in its unit. What a point can read is for its device to say; this only keeps numbers that
overflow in a square from the laws."""


@immutable
class FreshnessMemory:
    """For each point, in the order of `points`: is its reading there, and was it ever."""

    there: tuple[bool, ...]
    ever: tuple[bool, ...]


def initial(settings: Settings) -> FreshnessMemory:
    """Nothing was ever there."""
    nothing = (False,) * len(points(settings))
    return FreshnessMemory(nothing, nothing)


def judge(
    memory: FreshnessMemory, snapshot: Snapshot, settings: Settings, *, now_s: float
) -> Outcome[FreshnessMemory, Snapshot]:
    """Each reading against its greatest age."""
    count = len(settings.fridge.compartments)
    readings = _readings(snapshot, count)
    judged, inputs = readings, snapshot
    if not _all_young(readings, settings.freshness.shortest_s, now_s=now_s):
        ages_s = _ages_s(settings.freshness, count)
        judged = [usable(reading, age_s, now_s=now_s) for reading, age_s in zip(readings, ages_s, strict=True)]
    if len(snapshot.fridge.compartments) != count or (judged is not readings and judged != readings):
        inputs = _snapshot(judged, snapshot)
    there = tuple([reading.value is not None for reading in judged])
    if there == memory.there:
        return Outcome(memory, inputs)
    ever = tuple([was or now for was, now in zip(memory.ever, there, strict=True)])
    return Outcome(FreshnessMemory(there, ever), inputs, _changes(memory, judged, settings, now_s=now_s))


def blind(
    memory: FreshnessMemory, snapshot: Snapshot, settings: Settings, *, now_s: float
) -> Outcome[FreshnessMemory, Snapshot]:
    """The answer while readings cannot be judged: none is believed, the requests are passed on."""
    nothing = [absent(Absence.NOT_JUDGED, now_s)] * len(points(settings))
    return Outcome(memory, _snapshot(nothing, snapshot))


def _all_young(readings: list[Reading], shortest_s: float, *, now_s: float) -> bool:
    """Whether all would do even where the least age is asked for: so it is in nearly every tick, and soon told."""
    oldest_s, newest_s, least, most = now_s - shortest_s, now_s + MOST_AHEAD_S, -MOST, MOST
    for reading in readings:
        value = reading.value
        if value is not None and not (oldest_s <= reading.taken_at_s <= newest_s and least < value < most):
            return False
    return True


def usable(reading: Reading, age_s: float, *, now_s: float) -> Reading:
    """`reading` itself, or why it has no value that may be used where it may be `age_s` old, or stands for longer."""
    value, age_s = reading.value, max(age_s, reading.stands_s)
    if value is None or (-MOST_AHEAD_S <= now_s - reading.taken_at_s <= age_s and -MOST < value < MOST):
        return reading
    return _refused(reading, age_s, now_s=now_s)


def _refused(reading: Reading, age_s: float, *, now_s: float) -> Reading:
    """Why `reading` has no usable value."""
    if reading.value is None or not -MOST < reading.value < MOST:
        return absent(Absence.OUT_OF_RANGE, reading.taken_at_s)
    if reading.taken_at_s > now_s:
        return absent(Absence.IN_THE_FUTURE, now_s)
    return absent(Absence.STALE, reading.taken_at_s + age_s)


def _changes(memory: FreshnessMemory, judged: list[Reading], settings: Settings, *, now_s: float) -> tuple[Event, ...]:
    """What went and what came back."""
    events: list[Event] = []
    for point, reading, was, ever in zip(points(settings), judged, memory.there, memory.ever, strict=True):
        if was and reading.absence is not None:
            events.append(ReadingLost(now_s, point, reading.absence))
        elif ever and not was and reading.value is not None:
            events.append(ReadingBack(now_s, point))
    return tuple(events)


# Of each group: its fields in the order of its class, and which of the settings limits their age.

_COMPARTMENT = {"air_c": "fridge_s", "contents_c": "fridge_s", "lid_open": "fridge_s"}
_FRIDGE = {"plate_c": "fridge_s", "condenser_c": "fridge_s", "condenser_fan_rpm": "fridge_s"}
_CABIN = {
    "air_c": "cabin_s",
    "humidity_pct": "cabin_s",
    "co2_ppm": "air_quality_s",
    "pm25_ugm3": "air_quality_s",
    "voc_index": "air_quality_s",
    "nox_index": "air_quality_s",
    "surface_c": "cabin_s",
    "presence": "cabin_s",
}
_SUPPLY = {"voltage_v": "supply_s", "current_a": "supply_s"}
_VEHICLE = {
    "speed_kph": "vehicle_s",
    "outside_c": "vehicle_s",
    "engine_rpm": "vehicle_s",
    "driver_door_open": "vehicle_s",
    "soc_pct": "others_s",
    "ready": "vehicle_s",
    "charging": "others_s",
}
_SINGLE_LIMITS = (*_FRIDGE.values(), *_CABIN.values(), *_SUPPLY.values(), *_VEHICLE.values())

SLOW_INPUTS = frozenset({"cabin.pm25_ugm3", "cabin.voc_index", "cabin.nox_index"})
"""They change slowly, and nothing that must be safe hangs on them: their readings may stand for as long as they say."""

# One order of all points, four times: their names, greatest ages, readings, and the way back into a snapshot.


def points(settings: Settings) -> tuple[str, ...]:
    """The names of all inputs."""
    boxes = [(f"fridge.{compartment.name}", _COMPARTMENT) for compartment in settings.fridge.compartments]
    groups = (*boxes, ("fridge", _FRIDGE), ("cabin", _CABIN), ("supply", _SUPPLY), ("vehicle", _VEHICLE))
    return tuple(f"{name}.{field}" for name, fields in groups for field in fields)


def greatest_ages_s(settings: Settings) -> dict[str, float]:
    """How old the reading of each input may be, by point."""
    ages_s = _ages_s(settings.freshness, len(settings.fridge.compartments))
    return dict(zip(points(settings), ages_s, strict=True))


def _ages_s(settings: FreshnessSettings, compartments: int) -> list[float]:
    """How old each reading may be."""
    limits = (*(tuple(_COMPARTMENT.values()) * compartments), *_SINGLE_LIMITS)
    return [getattr(settings, limit) for limit in limits]


def _readings(snapshot: Snapshot, compartments: int) -> list[Reading]:
    """Every reading; a compartment that the snapshot lacks has none fitted."""
    boxes = snapshot.fridge.compartments
    if len(boxes) != compartments:
        boxes = (*boxes, *[CompartmentInputs()] * compartments)[:compartments]
    return [
        *[reading for box in boxes for reading in box.readings],
        *snapshot.fridge.readings,
        *snapshot.cabin.readings,
        *snapshot.supply.readings,
        *snapshot.vehicle.readings,
    ]


def _snapshot(readings: list[Reading], original: Snapshot) -> Snapshot:
    """The way back from `_readings`."""
    left = iter(readings)

    def take(fields: dict[str, str]) -> dict[str, Reading]:
        return {name: next(left) for name in fields}

    boxes = range((len(readings) - len(_SINGLE_LIMITS)) // len(_COMPARTMENT))
    return Snapshot(
        fridge=FridgeInputs(tuple([CompartmentInputs(**take(_COMPARTMENT)) for _ in boxes]), **take(_FRIDGE)),
        cabin=CabinInputs(**take(_CABIN)),
        supply=SupplyInputs(**take(_SUPPLY)),
        vehicle=VehicleInputs(**take(_VEHICLE)),
        requests=original.requests,
        outputs_driven=original.outputs_driven,
    )
