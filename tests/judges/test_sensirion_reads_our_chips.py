"""Sensirion's own drivers read the simulated chips, and find what our drivers find."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sensirion_i2c_driver.errors import I2cChecksumError, I2cNackError
from sensirion_i2c_scd4x.device import Scd4xDevice
from sensirion_i2c_sen5x import Sen5xI2cDevice
from sensirion_i2c_sen66.device import Sen66Device
from sensirion_i2c_sgp4x import Sgp41I2cDevice
from sensirion_i2c_sht4x.device import Sht4xDevice

from tests.drivers.chips.chip_cases import CASES
from tests.drivers.chips.chip_harness import ChipBench, virtual_time
from tests.judges.transceiver import channel, connection

Bench = ChipBench[Any, Any]
Judge = Callable[[Bench], Mapping[str, float]]


def sht4x(bench: Bench) -> Mapping[str, float]:
    temperature, humidity = Sht4xDevice(channel(bench.wires, bench.address)).measure_high_precision()
    return {"temperature_c": temperature.value, "humidity_pct": humidity.value}


def scd4x(bench: Bench) -> Mapping[str, float]:
    device = Scd4xDevice(channel(bench.wires, bench.address))
    device.start_periodic_measurement()
    assert not device.get_data_ready_status()
    time.sleep(5.0)
    assert device.get_data_ready_status()
    co2, temperature, humidity = device.read_measurement()
    return {"co2_ppm": co2.value, "temperature_c": temperature.value, "humidity_pct": humidity.value}


def sen5x(bench: Bench) -> Mapping[str, float]:
    device = Sen5xI2cDevice(connection(bench.wires), bench.address)
    assert device.get_product_name() == "SEN55"
    device.start_measurement()
    time.sleep(12.0)
    assert device.read_data_ready()
    values = device.read_measured_values()
    return {
        "pm1_0_ugm3": values.mass_concentration_1p0.physical,
        "pm2_5_ugm3": values.mass_concentration_2p5.physical,
        "pm4_0_ugm3": values.mass_concentration_4p0.physical,
        "pm10_ugm3": values.mass_concentration_10p0.physical,
        "humidity_pct": values.ambient_humidity.percent_rh,
        "temperature_c": values.ambient_temperature.degrees_celsius,
        "voc_index": values.voc_index.scaled,
        "nox_index": values.nox_index.scaled,
    }


def sen66(bench: Bench) -> Mapping[str, float]:
    device = Sen66Device(channel(bench.wires, bench.address))
    assert device.get_product_name() == "SEN66"
    device.start_continuous_measurement()
    time.sleep(12.0)
    *found, co2_ppm = device.read_measured_values()
    names = [name for name in CASES["sen66"].truth if name != "co2_ppm"]
    return {name: signal.value for name, signal in zip(names, found, strict=True)} | {"co2_ppm": co2_ppm}


def sgp41(bench: Bench) -> Mapping[str, float]:
    voc, nox = Sgp41I2cDevice(connection(bench.wires), bench.address).measure_raw(50.0, 25.0)
    return {"voc_ticks": voc.ticks, "nox_ticks": nox.ticks}


JUDGES: Mapping[str, Judge] = {"sht4x": sht4x, "scd4x": scd4x, "sen5x": sen5x, "sen66": sen66, "sgp41": sgp41}


@pytest.mark.parametrize("chip", JUDGES)
@virtual_time
async def test_the_makers_driver_and_ours_both_read_what_is_set(chip: str) -> None:
    case = CASES[chip]
    bench = case.bench()
    await asyncio.sleep(1.2)
    case.require_true(JUDGES[chip](bench))
    bench.chip.power_cycle()
    await bench.measuring()
    case.require_true_sample(await bench.sensor.read())


@virtual_time
async def test_a_damaged_check_byte_is_refused_by_the_makers_driver() -> None:
    bench = CASES["sht4x"].bench()
    await asyncio.sleep(0.1)
    bench.chip.faults.bad_checks = 1
    with pytest.raises(I2cChecksumError):
        sht4x(bench)


@virtual_time
async def test_a_second_reading_without_a_new_measurement_is_not_acknowledged() -> None:
    bench = CASES["scd4x"].bench()
    await asyncio.sleep(1.0)
    scd4x(bench)
    with pytest.raises(I2cNackError):
        Scd4xDevice(channel(bench.wires, bench.address)).read_measurement()


@virtual_time
async def test_settings_that_the_makers_driver_writes_are_those_it_reads() -> None:
    bench = CASES["scd4x"].bench()
    await asyncio.sleep(1.0)
    device = Scd4xDevice(channel(bench.wires, bench.address))
    device.set_automatic_self_calibration_enabled(0)
    device.set_temperature_offset(5.4)
    device.set_ambient_pressure(98_700)
    assert device.get_automatic_self_calibration_enabled() == 0
    assert device.get_temperature_offset().value == pytest.approx(5.4, abs=0.002)
    assert device.get_ambient_pressure().value == 98_700
    device.persist_settings()
    assert bench.chip.eeprom_writes == 1


@virtual_time
async def test_self_calibration_that_our_driver_switched_off_is_off_for_the_makers() -> None:
    bench = CASES["scd4x"].bench()
    await bench.sensor.start()
    device = Scd4xDevice(channel(bench.wires, bench.address))
    device.stop_periodic_measurement()
    assert device.get_automatic_self_calibration_enabled() == 0
