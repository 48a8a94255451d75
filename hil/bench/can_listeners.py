"""The two listeners that the CAN benchmark compares: the driver, and what one writes with the two libraries alone."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import can
from can.typechecking import CanFilter

from drivers.can.socket_source import open_multicast, open_socketcan
from drivers.errors import DriverError
from drivers.ports import FrameSource
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.vehicle_bus import VehicleBus
from hil.bench.can_load import ONE_WANTED_IN, WANTED_IDS, Sender, our_map, plain_map

QUIET_S = 0.3
"""Nothing came for so long after the last frame was sent: nothing more will (engineering choice)."""

_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A listener's result under a load: frames that reached it, values, losses that it told of, and its CPU time.

    `share` is what part of the frames a filter lets pass to it.
    """

    frames: int
    values: int
    reported_lost: int
    cpu_s: float
    took_s: float
    share: float = 1.0

    @property
    def on_bus(self) -> float:
        """The frames that it dealt with, including those that a filter kept from it."""
        return self.frames / self.share


Listener = Callable[[dict[str, Any], Sender], Received]


def ours(bus: dict[str, Any], sender: Sender) -> Received:
    """Listen by drivers.vehicle.vehicle_bus, as the daemon runs it."""
    opened = threading.Event()

    def open_bus(filters: Sequence[CanFilter]) -> can.BusABC | FrameSource:
        try:
            return open_any(filters)
        finally:
            opened.set()

    def open_any(filters: Sequence[CanFilter]) -> can.BusABC | FrameSource:
        if bus["interface"] == "socketcan":
            return open_socketcan(bus["channel"], filters)
        if bus["interface"] == "udp_multicast":
            return open_multicast(bus["channel"], bus["port"])
        return can.Bus(**bus, can_filters=filters)

    latest, told = dict[str, float | DriverError](), 0

    def take(point: str, value: float | DriverError) -> None:
        nonlocal told
        latest[point], told = value, told + 1

    listening = VehicleBus("bench", open_bus, Decoder(*our_map()))
    counts = listening.counts

    async def listen() -> tuple[float, float]:
        task = asyncio.create_task(listening.run(take))
        await asyncio.to_thread(opened.wait)
        figures = await _measured(sender, lambda: counts.frames + counts.filtered)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return figures

    cpu_s, took_s = asyncio.run(listen())
    share = 1.0 / ONE_WANTED_IN if bus["interface"] == "socketcan" else 1.0
    return Received(
        frames=counts.frames + counts.filtered,
        values=told,
        reported_lost=counts.lost,
        cpu_s=cpu_s,
        took_s=took_s,
        share=share,
    )


def plain(bus: dict[str, Any], sender: Sender) -> Received:
    """Listen by python-can's Notifier, with its filters, in the same kind of loop, and cantools' decode_message."""
    database, latest, frames, told = plain_map(), dict[int, Any](), 0, 0

    def take(message: can.Message) -> None:
        nonlocal frames, told
        frames += 1
        number = message.arbitration_id
        latest[number] = values = database.decode_message(number, bytes(message.data))
        told += len(values)

    async def listen() -> tuple[float, float]:
        filters = [CanFilter(can_id=number, can_mask=0x7FF, extended=False) for number in WANTED_IDS]
        with (
            can.Bus(**bus, can_filters=filters) as opened,
            can.Notifier(opened, [take], loop=asyncio.get_running_loop()),
        ):
            return await _measured(sender, lambda: frames)

    cpu_s, took_s = asyncio.run(listen())
    return Received(frames=frames, values=told, reported_lost=0, cpu_s=cpu_s, took_s=took_s, share=1.0 / ONE_WANTED_IN)


async def _measured(sender: Sender, received: Callable[[], int]) -> tuple[float, float]:
    """Measure CPU and real seconds from the first frame to the last one."""
    cpu_before_s, began_s = time.process_time(), time.monotonic()
    sender.start()
    before, last_s = received(), began_s
    while sender.is_alive() or time.monotonic() - last_s < QUIET_S:
        await asyncio.sleep(_LOOK_S)
        if received() != before:
            before, last_s = received(), time.monotonic()
    return time.process_time() - cpu_before_s - sender.cpu_s, last_s - began_s
