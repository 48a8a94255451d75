"""Intake of a bus: frames in, values of points out, all of it counted; pure, no bus and no clock."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from can.typechecking import CanFilter

from drivers.can.controller_state import CanState
from drivers.can.socketcan_codec import ERROR, EXTENDED, ID_BITS, REMOTE, RawFrame
from drivers.errors import Stale
from drivers.vehicle.frame_counts import IDS_COUNTED, Decoded, FrameCounts, PduCounts, Value
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.signal_timeouts import SignalTimeouts

EVERYTHING: CanFilter = {"can_id": 0, "can_mask": 0}


class Transport(Protocol):
    """Messages of several frames on a bus; it knows its own frames."""

    @property
    def filters(self) -> Sequence[CanFilter]:
        """The ids of its frames, for the kernel."""

    @property
    def pdus(self) -> PduCounts:
        """Counts of messages so far, by outcome."""

    def decode(self, arbitration_id: int, is_extended: bool, data: bytes, *, now_s: float) -> Decoded | None:
        """Decode a frame; return None for one that is not of this transport."""

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""


class FrameIntake:
    """The frames of one bus. `counts` and `state` tell of all of them; a `survey` looks into those not wanted, too."""

    def __init__(self, decoder: Decoder, transports: Sequence[Transport] = (), *, survey: bool = False) -> None:
        self._decoder, self._transports, self._survey = decoder, tuple(transports), survey
        wanted = [*decoder.filters, *chain.from_iterable(each.filters for each in transports)]
        self.filters = [EVERYTHING] if survey else wanted
        self._wanted: dict[int, bool] = {}
        self._timeouts = SignalTimeouts(decoder.cycle_times_s)
        self.counts, self.state = FrameCounts(), CanState()

    @property
    def pdus(self) -> PduCounts:
        """Counts of the messages of all transports, by outcome."""
        return sum((transport.pdus for transport in self._transports), PduCounts())

    def take(self, frames: Iterable[RawFrame], *, now_s: float) -> Iterator[Value]:
        """Yield each value that the `frames` tell, or why it is none, in their order."""
        for number, data in frames:
            wanted = self._wanted.get(number)
            if wanted is None:
                wanted = self._wants(number)
            if not wanted:
                self.counts.filtered += 1
            elif number & (ERROR | REMOTE):
                self._count_special(number, bytes(data))
            else:
                for value in self._decode(number, bytes(data), now_s):
                    self._timeouts.receive(value[0], now_s)
                    yield value

    def silent(self, *, now_s: float) -> Iterator[tuple[str, Stale]]:
        """Return the points whose signals have just fallen silent."""
        return self._timeouts.silent(now_s=now_s)

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        self._timeouts.forget()
        for transport in self._transports:
            transport.give_up()

    def _count_special(self, number: int, data: bytes) -> None:
        if number & ERROR:
            self.counts.error_frames += 1
            self.state.take(number & ID_BITS, data)
        else:
            self.counts.remote_frames += 1

    def _wants(self, number: int) -> bool:
        """Return whether a filter lets this id word pass: not every kernel has checked it. The answer is remembered."""
        wanted = bool(number & (ERROR | REMOTE)) or any(_passes(each, number) for each in self.filters)
        if len(self._wanted) < IDS_COUNTED:
            self._wanted[number] = wanted
        return wanted

    def _decode(self, number: int, data: bytes, now_s: float) -> Sequence[Value]:
        frame_id = number & ID_BITS, bool(number & EXTENDED)
        decoded = None
        for transport in self._transports:
            if decoded := transport.decode(*frame_id, data, now_s=now_s):
                break
        decoded = decoded or self._decoder.decode(*frame_id, data, survey=self._survey)
        self.counts.add(frame_id, decoded)
        return decoded.values


def _passes(wanted: CanFilter, number: int) -> bool:
    right_kind = wanted.get("extended") in {None, bool(number & EXTENDED)}
    return right_kind and (number ^ wanted["can_id"]) & wanted["can_mask"] & ID_BITS == 0
