import io
from dataclasses import replace

from rich.console import Console

from controller import Commands
from hil.demo.report import Report, WishReport, packed, unpacked
from hil.demo.screen import HubLook, Look, clock, log_line, screen

TRUTH = {
    "fridge.food.air_c": 4.26,
    "fridge.food.contents_c": 5.0,
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
    compartments=(WishReport("food", 4.0, "cool"), WishReport("medicine", 5.0, "off")),
    cabin=WishReport("cabin", 21.0, "auto"),
)
LOOK = Look(
    now_s=3_725.0,
    speed=60.0,
    truth=TRUTH.__getitem__,
    orders=Commands(True, (40.0, 0.0), 0.0, 31.0, 25.0),
    compressor_starts=2,
    min_off_violations=0,
    report=REPORT,
    hub=HubLook(
        "127.0.0.1:1883", "homeward/a1", 321, {"fridge.food.air_c": "4.3"}, (("homeward/a1/b", "4.3"),), "online"
    ),
    daemon="runs, pid 4711 (try: kill -9 4711)",
    notes=("WARNING food air: gone",),
)


def shown(look: Look, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, height=24)
    console.print(screen(look))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_simulated_time_counts_hours() -> None:
    assert clock(0.4) == "0:00:00"
    assert clock(90_061.0) == "25:01:01"


def test_the_screen_shows_everything() -> None:
    text = shown(LOOK)
    for part in (
        "1:02:05",
        "60 x real time",
        "food",
        "4.0 °C",
        "cool",
        "fan 40 %",
        "cool 31 %",
        "compressor on, 2 starts, 0 of them too early",
        "CO2 812 ppm",
        "32 km/h",
        "door open",
        "12.64 V",
        "127.0.0.1:1883, 321 messages",
        "homeward/a1 is online",
        "  /b  4.3",
        "kill -9 4711",
        "food air: gone",
    ):
        assert part in text


def test_what_the_hub_has_not_heard_is_not_shown_as_a_number() -> None:
    food, medicine = (
        line for line in shown(LOOK).splitlines() if "true" not in line and ("food  " in line or "medicine  " in line)
    )
    assert "4.3 °C" in food
    assert medicine.split() == [
        "│",
        "medicine",
        "5.0",
        "°C",
        "off",
        "-",
        "5.5",
        "°C",
        "6.0",
        "°C",
        "fan",
        "0",
        "%",
        "│",
    ]


def test_alarms_and_faults_are_shown_with_their_lines() -> None:
    report = replace(REPORT, alarms={"a": "food is too warm: close the lid"}, faults={"f": "food air: no acknowledge"})
    text = shown(replace(LOOK, report=report))
    assert "food is too warm: close the lid" in text
    assert "food air: no acknowledge" in text
    assert "1 alarms, 1 faults" in log_line(replace(LOOK, report=report))


def test_long_lines_and_many_keep_within_24_rows() -> None:
    hub = replace(LOOK.hub, recent=(("homeward/" + "x" * 200, "y" * 200),) * 9)
    for width in (100, 140):
        assert shown(replace(LOOK, hub=hub, notes=("z" * 300,) * 9), width).count("\n") <= 24


def test_before_the_daemon_has_spoken_there_is_a_screen_and_a_line() -> None:
    silent = replace(LOOK, report=Report(), hub=HubLook("127.0.0.1:1883", trouble="connection refused"), speed=None)
    assert "connection refused" in shown(silent)
    assert "as fast as possible" in shown(silent)
    assert log_line(silent).startswith("1:02:05  compressor on, 2 starts")


def test_a_log_line_has_what_matters_in_one_line() -> None:
    assert log_line(LOOK) == (
        "1:02:05  food 4.3 -> 4 °C  medicine 5.5 -> 5 °C  cabin 21.4 -> 21 °C  compressor on, 2 starts"
        "  supply 12.6 V  hub 321 messages  0 alarms, 0 faults"
    )


def test_a_report_arrives_as_it_was_sent() -> None:
    assert unpacked(packed(REPORT)) == REPORT
    assert unpacked(packed(Report())) == Report()
