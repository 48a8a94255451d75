"""End-to-end protection: the counter and the checksum that a sender puts into its messages; pure.

A frame whose checksum fails was damaged or forged and tells nothing. One whose counter stands still is an old one, sent
again by a gateway or by a frozen control unit: it is passed over, and unless newer ones follow the values go stale. A
counter that jumps shows that frames are missing; this one is whole, so it is taken and the jump counted. Vehicle
profiles name the checksums as here.
"""

from binascii import crc_hqx
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

from cantools.database.can import Message

from drivers.crc_codec import remainder8
from drivers.errors import BadDatabase
from drivers.vehicle.raw_field_codec import RawField

MAX_11_BIT_ID = 0x7FF


@dataclass(frozen=True, slots=True)
class Checksum:
    """Computation of a checksum of `bits` bits, from data and the message's id.

    A sum counts the place of the checksum itself as zero; a CRC leaves it out: `leaves_itself_out`.
    """

    bits: int
    compute: Callable[[bytes, int], int]
    leaves_itself_out: bool = False


def _nibble_sum(data: bytes) -> int:
    return sum((byte >> 4) + (byte & 0xF) for byte in data)


def _honda(data: bytes, frame_id: int) -> int:
    extended = 3 if frame_id > MAX_11_BIT_ID else 0
    return 8 - _nibble_sum(frame_id.to_bytes(4, "big") + data) + extended & 0xF


CHECKSUMS: Mapping[str, Checksum] = {
    "xor8": Checksum(8, lambda data, _: reduce(xor, data, 0)),
    "sum8": Checksum(8, lambda data, _: sum(data) & 0xFF),
    "sum8-inverted": Checksum(8, lambda data, _: ~sum(data) & 0xFF),
    "sum4-nibbles-negated": Checksum(4, lambda data, _: -_nibble_sum(data) & 0xF),
    "honda": Checksum(4, _honda),
    "toyota": Checksum(8, lambda data, frame_id: len(data) + sum(data + frame_id.to_bytes(4, "big")) & 0xFF),
    "crc8-j1850": Checksum(8, lambda data, _: remainder8(data, polynomial=0x1D, start=0xFF) ^ 0xFF, True),
    "crc8-autosar": Checksum(8, lambda data, _: remainder8(data, polynomial=0x2F, start=0xFF) ^ 0xFF, True),
    "crc16-ccitt": Checksum(16, lambda data, _: crc_hqx(data, 0xFFFF), True),
}
"""By name. The makers' sums are as the opendbc project has them (honda_checksum, toyota_checksum); the CRCs have the
parameters of SAE-J1850, AUTOSAR and IBM-3740 in the catalogue of parametrised CRC algorithms."""


@dataclass(frozen=True, slots=True)
class ChecksumSpec:
    """A checksum in `signal` by `algorithm` (a name in CHECKSUMS), over the rest of the message or over `over`.

    Signals named in `over` count as whole bytes each, high byte first. `data_ids` are bytes that both ends know; the
    one whose place is the counter's value, or the only one, is appended.
    """

    signal: str
    algorithm: str
    over: tuple[str, ...] = ()
    data_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionSpec:
    """Protection of `message`: its signal `counter` grows by `counter_step`, and is 0 instead of `counter_modulo`.

    None means as far as its bits go.
    """

    message: str
    counter: str | None = None
    counter_modulo: int | None = None
    counter_step: int = 1
    checksum: ChecksumSpec | None = None


class Verdict(Enum):
    """Result of checking the protection of a frame."""

    NEXT = "in order"
    JUMPED = "frames are missing before it"
    REPEATED = "its counter stands still"
    DAMAGED = "its checksum fails"


class _ChecksumField:
    def __init__(self, message: Message, spec: ChecksumSpec, counter: RawField | None) -> None:
        if spec.algorithm not in CHECKSUMS:
            raise BadDatabase(f"{message.name}: no checksum {spec.algorithm!r}; there are {', '.join(CHECKSUMS)}")
        self._checksum, self._frame_id = CHECKSUMS[spec.algorithm], message.frame_id
        self._field, self._counter = _field(message, spec.signal), counter
        self._over = tuple(_field(message, name) for name in spec.over)
        self._data_ids = tuple(bytes([number]) for number in spec.data_ids)
        if self._field.bits != self._checksum.bits:
            bits = f"{self._field.bits} bits; {spec.algorithm} has {self._checksum.bits}"
            raise BadDatabase(f"{message.name}.{spec.signal}: {bits}")
        if len(self._data_ids) > 1 and counter is None:
            raise BadDatabase(f"{message.name}.{spec.signal}: several data ids need a counter")

    def holds(self, data: bytes) -> bool:
        """Return whether the checksum is that of `data`."""
        return self._checksum.compute(self._protected(data), self._frame_id) == self._field.raw(data)

    def _protected(self, data: bytes) -> bytes:
        if self._over:
            return b"".join(int(each.raw(data)).to_bytes((each.bits + 7) // 8, "big") for each in self._over)
        span = self._field.span
        rest = data[: span.start] + data[span.stop :] if self._checksum.leaves_itself_out else self._field.cleared(data)
        return rest + self._data_id(data)

    def _data_id(self, data: bytes) -> bytes:
        if self._counter is None or not self._data_ids:
            return b"".join(self._data_ids)
        return self._data_ids[int(self._counter.raw(data)) % len(self._data_ids)]


class Protection:
    """The protection of one message; remembers its counter. Raises BadDatabase where the map lacks a signal of it."""

    def __init__(self, message: Message, spec: ProtectionSpec) -> None:
        self._counter = _field(message, spec.counter) if spec.counter else None
        self._checksum = _ChecksumField(message, spec.checksum, self._counter) if spec.checksum else None
        self._step = spec.counter_step
        self._modulo = spec.counter_modulo or (1 << self._counter.bits if self._counter else 1)
        self._last: int | None = None

    def check(self, data: bytes) -> Verdict:
        """Judge the next frame; `data` has the message's length."""
        if self._checksum and not self._checksum.holds(data):
            return Verdict.DAMAGED
        if self._counter is None:
            return Verdict.NEXT
        last, self._last = self._last, int(self._counter.raw(data))
        if last is None or (last + self._step) % self._modulo == self._last:
            return Verdict.NEXT
        return Verdict.REPEATED if last == self._last else Verdict.JUMPED


def _field(message: Message, name: str) -> RawField:
    try:
        return RawField(message, message.get_signal_by_name(name))
    except KeyError as error:
        raise BadDatabase(f"has no signal {message.name}.{name}: is it the map of this vehicle?") from error
