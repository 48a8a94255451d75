"""A car's CAN bus, listened to in batches of frames. Nothing here can send: a bus is only ever read and given back."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import can
from can.typechecking import CanFilter

from drivers.can.controller_state import BusState, CanState
from drivers.can.interface_errors import FAILURES, FAILURES_TO_OPEN, bus_off, why_not_open, why_not_read
from drivers.can.python_can_source import PythonCanSource
from drivers.can.socketcan_codec import ERROR, RawFrame
from drivers.errors import BusError, DriverError, NotFitted
from drivers.ports import FrameSource
from drivers.vehicle.frame_counts import FrameCounts, PduCounts
from drivers.vehicle.frame_intake import FrameIntake, Transport
from drivers.vehicle.signal_decoder_codec import Decoder

POLL_S = 0.1
"""Interval between looks at a bus that cannot wake its reader: several per control tick (engineering choice)."""

BATCH_S = 0.02
"""Frames are left to gather this long, since waking up costs more than a frame does: 88 of a full bus of 500 kbit/s, a
60th of what the kernel's queue holds (engineering choice)."""

BATCH_FRAMES = 500
"""Frames that are taken before other tasks get their turn: some 5 ms of work (engineering choice)."""

OnValue = Callable[[str, float | DriverError], None]
OpenBus = Callable[[Sequence[CanFilter]], can.BusABC | FrameSource]

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)


class VehicleBus:
    """One bus of a car. `counts`, `pdus` and `state` tell what was received since the start, over all (re)openings.

    `open_bus` is given the filters: exactly the ids that the decoder and the transports want, or all in a `survey`,
    which also counts the frames of which nothing is wanted. `interface` names the CAN interface in errors.
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
        self._interface, self._open_bus = interface or name, open_bus
        self._intake = FrameIntake(decoder, transports, survey=survey)
        self._source: FrameSource | None = None
        self.newest_s: float | None = None
        """Time of the newest frames, on the running loop's clock."""

    @property
    def counts(self) -> FrameCounts:
        """Counts of the frames, by outcome."""
        return self._intake.counts

    @property
    def state(self) -> CanState:
        """State of the controller on the bus, as far as the interface tells."""
        return self._intake.state

    @property
    def pdus(self) -> PduCounts:
        """Counts of the messages of all transports, by outcome."""
        return self._intake.pdus

    async def run(self, on_value: OnValue) -> None:
        """Listen for ever; each point's value, or why it has none, goes to `on_value`.

        Raises NotFitted when the interface cannot be opened, BusError when it goes away or is bus-off; it can be run
        again then.
        """
        source = self._source = await self._opened()
        try:
            await self._listen(source, on_value)
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the interface back; a closed bus can be run again."""
        source, self._source = self._source, None
        self._intake.give_up()
        if source is not None:
            await _in_thread(source.close)

    async def _opened(self) -> FrameSource:
        """Open the bus; an opening that has begun is waited for even when cancelled: nobody else could close it."""
        opening = asyncio.create_task(_in_thread(self._open))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            with suppress(DriverError):
                await _in_thread((await opening).close)
            raise

    def _open(self) -> FrameSource:
        try:
            bus = self._open_bus(self._intake.filters)
        except FAILURES_TO_OPEN as error:
            raise NotFitted(why_not_open(self._interface, error)) from error
        return PythonCanSource(bus) if isinstance(bus, can.BusABC) else bus

    async def _listen(self, source: FrameSource, on_value: OnValue) -> None:
        lost_before, descriptor = self.counts.lost, source.fileno()
        while True:
            try:
                is_empty = self._take(source, on_value)
            finally:
                self.counts.lost = lost_before + source.lost
            await (_pause(descriptor) if is_empty else asyncio.sleep(0))

    def _take(self, source: FrameSource, on_value: OnValue) -> bool:
        """Take a batch, and tell who fell silent; whether that were all the frames there are."""
        frames = list[RawFrame]()
        now_s, state_before = asyncio.get_running_loop().time(), self.state.state
        try:
            source.read(frames, BATCH_FRAMES)
        except FAILURES as error:
            raise BusError(why_not_read(self._interface, error)) from error
        finally:  # what came before a failure counts
            for point, value in self._intake.take(frames, now_s=now_s):
                on_value(point, value)
        if frames:
            self.newest_s = now_s
        if len(frames) < BATCH_FRAMES:  # only then is what is not there silent
            for point, stale in self._intake.silent(now_s=now_s):
                on_value(point, stale)
        self._track_state(state_before, frames)
        return len(frames) < BATCH_FRAMES

    def _track_state(self, before: BusState, frames: list[RawFrame]) -> None:
        state = self.state.state
        if state is BusState.OFF and before is not BusState.OFF:
            raise BusError(bus_off(self._interface))
        if state is BusState.OFF and any(not number & ERROR for number, _ in frames):
            self.state.state = BusState.ACTIVE  # it was restarted while nobody listened
        elif state is not before:
            errors = self.state.tx_errors, self.state.rx_errors
            _LOG.warning("CAN interface %s is %s; errors sending %d, receiving %d", self._interface, state, *errors)


async def _in_thread(job: Callable[[], _T]) -> _T:
    """Open or close in a thread: an adapter on a serial line takes 2 s to wake up."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="can")
    try:
        return await asyncio.get_running_loop().run_in_executor(worker, job)
    finally:
        worker.shutdown(wait=False)


async def _pause(descriptor: int | None) -> None:
    """Let frames gather, then wait until there are some, for POLL_S at most: somebody may have fallen silent."""
    if descriptor is None:
        await asyncio.sleep(POLL_S)
        return
    await asyncio.sleep(BATCH_S)
    loop = asyncio.get_running_loop()
    woken = loop.create_future()
    timer = loop.call_later(POLL_S, _wake, woken)
    loop.add_reader(descriptor, _wake, woken)
    try:
        await woken
    finally:
        timer.cancel()
        loop.remove_reader(descriptor)


def _wake(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
