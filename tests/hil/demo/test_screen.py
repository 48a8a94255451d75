import io
from dataclasses import replace

from rich.console import Console

from controller import Commands
from hil.demo.acts import KEYS
from hil.demo.look import HubLook, Look
from hil.demo.screen import log_line, screen
from hil.demo.story import clock
from hil.rig.run_report import Report, TargetReport, packed, unpacked

TRUTH = {
    "fridge.food.air_c": 4.26,
    "fridge.food.contents_c": 5.0,
    "fridge.food.lid_open": 1.0,
    "fridge.medicine.lid_open": 0.0,
    "fridge.medicine.air_c": 5.5,
    "fridge.medicine.contents_c": 6.0,
    "fridge.plate_c": -8.0,
    "cabin.air_c": 21.4,
    "cabin.humidity_pct": 45.0,
    "cabin.co2_ppm": 812.0,
    "vehicle.speed_kph": 32.0,
    "vehicle.engine_rpm": 1_700.0,
    "vehicle.outside_c": 27.5,
    "vehicle.driver_door_open": 1.0,
    "supply.voltage_v": 12.64,
    "supply.current_a": 3.2,
}
REPORT = Report(
    cycles=7_200,
    compartments=(TargetReport("food", 4.0, "cool", "cooling"), TargetReport("medicine", 5.0, "off", "off")),
    cabin=TargetReport("cabin", 21.0, "auto", "preparing"),
    carries="all but comfort",
)
LOOK = Look(
    now_s=3_725.0,
    speed=60.0,
    truth=TRUTH.__getitem__,
    applied=Commands(
        compressor_on=True, compartment_fan_pct=(40.0, 0.0), heater_pct=0.0, cooler_pct=31.0, blower_pct=25.0
    ),
    compressor_starts=2,
    min_off_violations=0,
    report=REPORT,
    hub=HubLook(
        address="127.0.0.1:1883",
        root="homeward/a1",
        messages=321,
        values={"fridge.food.air_c": "4.3"},
        recent=(("homeward/a1/b", "4.3"),),
        availability="online",
    ),
    daemon="runs, pid 4711",
    story=("1:00:00  you open the lid of food",),
    console="/dev/pts/7",
)


def shown(look: Look, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, height=24)
    console.print(screen(look))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_simulated_time_counts_hours() -> None:
    assert clock(0.4) == "0:00:00"
    assert clock(90_061.0) == "25:01:01"


def test_the_screen_shows_everything_on_80_columns() -> None:
    text = shown(LOOK)
    for part in (
        "1:02:05",
        "60 x real time",
        "4.0     4.3    4.3       5.0  cooling: fan 40 %, lid open",
        "preparing: cool 31 %, blow 25 %",
        "compressor on, 2 starts, plate -8.0 °C",
        "CO2 812 ppm",
        "drives, 32 km/h",
        "door open",
        "12.64 V, 3.2 A; load shedding: comfort is shed",
        "127.0.0.1:1883, 321 messages, the car is online",
        "screen /dev/pts/7, then type: help",
        "daemon   runs, pid 4711",
        "1:00:00  you open the lid of food",
        KEYS,
    ):
        assert part in text


def test_a_point_without_a_value_at_the_hub_is_not_shown_as_one() -> None:
    for heard in ({}, {"fridge.food.air_c": "None"}, {"fridge.food.air_c": ""}):
        text = shown(replace(LOOK, hub=replace(LOOK.hub, values=heard)))
        assert "4.0       -    4.3" in text
        assert "None" not in text


def test_while_no_daemon_runs_nobody_regulates() -> None:
    text = shown(
        replace(
            LOOK,
            daemon="died (SIGKILL), starts again in 2 s",
            applied=Commands(compressor_on=False, compartment_fan_pct=(0.0, 0.0)),
        )
    )
    assert text.count("nobody") == 3
    assert "cooling" not in text


def test_alarms_and_faults_are_shown_with_the_first_line_and_their_number() -> None:
    alarms = {"a": "food is too warm: close the lid", "b": "medicine, too"}
    report = replace(REPORT, alarms=alarms, faults={"f": "food air: no acknowledge"})
    text = shown(replace(LOOK, report=report))
    assert "alarms   2: food is too warm: close the lid" in text
    assert "faults   food air: no acknowledge" in text
    assert "2 alarms, 1 faults" in log_line(replace(LOOK, report=report))


def test_every_screen_has_24_rows_of_at_most_80_columns() -> None:
    long = {str(number): "z" * 300 for number in range(9)}
    full = replace(LOOK, report=replace(REPORT, alarms=long, faults=long), story=("y" * 300,) * 50, daemon="x" * 300)
    silent = replace(LOOK, report=Report(), hub=HubLook(address="127.0.0.1:1883", error="t" * 300))
    for look in (LOOK, full, silent):
        rows = shown(look).splitlines()
        assert len(rows) == 24
        assert all(len(row) == 80 for row in rows)
        assert KEYS in rows[-2]


def test_the_newest_of_what_happened_is_shown() -> None:
    text = shown(replace(LOOK, story=tuple(f"line {number}" for number in range(50))))
    assert "line 49" in text
    assert "line 40" not in text


def test_a_machine_that_cannot_keep_up_is_named() -> None:
    assert "60 x real time ──" in shown(replace(LOOK, recent_speed=58.0))
    assert "23 x real time, 60 is too fast here ─" in shown(replace(LOOK, recent_speed=23.4))


def test_before_the_daemon_has_spoken_there_is_a_screen_and_a_line() -> None:
    silent = replace(
        LOOK, report=Report(), hub=HubLook(address="127.0.0.1:1883", error="connection refused"), speed=None
    )
    assert "connection refused" in shown(silent)
    assert "as fast as possible" in shown(silent)
    assert "not known yet" in shown(silent)
    assert log_line(silent).startswith("1:02:05  compressor on, 2 starts")


def test_a_log_line_has_what_matters_in_one_line() -> None:
    assert log_line(LOOK) == (
        "1:02:05  food 4.3 -> 4 °C  medicine 5.5 -> 5 °C  cabin 21.4 -> 21 °C  compressor on, 2 starts"
        "  supply 12.6 V  hub 321 messages  0 alarms, 0 faults"
    )


def test_a_report_arrives_as_it_was_sent() -> None:
    assert unpacked(packed(REPORT)) == REPORT
    assert unpacked(packed(Report())) == Report()
