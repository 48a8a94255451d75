import asyncio
from errno import ETIMEDOUT

import pytest

from drivers.chips.tmp117 import Tmp117
from drivers.chips.tmp117_codec import Tmp117Sample
from drivers.errors import BusError, NoDataYet, NotIdentified, Offline
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimIna226, SimTmp117
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time


class Bench(ChipBench[SimTmp117, Tmp117]):
    """A TMP117 in air of `air_c`, on the running loop."""

    def __init__(self) -> None:
        self.air_c = 4.0
        super().__init__(0x48, SimTmp117(clock(), lambda: self.air_c), Tmp117, settle_s=0.2)


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = await Bench().measuring()
    assert await bench.sensor.read() == Tmp117Sample(4.0)
    bench.air_c = -18.5
    await asyncio.sleep(1.0)
    assert await bench.sensor.read() == Tmp117Sample(-18.5)


@virtual_time
async def test_before_the_first_conversion_there_is_no_data() -> None:
    bench = Bench()
    await bench.sensor.start()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_it_measures_although_its_eeprom_says_shut_down() -> None:
    bench = Bench()
    bench.chip.eeprom[0x01] = 0x0620
    bench.chip.power_cycle()
    await bench.measuring()
    assert await bench.sensor.read() == Tmp117Sample(4.0)


@virtual_time
async def test_a_start_forgets_what_was_measured_before() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    await bench.sensor.start()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()


@virtual_time
async def test_after_a_brown_out_it_has_no_data_and_then_measures_again() -> None:
    bench = await Bench().measuring()
    bench.chip.power_cycle()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
    await asyncio.sleep(0.2)
    assert await bench.sensor.read() == Tmp117Sample(4.0)


@virtual_time
async def test_exactly_zero_degrees_is_a_temperature() -> None:
    bench = Bench()
    bench.air_c = 0.0
    await bench.measuring()
    assert await bench.sensor.read() == Tmp117Sample(0.0)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_is_not_taken_for_a_temperature_near_zero(level: int) -> None:
    bench = await Bench().measuring()
    bench.chip.faults.stuck_at = level
    with pytest.raises(NotIdentified, match=f"TMP117 at 0x48: device id is 0x{2 * f'{level:02x}'}, expected 0x0117"):
        await bench.sensor.read()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified_and_not_written_to() -> None:
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    wires = SimI2cBus({0x48: other})
    with pytest.raises(NotIdentified):
        await Tmp117(I2cBus("main", lambda: wires), 0x48).start()
    assert wires.transactions[0x48] == 1


@virtual_time
async def test_a_few_missing_acknowledges_are_outlasted() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.nacks = 3
    assert await bench.sensor.read() == Tmp117Sample(4.0)


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline, match="i2c main 0x48: no acknowledge"):
        await bench.sensor.read()


@virtual_time
async def test_a_stuck_bus_is_bus_error() -> None:
    bench = await Bench().measuring()
    bench.wires.adapter_errno = ETIMEDOUT
    with pytest.raises(BusError, match="held low"):
        await bench.sensor.read()


class NeverSettled:
    """A bus whose chip never gets out of its reset."""

    async def transfer(self, _address: int, *operations: bytes | int) -> bytes:
        return {b"\x0f": b"\x01\x17", b"\x01": b"\x12\x20"}.get(bytes(operations[0]), b"")


def test_a_chip_that_stays_busy_is_offline() -> None:
    with pytest.raises(Offline, match="stays busy after its reset"):
        run(Tmp117(NeverSettled(), 0x48).start(), speed=None)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@pytest.mark.parametrize("register", [0x00])
@virtual_time
async def test_a_line_that_was_held_for_one_transfer_gives_no_false_value(register: int, level: int) -> None:
    bench = Bench()
    await bench.measuring()
    bench.hold_once(bytes([register]), level)
    sample = await bench.sensor.read()
    assert sample == Tmp117Sample(4.0)
