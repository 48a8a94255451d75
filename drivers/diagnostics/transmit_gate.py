"""The transmit gate: decides whether a frame may leave for a car's bus. Pure; nothing else may call a bus's `send`.

A frame leaves only when an entry of the allow-list describes it to the last bit, that entry is armed, and its minimum
period has passed. Nothing is armed at first, and arming ends by itself unless it is renewed. Whoever makes the list, an
entry has an id of diagnostics (diagnostic_ids): by any other, control units tell each other what to do.

    Frame --permit--> refused: NOT_CLASSICAL, NOT_LISTED, NOT_ARMED or TOO_SOON (the state stays as it was)
                  `-> allowed: the state that remembers it
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite
from typing import Literal

from drivers.diagnostics.ids import MAX_11_BIT_ID, MAX_29_BIT_ID, REQUEST_IDS, may_ask_by
from drivers.errors import DriverError

ARMED_S = 3.0
"""Arming lasts this long, as the outputs' hold time does: who arms must go on being alive (engineering choice)."""

MAX_BYTES = 8
"""Of a classical CAN frame (ISO 11898-1)."""

ALL_BITS = 0xFF
"""A mask that fixes a whole byte."""


class BadEntry(DriverError, ValueError):
    """An entry of the allow-list that says too little or contradicts itself."""


class Refusal(StrEnum):
    """The reason why a frame does not leave. The text is what a person is shown."""

    NOT_CLASSICAL = "a remote or CAN FD frame never leaves"
    NOT_LISTED = "no entry of the allow-list describes it"
    NOT_ARMED = "its entry is not armed"
    TOO_SOON = "its minimum period has not passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame that someone wants to send on `bus`."""

    bus: str
    arbitration_id: int
    is_extended: bool
    data: bytes
    is_classical: bool = True
    """False for a remote or a CAN FD frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An unsigned number in the data, `size` bytes from byte `start` on, that may be `low` to `high`."""

    start: int
    size: int
    low: int
    high: int
    byteorder: Literal["big", "little"] = "big"

    @property
    def span(self) -> range:
        """The position in the data."""
        return range(self.start, self.start + self.size)

    def fits(self, length: int) -> bool:
        """Return whether the field lies within `length` bytes of data, and its range within its size."""
        within = 0 <= self.start < self.span.stop <= length
        return within and 0 <= self.low <= self.high < 1 << 8 * self.size

    def holds(self, data: bytes) -> bool:
        """Return whether the number in `data` is within the range."""
        return self.low <= int.from_bytes(data[self.start : self.start + self.size], self.byteorder) <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One kind of frame that may leave: data & `mask` == `data`, `fields` within their ranges, every `min_period_s`.

    Each bit of the data must be fixed by the mask or belong to a field, so that nothing unsaid can leave.
    """

    name: str
    bus: str
    arbitration_id: int
    is_extended: bool
    data: bytes
    mask: bytes
    min_period_s: float
    fields: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        maximum = MAX_29_BIT_ID if self.is_extended else MAX_11_BIT_ID
        if not 0 <= self.arbitration_id <= maximum:
            raise BadEntry(f"{self.name}: id 0x{self.arbitration_id:X} is not within 0 to 0x{maximum:X}")
        if not may_ask_by((self.arbitration_id, self.is_extended)):
            raise BadEntry(f"{self.name}: id 0x{self.arbitration_id:X} is none of diagnostics: {REQUEST_IDS} are")
        if len(self.mask) != len(self.data) or len(self.data) > MAX_BYTES:
            raise BadEntry(f"{self.name}: data and mask need the same length, at most {MAX_BYTES} bytes")
        if not (isfinite(self.min_period_s) and self.min_period_s > 0.0):
            raise BadEntry(f"{self.name}: min_period_s must be a number above 0")
        for each in self.fields:
            if not each.fits(len(self.data)):
                raise BadEntry(f"{self.name}: {each} does not fit the data of {len(self.data)} bytes")
        for index, (fixed, mask) in enumerate(zip(self.data, self.mask, strict=True)):
            if fixed & ~mask:
                raise BadEntry(f"{self.name}: byte {index} of data has a bit that the mask leaves out")
            if mask != ALL_BITS and not any(index in each.span for each in self.fields):
                raise BadEntry(f"{self.name}: byte {index} is neither fixed by the mask nor within a field")

    def describes(self, frame: Frame) -> bool:
        """Return whether `frame` is of this kind, to the last bit."""
        return (
            (frame.bus, frame.arbitration_id, frame.is_extended) == (self.bus, self.arbitration_id, self.is_extended)
            and len(frame.data) == len(self.data)
            and all(byte & mask == fixed for byte, mask, fixed in zip(frame.data, self.mask, self.data, strict=True))
            and all(each.holds(frame.data) for each in self.fields)
        )


@dataclass(frozen=True, slots=True)
class GateState:
    """The allow-list, when each entry was armed, and when each last let a frame out, by name; in seconds."""

    entries: tuple[Entry, ...] = ()
    armed_at_s: Mapping[str, float] = field(default_factory=dict)
    sent_at_s: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [entry.name for entry in self.entries]
        if doubles := sorted({name for name in names if names.count(name) > 1}):
            raise BadEntry(f"{', '.join(doubles)}: there is more than one entry of that name")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a frame: it may leave when `refusal` is None. `state` is for the next frame."""

    state: GateState
    refusal: Refusal | None


def arm(state: GateState, names: Iterable[str], *, now_s: float) -> GateState:
    """Let entries of these names send for the next ARMED_S; raises BadEntry for a name not listed."""
    names = frozenset(names)
    if unknown := sorted(names - {entry.name for entry in state.entries}):
        raise BadEntry(f"{', '.join(unknown)}: no such entry in the allow-list")
    return replace(state, armed_at_s={**state.armed_at_s, **dict.fromkeys(names, now_s)})


def disarm(state: GateState) -> GateState:
    """Let nothing leave any more. The times of sent frames stay known."""
    return replace(state, armed_at_s={})


def permit(frame: Frame, state: GateState, *, now_s: float) -> Verdict:
    """Decide whether `frame` may leave at `now_s`, on the clock that armed the gate."""
    if not frame.is_classical:
        return Verdict(state, Refusal.NOT_CLASSICAL)
    listed = [entry for entry in state.entries if entry.describes(frame)]
    if not listed:
        return Verdict(state, Refusal.NOT_LISTED)
    armed = [entry for entry in listed if _is_armed(entry, state, now_s)]
    if not armed:
        return Verdict(state, Refusal.NOT_ARMED)
    if not all(_is_due(entry, state, now_s) for entry in listed):
        return Verdict(state, Refusal.TOO_SOON)
    sent = dict.fromkeys((entry.name for entry in listed), now_s)
    return Verdict(replace(state, sent_at_s={**state.sent_at_s, **sent}), None)


def _is_armed(entry: Entry, state: GateState, now_s: float) -> bool:
    armed_s = state.armed_at_s.get(entry.name)
    return armed_s is not None and 0.0 <= now_s - armed_s < ARMED_S  # a clock that goes back or is no number disarms


def _is_due(entry: Entry, state: GateState, now_s: float) -> bool:
    sent_s = state.sent_at_s.get(entry.name)
    return sent_s is None or now_s - sent_s >= entry.min_period_s
