from collections.abc import Iterator
from errno import EINVAL
from os import strerror
from pathlib import Path

import pytest

from drivers.chips.rtc import Rtc
from drivers.chips.rtc_codec import RtcSample
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import NotAvailable, NotFitted, NotIdentified, Offline, OutOfRange
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import virtual_time


@pytest.fixture
def files() -> Iterator[SysfsFiles]:
    files = SysfsFiles("rtc")
    yield files
    files.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rtc0"
    folder.mkdir()
    (folder / "name").write_text("rtc-ds1307 1-0068\n")
    (folder / "since_epoch").write_text("1795379434\n")
    return folder


@virtual_time
async def test_it_tells_the_time(files: SysfsFiles, folder: Path) -> None:
    rtc = Rtc(files, folder)
    await rtc.start()
    assert await rtc.read() == RtcSample(1_795_379_434.0)


def test_a_clock_that_was_never_set_has_no_time(files: SysfsFiles, folder: Path) -> None:
    (folder / "since_epoch").write_text("946684800\n")
    with pytest.raises(OutOfRange):
        run(Rtc(files, folder).read(), speed=None)


def test_a_time_that_was_lost_with_the_battery_is_refused_by_the_kernel(
    files: SysfsFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux rtc-ds1307.c and rtc-pcf8563.c: EINVAL while the oscillator has stopped since the last setting."""

    def read_bytes(_: Path) -> bytes:
        raise OSError(EINVAL, strerror(EINVAL))

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with pytest.raises(NotAvailable, match="no valid value"):
        run(Rtc(files, folder).read(), speed=None)


def test_a_clock_that_is_not_there(files: SysfsFiles, folder: Path) -> None:
    with pytest.raises(Offline):
        run(Rtc(files, folder.with_name("rtc1")).start(), speed=None)
    with pytest.raises(NotFitted):
        run(Rtc(files, folder / "class" / "rtc0").start(), speed=None)
    (folder / "name").write_text("\n")
    with pytest.raises(NotIdentified, match="it has no name"):
        run(Rtc(files, folder).start(), speed=None)
