import asyncio
from contextlib import suppress
from math import isnan

import pytest

from drivers.errors import NoDataYet, NotAvailable, NotIdentified, Offline, OutOfRange
from drivers.i2c_bus import I2cBus
from drivers.sen66 import Sen66
from drivers.sensirion_codec import pack_words
from hil.chips.sen66 import SimSen66
from hil.chips.sen_station import StationAir
from hil.i2c_sim import SimI2cBus
from hil.virtual_time import run


class Bench:
    """A SEN66 at `pressure_hpa`, on the running loop."""

    def __init__(self) -> None:
        self.air, self.pressure_hpa = StationAir(), 1013.0
        self.chip = SimSen66(asyncio.get_running_loop().time, lambda: self.air, lambda: self.pressure_hpa)
        self.bus = I2cBus("main", lambda: SimI2cBus({0x6B: self.chip}))
        self.sensor = Sen66(self.bus, 0x6B)

    async def measuring(self) -> "Bench":
        await self.sensor.start()
        await asyncio.sleep(12.0)
        return self

    async def follow(self, duration_s: int) -> int:
        """Read each second, as the daemon does; returns how many samples there were."""
        samples = 0
        for _ in range(duration_s):
            await asyncio.sleep(1.0)
            with suppress(NoDataYet):
                await self.sensor.read()
                samples += 1
        return samples


def test_it_measures_the_air_around_it() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        sample = await bench.sensor.read()
        assert (sample.pm2_5_ugm3, sample.temperature_c, sample.voc_index, sample.nox_index) == (5.2, 23.55, 103.0, 1.0)
        assert sample.co2_ppm == 800.0

    run(scenario(), speed=None)


def test_while_it_warms_up_only_co2_and_nox_are_absent() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.sensor.start()
        await asyncio.sleep(2.0)
        sample = await bench.sensor.read()
        assert isnan(sample.co2_ppm)
        assert isnan(sample.nox_index)
        assert (sample.pm2_5_ugm3, sample.temperature_c) == (5.2, 23.55)

    run(scenario(), speed=None)


def test_self_calibration_is_off_after_each_start_since_it_is_on_after_each_reset() -> None:
    async def scenario() -> None:
        bench = Bench()
        states = [bench.chip.self_calibrates]
        await bench.sensor.start()
        states.append(bench.chip.self_calibrates)
        bench.chip.power_cycle()
        states.append(bench.chip.self_calibrates)
        await bench.sensor.start()
        states.append(bench.chip.self_calibrates)
        assert states == [True, False, True, False]

    run(scenario(), speed=None)


def test_it_starts_while_it_measures() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        await bench.bus.transfer(0x6B, b"\x60\xb2" + pack_words(2_000, 0, 0, 0))
        await bench.measuring()
        assert (await bench.sensor.read()).temperature_c == 23.55

    run(scenario(), speed=None)


def test_the_reading_is_right_on_a_pass_once_the_pressure_is_told_and_after_a_restart() -> None:
    async def scenario() -> None:
        bench = Bench()
        bench.pressure_hpa = 780.0
        await bench.measuring()
        assert (await bench.sensor.read()).co2_ppm == pytest.approx(616.0, abs=1.0)
        await bench.sensor.set_ambient_pressure(780.0)
        await asyncio.sleep(2.0)
        assert (await bench.sensor.read()).co2_ppm == 800.0
        bench.chip.power_cycle()
        await bench.measuring()
        assert (await bench.sensor.read()).co2_ppm == 800.0

    run(scenario(), speed=None)


def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        await bench.sensor.read()
        bench.chip.power_cycle()
        await asyncio.sleep(3.0)
        for _ in range(2):
            with pytest.raises(NotAvailable):
                await bench.sensor.read()
        with pytest.raises(Offline, match="SEN66 at 0x6b: all values are unknown 3 times"):
            await bench.sensor.read()
        await bench.measuring()
        assert (await bench.sensor.read()).co2_ppm == 800.0

    run(scenario(), speed=None)


def test_the_fan_is_cleaned_while_it_is_idle_and_it_measures_again_afterwards() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        await bench.sensor.read()
        cleaning = asyncio.create_task(bench.sensor.clean_fan())
        assert await bench.follow(10) == 0
        await cleaning
        assert await bench.follow(6) >= 3
        assert bench.chip.cleanings == 1
        assert bench.chip.learnt_s > 15.0, "the gas history is kept"

    run(scenario(), speed=None)


def test_it_measures_again_when_a_cleaning_is_broken_off() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        cleaning = asyncio.create_task(bench.sensor.clean_fan())
        await asyncio.sleep(3.0)
        cleaning.cancel()
        with suppress(asyncio.CancelledError):
            await cleaning
        assert bench.chip.is_measuring

    run(scenario(), speed=None)


def test_recalibration_takes_the_present_air_for_what_it_is_told() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        bench.air.co2_ppm = 480.0
        await asyncio.sleep(180.0)
        assert await bench.sensor.recalibrate(425.0) == -55
        await asyncio.sleep(5.0)
        assert (await bench.sensor.read()).co2_ppm == 425.0

    run(scenario(), speed=None)


def test_a_recalibration_that_the_chip_refuses_leaves_it_measuring() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        with pytest.raises(OutOfRange, match="refused"):
            await bench.sensor.recalibrate(425.0)
        await asyncio.sleep(5.0)
        assert (await bench.sensor.read()).co2_ppm == 800.0

    run(scenario(), speed=None)


def test_a_broken_co2_sensor_takes_away_co2_only() -> None:
    async def scenario() -> None:
        bench = await Bench().measuring()
        bench.chip.broken = {9}
        await bench.follow(12)
        await asyncio.sleep(1.0)
        sample = await bench.sensor.read()
        assert isnan(sample.co2_ppm)
        assert sample.pm2_5_ugm3 == 5.2

    run(scenario(), speed=None)


def test_a_sen5x_at_the_address_is_not_identified() -> None:
    async def scenario() -> None:
        bench = Bench()
        bench.chip.name = "SEN55"
        with pytest.raises(NotIdentified, match="SEN66 at 0x6b: its name is 'SEN55', expected SEN66"):
            await bench.sensor.start()

    run(scenario(), speed=None)


def test_an_unplugged_chip_is_offline() -> None:
    async def scenario() -> None:
        bench = Bench()
        bench.chip.faults.unplugged = True
        with pytest.raises(Offline):
            await bench.sensor.start()

    run(scenario(), speed=None)
