import asyncio
from contextlib import suppress
from functools import partial

import pytest

from drivers.chips.sen5x import Sen5x
from drivers.errors import (
    ChecksumFailed,
    NoDataYet,
    NotAvailable,
    NothingToMeasure,
    NotIdentified,
    Offline,
    OutOfRange,
)
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimScd4x
from hil.chips.sen5x import SimSen5x
from hil.chips.sen_station import StationAir
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields

HOUR_S = 3_600.0


class Bench(ChipBench[SimSen5x, Sen5x]):
    """A SEN55, or what `name` says, on the running loop."""

    def __init__(self, name: str = "SEN55", offset_c: float = 0.0) -> None:
        self.air = StationAir()
        chip = SimSen5x(clock(), lambda: self.air, name)
        super().__init__(0x69, chip, partial(Sen5x, temperature_offset_c=offset_c), settle_s=12.0)

    async def follow(self, duration_s: float, every_s: float = 1.0) -> int:
        """Read for so long, as the daemon does; returns how many samples there were."""
        samples = 0
        for _ in range(round(duration_s / every_s)):
            await asyncio.sleep(every_s)
            with suppress(NoDataYet, NothingToMeasure):
                await self.sensor.read()
                samples += 1
        return samples


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = await Bench().measuring()
    sample = await bench.sensor.read()
    assert (sample.pm1_0_ugm3, sample.pm2_5_ugm3, sample.pm4_0_ugm3, sample.pm10_ugm3) == (3.7, 5.2, 5.8, 6.1)
    assert (sample.humidity_pct, sample.temperature_c) == (45.12, 23.55)
    assert (sample.voc_index, sample.nox_index) == (103.0, 1.0)


@virtual_time
async def test_between_two_measurements_there_is_no_data() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_while_the_gas_sensor_warms_up_only_nox_is_absent() -> None:
    bench = Bench()
    await bench.sensor.start()
    await asyncio.sleep(2.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["nox_index"]
    assert (sample.pm2_5_ugm3, sample.voc_index) == (5.2, 103.0)


@virtual_time
async def test_a_sen50_counts_particles_only() -> None:
    bench = await Bench("SEN50").measuring()
    sample = await bench.sensor.read()
    assert sample.pm10_ugm3 == 6.1
    assert absent_fields(sample) == ["humidity_pct", "temperature_c", "voc_index", "nox_index"]


@virtual_time
async def test_the_warmth_of_the_housing_is_taken_off() -> None:
    bench = await Bench(offset_c=-3.5).measuring()
    assert (await bench.sensor.read()).temperature_c == pytest.approx(20.05)


@virtual_time
async def test_an_impossible_offset_is_refused_at_once() -> None:
    with pytest.raises(OutOfRange):
        Bench(offset_c=100.0)


@virtual_time
async def test_after_a_brown_out_unknown_values_are_never_readings_and_it_asks_to_be_started_again() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    bench.chip.power_cycle()
    await asyncio.sleep(3.0)
    for _ in range(2):
        with pytest.raises(NotAvailable, match="SEN5x at 0x69: all values are unknown"):
            await bench.sensor.read()
    with pytest.raises(Offline, match="all values are unknown 3 times, it was reset: start it again"):
        await bench.sensor.read()
    await bench.measuring()
    assert (await bench.sensor.read()).pm2_5_ugm3 == 5.2


@virtual_time
async def test_a_fan_cleaning_is_neither_silence_nor_a_brown_out() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    bench.air.pm2_5_ugm3 = 400.0
    cleaning = asyncio.create_task(bench.sensor.clean_fan())
    assert await bench.follow(9.0) == 0, "what it blows out of itself is no reading"
    bench.air.pm2_5_ugm3 = 5.2
    await cleaning
    assert await bench.follow(5.0) >= 3
    assert bench.chip.cleanings == 1


@virtual_time
async def test_a_cleaning_that_the_chip_begins_by_itself_is_no_silence() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    await bench.bus.transfer(0x69, bytes.fromhex("5607"))
    await asyncio.sleep(4.0)
    with pytest.raises(NothingToMeasure, match="SEN5x at 0x69: cleans its fan"):
        await bench.sensor.read()
    assert await bench.follow(11.0) >= 3


@virtual_time
async def test_a_chip_that_says_for_ever_that_it_cleans_its_fan_has_no_data() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    bench.chip._cleaned_s = 1e9
    await asyncio.sleep(15.0)
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_a_fault_takes_away_what_it_spoils_and_is_a_complaint_as_long_as_it_lasts() -> None:
    bench = await Bench().measuring()
    bench.chip.broken = {5}
    await bench.follow(40.0)
    await asyncio.sleep(1.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["pm1_0_ugm3", "pm2_5_ugm3", "pm4_0_ugm3", "pm10_ugm3"]
    assert sample.temperature_c == 23.55
    assert list(bench.sensor.complaints) == ["SEN5x at 0x69: laser broken"]
    bench.chip.broken = set()
    await bench.follow(40.0)
    await asyncio.sleep(1.0)
    assert (await bench.sensor.read()).pm2_5_ugm3 == 5.2
    assert not bench.sensor.complaints


@pytest.mark.parametrize(("ran_s", "learnt_s"), [(4 * HOUR_S, 4 * HOUR_S), (2 * HOUR_S, 0.0)])
@virtual_time
async def test_a_gas_history_of_some_hours_outlives_a_brown_out(ran_s: float, learnt_s: float) -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.follow(ran_s, every_s=60.0)
    bench.chip.power_cycle()
    await asyncio.sleep(300.0)
    await bench.sensor.start()
    assert bench.chip.learnt_s == pytest.approx(learnt_s, abs=70.0)


@virtual_time
async def test_a_gas_history_is_forgotten_after_a_long_pause() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.follow(4 * HOUR_S, every_s=60.0)
    bench.chip.power_cycle()
    await asyncio.sleep(700.0)
    await bench.sensor.start()
    assert bench.chip.learnt_s < 1.0


@virtual_time
async def test_a_damaged_measurement_is_no_reading() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.bad_checks = 1
    with pytest.raises(ChecksumFailed):
        await bench.sensor.read()
    await bench.sensor.read()


@virtual_time
async def test_a_chip_of_another_name_is_not_identified() -> None:
    bench = Bench("SEN44")
    with pytest.raises(NotIdentified, match="SEN5x at 0x69: its name is 'SEN44', expected SEN50 or SEN54 or SEN55"):
        await bench.sensor.start()


@virtual_time
async def test_damaged_text_is_no_identity() -> None:
    bench = Bench()
    bench.chip.faults.stuck_at = 0xFF
    with pytest.raises(NotIdentified, match="the answer to the question for its name is damaged"):
        await bench.sensor.start()


@virtual_time
async def test_another_kind_of_chip_refuses_the_question() -> None:
    other = SimScd4x(clock(), lambda: 800.0, lambda: 22.0, lambda: 50.0)
    with pytest.raises(Offline):
        await Sen5x(I2cBus("main", lambda: SimI2cBus({0x69: other})), 0x69).start()


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
