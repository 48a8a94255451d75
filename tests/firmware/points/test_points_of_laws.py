"""What the laws found out, as people are shown it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from controller import (
    CABIN,
    Activity,
    CompartmentStatus,
    DepartureRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
)
from controller.climate import ClimateOutput
from controller.climate.defog import Defog
from controller.interface.energy_budget import Budget
from controller.interface.status import Unsure
from firmware.console import text as console_text
from firmware.control.state_store import State
from firmware.points.hub import CARRIED, carried
from firmware.points.quantities import WHY, Point
from firmware.runtime.local_time import time_of_day
from tests.firmware.uplink.uplink_car import POINTS, Car

WALL_S = 1_800_000_000.0
HOUR_S = 3_600.0


def point(key: str) -> Point:
    return next(one for one in POINTS if one.key == key)


def told(state: State, key: str) -> str | None:
    return point(key).text(point(key).read(state))


def notes(state: State, key: str) -> Mapping[str, str]:
    explained = point(key).notes
    assert explained is not None
    return explained(state)


def seen(estimate: CompartmentStatus, *, hours: float = 2.0, mode: Mode = Mode.COOL) -> State:
    """A car whose law of the fridge has watched the food for `hours` and knows `estimate` of it."""
    car = Car()
    car.store.submit(ModeRequest("1", "test", "food", mode))
    state = car.tick(1.0)
    step = state.step
    fridge = replace(step.memory.fridge, estimates=(replace(estimate, seen_h=hours), CompartmentStatus()))
    return replace(state, step=replace(step, memory=replace(step.memory, fridge=fridge)), wall_s=WALL_S)


def test_the_clocks_are_reported_in_minutes_with_what_they_are_until() -> None:
    state = seen(CompartmentStatus(contents_c=5.2, hold_over_s=3.0 * HOUR_S, hold_over_limit_c=8.0, ready_s=1_500.0))
    assert told(state, "fridge.food.hold_over_min") == "180"
    assert notes(state, "fridge.food.hold_over_min") == {"until": "contents at 8.0 °C"}
    assert told(state, "fridge.food.ready_min") == "25"
    assert notes(state, "fridge.food.ready_min") == {"by": time_of_day(WALL_S + 1_500.0)}
    assert told(state, "fridge.food.expected_c") == "5.2"


def test_contents_are_told_with_how_near_they_are_known_or_why_not() -> None:
    known = seen(CompartmentStatus(contents_c=5.2, contents_k=0.61))
    assert told(known, "fridge.food.expected_c") == "5.2"
    assert told(known, "fridge.food.expected_k") == "0.6"
    assert notes(known, "fridge.food.expected_c") == {"within": "1.0 K"}
    unsure = seen(CompartmentStatus(contents_k=2.4, unsure=Unsure.DISTURBED))
    assert told(unsure, "fridge.food.expected_c") is None
    assert told(unsure, "fridge.food.expected_k") == "2.4"
    assert notes(unsure, "fridge.food.expected_c") == {WHY: "the lid was open or goods were put in"}
    assert notes(seen(CompartmentStatus()), "fridge.food.expected_c") == {}


def test_a_clock_is_told_with_its_range_or_with_the_range_in_which_it_is_not_known() -> None:
    held, range_s = 3.0 * HOUR_S, (2.6 * HOUR_S, 3.6 * HOUR_S)
    known = seen(CompartmentStatus(hold_over_s=held, hold_over_limit_c=8.0, hold_over_range_s=range_s))
    assert notes(known, "fridge.food.hold_over_min") == {"until": "contents at 8.0 °C", "between": "2.5 and 4.0 h"}
    wide = seen(CompartmentStatus(hold_over_range_s=(2.0 * HOUR_S, 24.0 * HOUR_S), ready_range_s=range_s))
    assert told(wide, "fridge.food.hold_over_min") is None
    assert notes(wide, "fridge.food.hold_over_min") == {WHY: "not known better than between 2.0 and 24.0 h or more"}
    assert notes(wide, "fridge.food.ready_min") == {WHY: "not known better than between 2.5 and 4.0 h"}
    far = seen(CompartmentStatus(hold_over_range_s=(24.0 * HOUR_S, 24.0 * HOUR_S)))
    assert notes(far, "fridge.food.hold_over_min") == {WHY: "not within 24 h"}
    soon = seen(CompartmentStatus(ready_s=1_500.0, ready_range_s=(1_200.0, 2_000.0)))
    assert notes(soon, "fridge.food.ready_min")["between"] == "0.0 and 1.0 h"


def test_a_time_of_day_is_rounded_up_to_five_minutes() -> None:
    state = seen(CompartmentStatus(contents_c=9.0, ready_s=1_501.0))
    assert notes(state, "fridge.food.ready_min") == {"by": time_of_day(WALL_S + 1_800.0)}


def test_contents_near_their_aim_are_ready_now() -> None:
    state = seen(CompartmentStatus(contents_c=4.0, ready_s=0.0))
    assert told(state, "fridge.food.ready_min") == "0"
    assert notes(state, "fridge.food.ready_min") == {"by": "now"}


@pytest.mark.parametrize("clock", ["hold_over_min", "ready_min"])
def test_a_clock_that_is_not_known_says_why(clock: str) -> None:
    key = f"fridge.food.{clock}"
    young = seen(CompartmentStatus(contents_c=5.0), hours=0.5)
    assert str(point(key).read(young).absence) == "no data yet"
    assert notes(young, key) == {WHY: "needs 60 min of readings first"}
    begun = seen(CompartmentStatus(contents_c=5.0))
    assert notes(begun, key) == {WHY: "not watched for long enough"}
    unsure = seen(CompartmentStatus(unsure=Unsure.EMPTY))
    assert str(point(key).read(unsure).absence) == "no data yet"
    assert notes(unsure, key) == {WHY: "contents not known: hardly anything is in it"}
    far_s = (24.0 * HOUR_S, 24.0 * HOUR_S)
    steady = seen(CompartmentStatus(contents_c=5.0, hold_over_range_s=far_s, ready_range_s=far_s))
    assert str(point(key).read(steady).absence) == "out of range"
    assert notes(steady, key) == {WHY: "not within 24 h"}
    car = Car()
    car.values["fridge.food.air_c"] = None
    assert notes(car.tick(1.0), key) == {WHY: "air temperature: device does not answer"}


def test_what_is_off_is_never_ready() -> None:
    state = seen(CompartmentStatus(contents_c=9.0), mode=Mode.OFF)
    assert told(state, "fridge.food.ready_min") is None
    assert notes(state, "fridge.food.ready_min") == {WHY: "it is off"}


def test_frost_is_reported_once_the_best_of_the_plate_is_known() -> None:
    assert told(seen(CompartmentStatus(contents_c=4.0)), "fridge.food.frost_pct") is None
    assert told(seen(CompartmentStatus(contents_c=4.0, frost_ratio=0.25)), "fridge.food.frost_pct") == "25"
    assert told(seen(CompartmentStatus()), "fridge.defrosting") == "OFF"


@pytest.mark.parametrize(
    ("budget", "level"),
    [
        (Budget(store_cold=True), "all and store cold"),
        (Budget(cooled=(True, True)), "all"),
        (Budget(cooled=(True, True), comfort_pct=0.0), "all but comfort"),
        (Budget(cooled=(True, True), comfort_pct=0.0, safety_pct=0.0), "fridge only"),
        (Budget(cooled=(False, True), comfort_pct=0.0, safety_pct=0.0), "medicine only"),
        (Budget(cooled=(False, False), comfort_pct=0.0, safety_pct=0.0), "nothing"),
    ],
)
def test_what_the_supply_carries_is_one_word(budget: Budget, level: str) -> None:
    assert CARRIED[carried(budget)] == level


def test_the_supply_tells_what_it_carries_and_its_voltage_at_rest() -> None:
    car = Car()
    car.values |= {"supply.voltage_v": 13.9, "supply.current_a": 0.0, "vehicle.soc_pct": 80.0}
    state = car.tick(1.0)
    assert told(state, "supply.carries") == "all and store cold"
    assert told(state, "supply.car_in_use") == "ON"
    assert told(state, "supply.rest_v") == "13.90"


def test_without_a_voltage_there_is_none_at_rest() -> None:
    car = Car()
    car.values["supply.voltage_v"] = None
    assert str(point("supply.rest_v").read(car.tick(1.0)).absence) == "no data yet"


def test_the_margin_of_the_windscreen_is_reported_where_it_is_known() -> None:
    state = Car().tick(1.0)
    step = state.step
    for margin_k, text in ((4.26, "4.3"), (None, None)):
        climate = replace(step.memory.climate, defog=Defog(active=True, margin_k=margin_k))
        requested = replace(step.memory.requested, climate=ClimateOutput(activity=Activity.PREPARING))
        memory = replace(step.memory, climate=climate, requested=requested)
        shown = replace(state, step=replace(step, memory=memory))
        assert told(shown, "cabin.defog_margin_k") == text
        assert told(shown, "cabin.defogging") == "ON"
        assert told(shown, "cabin.doing") == "preparing for the departure"


def test_what_people_ask_for_is_shown_as_it_holds() -> None:
    car = Car()
    before = car.tick(1.0)
    assert [told(before, key) for key in ("car.quiet", "cabin.preset", "cabin.departure")] == ["OFF", "none", "off"]
    car.store.submit(QuietRequest("1", "test", "car", True))
    car.store.submit(PresetRequest("2", "test", CABIN, Preset.PET))
    car.store.submit(DepartureRequest(request_id="3", origin="test", appliance=CABIN, departs_at_s=2.0 + HOUR_S))
    after = replace(car.tick(2.0), wall_s=WALL_S)
    assert [told(after, key) for key in ("car.quiet", "cabin.preset")] == ["ON", "pet"]
    assert told(after, "cabin.departure") == time_of_day(WALL_S + HOUR_S)


def test_a_departure_that_waits_for_the_time_of_day_says_so_at_hub_and_console() -> None:
    car = Car()
    car.tick(1.0)
    car.store.submit(
        DepartureRequest(request_id="1", origin="test", appliance=CABIN, departs_at_s=None, departs_by="07:30")
    )
    state = car.tick(2.0)
    assert told(state, "cabin.departure") == "07:30"
    assert notes(state, "cabin.departure") == {"waits": "for the time of day"}
    shown = " ".join(console_text.status("Car", state, POINTS, now_s=2.0).split())
    assert " cabin.departure 07:30 waits for the time of day " in shown
    car.store.submit(
        DepartureRequest(request_id="2", origin="test", appliance=CABIN, departs_at_s=2.0 + HOUR_S, departs_by="07:30")
    )
    assert notes(car.tick(3.0), "cabin.departure") == {}


def test_the_console_shows_the_clocks_with_their_notes_within_its_width() -> None:
    state = seen(CompartmentStatus(contents_c=5.2, hold_over_s=3.0 * HOUR_S, hold_over_limit_c=8.0))
    shown = console_text.status("Car", state, POINTS, now_s=2.0).splitlines()
    rows = {row.split()[0]: row.split(maxsplit=1)[1] for row in shown if row.startswith("fridge.food.")}
    assert " fridge.food.hold_over_min 180 min until contents at 8.0 °C " in " ".join(" ".join(shown).split())
    assert rows["fridge.food.ready_min"] == "-- (not watched for long enough)"
    assert max(len(row) for row in shown) <= console_text.WIDTH
