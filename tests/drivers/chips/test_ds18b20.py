import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.chips.ds18b20 import Ds18b20
from drivers.chips.ds18b20_codec import Ds18b20Sample
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import BusError, ChecksumFailed, NotFitted, NotIdentified, Offline, OutOfRange
from hil.chips.ds18b20 import SimDs18b20
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import virtual_time
from tests.drivers.chips.one_wire import OneWire


@pytest.fixture
def files() -> Iterator[SysfsFiles]:
    files = SysfsFiles("w1")
    yield files
    files.close()


@pytest.fixture
def chip(tmp_path: Path) -> SimDs18b20:
    return SimDs18b20(tmp_path)


@pytest.mark.parametrize("value_c", [-55.0, -18.5625, 0.0, 4.0625, 84.9375, 85.0, 125.0])
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
    with pytest.raises(BusError):
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


@virtual_time
async def test_a_copy_near_85_degrees_is_believed_for_a_minute(files: SysfsFiles, chip: SimDs18b20) -> None:
    sensor = Ds18b20(files, chip.folder)
    chip.measure(84.5)
    await sensor.read()
    chip.power_cycle()
    assert await sensor.read() == Ds18b20Sample(85.0)
    await asyncio.sleep(61.0)
    with pytest.raises(OutOfRange, match="its supply has broken down"):
        await sensor.read()


def sixteen(files: SysfsFiles, wire: OneWire) -> list[Ds18b20]:
    return [Ds18b20(files, wire.link(f"0316a279{number:04x}")) for number in range(16)]


@virtual_time
async def test_sixteen_on_one_wire_convert_together(
    files: SysfsFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = OneWire(tmp_path, monkeypatch)
    sensors = sixteen(files, wire)
    for rounds in range(1, 4):
        samples = await asyncio.gather(*(sensor.read() for sensor in sensors))
        assert len(set(samples)) == 16
        assert (wire.triggers, wire.own_conversions) == (rounds, 0)
        await asyncio.sleep(2.0)


@virtual_time
async def test_those_that_ask_soon_after_share_the_conversion_and_nobody_gets_a_value_twice(
    files: SysfsFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = OneWire(tmp_path, monkeypatch)
    first, second, third, *_ = sixteen(files, wire)
    await first.read()
    await asyncio.sleep(0.5)
    await second.read()
    assert wire.triggers == 1
    await asyncio.sleep(1.0)
    await third.read()
    assert wire.triggers == 2, "what is older than a second is not handed out as new"
    await third.read()
    assert (wire.triggers, wire.own_conversions) == (3, 0)


@virtual_time
async def test_where_the_kernel_lets_nobody_begin_a_conversion_each_measures_by_itself(
    files: SysfsFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = OneWire(tmp_path, monkeypatch, bulk=False)
    samples = await asyncio.gather(*(sensor.read() for sensor in sixteen(files, wire)))
    assert len(set(samples)) == 16
    assert (wire.triggers, wire.own_conversions) == (0, 16)
