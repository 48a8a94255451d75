import asyncio
from functools import partial

import pytest

from drivers.chips.ina228 import Ina228
from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimIna226
from hil.chips.ina228 import SimIna228
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, error, number


class Bench(ChipBench[SimIna228, Ina228]):
    """An INA228 on a supply of 12.8 V and `current_a` through 2 mOhm, on the running loop."""

    def __init__(self, max_current_a: float = 50.0) -> None:
        self.current_a = 4.2
        chip = SimIna228(clock(), lambda: 12.8, lambda: self.current_a, 0.002)
        super().__init__(0x42, chip, partial(Ina228, shunt_ohm=0.002, max_current_a=max_current_a), settle_s=0.21)


@pytest.mark.parametrize("max_current_a", [80.0, 50.0, 20.0, 5.0])
@virtual_time
async def test_it_measures_the_supply_in_either_range(max_current_a: float) -> None:
    sample = await (await Bench(max_current_a).measuring()).sensor.read()
    assert (sample.voltage_v, sample.current_a) == pytest.approx((12.8, 4.2), abs=0.0005)
    assert sample.power_w == pytest.approx(12.8 * 4.2, abs=0.01)
    assert sample.die_temperature_c == 30.0


@virtual_time
async def test_energy_and_charge_of_an_hour() -> None:
    bench = await Bench().measuring()
    begin = await bench.sensor.read()
    for _ in range(60):
        await asyncio.sleep(60.0)
        sample = await bench.sensor.read()
    assert number(sample.energy_wh) - number(begin.energy_wh) == pytest.approx(12.8 * 4.2, rel=0.001)
    assert number(sample.charge_ah) - number(begin.charge_ah) == pytest.approx(4.2, rel=0.001)


@virtual_time
async def test_charging_takes_charge_back_and_not_energy() -> None:
    bench = Bench()
    bench.current_a = -10.0
    await bench.measuring()
    await asyncio.sleep(360.0)
    sample = await bench.sensor.read()
    assert sample.charge_ah == pytest.approx(-1.0, rel=0.001)
    assert sample.energy_wh == pytest.approx(12.8, rel=0.001)


@virtual_time
async def test_the_totals_go_on_where_the_counters_roll_over() -> None:
    bench = await Bench().measuring()
    bench.chip.energy_counts = bench.chip.charge_counts = float((1 << 40) - 1_000)
    fresh = Ina228(I2cBus("main", lambda: bench.wires), 0x42, shunt_ohm=0.002, max_current_a=50.0)
    await fresh.start()
    await asyncio.sleep(36.0)
    sample = await fresh.read()
    assert bench.chip.energy_counts < 1 << 30
    assert sample.charge_ah == pytest.approx(0.042, rel=0.01)
    assert sample.energy_wh == pytest.approx(0.042 * 12.8, rel=0.01)


@virtual_time
async def test_a_bus_failure_loses_nothing_because_the_chip_goes_on_counting() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
    await asyncio.sleep(3_600.0)
    bench.chip.faults.unplugged = False
    await bench.sensor.start()
    assert (await bench.sensor.read()).charge_ah == pytest.approx(4.2, rel=0.001)


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again_and_the_totals_stay() -> None:
    bench = await Bench().measuring()
    await asyncio.sleep(3_600.0)
    await bench.sensor.read()
    bench.chip.power_cycle()
    await asyncio.sleep(1.0)
    with pytest.raises(Offline, match="INA228 at 0x42: not set up as it should be: it was reset"):
        await bench.sensor.read()
    await bench.measuring()
    assert (await bench.sensor.read()).charge_ah == pytest.approx(4.2, rel=0.001)


@virtual_time
async def test_before_the_first_conversion_and_between_two_there_is_no_data() -> None:
    bench = Bench()
    await bench.sensor.start()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
    await asyncio.sleep(0.21)
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_before_it_is_started_there_is_nothing_to_read() -> None:
    with pytest.raises(Offline):
        await Bench().sensor.read()


@virtual_time
async def test_a_counter_damaged_on_its_way_is_not_added() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    right = bench.chip.energy_counts
    bench.chip.energy_counts = float(1 << 39)
    await asyncio.sleep(1.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["energy_wh", "charge_ah"]
    assert "cannot have changed so much" in str(error(sample.energy_wh))
    bench.chip.energy_counts = right
    await asyncio.sleep(1.0)
    assert number((await bench.sensor.read()).energy_wh) < 0.1


@pytest.mark.parametrize("current_a", [60.0, -60.0, 200.0])
@virtual_time
async def test_a_current_beyond_what_was_announced_is_absent_and_the_voltage_stays(current_a: float) -> None:
    bench = Bench()
    bench.current_a = current_a
    await bench.measuring()
    sample = await bench.sensor.read()
    assert {"current_a", "power_w"} <= set(absent_fields(sample)) <= {"current_a", "power_w", "energy_wh", "charge_ah"}
    assert "max_current_a" in str(error(sample.current_a))
    assert sample.voltage_v == pytest.approx(12.8, abs=0.001)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading(level: int) -> None:
    bench = await Bench().measuring()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified_and_not_written_to() -> None:
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    sensor = Ina228(I2cBus("main", lambda: SimI2cBus({0x42: other})), 0x42, shunt_ohm=0.002, max_current_a=50.0)
    with pytest.raises(NotIdentified, match="manufacturer 0x0000 and device 0x0000, expected 0x5449 and 0x2281"):
        await sensor.start()
    assert other._registers[0x00] == 0x4127


def test_a_shunt_that_does_not_fit_is_refused_with_the_chip_named() -> None:
    with pytest.raises(OutOfRange, match=r"INA228 at 0x42: shunt_ohm = 0\.002 at max_current_a = 500 must give"):
        Ina228(I2cBus("main", lambda: SimI2cBus({})), 0x42, shunt_ohm=0.002, max_current_a=500.0)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@pytest.mark.parametrize("register", [0x05, 0x06, 0x07])
@virtual_time
async def test_a_line_that_was_held_for_one_transfer_gives_no_false_value(register: int, level: int) -> None:
    bench = Bench()
    await bench.measuring()
    bench.hold_once(bytes([register]), level)
    sample = await bench.sensor.read()
    found = sample.voltage_v, sample.current_a, sample.die_temperature_c
    assert found == pytest.approx((12.8, 4.2, 30.0), abs=0.01)
