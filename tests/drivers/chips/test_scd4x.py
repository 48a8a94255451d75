import asyncio
from contextlib import suppress

import pytest

from drivers.chips.scd4x import Scd4x
from drivers.errors import ChecksumFailed, NoDataYet, NotIdentified, Offline, OutOfRange
from hil.chips import SimScd4x
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields

SELF_CALIBRATION = 0x2313


class Bench(ChipBench[SimScd4x, Scd4x]):
    """An SCD4x in air of `co2_ppm` and 22 °C at `pressure_hpa`, on the running loop."""

    def __init__(self) -> None:
        self.co2_ppm, self.pressure_hpa = 800.0, 1013.0
        chip = SimScd4x(clock(), lambda: self.co2_ppm, lambda: 22.0, lambda: 50.0, lambda: self.pressure_hpa)
        super().__init__(0x62, chip, Scd4x, settle_s=5.0)


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = await Bench().measuring()
    sample = await bench.sensor.read()
    assert sample.co2_ppm == 800.0
    assert sample.temperature_c == pytest.approx(22.0, abs=0.003)
    assert sample.humidity_pct == pytest.approx(50.0, abs=0.001)


@virtual_time
async def test_between_two_measurements_there_is_no_data() -> None:
    bench = Bench()
    await bench.sensor.start()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
    await asyncio.sleep(5.0)
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@pytest.mark.parametrize("message", [b"\x21\xb1", b"\x36\xe0"], ids=["measuring", "asleep"])
@virtual_time
async def test_it_starts_from_any_state(message: bytes) -> None:
    bench = Bench()
    await asyncio.sleep(1.0)
    await bench.bus.transfer(0x62, message)
    await bench.measuring()
    assert (await bench.sensor.read()).co2_ppm == 800.0


@virtual_time
async def test_it_starts_with_the_settings_that_were_persisted() -> None:
    bench = Bench()
    await asyncio.sleep(1.0)
    await bench.bus.transfer(0x62, bytes.fromhex("241D 07E6 48"))
    await bench.measuring()
    assert (await bench.sensor.read()).temperature_c == pytest.approx(22.0, abs=0.003)


@virtual_time
async def test_a_chip_that_measures_is_never_taken_for_silent() -> None:
    bench = Bench()
    await bench.sensor.start()
    samples = 0
    for _ in range(60):
        await asyncio.sleep(1.0)
        with suppress(NoDataYet):
            samples += (await bench.sensor.read()).co2_ppm == 800.0
    assert samples == 12


@virtual_time
async def test_self_calibration_is_switched_off_for_good_and_written_once() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.sensor.start()
    bench.chip.power_cycle()
    await bench.sensor.start()
    assert bench.chip._eeprom[SELF_CALIBRATION] == 0
    assert bench.chip.eeprom_writes == 1


@virtual_time
async def test_after_a_brown_out_it_has_no_data_until_it_is_started_again() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    bench.chip.power_cycle()
    for _ in range(3):
        await asyncio.sleep(bench.sensor.period_s)
        with pytest.raises(NoDataYet):
            await bench.sensor.read()
    await bench.measuring()
    assert (await bench.sensor.read()).co2_ppm == 800.0


class DamagesMeasurements:
    """A bus on which the first check byte of each measurement is damaged."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        if operations == (b"\xec\x05",):
            self._bench.chip.faults.bad_checks = 1
        return await self._bench.bus.transfer(address, *operations)


@virtual_time
async def test_a_damaged_measurement_is_lost_and_never_read_again() -> None:
    bench = Bench()
    sensor = Scd4x(DamagesMeasurements(bench), 0x62)
    await sensor.start()
    await asyncio.sleep(5.0)
    with pytest.raises(ChecksumFailed):
        await sensor.read()
    with pytest.raises(NoDataYet):
        await sensor.read()


@pytest.mark.parametrize("co2_ppm", [0.0, 70_000.0])
@virtual_time
async def test_what_is_no_concentration_is_absent_and_the_air_s_other_values_stay(co2_ppm: float) -> None:
    bench = Bench()
    bench.co2_ppm = co2_ppm
    await bench.measuring()
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["co2_ppm"]
    assert sample.temperature_c == pytest.approx(22.0, abs=0.003)


@virtual_time
async def test_the_reading_is_right_on_a_pass_once_the_pressure_is_sent_and_after_a_restart() -> None:
    bench = Bench()
    bench.pressure_hpa = 780.0
    await bench.measuring()
    assert (await bench.sensor.read()).co2_ppm == pytest.approx(616.0, abs=1.0)
    await bench.sensor.set_ambient_pressure(780.0)
    await asyncio.sleep(5.0)
    assert (await bench.sensor.read()).co2_ppm == 800.0
    bench.chip.power_cycle()
    await bench.measuring()
    assert (await bench.sensor.read()).co2_ppm == 800.0


@virtual_time
async def test_recalibration_takes_the_present_air_for_the_concentration_that_it_gets() -> None:
    bench = await Bench().measuring()
    bench.co2_ppm = 480.0
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
async def test_an_unknown_variant_is_not_identified() -> None:
    bench = Bench()
    bench.chip.variant = 0xF123
    with pytest.raises(NotIdentified, match="SCD4x at 0x62: variant is 0xf123"):
        await bench.sensor.start()


@virtual_time
async def test_an_unplugged_chip_is_offline_although_its_wake_up_need_not_be_acknowledged() -> None:
    bench = Bench()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline, match="no acknowledge"):
        await bench.sensor.start()
