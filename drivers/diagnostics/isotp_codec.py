"""ISO-TP (ISO 15765-2), overheard: frames of several control units become whole messages (PDUs). Pure, no bus.

frame                      first byte     then
  single (SF)              0 length       data             (length 0: the next byte is the length; CAN FD)
  first (FF)               1 length       length, data
  consecutive (CF)         2 number       data             numbers run 1 .. 15, 0, 1 ..
  flow control (FC)        3 status       block size, least pause

    idle --FF--> receiving --CF in order--> complete
    receiving --CF out of order | too short--> broken
    receiving --N_Cr without a CF, or a new SF or FF--> timed out: the sender has given it up

With extended addressing one address byte stands before all that.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from drivers.errors import BadFrame
from drivers.vehicle.deadlines import Deadlines
from drivers.vehicle.frame_counts import PduCounts

N_CR_S = 1.0
"""The longest wait for the next consecutive frame (ISO 15765-2, N_Cr)."""

MAX_PDU_BYTES = 4_095
"""The longest message that 12 bits announce. Longer ones (ISO 15765-2:2016) carry software, not readings."""

PADDING = 0xAA
"""Fills a frame up to 8 bytes; any value will do, and this one needs few stuff bits: 116 bits a frame, 122 with 00."""

MAX_OPEN = 256
"""Messages that may be under way at once, all control units together; a flood of first frames needs a bound."""


class FlowStatus(IntEnum):
    """Flow control: the answer of a receiver to a first frame."""

    CONTINUE = 0
    WAIT = 1
    OVERFLOW = 2


@dataclass(frozen=True, slots=True)
class SingleFrame:
    """A whole message."""

    pdu: bytes


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """The beginning of a message of `length` bytes; each frame that follows has `room` for some of them."""

    length: int
    data: bytes
    room: int


@dataclass(frozen=True, slots=True)
class ConsecutiveFrame:
    """The next part; `data` may have padding at its end."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class FlowControl:
    """A receiver's answer: go on with `block_size` frames (0 is all), at least `pause_s` apart."""

    status: FlowStatus
    block_size: int
    pause_s: float


AnyFrame = SingleFrame | FirstFrame | ConsecutiveFrame | FlowControl


def parse(data: bytes, *, has_address: bool = False) -> AnyFrame:
    """Parse one CAN frame; raises BadFrame. `has_address`: an address byte comes first (extended addressing)."""
    body = data[1:] if has_address else data
    if not body:
        raise BadFrame("ISO-TP: an empty frame")
    kind, low = body[0] >> 4, body[0] & 0x0F
    if kind == 0:
        return _single(body, low, is_fd=len(data) > 8)  # noqa: PLR2004  # the bytes of a classical frame
    if kind == 1:
        return _first(body, low)
    if kind == 2:  # noqa: PLR2004  # see the table above
        return ConsecutiveFrame(low, body[1:])
    if kind == 3:  # noqa: PLR2004  # see the table above
        return _flow_control(body, low)
    raise BadFrame(f"ISO-TP: a frame of kind {kind}; 0 to 3 are known")


def _single(body: bytes, low: int, *, is_fd: bool) -> SingleFrame:
    start, length = (2, body[1]) if is_fd and low == 0 and len(body) > 1 else (1, low)
    if not 0 < length <= len(body) - start:
        raise BadFrame(f"ISO-TP: a single frame of {len(body)} bytes that says {length}")
    return SingleFrame(body[start : start + length])


def _first(body: bytes, low: int) -> FirstFrame:
    data = body[2:]
    length = low << 8 | body[1] if data else 0
    if not len(data) < length:
        raise BadFrame(f"ISO-TP: a first frame with {len(data)} bytes of {length}")
    return FirstFrame(length, data, len(body) - 1)


def _flow_control(body: bytes, low: int) -> FlowControl:
    if len(body) < 3 or low > max(FlowStatus):  # noqa: PLR2004  # status, block size, pause
        raise BadFrame(f"ISO-TP: a flow control of {len(body)} bytes with status {low}")
    return FlowControl(FlowStatus(low), body[1], _pause_s(body[2]))


def _pause_s(raw: int) -> float:
    """Decode STmin: 0 to 127 ms, 100 to 900 us; reserved values count as the longest (ISO 15765-2, 9.6.5.4)."""
    if 0xF1 <= raw <= 0xF9:  # noqa: PLR2004  # hundreds of microseconds
        return (raw - 0xF0) / 10_000
    return min(raw, 0x7F) / 1_000


@dataclass(slots=True)
class _Open:
    first: FirstFrame
    data: bytearray
    number: int

    @property
    def due(self) -> int:
        """The bytes that the next frame must bring."""
        return min(self.first.room, self.first.length - len(self.data))


class Reassembler:
    """Reassembly of the frames of any number of senders; `sender` is whatever tells them apart: id, address byte."""

    def __init__(self, *, timeout_s: float = N_CR_S) -> None:
        self._timeout_s = timeout_s
        self._open: dict[Hashable, _Open] = {}
        self._deadlines = Deadlines()
        self.counts = PduCounts()

    def take(self, sender: Hashable, data: bytes, *, now_s: float, has_address: bool = False) -> bytes | None:
        """Return the message that this frame completes, None when there is more to come; raises BadFrame.

        Flow control completes nothing. After a BadFrame the sender's message is given up.
        """
        self.expire(now_s=now_s)
        try:
            frame = parse(data, has_address=has_address)
            pdu = self._take(sender, frame, now_s)
        except BadFrame:
            self._close(sender)
            self.counts.broken += 1
            raise
        if pdu is not None:
            self.counts.complete += 1
        return pdu

    def expire(self, *, now_s: float) -> None:
        """Give up what has waited too long."""
        for sender in self._deadlines.overdue(now_s=now_s):
            self._abandon(sender)

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        for sender in tuple(self._open):
            self._abandon(sender)

    def _abandon(self, sender: Hashable) -> None:
        self.counts.timed_out += self._close(sender)

    def _close(self, sender: Hashable) -> bool:
        """Forget what `sender` has begun; whether it had."""
        self._deadlines.drop(sender)
        return self._open.pop(sender, None) is not None

    def _take(self, sender: Hashable, frame: AnyFrame, now_s: float) -> bytes | None:
        match frame:
            case SingleFrame(pdu):
                self._abandon(sender)
                return pdu
            case FirstFrame():
                self._abandon(sender)
                if len(self._open) >= MAX_OPEN:
                    raise BadFrame(f"ISO-TP: more than {MAX_OPEN} messages at once")
                self._open[sender] = _Open(frame, bytearray(frame.data), 1)
                self._deadlines.renew(sender, self._timeout_s, now_s=now_s)
            case ConsecutiveFrame(number, data):
                return self._continue(sender, number, data, now_s)
        return None

    def _continue(self, sender: Hashable, number: int, data: bytes, now_s: float) -> bytes | None:
        each = self._open.get(sender)
        if each is None:
            raise BadFrame(f"ISO-TP: consecutive frame {number} without a first frame")
        if number != each.number:
            raise BadFrame(f"ISO-TP: consecutive frame {number} where {each.number} was due")
        if len(data) < each.due:
            raise BadFrame(f"ISO-TP: consecutive frame {number} has {len(data)} bytes; {each.due} are due")
        each.data += data[: each.due]
        if not each.due:
            self._close(sender)
            return bytes(each.data)
        each.number = (number + 1) % 16
        self._deadlines.renew(sender, self._timeout_s, now_s=now_s)
        return None


def frames(pdu: bytes, *, address: int | None = None, padding: int = PADDING) -> Iterator[bytes]:
    """Yield the classical frames of `pdu`, 1 to 4 095 bytes, padded to 8 bytes; raises BadFrame for another length."""
    before = b"" if address is None else bytes((address,))
    room = 8 - len(before)
    if not 0 < len(pdu) <= MAX_PDU_BYTES:
        raise BadFrame(f"ISO-TP: a message has 1 to {MAX_PDU_BYTES} bytes, not {len(pdu)}")
    if len(pdu) < room:
        yield (before + bytes((len(pdu),)) + pdu).ljust(8, bytes((padding,)))
        return
    yield before + (0x1000 | len(pdu)).to_bytes(2, "big") + pdu[: room - 2]
    for number, start in enumerate(range(room - 2, len(pdu), room - 1), 1):
        part = bytes((0x20 | number % 16,)) + pdu[start : start + room - 1]
        yield (before + part).ljust(8, bytes((padding,)))
