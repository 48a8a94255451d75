import asyncio
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import DriverError, NotFitted, Offline
from firmware.config import Config
from firmware.config.file import parse
from firmware.wiring.builtin_drivers import CHIPS
from firmware.wiring.driver_registry import registry
from firmware.wiring.driver_spec import KEYS
from firmware.wiring.sensor_places import Places
from hil.chips import SimTmp117
from hil.chips.ds18b20 import SimDs18b20
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_hardware import Pins, SimulatedHardware
from hil.rig.simulated_i2c import SimI2cBus
from hil.uart.pms5003 import Dust, SimPms5003
from hil.uart.pty_port import PtyPort
from tests.drivers.chips.chip_harness import clock, virtual_time
from tests.drivers.chips.uart_checks import sample_within, switch_on
from tests.drivers.fake_sysfs import add_i2c_client

NOWHERE = Path("/dev/null")


def thermometer(bus: str, address: int = 0x48) -> str:
    return (
        f'[[sensors]]\nname = "{bus}"\nchip = "tmp117"\ni2c = "{bus}"\naddress = {address}\ngives.temperature_c = "x"\n'
    )


def hardware(wires: SimI2cBus | None = None, sysfs: Path = NOWHERE) -> SimulatedHardware:
    return SimulatedHardware({1: lambda: wires or SimI2cBus({})}, Pins().set, sysfs)


def config_of(text: str) -> Config:
    return parse(f'[[i2c]]\nname = "main"\nbus = 1\n{text}', source="car.toml")


@pytest.mark.parametrize("chip", CHIPS)
def test_every_built_in_chip_tells_where_it_is_and_what_it_measures(chip: str) -> None:
    driver = registry().drivers[chip]
    assert driver.fields
    assert driver.place in KEYS
    assert all(isinstance(must, bool) for must in driver.options.values())


@virtual_time
async def test_chips_behind_channels_of_one_switch_share_it_and_are_told_apart() -> None:
    behind = {number: {0x48: SimTmp117(clock(), lambda air_c=4.0 + number: air_c)} for number in (0, 5)}  # type: ignore[misc]
    wires = SimI2cBus(Wires({0x49: SimTmp117(clock(), lambda: 22.0)}, 0x71, SimTca9548a(clock(), behind)))
    channels = "".join(
        f'[[i2c]]\nname = "{name}"\nmux = "main"\nmux_address = 0x71\nchannel = {number}\n'
        for name, number in (("a", 0), ("b", 5))
    )
    config = config_of(channels + thermometer("a") + thermometer("b") + thermometer("main", 0x49))
    places = Places(config, hardware(wires))
    sensors = [places.sensor(each) for each in config.sensors]
    await asyncio.gather(*(sensor.start() for sensor in sensors))
    await asyncio.sleep(0.2)
    samples = await asyncio.gather(*(sensor.read() for sensor in sensors))
    assert [sample.temperature_c for sample in samples] == [4.0, 9.0, 22.0]
    assert [places.i2c[name].counts_of(0x48).nacks for name in ("a", "b")] == [0, 0]


def test_a_bus_may_be_named_before_the_one_that_it_is_behind() -> None:
    text = '[[i2c]]\nname = "deep"\nmux = "a"\nmux_address = 0x72\nchannel = 1\n'
    text += '[[i2c]]\nname = "a"\nmux = "main"\nmux_address = 0x71\nchannel = 0\n'
    assert Places(config_of(text), hardware()).i2c.keys() == {"main", "a", "deep"}


@virtual_time
async def test_an_address_of_the_kernel_is_refused(tmp_path: Path) -> None:
    add_i2c_client(tmp_path, bus=1, address=0x48, driver="lm75")
    config = config_of(thermometer("main"))
    sensor = Places(config, hardware(sysfs=tmp_path)).sensor(config.sensors[0])
    with pytest.raises(NotFitted, match="i2c main 0x48: owned by the kernel driver lm75"):
        await sensor.start()


@virtual_time
async def test_a_thermometer_on_one_wire_measures_until_it_is_gone(tmp_path: Path) -> None:
    chip = SimDs18b20(tmp_path / "bus/w1/devices")
    chip.measure(4.25)
    config = config_of(
        '[[sensors]]\nname = "box"\nchip = "ds18b20"\none_wire = "28-0316a2797d5c"\ngives.temperature_c = "x"\n'
    )
    places = Places(config, hardware(sysfs=tmp_path))
    sensor = places.sensor(config.sensors[0])
    await sensor.start()
    assert (await sensor.read()).temperature_c == 4.25
    chip.unplug()
    with pytest.raises(Offline):
        await sensor.read()
    await places.close()


def uart(port: str) -> Config:
    return config_of(
        f'[[sensors]]\nname = "dust"\nchip = "pms5003"\nport = "{port}"\ngives.pm25_ugm3 = "x"\noptions.rest_s = 60\n'
    )


@virtual_time
async def test_a_device_on_a_serial_port_measures_and_rests_when_it_is_closed() -> None:
    device = SimPms5003(clock(), Dust)
    with PtyPort(device) as port:
        places, on = Places(uart(port.path), hardware()), switch_on(device)
        sensor: Any = places.sensor(uart(port.path).sensors[0])
        await sensor.start()
        assert (await sample_within(sensor, 60.0)).pm25_ugm3 == 18.0
        await places.close()
        on.cancel()


@virtual_time
async def test_a_serial_port_that_is_not_there_is_one_line() -> None:
    places = Places(uart("/dev/ttyNone"), hardware())
    with pytest.raises(NotFitted, match="/dev/ttyNone"):
        await places.sensor(uart("/dev/ttyNone").sensors[0]).start()
    await places.close()


def test_an_impossible_option_is_refused_when_the_sensor_is_made() -> None:
    config = config_of(thermometer("main").replace("tmp117", "ina226") + "options.shunt_ohm = -1\n")
    with pytest.raises(DriverError, match="shunt_ohm = -1 must be above 0"):
        Places(config, hardware()).sensor(config.sensors[0])
