"""Adafruit's drivers read the simulated chips, and find what our drivers find."""

import asyncio
import time
from collections.abc import Callable, Mapping
from math import atan2, degrees
from typing import Any

import adafruit_24lc32
import adafruit_emc2101
import adafruit_ina228
import adafruit_lis3dh
import adafruit_mlx90614
import adafruit_tca9548a
import adafruit_tmp117
import pytest
from adafruit_ads1x15.ads1115 import ADS1115
from adafruit_ads1x15.analog_in import AnalogIn
from adafruit_bme280.basic import Adafruit_BME280_I2C

from drivers.chips.at24 import At24
from hil.chips import SimTmp117
from hil.chips.at24 import SimAt24
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_cases import CASES, NTC_AT_25_C_V
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.judges.blinka import Busio

Bench = ChipBench[Any, Any]
Judge = Callable[[Bench], Mapping[str, float]]

SWITCH = 0x71


def tmp117(bench: Bench) -> Mapping[str, float]:
    return {"temperature_c": adafruit_tmp117.TMP117(Busio(bench.wires), bench.address).temperature}


def bme280(bench: Bench) -> Mapping[str, float]:
    device = Adafruit_BME280_I2C(Busio(bench.wires), bench.address)
    return {
        "temperature_c": device.temperature,
        "pressure_hpa": device.pressure,
        "humidity_pct": device.relative_humidity,
    }


def mlx90614(bench: Bench) -> Mapping[str, float]:
    device = adafruit_mlx90614.MLX90614(Busio(bench.wires), bench.address)
    return {"object_c": device.object_temperature, "ambient_c": device.ambient_temperature}


def ina228(bench: Bench) -> Mapping[str, float]:
    device = adafruit_ina228.INA228(Busio(bench.wires), bench.address)
    device.set_calibration(0.002, 50.0)
    time.sleep(0.1)
    return {
        "voltage_v": device.bus_voltage,
        "current_a": device.current,
        "power_w": device.power,
        "die_temperature_c": device.die_temperature,
    }


def lis3dh(bench: Bench) -> Mapping[str, float]:
    device = adafruit_lis3dh.LIS3DH_I2C(Busio(bench.wires), address=bench.address)
    time.sleep(0.1)
    _, y, z = device.acceleration
    return {"roll_deg": degrees(atan2(y, z))}


def emc2101(bench: Bench) -> Mapping[str, float]:
    device = adafruit_emc2101.EMC2101(Busio(bench.wires))
    device.manual_fan_speed = 100
    time.sleep(0.2)
    return {
        "diode_c": device.external_temperature,
        "chip_c": device.internal_temperature,
        "fan_rpm": device.fan_speed,
        "fan_duty_pct": device.manual_fan_speed,
    }


JUDGES: Mapping[str, Judge] = {
    "tmp117": tmp117,
    "bme280": bme280,
    "mlx90614": mlx90614,
    "ina228": ina228,
    "lis3dh": lis3dh,
    "emc2101": emc2101,
}


@pytest.mark.parametrize("chip", JUDGES)
@virtual_time
async def test_adafruits_driver_and_ours_both_read_what_is_set(chip: str) -> None:
    case = CASES[chip]
    bench = case.bench()
    await asyncio.sleep(0.3)
    case.require_true(JUDGES[chip](bench))
    bench.chip.power_cycle()
    await bench.measuring()
    case.require_true_sample(await bench.sensor.read())


@virtual_time
async def test_adafruits_driver_reads_the_voltages_on_the_inputs_of_an_ads1115() -> None:
    bench = CASES["ads1115"].bench()
    device = ADS1115(Busio(bench.wires), address=bench.address)
    assert AnalogIn(device, 0).voltage == pytest.approx(NTC_AT_25_C_V, abs=0.001)
    assert AnalogIn(device, 3).voltage == pytest.approx(3.3, abs=0.001)


@virtual_time
async def test_adafruits_driver_and_ours_read_what_the_other_wrote_into_an_eeprom() -> None:
    bench = ChipBench(0x50, SimAt24(clock(), 4_096, 32, 2), lambda bus, address: At24(bus, address, 32))
    theirs = adafruit_24lc32.EEPROM_I2C(Busio(bench.wires), bench.address)
    theirs[30:34] = b"warm"
    assert await bench.sensor.read(30, 4) == b"warm"
    await bench.sensor.write(64, b"cold")
    assert bytes(theirs[64:68]) == b"cold"


@virtual_time
async def test_adafruits_driver_reads_each_chip_behind_a_switch() -> None:
    chips = [SimTmp117(clock(), lambda air_c=4.0 + number: air_c) for number in range(2)]  # type: ignore[misc]
    switch = SimTca9548a(clock(), {number: {0x48: chip} for number, chip in enumerate(chips)})
    channels = adafruit_tca9548a.TCA9548A(Busio(SimI2cBus(Wires({}, SWITCH, switch))), SWITCH)
    sensors = [adafruit_tmp117.TMP117(channels[number], 0x48) for number in range(2)]
    assert [sensor.temperature for sensor in sensors] == [4.0, 5.0]
