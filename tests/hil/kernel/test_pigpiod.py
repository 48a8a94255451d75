"""The simulated pigpio daemon, judged by gpiozero's own client of the real one."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from gpiozero import DigitalOutputDevice, PWMOutputDevice
from gpiozero.pins.pigpio import PiGPIOFactory

from firmware.config import OutputConfig
from hil.kernel import pigpio_codec
from hil.kernel.pigpiod import Pigpiod
from hil.rig.simulated_hardware import Pins

RELAY = OutputConfig(name="compressor", pin=17, kind="relay")
FAN = OutputConfig(name="fan", pin=12, kind="pwm")


def with_client(pins: Pins, work: Callable[[PiGPIOFactory], None]) -> None:
    """Run `work` in a thread, as a client in a process of its own would."""

    def client(port: int) -> None:
        factory = PiGPIOFactory(host="127.0.0.1", port=port)
        try:
            work(factory)
        finally:
            factory.close()

    async def main() -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        daemon = Pigpiod(pins)
        serving = asyncio.create_task(daemon.run(port=port))
        await daemon.listens.wait()
        await asyncio.to_thread(client, port)
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    asyncio.run(main())


def test_a_relay_and_a_duty_reach_the_car() -> None:
    pins = Pins()

    def work(factory: PiGPIOFactory) -> None:
        relay = DigitalOutputDevice(17, pin_factory=factory)
        fan = PWMOutputDevice(12, pin_factory=factory, frequency=100)
        assert (pins.duty_pct(RELAY), pins.duty_pct(FAN)) == (0.0, 0.0)
        relay.on()
        fan.value = 0.25
        assert (pins.duty_pct(RELAY), pins.duty_pct(FAN)) == (100.0, 25.0)
        assert (relay.value, fan.value, fan.frequency) == (1, 0.25, 100)

    with_client(pins, work)


def test_a_released_pin_is_off() -> None:
    pins = Pins()

    def work(factory: PiGPIOFactory) -> None:
        relay = DigitalOutputDevice(17, pin_factory=factory)
        relay.on()
        relay.close()
        assert pins.duty_pct(RELAY) == 0.0

    with_client(pins, work)


def test_unknown_commands_and_pins_are_refused() -> None:
    daemon = Pigpiod(Pins())
    assert daemon.answer(pigpio_codec.Request(250, 0, 0, 0)) == pigpio_codec.UNKNOWN_COMMAND
    assert daemon.answer(pigpio_codec.Request(pigpio_codec.Command.WRITE, 99, 1, 0)) == pigpio_codec.BAD_GPIO
    assert pigpio_codec.answer(pigpio_codec.Request(4, 99, 1, 0), pigpio_codec.BAD_GPIO) == struct.pack(
        "<IIIi", 4, 99, 1, -3
    )
