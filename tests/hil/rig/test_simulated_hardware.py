import asyncio

import can
import gpiozero
import pytest
from smbus2 import i2c_msg

from controller import Commands
from firmware.config.file import parse
from hil.rig.simulated_hardware import CarTask, Pins, SimulatedHardware, applied
from hil.rig.virtual_time import run

CONFIG = parse(
    """
    [[outputs]]
    name = "compressor"
    pin = 17
    kind = "relay"

    [[outputs]]
    name = "fan.medicine"
    pin = 13
    kind = "pwm"

    [[outputs]]
    name = "heater"
    pin = 18
    kind = "pwm"
    active_high = false
    """,
    source="test",
)


class OneByteBus:
    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        messages[-1].buf[0] = b"\x75"

    def close(self) -> None:
        pass


class Car:
    def __init__(self) -> None:
        self.done: list[tuple[Commands, float]] = []

    def advance(self, commands: Commands, dt_s: float) -> None:
        self.done.append((commands, dt_s))


def test_an_undriven_output_is_off_whichever_way_it_is_wired() -> None:
    assert applied(Pins(), CONFIG) == Commands(compartment_fan_pct=(0.0, 0.0))


def test_levels_become_commands_by_the_wiring_of_the_configuration() -> None:
    pins = Pins()
    for number, level in ((17, 1.0), (13, 0.4), (18, 0.25)):
        pins.set(number, level)
    assert applied(pins, CONFIG) == Commands(compressor_on=True, compartment_fan_pct=(0.0, 40.0), heater_pct=75.0)


def test_a_process_that_is_gone_drives_nothing() -> None:
    pins = Pins()
    pins.set(17, 1.0)
    pins.undrive_all()
    assert not applied(pins, CONFIG).compressor_on


def test_gpiozero_devices_show_on_the_wires_until_they_are_closed() -> None:
    pins = Pins()
    factory = SimulatedHardware({}, pins.set).pin_factory()
    compressor = gpiozero.DigitalOutputDevice(17, pin_factory=factory)
    fan = gpiozero.PWMOutputDevice(13, pin_factory=factory)
    heater = gpiozero.PWMOutputDevice(18, active_high=False, pin_factory=factory)
    assert applied(pins, CONFIG) == Commands(compartment_fan_pct=(0.0, 0.0))
    compressor.on()
    fan.value = 0.4
    heater.value = 0.75
    assert applied(pins, CONFIG) == Commands(compressor_on=True, compartment_fan_pct=(0.0, 40.0), heater_pct=75.0)
    for device in (compressor, fan, heater):
        device.close()
    assert applied(pins, CONFIG) == Commands(compartment_fan_pct=(0.0, 0.0))


def test_each_pin_factory_begins_with_no_pin_open() -> None:
    pins = Pins()
    hardware = SimulatedHardware({}, pins.set)
    devices = [gpiozero.DigitalOutputDevice(17, pin_factory=hardware.pin_factory()) for _ in range(2)]
    for device in devices:
        device.close()


def test_pins_fail_as_they_are_told_to_whoever_opens_them() -> None:
    pins = Pins()
    hardware = SimulatedHardware({}, pins.set)
    faults = hardware.pin_faults
    faults.missing = True
    with pytest.raises(OSError, match="No such device"):
        gpiozero.DigitalOutputDevice(18, pin_factory=hardware.pin_factory())
    faults.missing = False
    compressor, fan = (gpiozero.PWMOutputDevice(pin, pin_factory=hardware.pin_factory()) for pin in (17, 13))
    faults.stuck.add(13)
    compressor.on()
    with pytest.raises(OSError, match="Input/output error"):
        fan.on()
    assert (pins.duty_pct(CONFIG.outputs[0]), pins.duty_pct(CONFIG.outputs[1])) == (100.0, 0.0)
    assert faults.failed_writes == 1
    faults.stuck.clear()
    for device in (compressor, fan):
        device.close()


def test_an_i2c_bus_that_is_not_there_is_a_missing_file() -> None:
    hardware = SimulatedHardware({1: OneByteBus}, Pins().set)
    message = i2c_msg.read(0x48, 1)
    hardware.open_i2c(1).i2c_rdwr(message)
    assert bytes(message) == b"\x75"
    with pytest.raises(FileNotFoundError, match="/dev/i2c-7"):
        hardware.open_i2c(7)


def test_can_frames_that_pass_the_filters_arrive() -> None:
    filters = [can.typechecking.CanFilter(can_id=0x100, can_mask=0x7FF, extended=False)]
    hardware = SimulatedHardware({}, Pins().set)
    receiver = hardware.open_can("socketcan", "test_hardware", bitrate=500_000, fd=False, filters=filters)
    assert isinstance(receiver, can.BusABC)
    with can.Bus("test_hardware", "virtual") as sender, receiver:
        for arbitration_id in (0x0FF, 0x100):
            sender.send(can.Message(arbitration_id=arbitration_id, data=b"\x01", is_extended_id=False))
        message = receiver.recv(timeout=1.0)
        assert message is not None
        assert message.arbitration_id == 0x100
        assert receiver.recv(timeout=0.0) is None


def test_the_car_moves_as_far_as_time_does() -> None:
    car, pins = Car(), Pins()

    async def main() -> None:
        task = asyncio.create_task(CarTask(car, pins, CONFIG).run())
        await asyncio.sleep(1.1)
        pins.set(17, 1.0)
        await asyncio.sleep(8.9)
        task.cancel()

    run(main(), speed=None)
    assert sum(dt_s for _, dt_s in car.done) == pytest.approx(10.0, abs=0.25)
    assert [commands.compressor_on for commands, _ in car.done] == [False] * 4 + [True] * (len(car.done) - 4)
