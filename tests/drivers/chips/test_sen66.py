import asyncio
from contextlib import suppress

import pytest

from drivers.chips.sen66 import Sen66
from drivers.errors import NoDataYet, NotAvailable, NotIdentified, Offline, OutOfRange
from drivers.i2c.sensirion_codec import pack_words
from hil.chips.sen66 import SimSen66
from hil.chips.sen_station import StationAir
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields


class Bench(ChipBench[SimSen66, Sen66]):
    """A SEN66 at `pressure_hpa`, on the running loop."""

    def __init__(self) -> None:
        self.air, self.pressure_hpa = StationAir(), 1013.0
        chip = SimSen66(clock(), lambda: self.air, lambda: self.pressure_hpa)
        super().__init__(0x6B, chip, Sen66, settle_s=12.0)

    async def follow(self, duration_s: int) -> int:
        """Read each second, as the daemon does; returns how many samples there were."""
        samples = 0
        for _ in range(duration_s):
            await asyncio.sleep(1.0)
            with suppress(NoDataYet):
                await self.sensor.read()
                samples += 1
        return samples


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = await Bench().measuring()
    sample = await bench.sensor.read()
    assert (sample.pm2_5_ugm3, sample.temperature_c, sample.voc_index, sample.nox_index) == (5.2, 23.55, 103.0, 1.0)
    assert sample.co2_ppm == 800.0


@virtual_time
async def test_while_it_warms_up_only_co2_and_nox_are_absent() -> None:
    bench = Bench()
    await bench.sensor.start()
    await asyncio.sleep(2.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["nox_index", "co2_ppm"]
    assert (sample.pm2_5_ugm3, sample.temperature_c) == (5.2, 23.55)


@virtual_time
async def test_self_calibration_is_off_after_each_start_since_it_is_on_after_each_reset() -> None:
    bench = Bench()
    states = [bench.chip.self_calibrates]
    await bench.sensor.start()
    states.append(bench.chip.self_calibrates)
    bench.chip.power_cycle()
    states.append(bench.chip.self_calibrates)
    await bench.sensor.start()
    states.append(bench.chip.self_calibrates)
    assert states == [True, False, True, False]


@virtual_time
async def test_it_starts_while_it_measures() -> None:
    bench = await Bench().measuring()
    await bench.bus.transfer(0x6B, b"\x60\xb2" + pack_words(2_000, 0, 0, 0))
    await bench.measuring()
    assert (await bench.sensor.read()).temperature_c == 23.55


@virtual_time
async def test_the_reading_is_right_on_a_pass_once_the_pressure_is_sent_and_after_a_restart() -> None:
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


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
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


@virtual_time
async def test_the_fan_is_cleaned_while_it_is_idle_and_it_measures_again_afterwards() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    cleaning = asyncio.create_task(bench.sensor.clean_fan())
    assert await bench.follow(10) == 0
    await cleaning
    assert await bench.follow(6) >= 3
    assert bench.chip.cleanings == 1
    assert bench.chip.learnt_s > 15.0, "the gas history is kept"


@virtual_time
async def test_it_measures_again_when_a_cleaning_is_broken_off() -> None:
    bench = await Bench().measuring()
    cleaning = asyncio.create_task(bench.sensor.clean_fan())
    await asyncio.sleep(3.0)
    cleaning.cancel()
    with suppress(asyncio.CancelledError):
        await cleaning
    assert bench.chip.is_measuring


@virtual_time
async def test_recalibration_takes_the_present_air_for_the_concentration_that_it_gets() -> None:
    bench = await Bench().measuring()
    bench.air.co2_ppm = 480.0
    await asyncio.sleep(180.0)
    assert await bench.sensor.recalibrate(425.0) == -55
    await asyncio.sleep(5.0)
    assert (await bench.sensor.read()).co2_ppm == 425.0


@virtual_time
async def test_a_recalibration_that_the_chip_refuses_leaves_it_measuring() -> None:
    bench = await Bench().measuring()
    with pytest.raises(OutOfRange, match="refused"):
        await bench.sensor.recalibrate(425.0)
    await asyncio.sleep(5.0)
    assert (await bench.sensor.read()).co2_ppm == 800.0


@virtual_time
async def test_a_broken_co2_sensor_takes_away_co2_only() -> None:
    bench = await Bench().measuring()
    bench.chip.broken = {9}
    await bench.follow(12)
    await asyncio.sleep(1.0)
    sample = await bench.sensor.read()
    assert "co2_ppm" in absent_fields(sample)
    assert sample.pm2_5_ugm3 == 5.2


@virtual_time
async def test_a_sen5x_at_the_address_is_not_identified() -> None:
    bench = Bench()
    bench.chip.name = "SEN55"
    with pytest.raises(NotIdentified, match="SEN66 at 0x6b: its name is 'SEN55', expected SEN66"):
        await bench.sensor.start()


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = Bench()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.start()
