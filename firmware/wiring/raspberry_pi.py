"""The hardware of a Raspberry Pi, and what hangs on its pins and its serial port."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import can
import serial

from drivers.can.socket_source import open_multicast, open_socketcan
from drivers.i2c.i2c_device import open_i2c
from drivers.outputs.output_bank import OutputBank, OutputSpec
from drivers.ports import FrameSource, Outputs, RawI2c
from drivers.uart.serial_line import SerialLine
from firmware.config import Config, ConsoleConfig
from firmware.runtime.clock import Clock
from firmware.wiring.hardware import Hardware

NEXT_TO_NOTHING: can.typechecking.CanFilter = {"can_id": 0x1FFF_FFFF, "can_mask": 0x1FFF_FFFF, "extended": True}
"""Passes only frames that yield to all others; a filter for nothing at all cannot be told to python-can."""


class RealHardware:
    """The hardware of a Raspberry Pi, opened through the libraries' own means."""

    sysfs = Path("/sys")

    def open_i2c(self, bus: int) -> RawI2c:
        """/dev/i2c-`bus`."""
        return open_i2c(bus)

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC | FrameSource:
        """SocketCAN, which the system brings up, UDP, or a bus that python-can brings up itself (slcan, ...)."""
        if interface == "socketcan":
            return open_socketcan(channel, filters)
        if interface == "udp_multicast":
            return open_multicast(channel)
        # Of the serial line: a look for bytes must not wait.
        own: dict[str, Any] = {"timeout": 0.0} if interface == "slcan" else {}
        return can.Bus(
            channel, interface, can_filters=filters, bitrate=bitrate, fd=fd, listen_only=True, ignore_config=True, **own
        )

    def open_can_to_send(self, interface: str, channel: str) -> can.BusABC:
        """A bus that the system has brought up without `listen-only on`; else nothing leaves."""
        return can.Bus(channel, interface, can_filters=[NEXT_TO_NOTHING], ignore_config=True)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """A serial port for this process alone."""
        return serial.Serial(port, baud, timeout=0, write_timeout=0, exclusive=True)

    def pin_factory(self) -> Any:
        """None: each opens the board's pins for itself."""
        return None


def outputs(config: Config, hardware: Hardware, clock: Clock) -> Outputs:
    """All configured outputs, opened and watched; raises NotFitted."""
    specs = tuple(OutputSpec(**output.model_dump()) for output in config.outputs)
    bank = OutputBank(specs, hold_s=config.output_hold_s, now_s=clock.monotonic_s, pin_factory=hardware.pin_factory())
    bank.start_monitor()
    return bank


def console_line(config: ConsoleConfig, hardware: Hardware) -> SerialLine:
    """The technician's line; it is opened when it is first used."""
    return SerialLine(config.port, lambda: hardware.open_serial(config.port, config.baud))
