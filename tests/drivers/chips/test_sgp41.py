import asyncio
from contextlib import suppress

import pytest

from drivers.chips.sgp41 import Sgp41, Sgp41Sample
from drivers.errors import BusError, ChecksumFailed, NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimSht4x
from hil.chips.sgp41 import SimSgp41
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, number

CONDITION = b"\x26\x12"
HOUR_S = 3_600


class Bench(ChipBench[SimSgp41, Sgp41]):
    """An SGP41 in air of `humidity_pct`, on the running loop; transfers fail while `is_broken`."""

    def __init__(self) -> None:
        self.voc_ticks, self.nox_ticks, self.humidity_pct = 30_000.0, 16_000.0, 50.0
        self.is_broken = False
        chip = SimSgp41(clock(), lambda: self.voc_ticks, lambda: self.nox_ticks, lambda: self.humidity_pct)
        super().__init__(0x59, chip, Sgp41)

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        if self.is_broken:
            raise BusError("the bus hangs")
        return await self.bus.transfer(address, *operations)

    async def started(self) -> "Bench":
        await asyncio.sleep(0.001)
        await self.sensor.start()
        return self

    async def follow(self, duration_s: int, every_s: float = 1.0) -> Sgp41Sample:
        for _ in range(round(duration_s / every_s)):
            await asyncio.sleep(every_s - 0.05)
            sample = await self.sensor.read()
        return sample


@virtual_time
async def test_after_the_blackout_usual_air_has_its_usual_indices() -> None:
    bench = await Bench().started()
    early = await bench.follow(40)
    assert absent_fields(early) == ["voc_index", "nox_index"]
    assert (early.voc_ticks, early.nox_ticks) == (30_000.0, 16_000.0)
    later = await bench.follow(600)
    assert (later.voc_index, later.nox_index) == (100.0, 1.0)


@virtual_time
async def test_bad_air_is_seen() -> None:
    bench = await Bench().started()
    await bench.follow(HOUR_S)
    bench.voc_ticks, bench.nox_ticks = 28_500.0, 17_000.0
    sample = await bench.follow(120)
    assert number(sample.voc_index) > 300.0
    assert number(sample.nox_index) > 1.0


@pytest.mark.parametrize("every_s", [1.0, 2.0, 5.0])
@virtual_time
async def test_the_index_goes_by_the_clock_however_often_it_is_read(every_s: float) -> None:
    bench = await Bench().started()
    await bench.follow(HOUR_S, every_s)
    bench.voc_ticks = 28_500.0
    assert (await bench.follow(30, every_s)).voc_index == pytest.approx(412.0, abs=25.0)


@virtual_time
async def test_reading_too_often_shortens_no_blackout() -> None:
    bench = await Bench().started()
    assert isinstance((await bench.follow(44, every_s=0.25)).voc_index, NoDataYet)
    number((await bench.follow(5, every_s=0.25)).voc_index)


@virtual_time
async def test_humidity_is_compensated_once_it_is_sent() -> None:
    bench = await Bench().started()
    bench.humidity_pct = 80.0
    wrong = await bench.sensor.read()
    bench.sensor.set_air(80.0, 30.0)
    right = await bench.sensor.read()
    assert wrong.voc_ticks == 29_700.0
    assert right.voc_ticks == 30_000.0


@virtual_time
async def test_it_is_conditioned_but_never_for_ten_seconds() -> None:
    bench = await Bench().started()
    await bench.follow(20)
    assert 7.0 < bench.chip.max_conditioning_s < 9.0


@virtual_time
async def test_a_start_that_is_broken_off_ends_the_conditioning() -> None:
    bench = Bench()
    starting = asyncio.create_task(bench.started())
    await asyncio.sleep(4.0)
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await starting
    await asyncio.sleep(60.0)
    assert 3.0 < bench.chip.max_conditioning_s < 4.0
    assert not bench.chip.is_damaged


@virtual_time
async def test_a_bus_that_fails_for_a_moment_does_not_prolong_the_conditioning() -> None:
    bench = Bench()
    starting = asyncio.create_task(bench.started())
    await asyncio.sleep(8.0)
    bench.chip.faults.nacks = 3
    await starting
    await asyncio.sleep(60.0)
    assert not bench.chip.is_damaged


@virtual_time
async def test_the_conditioning_is_ended_over_a_bus_that_fails_for_more_than_a_second() -> None:
    bench = Bench()
    starting = asyncio.create_task(bench.started())
    await asyncio.sleep(8.0)
    bench.is_broken = True
    await asyncio.sleep(1.2)
    bench.is_broken = False
    await starting
    await asyncio.sleep(60.0)
    assert not bench.chip.is_damaged


@virtual_time
async def test_a_bus_that_never_comes_back_fails_the_start() -> None:
    bench = Bench()
    starting = asyncio.create_task(bench.started())
    await asyncio.sleep(8.0)
    bench.is_broken = True
    with pytest.raises(BusError):
        await starting


@virtual_time
async def test_it_ends_the_conditioning_that_another_left_behind() -> None:
    bench = Bench()
    await asyncio.sleep(0.001)
    await bench.bus.transfer(0x59, CONDITION)
    await asyncio.sleep(1.0)
    await bench.sensor.start()
    await asyncio.sleep(60.0)
    assert not bench.chip.is_damaged


@pytest.mark.parametrize(("pause_s", "is_bridged"), [(30.0, True), (120.0, False)])
@virtual_time
async def test_a_short_pause_is_bridged(pause_s: float, is_bridged: bool) -> None:
    bench = await Bench().started()
    await bench.follow(100)
    bench.is_broken = True
    with pytest.raises(BusError):
        await bench.sensor.read()
    await asyncio.sleep(pause_s)
    bench.is_broken = False
    await bench.sensor.start()
    assert isinstance((await bench.sensor.read()).voc_index, NoDataYet) is not is_bridged


@pytest.mark.parametrize(("ran_h", "pause_s", "is_kept"), [(4, 500.0, True), (2, 500.0, False), (4, 700.0, False)])
@virtual_time
async def test_a_history_of_some_hours_outlives_a_pause_of_some_minutes(
    ran_h: int, pause_s: float, is_kept: bool
) -> None:
    bench = await Bench().started()
    await bench.follow(ran_h * HOUR_S, every_s=10.0)
    await asyncio.sleep(pause_s)
    bench.voc_ticks = 28_000.0
    assert isinstance((await bench.sensor.read()).voc_index, NoDataYet)
    assert (number((await bench.follow(100)).voc_index) > 200.0) is is_kept


@virtual_time
async def test_a_failed_pixel_is_reported_and_not_measured_with() -> None:
    bench = Bench()
    bench.chip.failed_pixels = 2
    with pytest.raises(OutOfRange, match=r"SGP41 at 0x59: its self-test failed \(pixels 0b0010\)"):
        await bench.started()
    assert bench.chip.max_conditioning_s == 0.0


@virtual_time
async def test_a_damaged_check_byte_is_no_reading() -> None:
    bench = await Bench().started()
    bench.chip.faults.bad_checks = 1
    with pytest.raises(ChecksumFailed):
        await bench.sensor.read()
    await bench.sensor.read()


@pytest.mark.parametrize("ticks", [0.0, 70_000.0])
@virtual_time
async def test_what_is_no_signal_is_absent_and_the_other_gas_stays(ticks: float) -> None:
    bench = await Bench().started()
    await bench.follow(60)
    bench.voc_ticks = ticks
    await asyncio.sleep(1.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["voc_index", "voc_ticks"]
    assert sample.nox_index == 1.0


@virtual_time
async def test_after_a_brown_out_it_measures_on() -> None:
    bench = await Bench().started()
    await bench.follow(100)
    bench.chip.power_cycle()
    await asyncio.sleep(0.001)
    assert (await bench.sensor.read()).voc_ticks == 30_000.0


@virtual_time
async def test_a_line_that_hangs_is_no_identity() -> None:
    bench = Bench()
    bench.chip.faults.stuck_at = 0x00
    with pytest.raises(NotIdentified, match="is no SGP41's"):
        await bench.started()


@virtual_time
async def test_another_kind_of_chip_refuses_the_question() -> None:
    other = SimSht4x(clock(), lambda: 20.0, lambda: 50.0)
    with pytest.raises(Offline):
        await Sgp41(I2cBus("main", lambda: SimI2cBus({0x59: other})), 0x59).start()


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = await Bench().started()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
