"""The wires between the process that holds the car and the process that runs the daemon.

Two socket pairs that keep message boundaries: one carries I2C transfers and their answers, the other everything that
just happens (pin levels and reports from the daemon, CAN frames to it). A process that dies closes its ends: its pins
are then not driven, and a daemon whose car is gone ends.
"""

import asyncio
import contextlib
import ctypes
import errno
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping

import can
from smbus2 import i2c_msg

from drivers.ports import RawI2c
from hil.rig.simulated_hardware import Pins

_TRANSFER = struct.Struct("=HHH")  # address, flags, length: struct i2c_msg of <linux/i2c.h>
_RESULT = struct.Struct("=i")  # errno, 0 is success; then all bytes read
_PIN = struct.Struct("=Bd")  # BCM number, level; a negative level is not driven
_FRAME = struct.Struct("=IB3x8s")  # struct can_frame of <linux/can.h>
_PIN_KIND, _REPORT_KIND = b"P", b"R"
_NOT_DRIVEN = -1.0
_READ = 0x0001  # I2C_M_RD
_EXTENDED = 0x8000_0000  # CAN_EFF_FLAG
_MAX_MESSAGE = 65_536


class CarEnd:
    """The end that holds the car. It serves one daemon at a time, on the running loop."""

    def __init__(
        self, buses: Mapping[int, RawI2c], pins: Pins, on_report: Callable[[bytes], None] = lambda _report: None
    ) -> None:
        self._buses, self._pins, self._on_report = buses, pins, on_report
        self._i2c: socket.socket | None = None
        self._events: socket.socket | None = None
        self.frames_lost = 0

    def connect(self) -> tuple[socket.socket, socket.socket]:
        """Serve a new daemon; returns its two ends, to be passed on and closed here."""
        self.close()
        self._i2c, i2c = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._events, events = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        loop = asyncio.get_running_loop()
        for end, take in ((self._i2c, self._answer), (self._events, self._take)):
            end.setblocking(False)
            loop.add_reader(end, self._receive, end, take)
        return i2c, events

    def close(self) -> None:
        """Part from the daemon: nothing is driven any more."""
        for end in (self._i2c, self._events):
            if end is not None:
                asyncio.get_running_loop().remove_reader(end)
                end.close()
        self._i2c = self._events = None
        self._pins.undrive_all()

    def send(self, msg: can.Message) -> None:
        """Put a frame on the daemon's CAN bus. Like on a real bus, nobody waits for a listener that is too slow."""
        if self._events is None:
            return
        try:
            self._events.send(_FRAME.pack(*_fields(msg)))
        except OSError:
            self.frames_lost += 1

    def _receive(self, end: socket.socket, take: Callable[[bytes], None]) -> None:
        """Take one message; an end of the stream, in order or not, parts from the daemon."""
        try:
            message = end.recv(_MAX_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if message:
            take(message)
        else:
            self.close()

    def _answer(self, request: bytes) -> None:
        """Carry out one I2C transfer."""
        messages = list(_messages(request))
        try:
            self._buses[request[0]].i2c_rdwr(*messages)
            answer = _RESULT.pack(0) + b"".join(bytes(each) for each in messages if each.flags & _READ)
        except OSError as error:
            answer = _RESULT.pack(error.errno or errno.EIO)
        if self._i2c is not None:
            with contextlib.suppress(OSError):  # a daemon that dies while it asks
                self._i2c.send(answer)

    def _take(self, event: bytes) -> None:
        """Take a pin level or a report."""
        kind, content = event[:1], event[1:]
        if kind == _REPORT_KIND:
            self._on_report(content)
        else:
            number, level = _PIN.unpack(content)
            self._pins.set(number, None if level < 0.0 else level)


class DaemonEnd:
    """The end of the daemon's process."""

    def __init__(self, i2c: socket.socket, events: socket.socket) -> None:
        self._i2c, self._events = i2c, events
        self._one_at_a_time = threading.Lock()

    def bus(self, number: int) -> RawI2c:
        """Return the I2C bus `number` of the car; its transfers may be made in any thread."""
        return _LinkedBus(self, number)

    def tell_pin(self, number: int, level: float | None) -> None:
        """Tell that pin `number` has `level` from now on."""
        self._tell(_PIN_KIND + _PIN.pack(number, _NOT_DRIVEN if level is None else level))

    def report(self, content: bytes) -> None:
        """Say how the daemon does."""
        self._tell(_REPORT_KIND + content)

    async def frames_to(self, bus: can.BusABC) -> None:
        """Put the car's frames on `bus` until the car is gone."""
        loop = asyncio.get_running_loop()
        self._events.setblocking(False)
        while message := await loop.sock_recv(self._events, _MAX_MESSAGE):
            bus.send(_message(*_FRAME.unpack(message)))

    def transfer(self, request: bytes) -> bytes:
        """Have one I2C transfer carried out; returns the bytes read. Raises OSError."""
        with self._one_at_a_time:
            self._i2c.send(request)
            answer = self._i2c.recv(_MAX_MESSAGE)
        if not answer:
            raise OSError(errno.EIO, "the simulated car is gone")
        (number,) = _RESULT.unpack_from(answer)
        if number:
            raise OSError(number, os.strerror(number))
        return answer[_RESULT.size :]

    def _tell(self, event: bytes) -> None:
        with contextlib.suppress(OSError):  # a car that is gone has no wires to drive
            self._events.send(event)


class _LinkedBus:
    """Stands where smbus2.SMBus stands."""

    def __init__(self, link: DaemonEnd, number: int) -> None:
        self._link, self._number = link, number

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out `messages` as smbus2, and fill those that read."""
        request = bytes([self._number])
        for message in messages:
            request += _TRANSFER.pack(message.addr, message.flags, message.len)
            request += b"" if message.flags & _READ else bytes(message)
        read = self._link.transfer(request)
        for message in messages:
            if message.flags & _READ:
                ctypes.memmove(message.buf, read[: message.len], message.len)
                read = read[message.len :]

    def close(self) -> None:
        """Do nothing: the wires stay."""


def _messages(request: bytes) -> Iterator[i2c_msg]:
    """Yield the messages of a transfer, after the number of its bus."""
    position = 1
    while position < len(request):
        address, flags, length = _TRANSFER.unpack_from(request, position)
        position += _TRANSFER.size
        if flags & _READ:
            yield i2c_msg.read(address, length)
        else:
            yield i2c_msg.write(address, request[position : position + length])
            position += length


def _fields(frame: can.Message) -> tuple[int, int, bytes]:
    """Return a classic frame as struct can_frame has it."""
    return frame.arbitration_id | (_EXTENDED if frame.is_extended_id else 0), frame.dlc, bytes(frame.data)


def _message(identifier: int, length: int, data: bytes) -> can.Message:
    extended = bool(identifier & _EXTENDED)
    return can.Message(arbitration_id=identifier & ~_EXTENDED, is_extended_id=extended, data=data[:length])
