import asyncio

import pytest

from drivers.chips.sht4x import Sht4x
from drivers.errors import ChecksumFailed, NotIdentified, Offline
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimIna226, SimSht4x
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time


class Bench(ChipBench[SimSht4x, Sht4x]):
    """An SHT4x in air of 21.5 °C and `humidity_pct`, on the running loop."""

    def __init__(self) -> None:
        self.humidity_pct = 45.0
        super().__init__(0x44, SimSht4x(clock(), lambda: 21.5, lambda: self.humidity_pct), Sht4x)


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = Bench()
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert sample.temperature_c == pytest.approx(21.5, abs=0.002)
    assert sample.humidity_pct == pytest.approx(45.0, abs=0.002)


@virtual_time
async def test_wet_air_has_at_most_100_percent() -> None:
    bench = Bench()
    bench.humidity_pct = 104.0
    await bench.sensor.start()
    assert (await bench.sensor.read()).humidity_pct == 100.0


@virtual_time
async def test_a_chip_that_is_still_busy_is_asked_again() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.bus.transfer(0x44, b"\xfd")
    assert (await bench.sensor.read()).temperature_c == pytest.approx(21.5, abs=0.002)


@virtual_time
async def test_readers_at_the_same_time_do_not_mix() -> None:
    bench = Bench()
    await bench.sensor.start()
    first, second = await asyncio.gather(bench.sensor.read(), bench.sensor.read())
    assert first == second


@virtual_time
async def test_a_damaged_check_byte_fails_the_measurement_and_only_that() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.bad_checks = 1
    with pytest.raises(ChecksumFailed):
        await bench.sensor.read()
    await bench.sensor.read()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified() -> None:
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    sensor = Sht4x(I2cBus("main", lambda: SimI2cBus({0x44: other})), 0x44)
    with pytest.raises(NotIdentified, match=r"SHT4x at 0x44: the answer to .* is no SHT4x's"):
        await sensor.start()


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
