import json

import pytest

from hil.__main__ import main
from hil.cli import fault_detection
from hil.cli.fault_detection import Detection, HealthyUse, line
from hil.fault_detection.trial import Found


def test_a_fault_that_is_told_in_every_car_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fault-detection", "--only-faults", "--fault", "lid open", "--plants", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (fault,) = told["faults"]
    assert told["cars"] == []
    assert (fault["fault"], fault["told"], fault["of"], fault["others"]) == ("lid open", 1, 1, [])
    assert 0.0 < fault["median_min"] == fault["worst_min"] < 6.0


def test_a_healthy_car_is_reported_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fault-detection", "--only-healthy", "--hours", "0.2", "--plants", "1", "--first", "3"]) == 0
    assert capsys.readouterr().out == "ok   healthy car 3, 0.2 h: nothing told\n"


@pytest.mark.parametrize("which", ["--only-faults", "--only-healthy"])
def test_a_missed_fault_and_a_false_alarm_end_with_1(
    which: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = [Found(60.0, "cabin.air_stuck", "cabin: the sensor stands still")]
    monkeypatch.setattr(fault_detection, "find", lambda *_: other)
    monkeypatch.setattr(fault_detection, "false_alarms", lambda *_, hours: other if hours else [])
    assert main(["fault-detection", which, "--fault", "lid open", "--plants", "2"]) == 1
    assert all(line.startswith("FAIL ") for line in capsys.readouterr().out.splitlines())


def test_lines_name_all_that_was_reported() -> None:
    detection = Detection(
        fault="lid open", told=1, of=2, median_min=3.1, worst_min=4.0, others=("1: 60 s x", "1: 90 s y")
    )
    assert line(detection) == (
        "FAIL lid open: told in 1 of 2, after 3.1 min (worst 4.0 min); also told: 1: 60 s x; 1: 90 s y"
    )
    missed = Detection(fault="lid open", told=0, of=2, median_min=None, worst_min=None, others=())
    assert line(missed) == "FAIL lid open: told in 0 of 2"
    assert line(HealthyUse(4, 24.0, ("0.1 h x",))) == "FAIL healthy car 4, 24 h: 0.1 h x"


def test_a_fault_that_there_is_not_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fault-detection", "--fault", "wheel lost"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("fault-detection --fault wheel lost: must be part of one of: refrigerant lost, ")
