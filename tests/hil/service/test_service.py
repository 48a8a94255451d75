"""The service under systemd in a kernel of its own; what is judged of it, and how it is shown."""

import json
from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from hil.__main__ import main
from hil.cli import service
from hil.kernel.rig_errors import NoKernel
from hil.service import service_machine
from hil.service.verdicts import SAFE_WITHIN_S, TAKEN, EarlyEnds, Logins, Point, Start, Trial
from tests.yardstick import Yardstick

ON, OFF = {"blower": 20.0, "heater": 0.0}, {"blower": 0.0, "heater": 0.0}
SKIPPED = "serial-getty@ttyS1.service: Skipped due to 'exec-condition'."

START = Start(
    user="homeward",
    ready_after_s=1.3,
    drives_after_s=1.2,
    tells_after_s=3.9,
    outputs_pct=ON,
    points={"cabin.air_c": Point(38.0, 38.1)},
)
KILLED = Trial(
    done="SIGKILL",
    must_be="signal",
    seen="signal",
    ended_after_s=0.1,
    off_after_s=0.5,
    ready_after_s=4.4,
    drives_after_s=4.5,
)
EARLY_ENDS = EarlyEnds(
    ends=5,
    told_after_s=4.3,
    told='{"safe_mode": "..."}',
    status="safe mode: all outputs are off",
    outputs_pct=OFF,
    left_after_s=2.0,
)
LOGINS = Logins(SKIPPED, TAKEN)


def told(start: Start = START) -> dict[str, Any]:
    """The output of the kernel."""
    tried: dict[str, Any] = {
        "start": start,
        "killed": KILLED,
        "frozen": replace(KILLED, must_be="watchdog", seen="watchdog"),
        "early_ends": EARLY_ENDS,
        "logins": LOGINS,
    }
    held = not any(each.failures for each in tried.values())
    parts = {name: asdict(each) | {"failures": each.failures} for name, each in tried.items()}
    return parts | {"held": held, "log": ["the end of the journal"]}


@pytest.mark.parametrize("good", [START, KILLED, EARLY_ENDS, LOGINS])
def test_a_trial_that_went_well_has_no_failure(good: Start | Trial | EarlyEnds | Logins) -> None:
    assert good.failures == []


@pytest.mark.parametrize(
    ("bad", "failure"),
    [
        (replace(START, user="root"), "runs as root, must be homeward"),
        (replace(START, ready_after_s=None), "never ready"),
        (replace(START, drives_after_s=None), "drives no output"),
        (replace(START, tells_after_s=None), "the hub lacks points"),
        (replace(START, points={"cabin.air_c": Point(30.0, 38.1)}), "cabin.air_c: hub 30.0, truth 38.1"),
        (replace(START, points={"cabin.air_c": Point(None, 38.1)}), "cabin.air_c: hub None, truth 38.1"),
        (replace(KILLED, ended_after_s=None), "the process did not end"),
        (replace(KILLED, seen="success"), "systemd saw success, must be signal"),
        (replace(KILLED, off_after_s=3.1), "outputs off after 3.1 s, must be within 3 s"),
        (replace(KILLED, off_after_s=None), "outputs off after None s, must be within 3 s"),
        (replace(KILLED, ready_after_s=None), "not ready again"),
        (replace(KILLED, drives_after_s=None), "drives no output again"),
        (replace(EARLY_ENDS, told_after_s=None), "after 5 early ends the hub is told of no safe mode"),
        (replace(EARLY_ENDS, status="regulating"), "Status: regulating, must be safe mode"),
        (replace(EARLY_ENDS, outputs_pct=ON), f"outputs are on in safe mode: {ON}"),
        (replace(EARLY_ENDS, left_after_s=None), "a restart by a person does not leave safe mode"),
        (replace(LOGINS, on_its_port=TAKEN), "a login takes the technician's port (taken)"),
        (replace(LOGINS, on_another=SKIPPED), f"no login on a port that nobody else has ({SKIPPED})"),
    ],
)
def test_each_failure_of_a_trial_is_named(bad: Start | Trial | EarlyEnds | Logins, failure: str) -> None:
    assert bad.failures == [failure]


def test_the_exit_code_and_the_table_follow_the_failures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(service, "tried", told)
    assert main(["service"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "held"
    monkeypatch.setattr(service, "tried", lambda: told(replace(START, ready_after_s=None)))
    assert main(["service"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "never" in lines[0]
    assert lines[-2:] == ["FAILED  start: never ready", "    the end of the journal"]


def test_where_there_is_no_system_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> dict[str, Any]:
        raise NoKernel("no system to boot")

    monkeypatch.setattr(service, "tried", none)
    assert main(["service"]) == 2
    assert capsys.readouterr().err == "service: no system to boot\n"


def trial_of(figures: dict[str, Any]) -> Trial:
    """The trial that was told."""
    return Trial(**{each.name: figures[each.name] for each in fields(Trial)})


def test_the_service_starts_regulates_and_survives_under_systemd(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        service_machine.image()
    except NoKernel as error:
        pytest.skip(str(error))
    with Yardstick() as yardstick:
        main(["service", "--json"])
    said = capsys.readouterr()
    found = json.loads(said.out or "{}")
    assert found, said.err
    safe_within_s = SAFE_WITHIN_S * yardstick.slowed
    trials = {name: trial_of(found.pop(name)).failures_if(safe_within_s=safe_within_s) for name in ("killed", "frozen")}
    others = {name: each["failures"] for name, each in found.items() if isinstance(each, dict)}
    assert not any((trials | others).values()), f"{trials}{json.dumps(found, indent=1)}"
    assert any(found["start"]["outputs_pct"].values())
    assert found["early_ends"]["ends"] == 5
