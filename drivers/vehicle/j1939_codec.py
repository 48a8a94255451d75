"""SAE J1939: what an id of 29 bits says, and long messages put together from overheard packets. Pure, no bus.

id     priority 3 bits, group (PGN) 18 bits, source 8 bits; below PDU format 240 the group's low byte is a destination
TP.CM  announces a message: BAM to all, RTS to one; also CTS, end and abort
TP.DT  its packets: a number from 1 on, and seven bytes

idle --BAM or RTS--> receiving --packets in order--> complete
receiving --packet out of order--> broken
receiving --T1 or T3 without a packet, abort, or a new announcement--> timed out: the sender has given it up
"""

from collections.abc import Hashable
from dataclasses import dataclass

from can.typechecking import CanFilter

from drivers.errors import BadFrame
from drivers.vehicle.deadlines import Deadlines
from drivers.vehicle.frame_counts import PduCounts

TP_CM, TP_DT = 0xEC00, 0xEB00
"""Groups of the transport protocol (SAE J1939-21, 5.10)."""

EVERYBODY = 0xFF
"""The destination of what is meant for all (SAE J1939-21)."""

RTS, BAM, ABORT = 16, 32, 255
"""Control bytes of TP.CM (SAE J1939-21, table 5)."""

T1_S, T3_S = 0.75, 1.25
"""Longest pauses between packets: after BAM, and where the receiver must ask for them (SAE J1939-21, 5.10.2.4)."""

MIN_BYTES, MAX_BYTES, PACKET_BYTES = 9, 1_785, 7
"""Of a message in packets: what does not fit one frame, up to 255 packets."""

PDU2_FORMAT = 240
"""From this PDU format on the low byte belongs to the group (SAE J1939-21, 5.2)."""

ALL_18_BITS = 0x3FFFF

MAX_OPEN = 256
"""Messages that may be under way at once: one from each source address (engineering choice)."""


def pgn_of(arbitration_id: int) -> int:
    """Return the parameter group number of a 29-bit id."""
    pgn = arbitration_id >> 8 & ALL_18_BITS
    return pgn if pgn >> 8 & 0xFF >= PDU2_FORMAT else pgn & ~EVERYBODY


def group_filter(pgn: int) -> CanFilter:
    """Return all ids of one group, for the kernel, whoever sends and receives."""
    everyone = 0 if pgn >> 8 & 0xFF >= PDU2_FORMAT else EVERYBODY
    return {"can_id": pgn << 8, "can_mask": (ALL_18_BITS & ~everyone) << 8, "extended": True}


def max_valid(bits: int) -> float:
    """Return the highest raw value of an unsigned parameter that is a measurement.

    Above are errors and "not available".

    SAE J1939-71, table 1: 0xFA in the highest byte of whole bytes, all but the last two states of 2 bits or more.
    """
    if bits % 8 == 0:
        return (0xFB << bits - 8) - 1
    return (1 << bits) - 3 if bits > 1 else 1


@dataclass(frozen=True, slots=True)
class Group:
    """A message of several packets: the group, its source, and the whole data."""

    pgn: int
    source: int
    data: bytes


@dataclass(slots=True, kw_only=True)
class _Open:
    pgn: int
    length: int
    wait_s: float
    data: bytearray
    number: int = 1


class Packets:
    """Reassembly of packets of any number of sources at once."""

    def __init__(self) -> None:
        self._open: dict[Hashable, _Open] = {}
        self._deadlines = Deadlines()
        self.counts = PduCounts()

    def take(self, arbitration_id: int, data: bytes, *, now_s: float) -> Group | None:
        """Return the message that this frame completes, None when there is more to come; raises BadFrame.

        The frame must be one of TP_CM or TP_DT. After a BadFrame the source's message is given up.
        """
        self.expire(now_s=now_s)
        pair = arbitration_id & 0xFF, arbitration_id >> 8 & 0xFF
        try:
            if pgn_of(arbitration_id) == TP_DT:
                return self._packet(pair, data, now_s)
            self._control(pair, data, now_s)
        except BadFrame:
            self._close(pair)
            self.counts.broken += 1
            raise
        return None

    def expire(self, *, now_s: float) -> None:
        """Give up what has waited too long."""
        for pair in self._deadlines.overdue(now_s=now_s):
            self._abandon(pair)

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        for pair in tuple(self._open):
            self._abandon(pair)

    def _abandon(self, pair: Hashable) -> None:
        self.counts.timed_out += self._close(pair)

    def _close(self, pair: Hashable) -> bool:
        """Forget what was announced; whether it was."""
        self._deadlines.drop(pair)
        return self._open.pop(pair, None) is not None

    def _control(self, pair: tuple[int, int], data: bytes, now_s: float) -> None:
        if len(data) != 8:  # noqa: PLR2004  # TP.CM and TP.DT always have eight bytes
            raise BadFrame(f"J1939: a TP.CM of {len(data)} bytes; it has 8")
        if data[0] == ABORT:  # either side may
            self._abandon(pair)
            self._abandon(pair[::-1])
        elif data[0] in {BAM, RTS}:
            self._abandon(pair)
            each = self._open[pair] = self._announced(data)
            self._deadlines.renew(pair, each.wait_s, now_s=now_s)

    def _announced(self, data: bytes) -> _Open:
        length, packets = int.from_bytes(data[1:3], "little"), data[3]
        if not MIN_BYTES <= length <= MAX_BYTES or packets != -(-length // PACKET_BYTES):
            raise BadFrame(f"J1939: a TP.CM that announces {length} bytes in {packets} packets")
        if len(self._open) >= MAX_OPEN:
            raise BadFrame(f"J1939: more than {MAX_OPEN} messages at once")
        wait_s = T1_S if data[0] == BAM else T3_S
        return _Open(pgn=int.from_bytes(data[5:8], "little"), length=length, wait_s=wait_s, data=bytearray())

    def _packet(self, pair: tuple[int, int], data: bytes, now_s: float) -> Group | None:
        each, number = self._open.get(pair), data[0] if data else 0
        if each is None:
            raise BadFrame(f"J1939: packet {number} of a message that was not announced")
        if len(data) != 8:  # noqa: PLR2004  # as above
            raise BadFrame(f"J1939: packet {number} has {len(data)} bytes; it has 8")
        if number < each.number and pair[1] != EVERYBODY:
            return None  # sent once more, on request
        if number != each.number:
            raise BadFrame(f"J1939: packet {number} where {each.number} was due")
        each.data += data[1:]
        each.number = number + 1
        if len(each.data) < each.length:
            self._deadlines.renew(pair, each.wait_s, now_s=now_s)
            return None
        self._close(pair)
        self.counts.complete += 1
        return Group(each.pgn, pair[0], bytes(each.data[: each.length]))
