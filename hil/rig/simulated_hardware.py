"""The hardware of the simulated car: opened by the same calls as a Raspberry Pi's, with other things behind them.

daemon -> gpiozero -> Pins -> CarTask -> car.advance
daemon <- smbus2-like buses, python-can's virtual bus, a pseudo-terminal <- truth of the car
"""

import asyncio
import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import can
import serial
from can.interfaces.virtual import VirtualBus
from gpiozero.pins.mock import MockFactory, MockPWMPin

from controller.interface.commands import Commands
from controller.settings import BoxKind, Fitted, ThermoelectricSettings
from drivers.outputs.wirings import SERVO_HZ
from drivers.ports import FrameSource, RawI2c
from firmware.config import Config, OutputConfig, Wiring
from hil.rig.load_faults import LoadFaults

CAR_STEP_S = 0.25
"""Half of the daemon's tick, so that no order is missed (the fastest node of the car takes 15 s)."""

_RELAY_CLOSES_AT = 0.5


class Car(Protocol):
    """The simulated car as its task moves it."""

    def advance(self, commands: Commands, dt_s: float) -> None:
        """Obey `commands` for `dt_s` seconds."""


class Pins:
    """The wires of the output pins: the level of each pin that is driven, 0 to 1."""

    def __init__(self) -> None:
        self._levels: dict[int, float] = {}
        self.clashes = 0
        """How often relays of one output were found closed together that no step closes."""
        self._pulsed: dict[int, float] = {}
        """The last level above 0 of each pin: a servo rests where its last pulses have moved it."""

    def set(self, number: int, level: float | None) -> None:
        """Drive pin `number` (BCM) to `level`, the mean over a pulse; None is not driven."""
        if level is None:
            self._levels.pop(number, None)
        else:
            self._levels[number] = level
            if level > 0.0:
                self._pulsed[number] = level

    def undrive_all(self) -> None:
        """Drive nothing any more: the process is gone, or the board has no power."""
        self._levels.clear()

    def duty_pct(self, output: OutputConfig) -> float:
        """Return the duty of the load. One that is not driven is off: the wiring pulls each input to its off side."""
        if output.kind is Wiring.STEPS:
            closed = {pin for pin in output.pins if self._share(pin, output) > 0.0}
            steps = zip(output.steps, output.shares_pct, strict=True)
            found = [share_pct for step, share_pct in steps if set(step.pins) == closed]
            self.clashes += bool(closed) and not found
            return found[0] if found else 0.0
        pin = output.pin or 0
        if output.kind is Wiring.SERVO:
            return self._opened_pct(pin, output)
        pulses_pct = 100.0 * self._share(pin, output)
        if not output.map or pulses_pct == 0.0:
            return pulses_pct
        return _mapped(
            pulses_pct, [(each.duty_pct, share) for each, share in zip(output.map, output.shares_pct, strict=True)]
        )

    def _share(self, pin: int, output: OutputConfig) -> float:
        """Return how far a pin is on, 0 to 1."""
        level = self._levels.get(pin)
        if level is None:
            return 0.0
        return level if output.active_high else 1.0 - level

    def _opened_pct(self, pin: int, output: OutputConfig) -> float:
        """Return how far a servo has opened its damper: shut until it gets its first pulses."""
        shut_us, open_us = output.closed_us or 0.0, output.open_us or 0.0
        width_us = 1e6 / SERVO_HZ * self._pulsed.get(pin, shut_us * SERVO_HZ / 1e6)
        return 100.0 * min(max((width_us - shut_us) / (open_us - shut_us), 0.0), 1.0)


def _mapped(value: float, points: Iterable[tuple[float, float]]) -> float:
    """Read a map the other way round: the load's share for a duty of the pulses."""
    known = sorted(points)
    for (low, at_low), (high, at_high) in pairwise(known):
        if value <= high:
            return at_low + (at_high - at_low) * max(value - low, 0.0) / (high - low)
    return known[-1][1]


class _ReportingPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin that tells its level each time that it changes, and keeps no history."""

    tell: Callable[[int, float | None], None]
    faults: "PinFaults"
    _state: float

    def _set_function(self, value: str) -> None:
        if value == "output":
            self.faults.opens()
        super()._set_function(value)
        self._tell()

    def _set_state(self, value: float) -> None:
        self.faults.writes(self._number)
        super()._set_state(value)

    def _change_state(self, value: float) -> bool:
        changed: bool = self._state != value
        self._state = value
        if changed:
            self._tell()
        return changed

    def _tell(self) -> None:
        driven = self._function == "output"
        self.tell(self._number, float(self._state) if driven else None)


@dataclass(slots=True)
class PinFaults:
    """A chip that is `missing`, and pins (BCM numbers) that are `stuck`: each write to them fails, and is counted."""

    missing: bool = False
    stuck: set[int] = field(default_factory=set)
    failed_writes: int = 0

    def opens(self) -> None:
        """Let a pin become an output; raises OSError."""
        if self.missing:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def writes(self, number: int) -> None:
        """Write a level; raises OSError."""
        if number in self.stuck:
            self.failed_writes += 1
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def pin_factory(tell: Callable[[int, float | None], None], faults: PinFaults) -> MockFactory:
    """Return a gpiozero pin factory whose pins tell (BCM number, level or None) to `tell` on each change."""
    return MockFactory(pin_class=type("ToldPin", (_ReportingPin,), {"tell": staticmethod(tell), "faults": faults}))


@dataclass(slots=True)
class CanFaults:
    """An interface that answers `errno` to whoever opens or reads it, while that is set."""

    errno: int | None = None

    def check(self) -> None:
        """Raise OSError while there is a fault, as SocketCAN does."""
        if self.errno is not None:
            raise OSError(self.errno, os.strerror(self.errno))


class _ReceivingBus(VirtualBus):
    """Fails as the interface does."""

    def __init__(self, faults: CanFaults, channel: str, **options: Any) -> None:
        faults.check()
        super().__init__(channel, **options)
        self._faults = faults

    def _recv_internal(self, timeout: float | None) -> tuple[can.Message | None, bool]:
        self._faults.check()
        return super()._recv_internal(timeout)


class _SendingBus(VirtualBus):
    """Forgets what it receives, which nobody reads."""

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        """Send as any bus of python-can."""
        super().send(msg, timeout)
        while self.recv(0):
            pass


class SimulatedHardware:
    """Implements firmware.wiring.hardware.Hardware.

    `buses` opens what is behind each /dev/i2c-N; `tell_pin` hears (BCM number, level or None) of each pin that changes;
    `sysfs` is a folder that looks like the kernel's /sys, by default one that holds nothing; `ports` tells where serial
    ports really are whose names are not their paths.
    """

    def __init__(
        self,
        buses: Mapping[int, Callable[[], RawI2c]],
        tell_pin: Callable[[int, float | None], None],
        sysfs: Path = Path(os.devnull),
        ports: Mapping[str, str] = MappingProxyType({}),
        can_faults: CanFaults | None = None,
    ) -> None:
        self._buses, self._tell_pin, self.sysfs, self._ports = buses, tell_pin, sysfs, ports
        self._can_faults = can_faults or CanFaults()
        self.pin_faults = PinFaults()
        """To be replaced by those of a car, which outlive each opening of its hardware."""

    def open_i2c(self, bus: int) -> RawI2c:
        """Open the simulated bus `bus`."""
        if bus not in self._buses:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), f"/dev/i2c-{bus}")
        return self._buses[bus]()

    def open_can(
        self,
        interface: str,  # noqa: ARG002  # whatever is configured, the rig has only its own bus
        channel: str,
        *,
        bitrate: int,
        fd: bool,
        filters: Sequence[can.typechecking.CanFilter],
    ) -> can.BusABC | FrameSource:
        """Open python-can's bus within this process."""
        return _ReceivingBus(self._can_faults, channel, can_filters=filters, bitrate=bitrate, fd=fd)

    def open_can_to_send(self, interface: str, channel: str) -> can.BusABC:  # noqa: ARG002  # as above
        """Open the same bus once more."""
        return _SendingBus(channel)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        """Open the pseudo-terminal at `port`."""
        return serial.Serial(self._ports.get(port, port), baud, timeout=0, write_timeout=0, exclusive=True)

    def pin_factory(self) -> Any:
        """Return a factory of its own each time, as after a restart: no pin is open."""
        return pin_factory(self._tell_pin, self.pin_faults)


def applied(pins: Pins, config: Config, faults: LoadFaults | None = None, *, now_s: float = 0.0) -> Commands:
    """Read the output pins, as `config` wires them, as orders to the appliances, which may have `faults`."""
    duties_pct = {output.name: pins.duty_pct(output) for output in config.outputs}
    if faults is not None:
        duties_pct = faults.done(duties_pct, now_s=now_s)
    is_on, speed_pct = _compressor(config.settings.fitted, duties_pct)
    if config.fridge.kind is BoxKind.THERMOELECTRIC:
        is_on, speed_pct = _module(config.settings.fridge.thermoelectric, duties_pct.get("thermoelectric", 0.0))
    return Commands(
        compressor_on=is_on,
        compartment_fan_pct=tuple(duties_pct.get(f"fan.{each.name}", 0.0) for each in config.fridge.compartments),
        heater_pct=duties_pct.get("heater", 0.0),
        cooler_pct=duties_pct.get("cooler", 0.0),
        blower_pct=duties_pct.get("blower", 0.0),
        compressor_speed_pct=speed_pct,
        hot_side_fan_pct=duties_pct.get("hot_side_fan", 0.0),
        windscreen_pct=duties_pct.get("windscreen", 0.0),
        recirculation_pct=duties_pct.get("recirculation", 0.0),
        purifier_pct=duties_pct.get("purifier", 0.0),
        auxiliary_pct=tuple(duties_pct[name] for name in config.settings.fitted.auxiliaries),
    )


def _compressor(fitted: Fitted, duties_pct: Mapping[str, float]) -> tuple[bool, float]:
    """Tell whether a compressor runs, and how far between its lowest and highest speed."""
    duty_pct, times = duties_pct.get("compressor", 0.0), fitted.times("compressor")
    if times.least_pct > 0.0:
        return duty_pct > 0.0, _between(duty_pct, times.least_pct)
    speed_pct, least_pct = duties_pct.get("compressor_speed", 0.0), fitted.times("compressor_speed").least_pct
    return duty_pct >= 100.0 * _RELAY_CLOSES_AT, _between(speed_pct, least_pct)


def _between(duty_pct: float, least_pct: float) -> float:
    """Return how far a duty is between the least, 0, and full, 100."""
    return 100.0 * max(duty_pct - least_pct, 0.0) / max(100.0 - least_pct, 1.0)


def _module(settings: ThermoelectricSettings, duty_pct: float) -> tuple[bool, float]:
    """Tell whether a module is driven by a duty, and how far between its lowest drive and full."""
    return duty_pct > 0.0, _between(duty_pct, settings.least_drive_pct)


class CarTask:
    """Moves the car by what the pins order, at the pace of the running loop."""

    def __init__(self, car: Car, pins: Pins, config: Config, faults: LoadFaults | None = None) -> None:
        self._car, self._pins, self._config, self._faults = car, pins, config, faults

    @property
    def applied(self) -> Commands:
        """The orders to the appliances now."""
        return applied(self._pins, self._config)

    def _done(self, now_s: float) -> Commands:
        """Return what the appliances do of these."""
        return applied(self._pins, self._config, self._faults, now_s=now_s)

    async def run(self) -> None:
        """Move it for ever."""
        loop = asyncio.get_running_loop()
        reached_s = loop.time()
        while True:
            await asyncio.sleep(CAR_STEP_S)
            now_s = loop.time()
            self._car.advance(self._done(now_s), now_s - reached_s)
            reached_s = now_s
