"""A kernel of our own, for real: what runs in it, what comes back, and that nothing is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hil.kernel.machine import TIMED_OUT, Machine, found
from hil.kernel.rig_errors import NoKernel
from tests.patience import PATIENCE_S

try:
    found()
except NoKernel as error:
    pytest.skip(str(error), allow_module_level=True)

MARK = ("RIG_TESTED_BY", str(os.getpid()))
"""In the environment of our kernels: other tests, that run beside this one, have some as well."""


@pytest.fixture(autouse=True)
def _marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(*MARK)


def kernels() -> set[str]:
    """The process ids of all kernels on this host that were started from here and still run."""
    return {
        process.name for process in Path("/proc").iterdir() if process.name.isdigit() and is_running_kernel(process)
    }


def is_running_kernel(process: Path) -> bool:
    try:
        is_ours = "=".join(MARK).encode() in (process / "environ").read_bytes().split(b"\0")
        return is_ours and b"linux.uml" in (process / "cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize("code", [0, 7])
def test_the_exit_code_of_the_command_comes_back(code: int) -> None:
    assert Machine(timeout_s=PATIENCE_S).run(["sh", "-c", f"exit {code}"]) == code


def test_the_output_of_the_command_comes_back_and_nothing_else(capfd: pytest.CaptureFixture[str]) -> None:
    assert Machine(timeout_s=PATIENCE_S).run(["sh", "-c", "cat /sys/class/net/vcan0/mtu; ls /dev/cuse"]) == 0
    assert capfd.readouterr().out == "72\n/dev/cuse\n"


def test_the_command_starts_in_the_folder_that_was_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert Machine(timeout_s=PATIENCE_S).run(["pwd"], folder=tmp_path) == 0
    assert capfd.readouterr().out == f"{tmp_path}\n"


def test_a_command_that_takes_too_long_is_killed_with_all_its_processes() -> None:
    before = kernels()
    assert Machine(timeout_s=5.0).run(["sleep", "600"]) == TIMED_OUT
    assert kernels() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_runner_that_ends_takes_the_kernel_with_it(number: signal.Signals) -> None:
    before = kernels()
    with subprocess.Popen(
        [sys.executable, "-m", "hil", "kernel", "--bare", "--", "sh", "-c", "echo up; sleep 600"],
        stdout=subprocess.PIPE,
        env=os.environ,
    ) as runner:
        assert runner.stdout is not None
        assert runner.stdout.readline() == b"up\n"
        assert kernels() > before
        runner.send_signal(number)
        assert runner.stdout.read() == b""  # ends when the last process that could write to it has gone
    assert kernels() == before
