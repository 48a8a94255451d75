"""A simulated I2C bus that takes as long as a real one, and the twelve chips on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from errno import ETIMEDOUT
from functools import partial
from os import strerror

from smbus2 import i2c_msg

from drivers.chips.ads1115 import Ads1115
from drivers.chips.bme280 import Bme280
from drivers.chips.emc2101 import Emc2101
from drivers.chips.ina226 import Ina226
from drivers.chips.ina228 import Ina228
from drivers.chips.lis3dh import Lis3dh
from drivers.chips.mlx90614 import Mlx90614
from drivers.chips.scd4x import Scd4x
from drivers.chips.sen5x import Sen5x
from drivers.chips.sht4x import Sht4x
from drivers.chips.tmp117 import Tmp117
from drivers.ports import I2cDevicePort, Sensor
from hil.chips import SimChip, SimIna226, SimScd4x, SimSht4x, SimTmp117
from hil.chips.ads1115 import SimAds1115
from hil.chips.bme280 import SimBme280
from hil.chips.emc2101 import SimEmc2101
from hil.chips.ina228 import SimIna228
from hil.chips.lis3dh import SimLis3dh
from hil.chips.mlx90614 import SimMlx90614
from hil.chips.sen5x import SimSen5x
from hil.chips.sen_station import StationAir
from hil.rig.simulated_i2c import SimI2cBus

CLOCK_HZ = 100_000.0
ADAPTER_TIMEOUT_S = 1.0  # Linux, i2c_register_adapter: the default

_SHUNT_OHM = 0.002


class TimedI2cBus(SimI2cBus):
    """Its caller waits for each bit, or for the adapter's time-out while the chip at `hanging` holds the clock."""

    hanging: int | None = None
    busy_s = 0.0
    """How long there was something on the wires."""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Transfer as SimI2cBus, at 100 kHz; raises OSError."""
        if messages[0].addr == self.hanging:
            time.sleep(ADAPTER_TIMEOUT_S)
            raise OSError(ETIMEDOUT, strerror(ETIMEDOUT))
        took_s = (sum(_bits(message) for message in messages) + 1) / CLOCK_HZ  # one for the STOP
        self.busy_s += took_s
        time.sleep(took_s)
        super().i2c_rdwr(*messages)


def _bits(message: i2c_msg) -> int:
    """Count START, and the address and the bytes with an acknowledge each."""
    return 1 + 9 * (1 + int(message.len))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One chip of the bench, its driver, how often it is read, and one field of what it gives."""

    name: str
    address: int
    chip: SimChip
    driver: Callable[[I2cDevicePort, int], Sensor]
    every_s: float
    field: str


def twelve(now_s: Callable[[], float]) -> tuple[Fitted, ...]:
    """Fit a car well on its one bus, each chip read as often as its values are worth it."""
    return (*_climate(now_s), *_surroundings(now_s))


def _climate(now_s: Callable[[], float]) -> tuple[Fitted, ...]:
    """Fit the chips of the fridge and of the cabin's air."""
    scd41 = SimScd4x(now_s, _always(600.0), _always(21.0), _always(40.0))
    return (
        Fitted(
            name="food",
            address=0x48,
            chip=SimTmp117(now_s, _always(4.0)),
            driver=Tmp117,
            every_s=2.0,
            field="temperature_c",
        ),
        Fitted(
            name="medicine",
            address=0x4B,
            chip=SimTmp117(now_s, _always(5.0)),
            driver=Tmp117,
            every_s=2.0,
            field="temperature_c",
        ),
        Fitted(
            name="cabin",
            address=0x44,
            chip=SimSht4x(now_s, _always(21.0), _always(40.0)),
            driver=Sht4x,
            every_s=2.0,
            field="temperature_c",
        ),
        Fitted(name="co2", address=0x62, chip=scd41, driver=Scd4x, every_s=1.0, field="co2_ppm"),
        Fitted(
            name="particles",
            address=0x69,
            chip=SimSen5x(now_s, StationAir),
            driver=Sen5x,
            every_s=1.0,
            field="pm2_5_ugm3",
        ),
    )


def _surroundings(now_s: Callable[[], float]) -> tuple[Fitted, ...]:
    """Fit the chips of the supply and of everything else."""
    ina226 = SimIna226(now_s, _always(12.8), _always(3.0), _SHUNT_OHM)
    ina228 = SimIna228(now_s, _always(12.8), _always(-3.0), _SHUNT_OHM)
    dividers = SimAds1115(now_s, [_always(1.65)] * 3 + [_always(3.3)])
    bme280 = SimBme280(now_s, _always(980.0), _always(21.0), _always(40.0))
    emc2101 = SimEmc2101(now_s, _always(45.0), _always(40.0))
    return (
        Fitted(
            name="supply",
            address=0x41,
            chip=ina226,
            driver=partial(Ina226, shunt_ohm=_SHUNT_OHM),
            every_s=0.5,
            field="voltage_v",
        ),
        Fitted(
            name="battery",
            address=0x42,
            chip=ina228,
            driver=partial(Ina228, shunt_ohm=_SHUNT_OHM, max_current_a=20.0),
            every_s=1.0,
            field="voltage_v",
        ),
        Fitted(name="plates", address=0x4A, chip=dividers, driver=Ads1115, every_s=2.0, field="ntc0_c"),
        Fitted(name="pressure", address=0x76, chip=bme280, driver=Bme280, every_s=10.0, field="pressure_hpa"),
        Fitted(
            name="seat",
            address=0x5A,
            chip=SimMlx90614(now_s, _always(33.0), _always(21.0)),
            driver=Mlx90614,
            every_s=1.0,
            field="object_c",
        ),
        Fitted(
            name="shock",
            address=0x18,
            chip=SimLis3dh(now_s, lambda: (0.0, 0.0, 1.0)),
            driver=Lis3dh,
            every_s=0.5,
            field="shock_g",
        ),
        Fitted(name="condenser", address=0x4C, chip=emc2101, driver=Emc2101, every_s=2.0, field="fan_rpm"),
    )


def other_bus(now_s: Callable[[], float]) -> tuple[Fitted, ...]:
    """Fit a bus of its own."""
    ina226 = SimIna226(now_s, _always(12.8), _always(3.0), _SHUNT_OHM)
    return (
        Fitted(
            name="fridge",
            address=0x48,
            chip=SimTmp117(now_s, _always(4.0)),
            driver=Tmp117,
            every_s=0.5,
            field="temperature_c",
        ),
        Fitted(
            name="compressor",
            address=0x41,
            chip=ina226,
            driver=partial(Ina226, shunt_ohm=_SHUNT_OHM),
            every_s=0.5,
            field="voltage_v",
        ),
    )


def _always(value: float) -> Callable[[], float]:
    return lambda: value
