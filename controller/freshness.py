"""Which readings of a snapshot may be used: stale ones, and ones from the future, are absent.

A tick in which every reading is usable rebuilds nothing. An event is told when a reading that was there goes, and
when it comes back; one that never came is no loss (an alarm tells of it).
"""

from dataclasses import dataclass
from math import isfinite

from controller.events import Event, ReadingBack, ReadingLost
from controller.readings import Absence, Reading, absent
from controller.settings import FreshnessSettings, Settings
from controller.snapshot import CabinInputs, CompartmentInputs, FridgeInputs, Snapshot, SupplyInputs, VehicleInputs

MOST_AHEAD_S = 1.0
"""A reading that is newer than now by more than this has a wrong time. Engineering choice: two ticks."""


@dataclass(frozen=True, slots=True)
class FreshnessMemory:
    """For each point, in the order of `points`: is its reading there, and was it ever."""

    there: tuple[bool, ...]
    ever: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The snapshot as the laws may see it."""

    memory: FreshnessMemory
    inputs: Snapshot
    events: tuple[Event, ...]


def initial(settings: Settings) -> FreshnessMemory:
    """Nothing was ever there."""
    nothing = (False,) * len(points(settings))
    return FreshnessMemory(nothing, nothing)


def judge(memory: FreshnessMemory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Judged:
    """Each reading against its greatest age."""
    count = len(settings.fridge.compartments)
    readings = _readings(snapshot, count)
    judged = [
        reading
        if reading.value is None or (-MOST_AHEAD_S <= now_s - reading.taken_at_s <= age_s and isfinite(reading.value))
        else _refused(reading, age_s, now_s=now_s)
        for reading, age_s in zip(readings, _ages_s(settings.freshness, count), strict=True)
    ]
    inputs = snapshot
    if judged != readings or len(snapshot.fridge.compartments) != count:
        inputs = _snapshot(judged, snapshot)
    there = tuple([reading.value is not None for reading in judged])
    if there == memory.there:
        return Judged(memory, inputs, ())
    ever = tuple([was or now for was, now in zip(memory.ever, there, strict=True)])
    return Judged(FreshnessMemory(there, ever), inputs, _changes(memory, judged, settings, now_s=now_s))


def _refused(reading: Reading, age_s: float, *, now_s: float) -> Reading:
    """Why `reading` has no usable value."""
    if reading.value is None or not isfinite(reading.value):
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


# One order of all points, four times: their names, greatest ages, readings, and the way back into a snapshot.


def points(settings: Settings) -> tuple[str, ...]:
    """The names of all inputs."""
    return (
        *(
            f"fridge.{compartment.name}.{field}"
            for compartment in settings.fridge.compartments
            for field in ("air_c", "contents_c", "lid_open")
        ),
        *("fridge.plate_c", "cabin.air_c", "cabin.humidity_pct", "cabin.co2_ppm"),
        *("supply.voltage_v", "supply.current_a"),
        *("vehicle.speed_kph", "vehicle.outside_c", "vehicle.engine_rpm", "vehicle.driver_door_open"),
    )


def _ages_s(settings: FreshnessSettings, compartments: int) -> list[float]:
    """How old each reading may be."""
    return [
        *([settings.fridge_s] * (3 * compartments + 1)),
        *(settings.cabin_s, settings.cabin_s, settings.air_quality_s),
        *(settings.supply_s, settings.supply_s),
        *(settings.vehicle_s, settings.vehicle_s, settings.vehicle_s, settings.vehicle_s),
    ]


def _readings(snapshot: Snapshot, compartments: int) -> list[Reading]:
    """Every reading; a compartment that the snapshot lacks has none fitted."""
    fridge, cabin, supply, vehicle = snapshot.fridge, snapshot.cabin, snapshot.supply, snapshot.vehicle
    readings: list[Reading] = []
    for one in fridge.compartments[:compartments]:
        readings += (one.air_c, one.contents_c, one.lid_open)
    for _ in range(compartments - len(fridge.compartments)):
        one = CompartmentInputs()
        readings += (one.air_c, one.contents_c, one.lid_open)
    readings += (fridge.plate_c, cabin.air_c, cabin.humidity_pct, cabin.co2_ppm, supply.voltage_v, supply.current_a)
    readings += (vehicle.speed_kph, vehicle.outside_c, vehicle.engine_rpm, vehicle.driver_door_open)
    return readings


def _snapshot(readings: list[Reading], original: Snapshot) -> Snapshot:
    """The way back from `_readings`."""
    *compartments, plate_c, air_c, humidity_pct, co2_ppm, voltage_v, current_a = readings[:-4]
    triples = range(0, len(compartments), 3)
    return Snapshot(
        FridgeInputs(tuple([CompartmentInputs(*compartments[first : first + 3]) for first in triples]), plate_c),
        CabinInputs(air_c, humidity_pct, co2_ppm),
        SupplyInputs(voltage_v, current_a),
        VehicleInputs(*readings[-4:]),
        original.requests,
    )
