"""What chips say is their own number: it is told, and what was learnt of one chip is not believed of another."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.chips.mlx90614 import Mlx90614
from drivers.chips.scd4x import Scd4x
from drivers.chips.sgp41 import Sgp41
from drivers.chips.sht4x import Sht4x
from drivers.i2c.i2c_bus import I2cBus
from drivers.ports import I2cDevicePort, Identified, Sensor
from hil.chips import SimChip, SimScd4x, SimSht4x
from hil.chips.mlx90614 import SimMlx90614
from hil.chips.sgp41 import SimSgp41
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import clock, virtual_time
from tests.drivers.measured import absent_fields, number


def scd4x() -> SimChip:
    return SimScd4x(clock(), lambda: 800.0, lambda: 22.0, lambda: 50.0)


def sht4x() -> SimChip:
    return SimSht4x(clock(), lambda: 22.0, lambda: 50.0)


def mlx90614() -> SimChip:
    return SimMlx90614(clock(), lambda: 33.0, lambda: 22.0)


def sgp41() -> SimSgp41:
    return SimSgp41(clock(), lambda: 30_000.0, lambda: 15_000.0)


@pytest.mark.parametrize(
    ("chip", "address", "driver", "serial"),
    [
        (scd4x, 0x62, Scd4x, "beef01234567"),
        (sht4x, 0x44, Sht4x, "0f1e"),
        (mlx90614, 0x5A, Mlx90614, ""),
        (sgp41, 0x59, Sgp41, "00000489c1a7"),
    ],
)
@virtual_time
async def test_a_started_chip_tells_its_number(
    chip: Callable[[], SimChip], address: int, driver: Callable[[I2cDevicePort, int], Sensor], serial: str
) -> None:
    wires = SimI2cBus({address: chip()})
    sensor = driver(I2cBus("main", lambda: wires), address)
    assert isinstance(sensor, Identified)
    told = [sensor.serial]
    await sensor.start()
    told.append(sensor.serial)
    assert told[0] is None
    assert str(told[1]).startswith(serial)


@pytest.mark.parametrize("is_swapped", [False, True])
@virtual_time
async def test_a_swapped_gas_sensor_learns_anew(is_swapped: bool) -> None:
    chip = sgp41()
    sensor = Sgp41(I2cBus("main", lambda: SimI2cBus({0x59: chip})), 0x59)
    await sensor.start()
    await asyncio.sleep(50.0)
    number((await sensor.read()).voc_index)
    if is_swapped:
        chip.serial = (0x0000, 0x0489, 0xFFFF)
    await sensor.start()
    assert ("voc_index" in absent_fields(await sensor.read())) is is_swapped
