"""The hardware of a Raspberry Pi, and the users of its pins and serial port: outputs, bus recovery, console."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import can
import gpiozero
import serial

from drivers.can.socket_source import open_multicast, open_socketcan
from drivers.gpio.gpio_chip import open_pins
from drivers.i2c.i2c_device import open_i2c
from drivers.i2c.i2c_recovery import NineClocks, mux_reset, rail_switch
from drivers.i2c.pinctrl import PinctrlLines, run_pinctrl
from drivers.outputs.output_bank import OutputBank, OutputSpec
from drivers.outputs.output_spec import MapPoint, ServoStops, Step
from drivers.ports import FrameSource, Outputs, RawI2c, RecoveryAction
from drivers.uart.serial_line import SerialLine
from firmware.config import Config, ConsoleConfig, I2cConfig, OutputConfig
from firmware.runtime.clock import Clock
from firmware.wiring.hardware import Hardware

NEXT_TO_NOTHING: can.typechecking.CanFilter = {"can_id": 0x1FFF_FFFF, "can_mask": 0x1FFF_FFFF, "extended": True}
"""Passes only frames that yield to all others; a filter for nothing at all cannot be told to python-can."""


class RealHardware:
    """The hardware of a Raspberry Pi, opened through the libraries' own means."""

    sysfs = Path("/sys")

    def open_i2c(self, bus: int) -> RawI2c:
        """Open /dev/i2c-`bus`."""
        return open_i2c(bus)

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC | FrameSource:
        """Open SocketCAN, which the system brings up, UDP, or a bus that python-can brings up itself (slcan, ...)."""
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
        """Open a bus that the system has brought up without `listen-only on`; else nothing leaves."""
        return can.Bus(channel, interface, can_filters=[NEXT_TO_NOTHING], ignore_config=True)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """Open a serial port for this process alone."""
        return serial.Serial(port, baud, timeout=0, write_timeout=0, exclusive=True)

    def pin_factory(self) -> Any:
        """Return None: each opens the board's pins for itself."""
        return None


def outputs(config: Config, hardware: Hardware, clock: Clock) -> Outputs:
    """Open all configured outputs, and start their monitor; raises NotFitted."""
    specs = tuple(_spec(output) for output in config.outputs)
    bank = OutputBank(specs, hold_s=config.output_hold_s, now_s=clock.monotonic_s, pin_factory=hardware.pin_factory())
    bank.start_monitor()
    return bank


def _spec(output: OutputConfig) -> OutputSpec:
    """Describe an output to its driver: what its load does as shares of full."""
    shares = output.shares_pct
    gap_s = output.gap_s if output.gap_s is not None else _GAP_S.get(output.name, USUAL_GAP_S)
    return OutputSpec(
        name=output.name,
        pin=output.pin,
        kind=output.kind.value,
        active_high=output.active_high,
        frequency_hz=output.frequency_hz,
        moves_air=output.moves_air,
        curve=tuple(MapPoint(*each) for each in zip(shares, (one.duty_pct for one in output.map), strict=False)),
        steps=tuple(Step(*each) for each in zip(shares, (one.pins for one in output.steps), strict=False)),
        gap_s=gap_s,
        stops=ServoStops(closed_us=output.closed_us or 0.0, open_us=output.open_us or 0.0, travel_s=output.travel_s),
    )


USUAL_GAP_S = 0.1
"""Between two steps. Engineering choice: ten times what the contacts of a relay take to open."""

_GAP_S = {"compressor": 0.0}
"""Without its resistor it would stop, and not start for a minute."""


def recovery_actions(bus: I2cConfig, hardware: Hardware) -> tuple[RecoveryAction, ...]:
    """Return the recovery actions that `bus` is wired for, the mildest first; none is opened yet."""
    wired: list[RecoveryAction] = []
    if bus.scl_pin is not None and bus.sda_pin is not None:
        wired.append(NineClocks(PinctrlLines(bus.scl_pin, bus.sda_pin, run_pinctrl)))
    if bus.reset_pin is not None:
        wired.append(mux_reset(partial(_active_low, bus.reset_pin, hardware)))
    if bus.rail_pin is not None:
        wired.append(rail_switch(partial(_active_low, bus.rail_pin, hardware)))
    return tuple(wired)


def console_line(config: ConsoleConfig, hardware: Hardware) -> SerialLine:
    """Make the technician's line; it is opened when it is first used."""
    return SerialLine(config.port, lambda: hardware.open_serial(config.port, config.baud))


def _active_low(pin: int, hardware: Hardware) -> Any:
    """Make an output that is high at first."""
    factory = hardware.pin_factory()
    return gpiozero.DigitalOutputDevice(pin, active_high=False, pin_factory=open_pins() if factory is None else factory)
