import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.runtime.systemd import Heartbeat


class Manager:
    """The receiving end of sd_notify."""

    def __init__(self, address: str | bytes) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(address)

    def received(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self.socket.recv(1_000).decode())
            except BlockingIOError:
                return messages


@pytest.fixture(params=["file", "abstract"])
def manager_and_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Manager, str]]:
    address = str(tmp_path / "notify") if request.param == "file" else f"@{tmp_path}"
    manager = Manager(address.replace("@", "\0", 1))
    yield manager, address
    manager.socket.close()


def test_ready_comes_with_the_first_cycle_and_the_watchdog_only_with_further_ones(
    manager_and_address: tuple[Manager, str],
) -> None:
    manager, address = manager_and_address
    environment = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000"}
    heartbeat = Heartbeat(environment, lambda: "regulating")
    assert manager.received() == []
    heartbeat.beat()
    assert manager.received() == ["READY=1\nSTATUS=regulating"]
    heartbeat.beat()
    heartbeat.beat()
    assert manager.received() == ["WATCHDOG=1", "WATCHDOG=1"]
    heartbeat.stopping()
    assert manager.received() == ["STOPPING=1"]


def test_without_a_service_manager_nothing_is_sent() -> None:
    heartbeat = Heartbeat({})
    heartbeat.beat()
    heartbeat.stopping()


def test_what_it_does_is_told_when_it_changes(manager_and_address: tuple[Manager, str]) -> None:
    manager, address = manager_and_address
    doing = ["no fault"]
    heartbeat = Heartbeat({"NOTIFY_SOCKET": address}, lambda: doing[-1])
    for text in ("no fault", "no fault", "1 fault: mqtt", "1 fault: mqtt", "no fault"):
        doing.append(text)
        heartbeat.beat()
    assert manager.received() == ["READY=1\nSTATUS=no fault", "STATUS=1 fault: mqtt", "STATUS=no fault"]


def test_a_service_manager_that_does_not_listen_holds_up_no_cycle(tmp_path: Path) -> None:
    gone = Heartbeat({"NOTIFY_SOCKET": str(tmp_path / "gone")})
    gone.beat()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as full:
        full.bind(str(tmp_path / "full"))
        numbers = iter(range(100_000))
        heartbeat = Heartbeat({"NOTIFY_SOCKET": str(tmp_path / "full")}, lambda: str(next(numbers)))
        for _ in range(10_000):
            heartbeat.beat()


def test_whatever_fails_on_the_way_to_the_manager_holds_nothing_up(
    manager_and_address: tuple[Manager, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, address = manager_and_address
    states = iter(["well", "\udcff\nWATCHDOG=trigger"])
    heartbeat = Heartbeat({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000000"}, lambda: next(states))
    for _ in range(3):
        heartbeat.beat()  # the third time nobody can say what it does
    assert manager.received() == [
        "READY=1\nSTATUS=well",
        "WATCHDOG=1\nSTATUS=\N{REPLACEMENT CHARACTER} WATCHDOG=trigger",
        "WATCHDOG=1",
    ]

    def no_more_descriptors(*_arguments: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket, "socket", no_more_descriptors)
    heartbeat.beat()
