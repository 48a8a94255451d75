"""The files of the service against systemd's own judgement, and what the judgement notices."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[3] / "systemd"

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
        ("homeward.service", "User=homeward\n", "User=homeward\nUser=root\n"),
        ("homeward.service", "After=time-set.target", "After=time-set.target network-online.target"),
        ("homeward.target", "[Unit]\n", "[Unit]\nWants=systemd-networkd-wait-online.service\n"),
        ("homeward-sysusers.conf", "m homeward gpio\n", ""),
        ("homeward-tmpfiles.conf", "0750 root homeward", "0755 root homeward"),
        ("homeward-serial-getty.conf", "ExecCondition=", "ExecKondition="),
        ("80-homeward-can.network", "SamplePoint=", "SamplingPoint="),
        ("install.sh", "put homeward.target /usr/lib/systemd/system\n", ""),
        ("install.sh", "put homeward-sysusers.conf /usr/lib/sysusers.d homeward.conf\n", ""),
    ],
)
def test_a_mistake_in_a_file_of_the_service_is_noticed(tmp_path: Path, file: str, old: str, new: str) -> None:
    result = checked(edited(tmp_path / "systemd", file, old, new))
    assert result.returncode == 1
    assert "deploy-check: " in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "User=homeward",
        "Type=notify",
        "WatchdogSec=2",
        "WatchdogSignal=SIGKILL",
        "ExecStopPost=/opt/homeward/bin/homeward outputs-off",
        "Restart=always",
        "StartLimitIntervalSec=0",
        "RuntimeDirectoryPreserve=restart",
        "MemoryMax=256M",
        "StateDirectory=homeward",
        "NoNewPrivileges=yes",
        "WantedBy=homeward.target",
    ],
)
def test_a_missing_safeguard_of_the_service_is_noticed(tmp_path: Path, line: str) -> None:
    result = checked(edited(tmp_path / "systemd", "homeward.service", f"{line}\n", ""))
    assert result.returncode == 1
    assert f"homeward.service: must have {line}" in result.stderr


def test_every_file_is_installed(tmp_path: Path) -> None:
    subprocess.run(["sh", str(UNITS / "install.sh"), str(tmp_path)], check=True)  # noqa: S603, S607  # our own script
    installed = {file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and not file.is_symlink()}
    tools = {"install.sh", "check.sh"}
    assert [
        file.name for file in UNITS.iterdir() if file.name not in tools and file.read_bytes() not in installed
    ] == []


@pytest.mark.parametrize(
    ("tty", "is_free"), [("ttyUSB0", False), ("ttyAMA0", False), ("ttyS0", True), ("ttyS7", True), ("1883", True)]
)
def test_a_login_keeps_off_the_ports_of_the_configuration_only(tmp_path: Path, tty: str, is_free: bool) -> None:
    config = tmp_path / "homeward.toml"
    (tmp_path / "serial0").symlink_to("/dev/ttyAMA0")
    config.write_text(
        "[mqtt]\nport = 1883\n[console]\nport = '/dev/ttyUSB0'  # the technician's\n#port = \"/dev/ttyS7\"\n"
        f'[[sensors]]\nname = "dust"\nport = "{tmp_path / "serial0"}"\n',
        encoding="utf-8",
    )
    script = str(UNITS / "homeward-port-is-free.sh")
    for file, expected in ((config, is_free), (tmp_path / "none", True)):
        result = subprocess.run(["sh", script, tty, str(file)], check=False)  # noqa: S603, S607  # our own script
        assert result.returncode == (0 if expected else 1)


def test_the_bus_is_listen_only_and_the_service_cannot_change_that() -> None:
    assert "ListenOnly=yes\n" in (UNITS / "80-homeward-can.network").read_text(encoding="utf-8")
    service = (UNITS / "homeward.service").read_text(encoding="utf-8")
    assert "CapabilityBoundingSet=\n" in service
    assert "AmbientCapabilities=\n" in service
