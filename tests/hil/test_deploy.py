"""The files of the service against systemd's own judgement, and what the judgement notices."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"

if shutil.which("systemd-analyze") is None:
    pytest.skip("no systemd here: the files of the service are not checked", allow_module_level=True)


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", str(folder / "check.sh")], capture_output=True, text=True, check=False)  # noqa: S603, S607  # our own script


def edited(copy: Path, file: str, old: str, new: str) -> Path:
    """The files of the service in a folder of their own, one of them changed."""
    shutil.copytree(UNITS, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_the_files_of_the_service_hold() -> None:
    result = checked(UNITS)
    assert result.returncode == 0, result.stderr
    assert "exposure level" in result.stdout or "not checked" in result.stdout


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("homeward.service", "ProtectSystem=strict", "ProtektSystem=strict"),
        ("homeward.service", "SystemCallFilter=", "Environment=UNUSED="),
        ("homeward-sysusers.conf", "m homeward gpio\n", ""),
        ("homeward-tmpfiles.conf", "0750 root homeward", "0755 root homeward"),
    ],
)
def test_a_mistake_in_them_is_noticed(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert checked(edited(tmp_path / "systemd", file, old, new)).returncode == 1


def test_nothing_waits_for_a_network() -> None:
    for unit in UNITS.glob("homeward.*"):
        keys = [line for line in unit.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert not any("network-online" in line or "network.target" in line for line in keys)


def test_the_bus_is_listen_only_and_the_service_cannot_change_that() -> None:
    assert "ListenOnly=yes\n" in (UNITS / "80-homeward-can.network").read_text(encoding="utf-8")
    service = (UNITS / "homeward.service").read_text(encoding="utf-8")
    assert "CapabilityBoundingSet=\n" in service
    assert "AmbientCapabilities=\n" in service
