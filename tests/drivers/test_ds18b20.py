from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.chips.ds18b20 import Ds18b20
from drivers.chips.ds18b20_codec import Ds18b20Sample
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import BusTrouble, ChecksumFailed, NotFitted, NotIdentified, Offline, OutOfRange
from hil.chips.ds18b20 import SimDs18b20
from hil.virtual_time import run
from tests.drivers.chip_harness import virtual_time


@pytest.fixture
def files() -> Iterator[SysfsFiles]:
    files = SysfsFiles("w1")
    yield files
    files.close()


@pytest.fixture
def chip(tmp_path: Path) -> SimDs18b20:
    return SimDs18b20(tmp_path)


@pytest.mark.parametrize("value_c", [-55.0, -18.5625, 0.0, 4.0625, 84.9375, 125.0])
@virtual_time
async def test_it_measures(files: SysfsFiles, chip: SimDs18b20, value_c: float) -> None:
    sensor = Ds18b20(files, chip.folder)
    await sensor.start()
    chip.measure(value_c)
    assert await sensor.read() == Ds18b20Sample(value_c)


@virtual_time
async def test_after_a_brown_out_there_is_no_reading_until_the_next_conversion(
    files: SysfsFiles, chip: SimDs18b20
) -> None:
    sensor = Ds18b20(files, chip.folder)
    chip.measure(4.0)
    await sensor.read()
    chip.power_cycle()
    with pytest.raises(OutOfRange, match="its supply has broken down"):
        await sensor.read()
    chip.measure(5.0)
    assert await sensor.read() == Ds18b20Sample(5.0)


@virtual_time
async def test_without_power_a_short_and_noise_there_is_no_reading(files: SysfsFiles, chip: SimDs18b20) -> None:
    sensor = Ds18b20(files, chip.folder)
    chip.show(0x07FF)
    with pytest.raises(OutOfRange, match=r"127\.94"):
        await sensor.read()
    chip.show_bytes(bytes(9))
    with pytest.raises(BusTrouble):
        await sensor.read()
    chip.show_bytes(b"\xff" * 9, "NO")
    with pytest.raises(ChecksumFailed):
        await sensor.read()


@virtual_time
async def test_an_unplugged_chip_is_offline(files: SysfsFiles, chip: SimDs18b20) -> None:
    sensor = Ds18b20(files, chip.folder)
    await sensor.start()
    chip.unplug()
    for work in (sensor.read(), sensor.start()):
        with pytest.raises(Offline, match="is gone"):
            await work


def test_a_kernel_without_1_wire_is_not_fitted(files: SysfsFiles, tmp_path: Path) -> None:
    with pytest.raises(NotFitted):
        run(Ds18b20(files, tmp_path / "none" / "28-1").start(), speed=None)


def test_a_device_of_another_family_is_not_identified(files: SysfsFiles, tmp_path: Path) -> None:
    with pytest.raises(NotIdentified, match="a name that begins with 28-"):
        run(Ds18b20(files, tmp_path / "10-000802b4ba0e").start(), speed=None)


def test_a_folder_that_is_not_the_kernel_s_is_not_identified(files: SysfsFiles, chip: SimDs18b20) -> None:
    (chip.folder / "name").write_text("28-000000000000\n")
    with pytest.raises(NotIdentified, match="its name is '28-000000000000'"):
        run(Ds18b20(files, chip.folder).start(), speed=None)
