"""--host: the host's own kernel where it has vcan, and one clear line where it has none."""

import shutil
import sys

import pytest

from hil.__main__ import main
from hil.kernel import machine
from hil.kernel.machine import Machine, found
from hil.kernel.rig_errors import NoKernel
from tests.patience import PATIENCE_S


def test_a_host_without_the_programs_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    assert main(["kernel", "--host", "--", "true"]) == 2
    assert capsys.readouterr().err == "kernel: no unshare on this host: leave out --host\n"


def test_a_kernel_that_gives_no_vcan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_BUS", ("sh", "-c", "echo Error: no such device >&2; exit 2"))
    monkeypatch.setattr(machine, "_apart", lambda: ["env"])
    with pytest.raises(NoKernel, match=r"gives no vcan \(Error: no such device\): `modprobe vcan` as root"):
        machine.run_on_host(["true"], timeout_s=PATIENCE_S)


def test_where_the_kernel_has_vcan_the_command_finds_one_and_nothing_stays(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        found()
    except NoKernel as error:
        pytest.skip(str(error))
    inner = f"{sys.executable} -m hil kernel --host -- sh -c 'ip -o link show vcan0 | cut -d: -f2; exit 7'"
    script = f"ip link delete vcan0; {inner}; echo code $?; ip -o link | grep -c vcan"
    Machine(timeout_s=PATIENCE_S).run(["sh", "-c", script])
    assert capfd.readouterr().out.split() == ["vcan0", "code", "7", "0"]
