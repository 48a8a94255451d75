import asyncio
from functools import partial

import pytest

from drivers.chips.ina226 import Ina226
from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimIna226, SimTmp117
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, error


class Bench(ChipBench[SimIna226, Ina226]):
    """An INA226 on a supply of 12.8 V and `current_a` through 2 mOhm, on the running loop."""

    def __init__(self) -> None:
        self.current_a = 4.2
        chip = SimIna226(clock(), lambda: 12.8, lambda: self.current_a, 0.002)
        super().__init__(0x41, chip, partial(Ina226, shunt_ohm=0.002), settle_s=0.2)


@virtual_time
async def test_it_measures_the_supply() -> None:
    bench = await Bench().measuring()
    sample = await bench.sensor.read()
    assert (sample.voltage_v, sample.current_a) == pytest.approx((12.8, 4.2), abs=0.001)
    assert sample.power_w == pytest.approx(12.8 * 4.2, abs=0.02)


@virtual_time
async def test_before_the_first_conversion_there_is_no_data_rather_than_zero_volts() -> None:
    bench = Bench()
    await bench.sensor.start()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_the_same_conversion_is_not_handed_out_twice() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    bench = await Bench().measuring()
    bench.chip.power_cycle()
    await asyncio.sleep(0.2)
    with pytest.raises(Offline, match="INA226 at 0x41: configuration is 0x4127, expected 0x4727: it was reset"):
        await bench.sensor.read()
    await bench.measuring()
    assert (await bench.sensor.read()).current_a == pytest.approx(4.2, abs=0.001)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading(level: int) -> None:
    bench = await Bench().measuring()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()


@virtual_time
async def test_a_current_beyond_the_shunt_is_absent_and_the_voltage_stays() -> None:
    bench = Bench()
    bench.current_a = 60.0
    await bench.measuring()
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["current_a", "power_w"]
    assert "is the shunt too large" in str(error(sample.current_a))
    assert sample.voltage_v == pytest.approx(12.8, abs=0.001)


@virtual_time
async def test_another_chip_at_the_address_is_not_identified() -> None:
    other = SimTmp117(clock(), lambda: 4.0)
    sensor = Ina226(I2cBus("main", lambda: SimI2cBus({0x48: other})), 0x48, shunt_ohm=0.002)
    with pytest.raises(NotIdentified, match="manufacturer 0x0000 and die 0x0000, expected 0x5449 and 0x2260"):
        await sensor.start()


@pytest.mark.parametrize("shunt_ohm", [0.0, -0.002, 2.0, float("nan"), float("inf")])
def test_a_shunt_without_resistance_or_one_given_in_milliohms_is_refused(shunt_ohm: float) -> None:
    with pytest.raises(OutOfRange, match=r"shunt_ohm = .* must be above 0"):
        Ina226(I2cBus("main", lambda: SimI2cBus({})), 0x41, shunt_ohm)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@pytest.mark.parametrize("register", [0x01, 0x02])
@virtual_time
async def test_a_line_that_was_held_for_one_transfer_gives_no_false_value(register: int, level: int) -> None:
    bench = Bench()
    await bench.measuring()
    bench.hold_once(bytes([register]), level)
    sample = await bench.sensor.read()
    assert (sample.voltage_v, sample.current_a) == pytest.approx((12.8, 4.2), abs=0.001)
