from functools import partial

import pytest

from drivers.chips.at24 import At24
from drivers.errors import Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips.at24 import SimAt24
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time


class Bench(ChipBench[SimAt24, At24]):
    """A 24C32 on the running loop."""

    def __init__(self, chip: type[SimAt24] = SimAt24) -> None:
        super().__init__(0x50, chip(clock(), 4_096, 32, 2), partial(At24, kbit=32))


@pytest.mark.parametrize("offset", [0, 1, 31, 32, 4_000])
@virtual_time
async def test_a_write_lands_where_it_should_whatever_the_pages(offset: int) -> None:
    bench = Bench()
    data = bytes(range(90))
    await bench.sensor.write(offset, data)
    assert await bench.sensor.read(offset, 90) == data
    assert bench.chip.memory.count(0xFF) == 4_096 - 90


@virtual_time
async def test_the_end_of_a_write_cycle_is_awaited() -> None:
    bench = Bench()
    await bench.sensor.write(0, bytes(64))
    assert clock()() == pytest.approx(0.010)
    assert not bench.chip.is_busy


class Deaf(SimAt24):
    """Its write cycles never end."""

    def on_stop(self) -> None:
        cycles = self.write_cycles
        super().on_stop()
        if self.write_cycles > cycles:
            self.be_busy(1e9)


@virtual_time
async def test_a_write_cycle_that_does_not_end_is_offline() -> None:
    memory = Bench(Deaf).sensor
    with pytest.raises(Offline, match="AT24 at 0x50: its write cycle does not end"):
        await memory.write(0, b"x")


def test_an_unknown_type_is_refused_with_the_chip_named() -> None:
    with pytest.raises(OutOfRange, match="AT24 at 0x50: 24C16 is not known"):
        At24(I2cBus("main", lambda: SimI2cBus({})), 0x50, 16)
