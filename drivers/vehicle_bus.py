"""A car's CAN bus, listened to through python-can. Nothing here can send: a bus is only ever read and shut down."""

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Protocol

import can
from can.interfaces.socketcan import SocketcanBus
from can.typechecking import CanFilter

from drivers.errors import BusTrouble, DriverError, NotFitted
from drivers.frame_counts import Decoded, FrameCounts, FrameId, PduCounts
from drivers.vehicle_codec import Decoder

POLL_S = 0.1
"""How often a bus without a file descriptor is looked at: several times a control tick (engineering choice)."""

BATCH_FRAMES = 500
"""Frames that are taken before other tasks get their turn: some 10 ms of work (engineering choice)."""

OnValue = Callable[[str, float | DriverError], None]
OpenBus = Callable[[Sequence[CanFilter]], can.BusABC]

EVERYTHING: CanFilter = {"can_id": 0, "can_mask": 0}


class _Source(Protocol):
    """All that is ever asked of a bus."""

    def recv(self, timeout: float | None) -> can.Message | None:
        """The next frame, or None when there is none."""

    def fileno(self) -> int:
        """What can be waited on."""


class Transport(Protocol):
    """Messages of several frames on a bus; it knows its own frames."""

    @property
    def filters(self) -> Sequence[CanFilter]:
        """Its ids, for the kernel."""

    @property
    def pdus(self) -> PduCounts:
        """What became of messages so far."""

    def decode(self, arbitration_id: int, is_extended: bool, data: bytes, *, now_s: float) -> Decoded | None:
        """What a frame tells, None when it is none of its own."""

    def give_up(self) -> None:
        """Nobody listens any longer."""


class VehicleBus:
    """One bus of a car. `counts` and `pdus` tell what was received since the start, over all (re)openings.

    `open_bus` is given the kernel filters: exactly the ids that the decoder and the transports want, or all in a
    `survey`, which also counts the frames of which nothing is wanted. `interface` names the CAN interface in errors.
    """

    def __init__(
        self,
        name: str,
        open_bus: OpenBus,
        decoder: Decoder,
        transports: Sequence[Transport] = (),
        *,
        survey: bool = False,
        interface: str = "",
    ) -> None:
        self._interface = interface or name
        self._open_bus, self._decoder, self._survey = open_bus, decoder, survey
        self._transports = tuple(transports)
        self._bus: can.BusABC | None = None
        self.counts = FrameCounts()

    @property
    def pdus(self) -> PduCounts:
        """What became of the messages of all transports."""
        return sum((transport.pdus for transport in self._transports), PduCounts())

    async def run(self, on_value: OnValue) -> None:
        """Listen for ever; each point's value, or why it has none, goes to `on_value`.

        Raises NotFitted when the interface cannot be opened, BusTrouble when it goes away; it can be run again then.
        """
        bus = self._bus = self._open()
        try:
            await self._listen(bus, on_value)
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the interface back; a closed bus can be run again."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.shutdown()
        for transport in self._transports:
            transport.give_up()

    def _open(self) -> can.BusABC:
        wanted = [*self._decoder.filters, *chain.from_iterable(each.filters for each in self._transports)]
        try:
            bus = self._open_bus([EVERYTHING] if self._survey else wanted)
        except (can.CanError, OSError, ValueError, ImportError, NotImplementedError) as error:
            raise NotFitted(_why_not_open(self._interface, error)) from error
        if not isinstance(bus, SocketcanBus):
            bus.set_filters(None)  # python-can's own filter makes recv(0) end at the first frame that does not pass
        return bus

    async def _listen(self, bus: _Source, on_value: OnValue) -> None:
        try:
            descriptor = bus.fileno()
        except NotImplementedError:  # the virtual bus has none
            while True:
                more = self._drain(bus, on_value)
                await asyncio.sleep(0 if more else POLL_S)
        loop, readable = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(descriptor, readable.set)
        try:
            while True:
                await readable.wait()
                readable.clear()
                self._drain(bus, on_value)
                await asyncio.sleep(0)
        finally:
            loop.remove_reader(descriptor)

    def _drain(self, bus: _Source, on_value: OnValue) -> bool:
        """Take what is there; True when there may be more."""
        for _ in range(BATCH_FRAMES):
            try:
                frame = bus.recv(0)
            except (can.CanError, OSError, ValueError) as error:
                raise BusTrouble(_why_not_read(self._interface, error)) from error
            if frame is None:
                return False
            self._take(frame, on_value)
        return True

    def _take(self, frame: can.Message, on_value: OnValue) -> None:
        if frame.is_error_frame:
            self.counts.error_frames += 1
        elif frame.is_remote_frame:
            self.counts.remote_frames += 1
        else:
            frame_id = frame.arbitration_id, frame.is_extended_id
            decoded = self._decode(frame_id, bytes(frame.data))
            self.counts.add(frame_id, decoded)
            for point, value in decoded.values:
                on_value(point, value)

    def _decode(self, frame_id: FrameId, data: bytes) -> Decoded:
        for transport in self._transports:
            if decoded := transport.decode(*frame_id, data, now_s=asyncio.get_running_loop().time()):
                return decoded
        return self._decoder.decode(*frame_id, data, survey=self._survey)


def _why_not_open(interface: str, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENODEV:
        return f"no such CAN interface: {interface}; `ip link` lists those that there are"
    if isinstance(error, OSError) and error.errno == errno.EAFNOSUPPORT:
        return f"CAN interface {interface}: this kernel has no CAN; `modprobe can-raw` loads it"
    return f"CAN interface {interface} cannot be opened: {error}"


def _why_not_read(interface: str, error: Exception) -> str:
    if getattr(error, "error_code", None) == errno.ENETDOWN:
        up = f"ip link set {interface} up type can bitrate ... listen-only on"
        return f"CAN interface {interface} is down; `{up}` brings it up, with the bit rate of the car"
    return f"CAN interface {interface} fails: {error}; `ip -details link show {interface}` tells its state"


def _is_news(record: logging.LogRecord) -> bool:
    """What python-can both logs and raises is told once, by who tries again."""
    return not record.getMessage().startswith("Could not access SocketCAN device")


logging.getLogger(SocketcanBus.__module__).addFilter(_is_news)
