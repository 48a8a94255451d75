"""A simulated pigpio daemon: gpiozero's PiGPIOFactory drives the simulated car's pins through it.

As with the real one, a pin keeps its level when the client that set it is gone: only somebody else can release it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from hil.kernel import pigpio_codec
from hil.kernel.pigpio_codec import Command, Request
from hil.rig.simulated_hardware import Pins

PORT = 8888
_MAX_EXTENSION = 4_096
_VERSION = 79
_RANGE, _FREQUENCY_HZ = 255, 800  # as pigpio has them at first


@dataclass(slots=True, kw_only=True)
class _Pin:
    mode: int = pigpio_codec.INPUT
    level: bool = False
    duty: int | None = None
    """Of `range`, while the pin is pulse-width modulated."""
    range: int = _RANGE
    frequency_hz: int = _FREQUENCY_HZ


class Pigpiod:
    """Simulated pigpio daemon whose levels go to `pins`; `listens` is set when clients may come."""

    def __init__(self, pins: Pins) -> None:
        self.listens = asyncio.Event()
        self._out = pins
        self._pins = [_Pin() for _ in range(pigpio_codec.PINS)]
        self._listeners: dict[int, asyncio.StreamWriter] = {}
        self._sequence = 0

    @property
    def environment(self) -> Mapping[str, str]:
        """Of a client."""
        return {"GPIOZERO_PIN_FACTORY": "pigpio", "PIGPIO_ADDR": "127.0.0.1", "PIGPIO_PORT": str(PORT)}

    async def run(self, *, port: int = PORT) -> None:
        """Serve 127.0.0.1:`port` for ever."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.listens.set()
        async with server:
            await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # Python 3.11 reports a connection that ends with its server as a failure.
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while True:
                    request = pigpio_codec.parse(await reader.readexactly(pigpio_codec.REQUEST.size))
                    if request.command != Command.NOIB:
                        await reader.readexactly(min(request.extension, _MAX_EXTENSION))
                    writer.write(pigpio_codec.answer(request, self.answer(request, writer)))
                    await writer.drain()
        finally:
            self._listeners = {handle: each for handle, each in self._listeners.items() if each is not writer}
            writer.close()

    def answer(self, request: Request, writer: asyncio.StreamWriter | None = None) -> int:
        """Return the result of one request."""
        if request.command == Command.NOIB and writer is not None:
            handle = len(self._listeners)
            self._listeners[handle] = writer
            return handle
        if request.command in _OF_THE_BOARD:
            return _OF_THE_BOARD[Command(request.command)](self)
        if request.command not in _OF_A_PIN:
            return pigpio_codec.UNKNOWN_COMMAND
        if not 0 <= request.p1 < pigpio_codec.PINS:
            return pigpio_codec.BAD_GPIO
        before = self._levels()
        result = _OF_A_PIN[Command(request.command)](self._pins[request.p1], request.p2)
        self._tell(request.p1, before)
        return result

    def _levels(self) -> int:
        return sum(1 << number for number, pin in enumerate(self._pins) if pin.level)

    def _tell(self, number: int, before: int) -> None:
        """Tell the car the mean level of a driven pin, and listeners each change of a level."""
        pin = self._pins[number]
        ratio = float(pin.level) if pin.duty is None else pin.duty / pin.range
        self._out.set(number, ratio if pin.mode == pigpio_codec.OUTPUT else None)
        levels = self._levels()
        if levels != before:
            self._sequence += 1
            for listener in self._listeners.values():
                listener.write(pigpio_codec.report(self._sequence, _tick_us(self), levels))


def _tick_us(_daemon: Pigpiod) -> int:
    return int(monotonic() * 1e6) & 0xFFFFFFFF


def _set_mode(pin: _Pin, mode: int) -> int:
    pin.mode = mode
    if mode == pigpio_codec.INPUT:
        pin.level, pin.duty = False, None
    return 0


def _write(pin: _Pin, level: int) -> int:
    pin.mode, pin.level, pin.duty = pigpio_codec.OUTPUT, bool(level), None
    return 0


def _modulate(pin: _Pin, duty: int) -> int:
    pin.mode, pin.duty = pigpio_codec.OUTPUT, min(duty, pin.range)
    return 0


def _set_range(pin: _Pin, full: int) -> int:
    pin.range = full
    return full


def _set_frequency(pin: _Pin, frequency_hz: int) -> int:
    pin.frequency_hz = frequency_hz
    return frequency_hz


_OF_THE_BOARD: Mapping[Command, Callable[[Pigpiod], int]] = {
    Command.BR1: Pigpiod._levels,  # noqa: SLF001  # the table belongs to the class
    Command.TICK: _tick_us,
    Command.HWVER: lambda _: pigpio_codec.REVISION,
    Command.NB: lambda _: 0,
    Command.NC: lambda _: 0,
    Command.PIGPV: lambda _: _VERSION,
}

_OF_A_PIN: Mapping[Command, Callable[[_Pin, int], int]] = {
    Command.MODES: _set_mode,
    Command.MODEG: lambda pin, _: pin.mode,
    Command.PUD: lambda _pin, _pull: 0,
    Command.READ: lambda pin, _: int(pin.level),
    Command.WRITE: _write,
    Command.PWM: _modulate,
    Command.PRS: _set_range,
    Command.PFS: _set_frequency,
    Command.PRG: lambda pin, _: pin.range,
    Command.PFG: lambda pin, _: pin.frequency_hz,
    Command.GDC: lambda pin, _: pigpio_codec.NOT_PWM_GPIO if pin.duty is None else pin.duty,
    Command.FG: lambda _pin, _us: 0,
}
