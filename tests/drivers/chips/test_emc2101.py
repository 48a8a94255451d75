import asyncio

import pytest

from drivers.chips.emc2101 import Emc2101
from drivers.errors import BusError, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimIna226
from hil.chips.emc2101 import SimEmc2101
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, error, number


class Bench(ChipBench[SimEmc2101, Emc2101]):
    """An EMC2101 on a condenser of `diode_c`, on the running loop; transfers fail once `transfers_left` is used up."""

    def __init__(self, least_pct: float = 0.0, tach: float = 1.0) -> None:
        self.diode_c = 25.0
        self.transfers_left = 10**9
        chip = SimEmc2101(clock(), lambda: self.diode_c, lambda: 31.0)
        super().__init__(0x4C, chip, lambda bus, address: Emc2101(bus, address, 35.0, 55.0, least_pct, tach))

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        self.transfers_left -= 1
        if self.transfers_left < 0:
            raise BusError("the bus hangs")
        return await self.bus.transfer(address, *operations)

    async def at(self, diode_c: float) -> float:
        """How fast the fan then turns."""
        self.diode_c = diode_c
        await asyncio.sleep(0.1)
        return self.chip.rpm


@virtual_time
async def test_it_measures_fan_and_temperatures() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.at(47.3)
    sample = await bench.sensor.read()
    assert sample.diode_c == pytest.approx(47.3, abs=0.07)
    assert sample.chip_c == 31.0
    assert sample.fan_duty_pct == pytest.approx(64.3, abs=0.1)
    assert sample.fan_rpm == pytest.approx(20.0 * number(sample.fan_duty_pct), rel=0.01)


@pytest.mark.parametrize(
    ("diode_c", "duty_pct"), [(20.0, 30.0), (34.0, 30.0), (45.0, 64.0), (55.0, 100.0), (90.0, 100.0)]
)
@virtual_time
async def test_the_chip_follows_the_curve(diode_c: float, duty_pct: float) -> None:
    bench = Bench(least_pct=30.0)
    await bench.sensor.start()
    await bench.at(20.0)
    await bench.at(diode_c)
    assert (await bench.sensor.read()).fan_duty_pct == pytest.approx(duty_pct, abs=5.0)


@virtual_time
async def test_the_fan_goes_on_following_while_nobody_talks_to_it() -> None:
    bench = Bench()
    await bench.sensor.start()
    assert [await bench.at(diode_c) for diode_c in (25.0, 60.0, 25.0)] == [0.0, 2_000.0, 0.0]


@pytest.mark.parametrize("transfers", range(5, 25, 3))
@virtual_time
async def test_a_start_that_breaks_off_leaves_the_fan_at_full_speed(transfers: int) -> None:
    bench = Bench()
    bench.transfers_left = transfers
    with pytest.raises(BusError):
        await bench.sensor.start()
    assert await bench.at(60.0) == 2_000.0


@pytest.mark.parametrize(("fault", "text"), [("open", "open (is the wire broken?)"), ("short", "short-circuited")])
@virtual_time
async def test_with_a_faulty_diode_the_fan_runs_at_full_speed_and_the_chip_complains(fault: str, text: str) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.diode = fault
    await bench.at(25.0)
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["diode_c"]
    assert (sample.fan_duty_pct, sample.chip_c) == (100.0, 31.0)
    assert list(bench.sensor.complaints) == [f"EMC2101 at 0x4c: its diode is {text}"]
    bench.chip.diode = "well"
    await bench.at(25.0)
    assert (await bench.sensor.read()).diode_c == 25.0
    assert not bench.sensor.complaints


@pytest.mark.parametrize(("tach", "complaints"), [(1.0, 1), (0.0, 0)])
@virtual_time
async def test_a_fan_that_is_driven_and_stands_still_is_a_complaint_once_it_had_time_to_start(
    tach: float, complaints: int
) -> None:
    bench = Bench(tach=tach)
    await bench.sensor.start()
    bench.chip.fan_is_blocked = True
    await bench.at(60.0)
    await bench.sensor.read()
    assert not bench.sensor.complaints
    await asyncio.sleep(11.0)
    await bench.sensor.read()
    assert "; ".join(bench.sensor.complaints).count("its fan stands still at 100 %") == complaints
    bench.chip.fan_is_blocked = False
    await bench.sensor.read()
    assert not bench.sensor.complaints


@virtual_time
async def test_a_fan_that_may_stand_is_no_complaint() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.at(20.0)
    for _ in range(3):
        await asyncio.sleep(10.0)
        await bench.sensor.read()
    assert not bench.sensor.complaints


@virtual_time
async def test_in_standby_temperatures_stand_still_so_it_asks_to_be_started_again() -> None:
    bench = Bench()
    await bench.sensor.start()
    await bench.bus.transfer(0x4C, bytes([0x03, 0x44]))
    with pytest.raises(Offline, match="configuration is 0x44, expected 0x04"):
        await bench.sensor.read()


@virtual_time
async def test_a_blocked_fan_does_not_turn() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.fan_is_blocked = True
    await bench.at(60.0)
    sample = await bench.sensor.read()
    assert (sample.fan_rpm, sample.fan_duty_pct) == (0.0, 100.0)


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.power_cycle()
    assert await bench.at(60.0) == 0.0
    with pytest.raises(Offline, match="EMC2101 at 0x4c: fan configuration is 0x20, expected 0x01: it was reset"):
        await bench.sensor.read()
    await bench.sensor.start()
    assert (await bench.sensor.read()).fan_rpm == pytest.approx(2_000.0, rel=0.01)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading_and_no_identity(level: int) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()
    with pytest.raises(NotIdentified):
        await bench.sensor.start()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified() -> None:
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    sensor = Emc2101(I2cBus("main", lambda: SimI2cBus({0x4C: other})), 0x4C)
    with pytest.raises(NotIdentified, match="product 0x00 and manufacturer 0x54, expected 0x16 or 0x28, and 0x5d"):
        await sensor.start()


def test_an_impossible_curve_is_refused_at_once() -> None:
    with pytest.raises(OutOfRange):
        Emc2101(I2cBus("main", lambda: SimI2cBus({})), 0x4C, quiet_c=50.0, full_c=40.0)


@virtual_time
async def test_a_missing_acknowledge_is_asked_again_and_an_unplugged_chip_is_offline() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.nacks = 2
    assert (await bench.sensor.read()).diode_c == 25.0
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()


@virtual_time
async def test_a_fan_that_does_not_tell_how_fast_it_turns_has_no_speed() -> None:
    bench = Bench(tach=0.0)
    await bench.measuring()
    sample = await bench.sensor.read()
    assert absent_fields(sample) == ["fan_rpm"]
    assert "does not tell how fast it turns" in str(error(sample.fan_rpm))
