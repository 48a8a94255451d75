import argparse
import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crccheck.crc import Crc8SaeJ1850  # type: ignore[import-untyped]  # it has no types

import hil.cli.replay
import hil.rig
from controller import Absence
from firmware.errors import ProfileError
from hil.cli.replay import _beside, replay
from hil.replay.bus import MAX_PAUSE_S, Fed
from hil.replay.log_reader import BadLogError, frames
from hil.replay.report import table

FOLDER = Path(hil.rig.__file__).parent
CAR, MAP = str(FOLDER / "demo_car.toml"), FOLDER / "demo_car.dbc"


def drive(counter: int, *, speed: str = "1027") -> str:
    """DRIVE at 2 000 rpm with good quality, and at 100 km/h unless another speed is given."""
    data = bytes.fromhex(f"{speed}401F0300{counter << 4:02X}")
    return f"110#{data[:6].hex()}{Crc8SaeJ1850.calc(data):02x}{data[6:].hex()}"


# AIR at 21.5 degrees; DOORS open.
LOG = f"""(100.000000) can0 {drive(1)}
(100.100000) can0 320#99C00000

(100.200000) can0 420#0002
(100.300000) can0 110#1027
(100.400000) can0 123#00
(100.500000) can0 00000110#{drive(1)[4:]}
(100.600000) can0 110#R
(100.700000) can0 20000080#0000000000000000
(101.000000) can0 {drive(2, speed="FFFF")}
"""

TRACE = """;$FILEVERSION=1.1
;$STARTTIME=45860.5
;
     1)         1.9  Rx         0320  4  99 80 00 00
     2)       101.9  Rx         0320  4  99 C0 00 00
"""


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    hil.cli.replay.add_arguments(parser)
    return hil.cli.replay.main(parser.parse_args(arguments))


def write(folder: Path, text: str, name: str = "drive.log") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_a_log_reaches_the_daemons_board_and_each_frame_is_counted(tmp_path: Path) -> None:
    report = replay(write(tmp_path, LOG), vehicle=CAR, dbc=MAP)
    assert (report.frames, report.frames_error, report.frames_remote) == (9, 1, 1)
    assert (report.frames_wrong_length, report.frames_unknown_id, report.frames_undecodable) == (1, 2, 0)
    speed = report.points["vehicle.speed_kph"]
    assert (speed.min, speed.max, speed.last, speed.count, speed.absent) == (100.0, 100.0, 100.0, 1, 2)
    assert report.points["vehicle.engine_rpm"].count == 2
    assert report.points["vehicle.outside_c"].last == 21.5
    assert report.points["vehicle.driver_door_open"].last == 1.0
    assert report.ids["110"].why == "2 bytes; the map says 8"
    assert report.ids["00000110"].unknown_id == 1
    assert (report.recorded_s, report.faults) == (1.0, {})


def test_the_daemon_works_through_the_recorded_time(tmp_path: Path) -> None:
    log = "".join(f"({second}.0) can0 {drive(second % 16)}\n" for second in range(31))
    report = replay(write(tmp_path, log), vehicle=CAR, dbc=MAP)
    assert report.recorded_s == 30.0
    assert report.cycles == 1 + 2 * 31  # one for each half second, from a second before to a quarter after


def test_damaged_and_repeated_frames_are_counted_and_tell_no_value(tmp_path: Path) -> None:
    frames = [drive(1), drive(1), drive(2).replace("1027", "1127"), drive(5)]
    log = "".join(f"({second}.0) can0 {frame}\n" for second, frame in enumerate(frames))
    report = replay(write(tmp_path, log), vehicle=CAR, dbc=MAP)
    assert (report.frames, report.frames_bad_checksum, report.frames_repeated) == (4, 1, 1)
    row, speed = report.ids["110"], report.points["vehicle.speed_kph"]
    assert (row.decoded, row.bad_checksum, row.repeated, row.gaps) == (2, 1, 1, 1)
    assert (speed.last, speed.count) == (100.0, 2)
    assert "bad checksum 1," in "\n".join(table(report))


def test_a_signal_that_falls_silent_is_stale_on_the_board(tmp_path: Path) -> None:
    log = f"(0.0) can0 {drive(1)}\n(30.0) can0 320#99C00000\n"
    speed = replay(write(tmp_path, log), vehicle=CAR, dbc=MAP).points["vehicle.speed_kph"]
    assert (speed.count, speed.absent, speed.why) == (1, 1, Absence.STALE)


def test_a_trace_of_pcan_is_read_as_well(tmp_path: Path) -> None:
    report = replay(write(tmp_path, TRACE, "drive.trc"), vehicle=CAR, dbc=MAP)
    assert (report.frames, report.points["vehicle.outside_c"].last) == (2, 21.5)


def test_a_long_pause_is_cut_and_a_step_back_in_time_is_no_pause(tmp_path: Path) -> None:
    log = f"(0.0) can0 {drive(1)}\n(1600000000.0) can0 {drive(2)}\n(5.0) can0 {drive(3)}\n"
    report = replay(write(tmp_path, log), vehicle=CAR, dbc=MAP)
    assert (report.frames, report.recorded_s) == (3, MAX_PAUSE_S)


def test_json_is_one_object_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(write(tmp_path, LOG)), "--vehicle", CAR, "--dbc", str(MAP), "--json") == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    figures = json.loads(out)
    assert figures["frames"] == 9
    speed = {"min": 100.0, "max": 100.0, "last": 100.0, "count": 1, "absent": 2, "why": "signal not available"}
    assert figures["points"]["vehicle.speed_kph"] == speed
    assert err == ""


def test_people_get_a_table_with_the_counts_of_each_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(write(tmp_path, LOG)), "--vehicle", CAR, "--dbc", str(MAP)) == 0
    out = capsys.readouterr().out
    assert "9 frames of 5 ids in 1 s" in out
    row = next(line for line in out.splitlines() if line.startswith("110 "))
    assert row.split() == ["110", "DRIVE", "2", "1", "2", "bytes;", "the", "map", "says", "8"]


def test_a_fault_of_the_daemon_is_shown(tmp_path: Path) -> None:
    report = replay(write(tmp_path, LOG), vehicle=CAR, dbc=MAP)
    assert list(table(replace(report, faults={"can car": "can car: it is down"})))[-1] == "fault: can car: it is down"


def test_a_listener_that_fails_is_not_hidden() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(_beside(asyncio.sleep(0, Fed(0, 1.0)), fail()))


BAD_LOGS = {
    "a damaged line": (LOG + "(102.0) can0 110#10zz\n", "drive.log", ":11: not a frame: '(102.0) can0 110#10zz'"),
    "a line cut short": (LOG + "(102.0) ca", "drive.log", ":11: not a frame: '(102.0) ca'"),
    "a time that is none": (f"(nan) can0 {drive(1)}\n", "drive.log", ":1: not a frame"),
    "a damaged trace": (TRACE + "     3)  200.0  Rx 0110  8  10 27\n", "drive.trc", ":6: not a frame"),
    "a trace that is none": ("hello\n", "drive.trc", ":1: not a frame: 'hello'"),
    "an empty log": ("\n", "drive.log", ": holds no frame"),
    "another kind of file": (LOG, "drive.csv", ": not a known kind of log: a candump -L file (.log) or a PCAN trace"),
}


@pytest.mark.parametrize("case", BAD_LOGS)
def test_a_bad_log_is_one_line_and_exit_2(case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text, name, line = BAD_LOGS[case]
    file = write(tmp_path, text, name)
    assert run(str(file), "--vehicle", CAR, "--dbc", str(MAP)) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"{file}{line}")
    assert err.count("\n") == 1


def test_a_binary_log_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "drive.log"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadLogError, match=r"drive\.log:1: is not text"):
        list(frames(file))


@pytest.mark.parametrize("name", ["nothing.log", "folder.log"])
def test_a_log_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.log").mkdir()
    with pytest.raises(BadLogError, match=r"^\S+\.log: cannot be read: [^\n]+$"):
        list(frames(tmp_path / name))


def test_bad_input_around_the_log_is_one_line_and_exit_2(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = str(write(tmp_path, LOG))
    bad_map = write(tmp_path, "BO_ 1 X 8\n", "bad.dbc")
    bad_car = write(tmp_path, 'name = ""\n', "bad.toml")
    for vehicle, dbc, text in (
        ("nope", MAP, "no vehicle profile 'nope': name one of "),
        (str(bad_car), MAP, f"{bad_car}: name = '': "),
        (CAR, bad_map, f"{bad_map}:1:9: invalid syntax"),
        (CAR, tmp_path / "none.dbc", f"{tmp_path / 'none.dbc'}: no such file"),
        ("hyundai-genesis", MAP, f"{MAP}: has no message EMS1, message FATC, message CLU2"),
    ):
        assert run(log, "--vehicle", vehicle, "--dbc", str(dbc), "--json") == 2
        out, err = capfd.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith(text)


def test_a_profile_error_is_raised_to_callers_of_the_function(tmp_path: Path) -> None:
    with pytest.raises(ProfileError):
        replay(write(tmp_path, LOG), vehicle="nope", dbc=MAP)


RECORDED: dict[str, tuple[str, str, dict[str, int], dict[str, tuple[float, float, int]]]] = {
    "hyundai-genesis": (
        "hyundai-genesis_candump.log",
        "hyundai_i30_2014.dbc",
        {"frames": 30_000, "frames_wrong_length": 3_951, "frames_unknown_id": 355, "frames_undecodable": 0},
        {
            "vehicle.speed_kph": (0.0, 32.0, 1_977),
            "vehicle.engine_rpm": (772.0, 1_769.0, 1_977),
            "vehicle.outside_c": (35.0, 35.0, 1_977),
            "vehicle.driver_door_open": (0.0, 0.0, 198),
        },
    ),
    "ford-gt350": (
        "ford-gt350_vss_pcan.trc",
        "ford_lincoln_base_pt.dbc",
        {"frames": 23_986, "frames_wrong_length": 0, "frames_unknown_id": 971, "frames_undecodable": 0},
        {
            "vehicle.speed_kph": (0.0, 22.4, 787),
            "vehicle.engine_rpm": (806.0, 1_146.0, 1_574),
            "vehicle.outside_c": (29.0, 29.25, 157),
            "vehicle.driver_door_open": (1.0, 1.0, 31),
        },
    ),
}


@pytest.mark.parametrize("vehicle", RECORDED)
def test_a_recorded_drive_gives_the_known_figures(vehicle: str, data_dir: Path) -> None:
    log, dbc, counts, points = RECORDED[vehicle]
    report: Any = replay(data_dir / "can" / log, vehicle=vehicle, dbc=data_dir / "can" / dbc)
    assert {name: getattr(report, name) for name in counts} == counts
    assert {name: (point.min, point.max, point.count) for name, point in report.points.items()} == points
    assert report.faults == {}


def test_wrong_lengths_of_the_genesis_are_told_apart_by_id(data_dir: Path) -> None:
    folder = data_dir / "can"
    report = replay(
        folder / "hyundai-genesis_candump.log", vehicle="hyundai-genesis", dbc=folder / "hyundai_i30_2014.dbc"
    )
    short, crowded = report.ids["2B0"], report.ids["329"]
    assert (short.wrong_length, short.why) == (1_974, "5 bytes; the map says 8")
    assert crowded.wrong_length == 1_977
    assert crowded.why == "8 bytes; the signals that the map puts there take 82 bits"


def test_recorded_answers_of_control_units_give_the_known_figures(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = data_dir / "obd" / "css_kona_uds_candump.log"
    assert run(str(log), "--vehicle", "hyundai-kona", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    last = {name: point["last"] for name, point in figures["points"].items()}
    assert last.pop("vehicle.pack_a") == 0.1
    assert last == {
        "vehicle.soc_pct": 50.0,
        "vehicle.pack_v": 357.2,
        "vehicle.cabin_c": 24.5,
        "vehicle.outside_c": 7.0,
    }
    assert {name: figures[f"pdus_{name}"] for name in ("complete", "timed_out", "broken")} == {
        "complete": 270,
        "timed_out": 30,
        "broken": 0,
    }


def test_a_list_of_the_community_reads_the_same_car(data_dir: Path) -> None:
    vehicle = data_dir / "obd" / "ev-obd-pids" / "hkmc" / "hkmc2019.json"
    report = replay(data_dir / "obd" / "css_kona_uds_candump.log", vehicle=str(vehicle))
    assert report.points["vehicle.pack_v"].last == 357.2
    assert "messages complete 120, timed out 30, broken 0" in "\n".join(table(report))


def test_recorded_answers_of_obd2_give_the_known_figures(data_dir: Path) -> None:
    report = replay(data_dir / "obd" / "css_obd2_gnss_candump.log", vehicle="obd2")
    assert (report.pdus_complete, report.pdus_timed_out, report.pdus_broken) == (541, 0, 0)
    figures = {name: (point.min, point.max, point.count) for name, point in report.points.items() if point.count}
    assert figures["vehicle.engine_rpm"] == (929.5, 1_785.0, 90)
    assert figures["vehicle.coolant_c"] == (93.0, 94.0, 45)
    assert figures["vehicle.speed_kph"] == (0.0, 53.0, 89)
    assert figures.keys() == {
        *("vehicle.engine_rpm", "vehicle.coolant_c", "vehicle.speed_kph"),
        *("vehicle.fuel_pct", "vehicle.control_module_v"),
    }


@pytest.mark.parametrize("dbc", [None, "CSS-Electronics-SAE-J1939-DEMO.dbc"], ids=["shipped map", "a map of its own"])
def test_a_recorded_truck_is_known_by_its_groups(data_dir: Path, dbc: str | None) -> None:
    folder = data_dir / "can"
    report = replay(folder / "css_j1939_truck_candump.log", vehicle="j1939", dbc=folder / dbc if dbc else None)
    decoded = {row.message: row.decoded for row in report.ids.values() if row.decoded}
    assert (decoded["EEC1"], decoded["CCVS1"], decoded["TP.CM"], decoded["TP.DT"]) == (577, 184, 16, 64)
    assert (report.pdus_complete, report.pdus_timed_out, report.pdus_broken) == (16, 0, 0)
    for point, count in (("vehicle.engine_rpm", 577), ("vehicle.speed_kph", 184)):
        assert (report.points[point].count, report.points[point].last) == (count, 0.0)


def test_a_car_that_needs_a_map_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(str(write(tmp_path, LOG)), "--vehicle", "ford-gt350") == 2
    text = "ford-gt350 needs the car's signal database, ford_lincoln_base_pt.dbc: name it by `dbc`"
    assert capfd.readouterr() == ("", f"{text}\n")


def test_frames_of_a_truck_are_unknown_to_a_car(data_dir: Path) -> None:
    folder = data_dir / "can"
    report = replay(
        folder / "css_j1939_truck_candump.log", vehicle="ford-gt350", dbc=folder / "ford_lincoln_base_pt.dbc"
    )
    assert (report.frames, report.frames_unknown_id, len(report.ids)) == (1_815, 1_815, 16)
    assert all(point.count == 0 for point in report.points.values())
