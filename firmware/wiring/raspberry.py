"""The hardware of a Raspberry Pi, and what hangs on its pins and its serial port."""

from collections.abc import Sequence
from typing import Any

import can
import serial
import smbus2

from drivers.outputs import OutputBank, OutputSpec
from drivers.ports import Outputs, RawI2c
from drivers.serial_line import SerialLine
from firmware.clock import Clock
from firmware.config import Config, ConsoleConfig
from firmware.hardware import Hardware


class RealHardware:
    """The hardware of a Raspberry Pi, opened through the libraries' own means."""

    def open_i2c(self, bus: int) -> RawI2c:
        """/dev/i2c-`bus`."""
        raw: RawI2c = smbus2.SMBus(bus)
        return raw

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC:
        """A bus that was brought up by the system (SocketCAN), or that python-can brings up itself (slcan, ...)."""
        own: dict[str, Any] = {} if interface == "socketcan" else {"bitrate": bitrate, "listen_only": True}
        return can.Bus(channel, interface, can_filters=filters, fd=fd, ignore_config=True, **own)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """A serial port for this process alone."""
        return serial.Serial(port, baud, timeout=0, write_timeout=0, exclusive=True)

    def pin_factory(self) -> Any:
        """The choice of gpiozero itself: lgpio on a Raspberry Pi, or what GPIOZERO_PIN_FACTORY names."""
        return None


def outputs(config: Config, hardware: Hardware, clock: Clock) -> Outputs:
    """All configured outputs, opened and watched; raises NotFitted."""
    specs = tuple(OutputSpec(**output.model_dump()) for output in config.outputs)
    bank = OutputBank(specs, hold_s=config.output_hold_s, now_s=clock.monotonic_s, pin_factory=hardware.pin_factory())
    bank.start_watch()
    return bank


def console_line(config: ConsoleConfig, hardware: Hardware) -> SerialLine:
    """The technician's line; it is opened when it is first used."""
    return SerialLine(config.port, lambda: hardware.open_serial(config.port, config.baud))
