"""CAN frames to values of points, by a signal database; pure, no bus.

Each wanted signal is taken by itself: an overlap elsewhere in the map, or a fault in a signal that nobody wants, harms
none. A frame of the wrong length gives no value, nor does one whose end-to-end protection shows that it is damaged.
What is a sentinel, marked "not available" by the map, flagged as bad by its own quality signal, or out of range, is an
error and never a number.

Messages that the map marks as SAE J1939 are known by their group, whoever sends them; there a message may be shorter or
longer than the map says, since the standard grew, and the highest raw values of each signal mean "no value".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import cantools
from can.typechecking import CanFilter
from cantools.database.can import Message, Signal

from drivers.errors import BadDatabase, BadFrame, ChecksumFailed, DriverError, NotAvailable, OutOfRange
from drivers.vehicle.dbc import SignalDatabase
from drivers.vehicle.e2e_codec import Protection, ProtectionSpec, Verdict
from drivers.vehicle.frame_counts import Decoded, FrameId, FrameKind
from drivers.vehicle.j1939_codec import group_filter, max_valid, pgn_of
from drivers.vehicle.raw_field_codec import RawField

ALL_11_BITS, ALL_29_BITS = 0x7FF, 0x1FFF_FFFF

NOT_SENT = b"\xff"
"""Value of a byte that means nothing (SAE J1939-71)."""

_NO_VALUE_TEXTS = re.compile(
    "na|sna|(signal|temporarily)?(not|un)available|(signal)?invalid|unknown|undefined|nodata(exists|present)?"
    "|faulty?|error|notused|unused"
)
"""Letters of the texts by which maps (VAL_ tables) mark a raw value that is no measurement."""

_ERRORS: Mapping[FrameKind, type[DriverError]] = {
    FrameKind.WRONG_LENGTH: BadFrame,
    FrameKind.BAD_CHECKSUM: ChecksumFailed,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSpec:
    """A wanted signal: value of `point` = physical value by the map x `scale` + `offset`, within `low` to `high`.

    `sentinels` are raw values (as on the wire) that mean "no value". `quality` names a signal of the same message that
    must hold one of the raw values `quality_ok`. `cycle_time_s` is how often the car sends it: None is to be learned, 0
    only when it changes. A map may lack what is `optional`.
    """

    point: str
    message: str
    signal: str
    scale: float
    offset: float
    sentinels: tuple[int, ...]
    low: float
    high: float
    cycle_time_s: float | None
    quality: str | None = None
    quality_ok: tuple[int, ...] = ()
    optional: bool = False


class _Wanted:
    """One wanted signal in its message."""

    def __init__(self, message: Message, spec: SignalSpec) -> None:
        signal = message.get_signal_by_name(spec.signal)
        self.spec = spec
        self._field, self._conversion = RawField(message, signal), signal.conversion
        self._no_values = frozenset(spec.sentinels) | _no_value_raws(signal)
        self._selected = tuple(_selectors(message, signal))
        self._quality = RawField(message, message.get_signal_by_name(spec.quality)) if spec.quality else None
        unsigned_group = is_group(message) and not signal.is_signed
        self._max_raw = max_valid(signal.length) if unsigned_group else float("inf")

    def value(self, data: bytes) -> float | DriverError | None:
        """Return the point's value, why it has none, or None when this frame carries something else (multiplexing)."""
        for selector, ids in self._selected:
            if selector.raw(data) not in ids:
                return None
        spec, raw = self.spec, self._field.raw(data)
        if raw in self._no_values or raw > self._max_raw:
            return NotAvailable(f"{spec.message}.{spec.signal}: the car sends {raw:g}, which means no value")
        if self._quality and (quality := self._quality.raw(data)) not in spec.quality_ok:
            return NotAvailable(f"{spec.message}.{spec.signal}: its quality {spec.quality} is {quality:g}")
        value = self._converted(raw)
        if not spec.low <= value <= spec.high:
            return OutOfRange(f"{spec.message}.{spec.signal}: {value:g} is not within {spec.low:g} to {spec.high:g}")
        return value

    def _converted(self, raw: float) -> float:
        """Convert to the point's unit. The map's numbers may be whole and large: what has no float is NaN."""
        try:
            return float((raw * self._conversion.scale + self._conversion.offset) * self.spec.scale + self.spec.offset)
        except OverflowError:
            return float("nan")


class Decoder:
    """Wanted signals of one bus, and the protections of their messages, whose counters it remembers.

    Raises BadDatabase where the map lacks one; the text names all that are missing.
    """

    def __init__(
        self, database: SignalDatabase, specs: Iterable[SignalSpec], protections: Iterable[ProtectionSpec] = ()
    ) -> None:
        self._messages = {(message.frame_id, message.is_extended_frame): message for message in database.messages}
        self._groups = {pgn_of(message.frame_id): message for message in database.messages if is_group(message)}
        self._wanted: dict[FrameId, tuple[_Wanted, ...]] = {}
        self._protections: dict[FrameId, Protection] = {}
        self.cycle_times_s: dict[str, float | None] = {}
        by_name = {message.name: message for message in database.messages}
        specs = [spec for spec in specs if not spec.optional or not any(_missing(by_name.get(spec.message), spec))]
        if missing := dict.fromkeys(name for spec in specs for name in _missing(by_name.get(spec.message), spec)):
            raise BadDatabase(f"{database.source}: has no {', '.join(missing)}: is it the map of this vehicle?")
        try:
            for spec in specs:
                message = by_name[spec.message]
                frame_id = message.frame_id, message.is_extended_frame
                self._wanted[frame_id] = (*self._wanted.get(frame_id, ()), _Wanted(message, spec))
                self.cycle_times_s[spec.point] = spec.cycle_time_s
            for protected in protections:
                if found := by_name.get(protected.message):
                    self._protections[found.frame_id, found.is_extended_frame] = Protection(found, protected)
        except (BadDatabase, KeyError) as error:  # the latter: a multiplexer that the map does not have
            raise BadDatabase(f"{database.source}: {error}") from error

    @property
    def filters(self) -> list[CanFilter]:
        """The wanted ids exactly, for the kernel."""
        return [
            group_filter(pgn_of(number))
            if is_group(self._messages[number, extended])
            else {"can_id": number, "can_mask": ALL_29_BITS if extended else ALL_11_BITS, "extended": extended}
            for number, extended in sorted(self._wanted)
        ]

    @property
    def has_groups(self) -> bool:
        """True if the map is one of SAE J1939, at least in part."""
        return bool(self._groups)

    def decode(self, arbitration_id: int, is_extended: bool, data: bytes, *, survey: bool = False) -> Decoded:
        """Decode a frame; never raises. A `survey` also tries messages of which nothing is wanted, as a whole."""
        message = self._messages.get((arbitration_id, is_extended))
        if message is None and is_extended and self._groups:
            message = self._groups.get(pgn_of(arbitration_id))
        if message is None:
            return Decoded(kind=FrameKind.UNKNOWN_ID)
        return self._decode(message, data, survey=survey)

    def decode_group(self, pgn: int, data: bytes) -> Decoded:
        """Decode a message of SAE J1939 that came in several packets; never raises."""
        message = self._groups.get(pgn)
        return self._decode(message, data, survey=True) if message else Decoded(kind=FrameKind.UNKNOWN_ID)

    def _decode(self, message: Message, data: bytes, *, survey: bool) -> Decoded:
        frame_id = message.frame_id, message.is_extended_frame
        wanted = self._wanted.get(frame_id, ())
        if len(data) != message.length and is_group(message):
            data = data[: message.length].ljust(message.length, NOT_SENT)
        if len(data) != message.length:
            why = f"{len(data)} bytes; the map says {message.length}"
            return _no_value(FrameKind.WRONG_LENGTH, message, wanted, why)
        if wanted:
            protection = self._protections.get(frame_id)
            return _decode_wanted(message, wanted, data, protection.check(data) if protection else Verdict.NEXT)
        return _try_whole(message, data) if survey else Decoded(kind=FrameKind.NOT_WANTED, message=message.name)


def _decode_wanted(message: Message, wanted: tuple[_Wanted, ...], data: bytes, verdict: Verdict) -> Decoded:
    if verdict is Verdict.DAMAGED:
        return _no_value(FrameKind.BAD_CHECKSUM, message, wanted, verdict.value)
    if verdict is Verdict.REPEATED:
        return Decoded(kind=FrameKind.REPEATED, message=message.name, why=verdict.value)
    values = [(each.spec.point, value) for each in wanted if (value := each.value(data)) is not None]
    return Decoded(
        kind=FrameKind.DECODED, message=message.name, why="", values=tuple(values), after_gap=verdict is Verdict.JUMPED
    )


def _no_value(kind: FrameKind, message: Message, wanted: tuple[_Wanted, ...], why: str) -> Decoded:
    """Return a result in which nothing that is wanted of `message` has a value."""
    error = _ERRORS[kind](f"{message.name}: {why}")
    return Decoded(kind=kind, message=message.name, why=why, values=tuple((each.spec.point, error) for each in wanted))


def is_group(message: Message) -> bool:
    """Return whether the map marks `message` as one of SAE J1939 (VFrameFormat "J1939PG")."""
    return message.is_extended_frame and message.protocol == "j1939"


def _try_whole(message: Message, data: bytes) -> Decoded:
    """Try to decode everything that the map puts into `message`."""
    try:
        message.decode(data, decode_choices=False)
    except (cantools.Error, ValueError, KeyError, OverflowError) as error:
        bits = sum(signal.length for signal in message.signals if not signal.multiplexer_ids)
        if bits > 8 * len(data):
            why = f"{len(data)} bytes; the signals that the map puts there take {bits} bits"
            return Decoded(kind=FrameKind.WRONG_LENGTH, message=message.name, why=why)
        return Decoded(kind=FrameKind.UNDECODABLE, message=message.name, why=str(error) or type(error).__name__)
    return Decoded(kind=FrameKind.DECODED, message=message.name)


def _missing(message: Message | None, spec: SignalSpec) -> Iterator[str]:
    if message is None:
        yield f"message {spec.message}"
        return
    names = {signal.name for signal in message.signals}
    yield from (f"signal {spec.message}.{name}" for name in (spec.signal, spec.quality) if name and name not in names)


def _selectors(message: Message, signal: Signal) -> Iterator[tuple[RawField, frozenset[int]]]:
    """Yield the multiplexers that must hold one of some values for `signal` to be in a frame, innermost first."""
    for _ in message.signals:  # no chain is longer, and a damaged map may hold a ring
        if signal.multiplexer_signal is None or signal.multiplexer_ids is None:
            return
        ids, signal = frozenset(signal.multiplexer_ids), message.get_signal_by_name(signal.multiplexer_signal)
        yield RawField(message, signal), ids


def _no_value_raws(signal: Signal) -> frozenset[int]:
    """Return the raw values that the map itself marks as no measurement."""
    choices = signal.conversion.choices
    if choices is None:
        return frozenset()
    letters = ((raw, re.sub("[^a-z]", "", str(text).lower())) for raw, text in choices.items())
    return frozenset(raw for raw, text in letters if _NO_VALUE_TEXTS.fullmatch(text))
