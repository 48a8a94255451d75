import asyncio

import pytest

from drivers.errors import ChecksumFailed, NotIdentified, Offline
from drivers.i2c_bus import I2cBus
from drivers.sht4x import Sht4x
from hil.chips import SimIna226, SimSht4x
from hil.i2c_sim import SimI2cBus
from hil.virtual_time import run


class Bench:
    """An SHT4x in air of 21.5 °C and `humidity_pct`, on the running loop."""

    def __init__(self) -> None:
        self.humidity_pct = 45.0
        self.chip = SimSht4x(asyncio.get_running_loop().time, lambda: 21.5, lambda: self.humidity_pct)
        self.bus = I2cBus("main", lambda: SimI2cBus({0x44: self.chip}))
        self.sensor = Sht4x(self.bus, 0x44)


def test_it_measures_the_air_around_it() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        sample = await bench.sensor.read()
        assert sample.temperature_c == pytest.approx(21.5, abs=0.002)
        assert sample.humidity_pct == pytest.approx(45.0, abs=0.002)

    run(scenario(), speed=None)


def test_wet_air_has_at_most_100_percent() -> None:
    async def scenario() -> None:
        bench = Bench()
        bench.humidity_pct = 104.0
        await bench.sensor.start()
        assert (await bench.sensor.read()).humidity_pct == 100.0

    run(scenario(), speed=None)


def test_a_chip_that_is_still_busy_is_asked_again() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        await bench.bus.transfer(0x44, b"\xfd")
        assert (await bench.sensor.read()).temperature_c == pytest.approx(21.5, abs=0.002)

    run(scenario(), speed=None)


def test_readers_at_the_same_time_do_not_mix() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        first, second = await asyncio.gather(bench.sensor.read(), bench.sensor.read())
        assert first == second

    run(scenario(), speed=None)


def test_a_damaged_check_byte_fails_the_measurement_and_only_that() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        bench.chip.faults.bad_checks = 1
        with pytest.raises(ChecksumFailed):
            await bench.sensor.read()
        await bench.sensor.read()

    run(scenario(), speed=None)


def test_another_chip_at_the_address_is_not_identified() -> None:
    async def scenario() -> None:
        other = SimIna226(asyncio.get_running_loop().time, lambda: 12.0, lambda: 1.0, 0.002)
        sensor = Sht4x(I2cBus("main", lambda: SimI2cBus({0x44: other})), 0x44)
        with pytest.raises(NotIdentified, match=r"SHT4x at 0x44: the answer to .* is no SHT4x's"):
            await sensor.start()

    run(scenario(), speed=None)


def test_an_unplugged_chip_is_offline() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        bench.chip.faults.unplugged = True
        with pytest.raises(Offline):
            await bench.sensor.read()

    run(scenario(), speed=None)
