import asyncio

import pytest

from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c_bus import I2cBus
from drivers.ina226 import Ina226
from hil.chips import SimIna226, SimTmp117
from hil.i2c_sim import SimI2cBus
from hil.virtual_time import run


class Bench:
    """An INA226 on a supply of 12.8 V and `current_a` through 2 mOhm, on the running loop."""

    def __init__(self) -> None:
        self.current_a = 4.2
        now_s = asyncio.get_running_loop().time
        self.chip = SimIna226(now_s, lambda: 12.8, lambda: self.current_a, 0.002)
        self.sensor = Ina226(I2cBus("main", lambda: SimI2cBus({0x41: self.chip})), 0x41, shunt_ohm=0.002)

    async def measuring(self) -> "Bench":
        await self.sensor.start()
        await asyncio.sleep(0.2)
        return self


def test_it_measures_the_supply() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        sample = await bench.sensor.read()
        assert (sample.voltage_v, sample.current_a) == pytest.approx((12.8, 4.2), abs=0.001)
        assert sample.power_w == pytest.approx(12.8 * 4.2, abs=0.02)

    run(scenario(), speed=None)


def test_before_the_first_conversion_there_is_no_data_rather_than_zero_volts() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        with pytest.raises(NoDataYet):
            await bench.sensor.read()

    run(scenario(), speed=None)


def test_the_same_conversion_is_not_handed_out_twice() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        await bench.sensor.read()
        with pytest.raises(NoDataYet):
            await bench.sensor.read()

    run(scenario(), speed=None)


def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        bench.chip.power_cycle()
        await asyncio.sleep(0.2)
        with pytest.raises(Offline, match="INA226 at 0x41: configuration is 0x4127, expected 0x4727: it was reset"):
            await bench.sensor.read()
        await bench.measuring()
        assert (await bench.sensor.read()).current_a == pytest.approx(4.2, abs=0.001)

    run(scenario(), speed=None)


@pytest.mark.parametrize("level", [0x00, 0xFF])
def test_a_line_that_hangs_gives_no_reading(level: int) -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        bench.chip.faults.stuck_at = level
        with pytest.raises(Offline):
            await bench.sensor.read()

    run(scenario(), speed=None)


def test_a_current_beyond_the_shunt_is_out_of_range() -> None:
    async def scenario() -> None:
        bench = Bench()
        bench.current_a = 60.0
        await bench.measuring()
        with pytest.raises(OutOfRange):
            await bench.sensor.read()

    run(scenario(), speed=None)


def test_another_chip_at_the_address_is_not_identified() -> None:
    async def scenario() -> None:
        other = SimTmp117(asyncio.get_running_loop().time, lambda: 4.0)
        sensor = Ina226(I2cBus("main", lambda: SimI2cBus({0x48: other})), 0x48, shunt_ohm=0.002)
        with pytest.raises(NotIdentified, match="manufacturer 0x0000 and die 0x0000, expected 0x5449 and 0x2260"):
            await sensor.start()

    run(scenario(), speed=None)


@pytest.mark.parametrize("shunt_ohm", [0.0, -0.002, float("nan")])
def test_a_shunt_without_resistance_is_refused(shunt_ohm: float) -> None:
    with pytest.raises(OutOfRange, match=r"shunt_ohm = .* must be above 0"):
        Ina226(I2cBus("main", lambda: SimI2cBus({})), 0x41, shunt_ohm)
