"""Recordings of real cars over vcan0 of a real kernel, read as in production: it must be all the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hil.kernel.machine import found
from hil.kernel.rig_errors import NoKernel
from tests.hil.replay.recordings import RECORDINGS, replays
from tests.patience import PATIENCE_S

try:
    found()
except NoKernel as error:
    pytest.skip(str(error), allow_module_level=True)


def in_the_kernel(*command: str) -> subprocess.Popen[str]:
    argv = [
        sys.executable,
        "-m",
        "hil",
        "kernel",
        "--bare",
        "--timeout",
        str(2 * PATIENCE_S),
        "--",
        sys.executable,
        *command,
    ]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own command


def test_recordings_over_the_kernels_bus_tell_what_they_tell_in_process(data_dir: Path) -> None:
    with in_the_kernel("-m", "tests.hil.replay.recordings", str(data_dir), "vcan0") as running:
        in_process = list(replays(data_dir))
        out, _ = running.communicate()
    over_vcan0 = [json.loads(line) for line in out.splitlines()]
    assert running.returncode == 0
    assert [each["vehicle"] for each in over_vcan0] == list(RECORDINGS)
    assert over_vcan0 == in_process


LOG = """(1.000000) can0 110#10271F4003009210
(1.100000) can0 320#99C00000
(1.200000) can0 320#R
(1.300000) can0 20000080#0000000000000000
(1.400000) can0 18FEF100#0102030405060708
(1.500000) can0 321##1000102030405060708090A0B
"""


def test_every_kind_of_frame_goes_over_the_kernels_bus(tmp_path: Path) -> None:
    log, folder = tmp_path / "drive.log", Path("hil/rig").resolve()
    log.write_text(LOG)
    command = ("-m", "hil", "replay", str(log), "--json")
    car = ("--vehicle", str(folder / "demo_car.toml"), "--dbc", str(folder / "demo_car.dbc"))
    with in_the_kernel(*command, *car, "--over", "vcan0") as running:
        figures = json.loads(running.communicate()[0])
    assert {name: figures[f"frames{name}"] for name in ("", "_error", "_remote", "_lost")} == {
        "": 6,
        "_error": 1,
        "_remote": 1,
        "_lost": 0,
    }
    assert figures["points"]["vehicle.outside_c"]["last"] == 21.5
