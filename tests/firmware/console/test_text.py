from collections.abc import Iterator
from dataclasses import replace

import pytest

from controller import (
    Absence,
    Alarm,
    AlarmRaised,
    CabinInputs,
    CompartmentInputs,
    CompressorStarted,
    FridgeInputs,
    RequestAccepted,
    RequestRefused,
    Settings,
    Snapshot,
    Step,
    absent,
    alarm_names,
    all_off,
    initial,
    present,
)
from controller.admission.admission_memory import Refusals
from firmware.console.text import HELP, WIDTH, devices, events, outcome, status, wrapped
from firmware.control.process_image import known_inputs
from firmware.control.state_store import Health, State
from firmware.devices.health import Condition, DeviceHealth
from firmware.points import table
from tests.firmware.local_zone import in_zone

SETTINGS = Settings()
OUTPUTS = frozenset({"compressor", "fan.food", "fan.medicine", "heater", "cooler", "blower"})
POINTS = table(SETTINGS, known_inputs(SETTINGS) | OUTPUTS)
NOW_S = 10_000.0


def state(alarms: tuple[Alarm, ...] = (), faults: dict[str, str] | None = None) -> State:
    food = CompartmentInputs(air_c=present(4.26, NOW_S - 2.0), lid_open=present(1.0, NOW_S - 0.4))
    medicine = CompartmentInputs(air_c=absent(Absence.OFFLINE, NOW_S - 60.0), lid_open=present(0.0, NOW_S))
    inputs = Snapshot(fridge=FridgeInputs((food, medicine)), cabin=CabinInputs(co2_ppm=present(812.4, NOW_S - 70.0)))
    memory = initial(SETTINGS, now_s=NOW_S)
    step = Step(now_s=NOW_S, memory=memory, inputs=inputs, commands=all_off(2), events=(), alarms=alarms)
    return State(step=step, health=Health(cycles=23_040, cycle_overruns=1, faults=faults or {}))


def shown(**more: object) -> dict[str, str]:
    """The lines of a status by their first word."""
    text = status("Demo car", state(**more), POINTS, now_s=NOW_S)  # type: ignore[arg-type]
    return {line.split()[0]: " ".join(line.split()[1:]) for line in text.splitlines()}


def test_restarted_tasks_are_counted_and_nothing_is_said_of_the_usual_service() -> None:
    assert "tasks" not in shown()
    health = Health(restarts={"uplink": 3, "sensor food air": 1})
    text = status("Demo car", replace(state(), health=health), POINTS, now_s=NOW_S)
    assert text.endswith("restarted tasks:\n  uplink: 3 times\n  sensor food air: 1 times")


def test_a_compartment_that_was_not_cold_yet_is_told_from_the_first_minute() -> None:
    text = status("Demo car", state(), POINTS, now_s=NOW_S + 720.0)
    assert "\nnot cold yet:\n  fridge.food: for 12 min, on its way to 4 °C\n" in text
    memory = state().step.memory
    armings = tuple([replace(arming, since_s=None) for arming in memory.alarms.armings])
    step = replace(state().step, memory=replace(memory, alarms=replace(memory.alarms, armings=armings)))
    assert "not cold yet" not in status("Demo car", replace(state(), step=step), POINTS, now_s=NOW_S)


def test_samples_that_were_not_believed_are_counted_for_each_sensor() -> None:
    memory = state().step.memory
    food, *others = memory.admission.traces
    traces = (replace(food, refusals=Refusals(3, -30.0, 3, NOW_S)), *others)
    step = replace(state().step, memory=replace(memory, admission=replace(memory.admission, traces=traces)))
    text = status("Demo car", replace(state(), step=step), POINTS, now_s=NOW_S)
    assert text.endswith("samples not believed:\n  fridge.food.air_c: 3 times")


@pytest.fixture
def berlin() -> Iterator[None]:
    """Local time is that of Berlin."""
    with in_zone("CET-1CEST,M3.5.0,M10.5.0/3"):
        yield


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("fridge.food.air_c", "4.3 °C 2 s old"),
        ("fridge.food.lid_open", "open 0 s old"),
        ("fridge.medicine.lid_open", "closed 0 s old"),
        ("fridge.medicine.air_c", "-- (device does not answer)"),
        ("fridge.food.contents_c", "-- (not fitted)"),
        ("cabin.co2_ppm", "812 ppm 1 min old"),
        ("fridge.food.set_point_c", "4.00 °C"),
        ("cabin.mode", "auto"),
        ("cabin.heater_pct", "0 %"),
        ("fridge.compressor_on", "off"),
        ("alarms:", "none"),
        ("faults:", "none"),
        ("Demo", "car: 23040 cycles, 1 missed"),
    ],
)
def test_status_shows(key: str, text: str) -> None:
    assert shown()[key] == text


def test_every_output_target_and_input_is_in_the_status() -> None:
    lines = shown()
    left_out = {point.key for point in POINTS if point.key not in lines and not point.key.startswith("hub.")}
    assert left_out == set(alarm_names(SETTINGS))


def test_alarms_and_faults_are_shown_with_what_to_do() -> None:
    alarms = (Alarm("fridge.food.too_warm", NOW_S - 7_500.0, "close the lid, then check the condenser for dust"),)
    faults = {"i2c main 0x48": "i2c main 0x48: no answer: check its cable", "mqtt": "broker refuses the password"}
    text = status("Demo car", state(alarms, faults), POINTS, now_s=NOW_S)
    assert text.endswith(
        "alarms:\n"
        "  fridge.food.too_warm: close the lid, then check the condenser for dust (for 2\n"
        "      h)\n"
        "faults:\n"
        "  i2c main 0x48: no answer: check its cable\n"
        "  mqtt: broker refuses the password"
    )


def test_nothing_is_wider_than_a_terminal() -> None:
    alarms = (Alarm("fridge.food.too_warm", 0.0, "far too warm " * 20),)
    texts = (
        status("Demo car", state(alarms, {"can": "x" * 200}), POINTS, now_s=NOW_S),
        events([(0.0, AlarmRaised(0.0, "a", "far too warm " * 20))]),
        outcome(
            RequestRefused(at_s=0.0, request_id="1", origin="console", appliance="food", reason="far too warm " * 20)
        ),
        HELP,
    )
    assert max(len(line) for text in texts for line in text.splitlines()) < WIDTH


@pytest.mark.usefixtures("berlin")
def test_events_are_shown_in_local_time() -> None:
    last = [(1_700_000_000.0, CompressorStarted(1.0)), (1_690_000_000.0, CompressorStarted(1.0))]
    assert events(last) == "2023-11-14 23:13:20 compressor started\n2023-07-22 06:26:40 compressor started"


def test_no_events_are_said_to_be_none() -> None:
    assert events([]) == "no events yet"


def test_outcomes_say_what_holds_or_what_would_be_right() -> None:
    assert (
        outcome(RequestAccepted(at_s=1.0, request_id="1", origin="console", appliance="food", value="4 °C"))
        == "accepted: food 4 °C"
    )
    refused = RequestRefused(
        at_s=1.0, request_id="1", origin="console", appliance="food", reason="set-point 99 °C: food takes 1 to 15 °C"
    )
    assert outcome(refused) == "refused: set-point 99 °C: food takes 1 to 15 °C"


def test_no_text_of_others_commands_the_terminal() -> None:
    assert wrapped("food: \x1b[2J\udcffgone\r\nfaults: none") == ["food: [2J\N{REPLACEMENT CHARACTER}gone faults: none"]


FOOD = DeviceHealth(
    name="food",
    kind="tmp117",
    where="main 0x48",
    condition=Condition.OK,
    since_s=NOW_S - 7_300.0,
    reason=None,
    serial="0042",
    newest_s=NOW_S - 1.4,
    transfers=4_711,
    starts=1,
)
CABIN = DeviceHealth(
    name="cabin",
    kind="sht4x",
    where="main 0x44",
    condition=Condition.LOST,
    since_s=NOW_S - 90.0,
    reason="i2c main 0x44: no acknowledge (is the chip wired and powered?)",
    serial=None,
    newest_s=NOW_S - 120.0,
    transfers=100,
    nacks=7,
    timeouts=1,
    other_errors=2,
    bad_checks=3,
    starts=4,
    recoveries=5,
)
BUS = DeviceHealth(
    name="i2c main",
    kind="bus",
    where="i2c main",
    condition=Condition.OK,
    since_s=0.0,
    reason=None,
    serial=None,
    newest_s=None,
    transfers=4_811,
)


def test_each_device_has_its_condition_its_place_and_its_figures() -> None:
    assert devices([BUS, FOOD], now_s=NOW_S).splitlines() == [
        "i2c main: ok for 2 h (bus)",
        "  4811 transfers",
        "food: ok for 2 h (tmp117 at main 0x48, serial number 0042)",
        "  newest value 1 s old, 4711 transfers, 1 starts",
    ]


def test_what_is_not_well_says_why_and_how_it_failed() -> None:
    assert devices([CABIN], now_s=NOW_S).splitlines() == [
        "cabin: lost for 1 min (sht4x at main 0x44)",
        "  i2c main 0x44: no acknowledge (is the chip wired and powered?)",
        "  newest value 2 min old, 100 transfers, 7 not acknowledged, 1 timed out, 2",
        "      disturbed, 3 with bad check bytes, 4 starts, 5 recoveries of the bus",
    ]


def test_no_line_of_devices_is_wider_than_a_terminal() -> None:
    assert max(len(line) for line in devices([BUS, FOOD, CABIN], now_s=NOW_S).splitlines()) < WIDTH


def test_a_car_without_devices_says_so() -> None:
    assert devices([], now_s=NOW_S) == "no devices"
