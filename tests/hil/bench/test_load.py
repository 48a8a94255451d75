"""The whole daemon on a full bus: what its figures say, and that nothing is lost untold."""

import json
import subprocess
import sys
from dataclasses import asdict, replace

import pytest

from hil.bench import load
from hil.bench.load import Window, figures
from hil.bench.load_daemon import AppliedCycle, Look
from hil.bench.load_sender import Sent
from hil.bench.options import Options
from hil.cli import bench
from hil.kernel.machine import found
from hil.kernel.rig_errors import NoKernel
from tests.patience import PATIENCE_S
from tests.yardstick import Yardstick

SHORT = load.Load(rate_hz=1_000.0, load_s=2.0, settle_s=0.5, quiet_s=1.0)

QUIET, LOADED = Window(0.0, 1.0), Window(1.0, 3.0)
SENT = Sent(frames=2_000, began_s=1.0, ended_s=3.0, worst_late_s=0.001)


def look(at_s: float, received: int, late_s: float = 0.002, lost: int = 0, **more: tuple[str, ...]) -> Look:
    return Look(
        at_s=at_s,
        cpu_s=0.1 * at_s,
        received=received,
        lost=lost,
        overruns=0,
        faults=more.get("faults", ()),
        cycles=(AppliedCycle(at_s, late_s),),
    )


LOOKS = [look(0.5, 10), look(1.0, 10), look(2.0, 1_010), look(3.0, 2_010)]


def test_figures_are_of_the_load_only() -> None:
    told = figures(LOOKS, QUIET, LOADED, SENT, 1_000.0)
    assert (told["sent"], told["received"], told["reported_lost"], told["unreported_lost"]) == (2_000, 2_000, 0, 0)
    assert (told["cycles"], told["late_p99_ms"], told["cpu_pct"]) == (3, 2.0, 10.0)
    assert told["missed"] == []


@pytest.mark.parametrize(
    ("last", "sent", "missed"),
    [
        (look(3.0, 1_990), SENT, "20 frames were lost without being counted"),
        (look(3.0, 2_050), SENT, "40 frames were not of the load: who else sends?"),
        (look(3.0, 2_010, late_s=0.06), SENT, "1 % of the cycles were 60 ms late or more, must be below 50"),
        (look(3.0, 2_010, faults=("can car: down",)), SENT, "can car: down"),
        (look(3.0, 2_010), replace(SENT, ended_s=5.0), "the sender gave 500 frames/s of 1000"),
    ],
)
def test_each_aim_that_is_missed_is_a_line(last: Look, sent: Sent, missed: str) -> None:
    told = figures([*LOOKS[:-1], last], QUIET, LOADED, sent, 1_000.0)
    assert told["missed"] == [missed]
    assert not load.is_good(told)


def test_frames_that_are_reported_as_lost_miss_no_aim() -> None:
    told = figures([*LOOKS[:-1], look(3.0, 1_990, lost=20)], QUIET, LOADED, SENT, 1_000.0)
    assert (told["reported_lost"], told["unreported_lost"], told["missed"]) == (20, 0, [])


def test_the_daemon_on_a_busy_bus_loses_nothing_untold() -> None:
    with Yardstick() as yardstick:
        told = load.bench_load(SHORT)
    assert told["sent"] == 2_000
    assert (told["unreported_lost"], told["faults"]) == (0, [])
    assert told["cycles"] >= 3 / yardstick.slowed


def test_a_bus_that_cannot_be_opened_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(load, "VCAN", "nocan0")
    assert bench.run("load", as_json=True, options=Options(interface="socketcan")) == 2
    assert capsys.readouterr() == ("", "bench load: the sender cannot open its bus\n")


@pytest.mark.skipif(sys.platform != "linux", reason="User-Mode Linux runs on Linux")
def test_the_daemon_on_the_kernels_bus_loses_nothing_untold() -> None:
    try:
        found()
    except NoKernel as error:
        pytest.skip(str(error))
    code = f"""
import json
from hil.bench.load import Load, bench_load
print(json.dumps(bench_load(Load(**{asdict(SHORT) | {"interface": "socketcan"}}))))
"""
    argv = [
        sys.executable,
        "-m",
        "hil",
        "kernel",
        "--bare",
        "--timeout",
        str(PATIENCE_S),
        "--",
        sys.executable,
        "-c",
        code,
    ]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    said = done.stdout.splitlines()
    assert said, done.stderr
    told = json.loads(said[-1])
    assert (told["sent"], told["unreported_lost"], told["faults"]) == (2_000, 0, [])
