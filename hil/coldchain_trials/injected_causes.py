"""Things that go wrong on a trip, each with the cause that is to be named."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from controller import Mode, ModeRequest, SetPointRequest
from firmware.coldchain.causes import Cause
from hil.boxes import Thermoelectric
from hil.coldchain_trials.road import CAR, Road
from hil.fault_detection.box_car import BoxCar

MINUTE_S, HOUR_S = 60.0, 3_600.0

WARM_K = 2.0
"""Power comes again when the goods are this much above what they may have."""

SWITCH_SHARE = 0.7
"""So many boxes have a switch at the lid."""

Act = tuple[float, Callable[[], object]]
"""Something that is done so many seconds after the beginning of the mishap."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """One thing that goes wrong: its cause, a word on how, and what is done when."""

    cause: Cause
    how: str
    acts: tuple[Act, ...]


def mishap(cause: Cause, road: Road, number: int, random: Random) -> Mishap:
    """Draw one with `cause` for the compartment with this number."""
    return _MISHAPS[cause](road, number, random)


def _lid(road: Road, number: int, random: Random) -> Mishap:
    box = road.fridge.compartments[number]
    for_s = random.uniform(30.0, 75.0) * MINUTE_S
    road.upsets.lid_switch = random.random() < SWITCH_SHARE
    how = f"lid open for {for_s / MINUTE_S:.0f} min{'' if road.upsets.lid_switch else ', no switch'}"
    return Mishap(Cause.LID, how, ((0.0, lambda: box.set_lid(True)), (for_s, lambda: box.set_lid(False))))


def _cooling(road: Road, _number: int, random: Random) -> Mishap:
    fridge = road.fridge

    def block() -> None:
        fridge.faults.motor_blocked = True

    def lose_refrigerant() -> None:
        fridge.faults.charge_ratio = 0.0

    def stop_fans() -> None:
        for place in fridge.compartments:
            place.fan_failed = True

    choices: list[tuple[str, Callable[[], None]]] = [("compressor blocked", block)]
    if not isinstance(fridge.compressor, Thermoelectric):
        choices.append(("refrigerant lost", lose_refrigerant))
    if road.kind == CAR:
        choices.append(("fans stand", stop_fans))
    how, act = random.choice(choices)
    return Mishap(Cause.COOLING, how, ((0.0, act),))


def _supply(road: Road, number: int, random: Random) -> Mishap:
    """Cut the power until it has become far too warm, or let the battery of a box alone run down."""
    if isinstance(road.subject, BoxCar) and random.choice((True, False)):
        box, volts = road.subject, random.uniform(10.4, 10.8)

        def drain() -> None:
            box.supply_v = volts

        return Mishap(Cause.SUPPLY, f"battery at {volts:.1f} V", ((0.0, drain),))
    place, settings = road.fridge.compartments[number], road.settings.fridge.compartments[number]

    def cut() -> None:
        road.upsets.power = False

    def give_if_warm() -> None:
        road.upsets.power = road.upsets.power or place.contents_c > settings.high_c + WARM_K

    def give() -> None:
        road.upsets.power = True

    looks = tuple((HOUR_S + 600.0 * each, give_if_warm) for each in range(36))
    return Mishap(Cause.SUPPLY, "no power", ((0.0, cut), *looks, (7.0 * HOUR_S, give)))


def _goods(road: Road, number: int, random: Random) -> Mishap:
    box = road.fridge.compartments[number]
    kg, warm_c, open_s = random.uniform(6.0, 14.0), random.uniform(22.0, 34.0), random.uniform(40.0, 100.0)
    return Mishap(
        Cause.GOODS,
        f"{kg:.0f} kg at {warm_c:.0f} °C",
        (
            (0.0, lambda: box.set_lid(True)),
            (open_s / 2.0, lambda: box.add(kg, warm_c)),
            (open_s, lambda: box.set_lid(False)),
        ),
    )


def _cabin(road: Road, _number: int, random: Random) -> Mishap:
    hot_c = random.uniform(62.0, 72.0)
    return Mishap(Cause.CABIN, f"{hot_c:.0f} °C around", ((0.0, lambda: road.heat_to(hot_c)),))


def _target(road: Road, number: int, random: Random) -> Mishap:
    box = road.settings.fridge.compartments[number]
    origin = random.choice(("mqtt", "console"))
    highest_c = box.highest_set_point_c
    off = highest_c < box.high_c + 1.0 or random.choice((True, False))

    def ask() -> None:
        request = (
            ModeRequest("trial", origin, box.name, Mode.OFF)
            if off
            else SetPointRequest("trial", origin, box.name, highest_c)
        )
        road.upsets.requests = (request,)

    return Mishap(Cause.TARGET, "switched off" if off else f"set to {highest_c:g} °C", ((0.0, ask),))


def _sensor(road: Road, number: int, random: Random) -> Mishap:
    box = road.fridge.compartments[number]
    set_point_c = road.settings.fridge.compartments[number].set_point_c
    kind = random.choice(("contents probe off", "air sensor creeps", "air sensor stuck"))

    def shift() -> None:
        box.contents_probe.offset_k = random.uniform(8.0, 14.0)

    def stick() -> None:
        road.upsets.air_stuck_c = set_point_c + 8.0

    def creep() -> None:
        road.upsets.air_k += 0.25

    acts: dict[str, tuple[Act, ...]] = {
        "contents probe off": ((0.0, shift),),
        "air sensor stuck": ((0.0, stick),),
        "air sensor creeps": tuple((MINUTE_S * each, creep) for each in range(90)),
    }
    return Mishap(Cause.SENSOR, kind, acts[kind])


def _not_cold(_road: Road, _number: int, _random: Random) -> Mishap:
    return Mishap(Cause.NOT_COLD, "begun warm", ())


_MISHAPS: dict[Cause, Callable[[Road, int, Random], Mishap]] = {
    Cause.LID: _lid,
    Cause.COOLING: _cooling,
    Cause.SUPPLY: _supply,
    Cause.GOODS: _goods,
    Cause.CABIN: _cabin,
    Cause.TARGET: _target,
    Cause.SENSOR: _sensor,
    Cause.NOT_COLD: _not_cold,
}

CAUSES = tuple(_MISHAPS)
