import asyncio
import os
from collections.abc import Iterator
from errno import EACCES, EINVAL, EIO, ENODEV
from os import strerror
from pathlib import Path
from threading import Barrier, current_thread

import pytest

from drivers.chips.sysfs import AT_ONCE, SysfsFiles
from drivers.errors import BusError, DriverError, NotAvailable, NotFitted, Offline
from hil.rig.virtual_time import JumpingLoop, run


@pytest.fixture
def files() -> Iterator[SysfsFiles]:
    files = SysfsFiles("w1")
    yield files
    files.close()


@pytest.fixture
def device(tmp_path: Path) -> Path:
    folder = tmp_path / "28-1"
    folder.mkdir()
    return folder


def test_a_file_is_read_as_it_is(files: SysfsFiles, device: Path) -> None:
    (device / "name").write_bytes(b"28-1\n\xff")
    assert asyncio.run(files.read(device / "name")) == "28-1\n\ufffd"


def test_reads_wait_side_by_side_in_threads_of_their_own(
    files: SysfsFiles, device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel that lets sensors convert together gets the chance: each read ends when all have begun."""
    all_are_there = Barrier(AT_ONCE)
    threads: set[str] = set()

    def read_bytes(_: Path) -> bytes:
        threads.add(current_thread().name)
        all_are_there.wait()
        return b""

    monkeypatch.setattr(Path, "read_bytes", read_bytes)

    async def scenario() -> None:
        await asyncio.gather(*(files.read(device / str(number)) for number in range(AT_ONCE)))

    asyncio.run(scenario())
    assert len(threads) == AT_ONCE
    assert all(name.startswith("sysfs-w1") for name in threads)


def test_a_device_that_is_gone_is_offline(files: SysfsFiles, tmp_path: Path) -> None:
    with pytest.raises(Offline, match=r"28-2/w1_slave: is gone \(is the device wired and powered"):
        asyncio.run(files.read(tmp_path / "28-2" / "w1_slave"))


def test_a_kernel_without_such_devices_is_not_fitted(files: SysfsFiles, tmp_path: Path) -> None:
    with pytest.raises(NotFitted, match=r"devices: the kernel has no such devices \(is the dtoverlay"):
        asyncio.run(files.read(tmp_path / "devices" / "28-2" / "w1_slave"))


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (ENODEV, Offline, "is gone"),
        (EINVAL, NotAvailable, "no valid value"),
        (EIO, BusError, "look at the wires"),
        (EACCES, BusError, "Permission denied"),
    ],
)
def test_an_errno_becomes_a_kind_of_error(
    number: int, kind: type[DriverError], text: str, files: SysfsFiles, device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_bytes(file: Path) -> bytes:
        raise OSError(number, strerror(number), str(file))

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(kind, match=text):
        asyncio.run(files.read(device / "name"))


def test_a_folder_is_no_file(files: SysfsFiles, device: Path) -> None:
    with pytest.raises(BusError, match="Is a directory"):
        asyncio.run(files.read(device))


def test_a_read_that_hangs_is_bus_error_and_then_it_goes_on(device: Path) -> None:
    files = SysfsFiles("w1", deadline_s=0.3)
    os.mkfifo(device / "hangs")
    (device / "name").write_text("28-1")

    async def scenario() -> str:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        reading = asyncio.create_task(files.read(device / "hangs"))
        end = await asyncio.to_thread(os.open, device / "hangs", os.O_WRONLY)  # once the other end is being read
        loop.pass_time(0.3)
        with pytest.raises(BusError, match=r"hangs: no end after 0\.3 s"):
            await reading
        os.close(end)
        return await files.read(device / "name")

    assert run(scenario(), speed=None) == "28-1"
    files.close()
