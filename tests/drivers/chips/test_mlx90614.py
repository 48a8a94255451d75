import asyncio
from functools import partial

import pytest

from drivers.chips.mlx90614 import Mlx90614
from drivers.errors import ChecksumFailed, NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimTmp117
from hil.chips.mlx90614 import SimMlx90614
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, error


class Bench(ChipBench[SimMlx90614, Mlx90614]):
    """An MLX90614 of 22 °C that looks at a surface of `surface_c`, on the running loop."""

    def __init__(self, emissivity: float = 0.95) -> None:
        self.surface_c = 35.0
        chip = SimMlx90614(clock(), lambda: self.surface_c, lambda: 22.0)
        super().__init__(0x5A, chip, partial(Mlx90614, emissivity=emissivity))


@pytest.mark.parametrize("surface_c", [-20.0, 22.0, 35.0, 85.0])
def test_it_measures_the_surface_whatever_emissivity_stands_in_the_chip(surface_c: float) -> None:
    async def scenario(stored: int) -> None:
        bench = Bench()
        bench.surface_c, bench.chip.eeprom[0x24] = surface_c, stored
        sample = await (await bench.measuring()).sensor.read()
        assert sample.object_c == pytest.approx(surface_c, abs=0.03)
        assert sample.ambient_c == pytest.approx(22.0, abs=0.011)

    for stored in (0xFFFF, 0xF332, 0xCCCC):
        run(scenario(stored), speed=None)


@virtual_time
async def test_the_emissivity_of_the_surface_is_corrected() -> None:
    bench = Bench(emissivity=0.6)
    bench.surface_c, bench.chip.surface_emissivity = 80.0, 0.6
    assert (await (await bench.measuring()).sensor.read()).object_c == pytest.approx(80.0, abs=0.03)


@virtual_time
async def test_a_damaged_word_is_no_reading_and_the_next_is() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.bad_checks = 1
    with pytest.raises(ChecksumFailed):
        await bench.sensor.read()
    assert (await bench.sensor.read()).object_c == pytest.approx(35.0, abs=0.03)


@virtual_time
async def test_a_measurement_that_the_chip_flags_is_absent() -> None:
    bench = await Bench().measuring()
    bench.chip.is_wrong = True
    sample = await bench.sensor.read()
    assert "flags" in str(error(sample.object_c))


@virtual_time
async def test_after_a_brown_out_there_is_no_reading_until_the_first_result() -> None:
    bench = await Bench().measuring()
    bench.chip.power_cycle()
    assert absent_fields(await bench.sensor.read()) == ["object_c", "ambient_c"]
    await asyncio.sleep(0.25)
    assert (await bench.sensor.read()).object_c == pytest.approx(35.0, abs=0.03)


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading(level: int) -> None:
    bench = await Bench().measuring()
    bench.chip.faults.stuck_at = level
    with pytest.raises(ChecksumFailed):
        await bench.sensor.read()
    with pytest.raises(NotIdentified, match=r"MLX90614 at 0x5a: the answer is no MLX90614's: PEC"):
        await bench.sensor.start()


@virtual_time
async def test_a_blank_chip_is_not_identified() -> None:
    bench = Bench()
    bench.chip.eeprom.update(dict.fromkeys((0x3C, 0x3D, 0x3E, 0x3F), 0xFFFF))
    with pytest.raises(NotIdentified, match="its number is blank"):
        await bench.sensor.start()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified() -> None:
    other = SimTmp117(clock(), lambda: 4.0)
    with pytest.raises(NotIdentified):
        await Mlx90614(I2cBus("main", lambda: SimI2cBus({0x5A: other})), 0x5A).start()


@virtual_time
async def test_a_few_missing_acknowledges_are_outlasted_and_many_are_offline() -> None:
    bench = await Bench().measuring()
    bench.chip.faults.nacks = 3
    assert (await bench.sensor.read()).object_c == pytest.approx(35.0, abs=0.03)
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()


def test_an_emissivity_that_no_surface_has_is_refused_with_the_chip_named() -> None:
    with pytest.raises(OutOfRange, match=r"MLX90614 at 0x5a: emissivity = 1\.5 must be"):
        Mlx90614(I2cBus("main", lambda: SimI2cBus({})), 0x5A, emissivity=1.5)
