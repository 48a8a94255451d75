import asyncio
from functools import partial

import pytest

from drivers.chips.lis3dh import Lis3dh
from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips.lis3dh import SimLis3dh, Vector
from hil.chips.mlx90614 import SimMlx90614
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, number


class Bench(ChipBench[SimLis3dh, Lis3dh]):
    """A LIS3DH that feels `acceleration_g`, on the running loop."""

    def __init__(self, shock_threshold_g: float = 0.5, mounted_roll_deg: float = 0.0) -> None:
        self.acceleration_g: Vector = (0.0, 0.0, 1.0)
        chip = SimLis3dh(clock(), lambda: self.acceleration_g)
        driver = partial(Lis3dh, shock_threshold_g=shock_threshold_g, mounted_roll_deg=mounted_roll_deg)
        super().__init__(0x18, chip, driver, settle_s=0.5)


@virtual_time
async def test_a_level_car_at_rest() -> None:
    sample = await (await Bench().measuring()).sensor.read()
    assert (sample.tilt_deg, sample.motion_g, sample.shock_g) == pytest.approx((0.0, 0.0, 0.0))


@virtual_time
async def test_a_car_on_a_slope_tilts_and_that_is_no_shock() -> None:
    bench = await Bench().measuring()
    bench.acceleration_g = (-0.174, 0.0, 0.985)
    await asyncio.sleep(0.5)
    sample = await bench.sensor.read()
    assert (sample.tilt_deg, sample.pitch_deg) == pytest.approx((10.0, 10.0), abs=0.25)
    assert sample.shock_g == pytest.approx(0.0, abs=0.001)


@virtual_time
async def test_tilt_is_against_how_the_sensor_is_mounted() -> None:
    bench = Bench(mounted_roll_deg=90.0)
    bench.acceleration_g = (0.0, 1.0, 0.0)
    await bench.measuring()
    assert (await bench.sensor.read()).tilt_deg == pytest.approx(0.0, abs=0.01)


@virtual_time
async def test_a_blow_in_the_window_has_its_size() -> None:
    bench = await Bench().measuring()
    bench.chip.knock((0.9, 0.0, 0.0))
    assert (await bench.sensor.read()).shock_g == pytest.approx(0.87, abs=0.02)


@virtual_time
async def test_a_blow_long_before_the_window_is_still_reported_and_only_once() -> None:
    bench = await Bench().measuring()
    bench.chip.knock((0.0, -1.5, 0.0))
    await asyncio.sleep(10.0)
    assert (await bench.sensor.read()).shock_g == pytest.approx(0.5)
    await asyncio.sleep(0.1)
    assert (await bench.sensor.read()).shock_g == pytest.approx(0.0)


@virtual_time
async def test_gravity_at_the_start_is_no_shock() -> None:
    bench = Bench(shock_threshold_g=0.1)
    bench.acceleration_g = (0.0, 0.0, -1.0)
    await bench.measuring()
    assert (await bench.sensor.read()).shock_g == pytest.approx(0.0)


@virtual_time
async def test_a_start_forgets_what_was_measured_before() -> None:
    bench = await Bench().measuring()
    bench.chip.knock((0.0, 1.5, 0.0))
    bench.acceleration_g = (1.0, 0.0, 0.0)
    await bench.sensor.start()
    await asyncio.sleep(0.05)
    assert (await bench.sensor.read()).tilt_deg == pytest.approx(90.0)


@virtual_time
async def test_before_the_next_measurement_there_is_no_data() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_in_a_crash_there_are_no_angles_and_the_shock_is_reported() -> None:
    bench = await Bench().measuring()
    bench.acceleration_g = (1.9, 1.9, 1.0)
    await asyncio.sleep(1.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["pitch_deg", "roll_deg", "tilt_deg"]
    assert sample.shock_g >= 0.5


@virtual_time
async def test_free_fall_has_no_tilt() -> None:
    bench = await Bench().measuring()
    bench.acceleration_g = (0.0, 0.0, 0.05)
    await asyncio.sleep(1.0)
    with pytest.raises(OutOfRange, match="no gravity"):
        await bench.sensor.read()


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    bench = await Bench().measuring()
    bench.chip.power_cycle()
    with pytest.raises(Offline, match=r"LIS3DH at 0x18: controls are 0x070000000000, expected 0x570100884800"):
        await bench.sensor.read()
    await bench.measuring()
    await bench.sensor.read()


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading(level: int) -> None:
    bench = await Bench().measuring()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()
    with pytest.raises(NotIdentified, match="WHO_AM_I is"):
        await bench.sensor.start()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified_and_not_written_to() -> None:
    other = SimMlx90614(clock(), lambda: 20.0, lambda: 20.0)
    wires = SimI2cBus({0x18: other})
    with pytest.raises(NotIdentified, match="LIS3DH at 0x18"):
        await Lis3dh(I2cBus("main", lambda: wires), 0x18).start()
    assert wires.transactions[0x18] == 1


@virtual_time
async def test_a_few_missing_acknowledges_are_outlasted_and_many_are_offline() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.nacks = 3
    await bench.sensor.read()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()


def test_a_threshold_of_no_use_is_refused_with_the_chip_named() -> None:
    with pytest.raises(OutOfRange, match=r"LIS3DH at 0x18: shock_threshold_g = 9 must be"):
        Lis3dh(I2cBus("main", lambda: SimI2cBus({})), 0x18, shock_threshold_g=9.0)


@virtual_time
async def test_a_fifo_that_ran_over_is_the_newest_third_of_a_second() -> None:
    bench = await Bench().measuring()
    await asyncio.sleep(60.0)
    bench.acceleration_g = (0.0, 0.0, -1.0)
    await asyncio.sleep(0.5)
    sample = await bench.sensor.read()
    assert abs(number(sample.roll_deg)) == pytest.approx(180.0)
    assert sample.motion_g == pytest.approx(0.0, abs=0.01)
