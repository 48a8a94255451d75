import os
import time
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
    present,
    start,
)
from firmware.console.text import HELP, WIDTH, events, outcome, status, wrapped
from firmware.control.process_image import known_inputs
from firmware.control.state_store import Health, State
from firmware.points import table

SETTINGS = Settings()
OUTPUTS = frozenset({"compressor", "fan.food", "fan.medicine", "heater", "cooler", "blower"})
POINTS = table(SETTINGS, known_inputs(SETTINGS) | OUTPUTS)
NOW_S = 10_000.0


def state(alarms: tuple[Alarm, ...] = (), faults: dict[str, str] | None = None) -> State:
    food = CompartmentInputs(air_c=present(4.26, NOW_S - 2.0), lid_open=present(1.0, NOW_S - 0.4))
    medicine = CompartmentInputs(air_c=absent(Absence.OFFLINE, NOW_S - 60.0), lid_open=present(0.0, NOW_S))
    inputs = Snapshot(fridge=FridgeInputs((food, medicine)), cabin=CabinInputs(co2_ppm=present(812.4, NOW_S - 70.0)))
    memory = start(SETTINGS, now_s=NOW_S)
    step = Step(now_s=NOW_S, memory=memory, inputs=inputs, commands=all_off(2), events=(), alarms=alarms)
    return State(step, Health(cycles=23_040, cycle_overruns=1, faults=faults or {}))


def shown(**more: object) -> dict[str, str]:
    """The lines of a status by their first word."""
    text = status("Demo car", state(**more), POINTS, now_s=NOW_S)  # type: ignore[arg-type]
    return {line.split()[0]: " ".join(line.split()[1:]) for line in text.splitlines()}


def test_tasks_that_were_begun_anew_are_counted_and_of_the_usual_service_nothing_is_said() -> None:
    assert "tasks" not in shown()
    health = Health(restarts={"uplink": 3, "sensor food air": 1})
    text = status("Demo car", replace(state(), health=health), POINTS, now_s=NOW_S)
    assert text.endswith("tasks begun anew:\n  uplink: 3 times\n  sensor food air: 1 times")


@pytest.fixture
def berlin() -> Iterator[None]:
    """Local time is that of Berlin."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


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


def test_every_output_wish_and_input_is_in_the_status() -> None:
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
