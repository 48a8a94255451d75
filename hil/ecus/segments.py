"""ISO-TP as a control unit does it: cuts an answer into frames, and sends them as the tester's flow control allows.

Written by itself, so that no mistake of the driver's is shared: ISO 15765-2:2016, 9.2 to 9.8, classical CAN only.
"""

from collections.abc import Iterator
from math import inf

N_BS_S = 1.0
"""A control unit waits so long for the tester's flow control."""

FILLER = 0x55
"""Other than the tester's own, so that nobody relies on it."""

_FRAME_BYTES = 8
_CONTINUE, _WAIT = 0, 1


def single_request(data: bytes) -> bytes | None:
    """Return the request in one frame of a tester; None for any other frame."""
    if not data or data[0] > _FRAME_BYTES - 1 or not 0 < data[0] < len(data):
        return None
    return data[1 : 1 + data[0]]


class Answer:
    """One answer on its way. `head` is the byte that comes first with extended addressing.

    `drop` and `renumber` are the consecutive frames (from 1) that get lost, or carry the number after theirs.
    """

    def __init__(
        self, pdu: bytes, *, head: bytes = b"", drop: int | None = None, renumber: int | None = None, from_s: float
    ) -> None:
        self._pdu, self._head, self._drop, self._renumber = pdu, head, drop, renumber
        self._room = _FRAME_BYTES - len(head)
        self._sent = 0
        self._index = 0
        self._next_s = from_s
        self._deadline_s = inf
        self._block: int | None = None
        self._pause_s = 0.0

    @property
    def is_long(self) -> bool:
        """True if it takes several frames."""
        return len(self._pdu) > self._room - 1

    @property
    def is_done(self) -> bool:
        """True when all of it has been sent."""
        return self._sent >= len(self._pdu)

    def is_given_up(self, *, now_s: float) -> bool:
        """Return whether the tester has let it wait too long."""
        return now_s > self._deadline_s

    def flow(self, data: bytes, *, now_s: float) -> None:
        """Obey one frame of the tester."""
        if len(data) < 3 or data[0] >> 4 != 3:  # noqa: PLR2004  # flow control: status, block size, pause
            return
        status, block, pause = data[0] & 0x0F, data[1], data[2]
        if status == _CONTINUE:
            self._block = block or None
            self._pause_s = (pause - 0xF0) / 1e4 if 0xF1 <= pause <= 0xF9 else min(pause, 0x7F) / 1e3  # noqa: PLR2004
            self._next_s, self._deadline_s = now_s, inf
        elif status == _WAIT:
            self._deadline_s = now_s + N_BS_S

    def due(self, *, now_s: float) -> Iterator[bytes]:
        """Return the frames that leave now."""
        while not self.is_done and now_s >= self._next_s:
            if self._sent == 0:
                yield self._first(now_s)
            else:
                yield from self._consecutive(now_s)

    def _first(self, now_s: float) -> bytes:
        if not self.is_long:
            self._sent = len(self._pdu)
            return self._filled(bytes((len(self._pdu),)) + self._pdu)
        self._sent = self._room - 2
        self._next_s, self._deadline_s = inf, now_s + N_BS_S
        return self._filled((0x1000 + len(self._pdu)).to_bytes(2, "big") + self._pdu[: self._sent])

    def _consecutive(self, now_s: float) -> Iterator[bytes]:
        self._index += 1
        number = (self._index + (self._index == self._renumber)) % 16
        part = self._pdu[self._sent : self._sent + self._room - 1]
        self._sent += len(part)
        self._next_s = now_s + self._pause_s
        if self._block is not None:
            self._block -= 1
            if self._block == 0 and not self.is_done:
                self._next_s, self._deadline_s = inf, now_s + N_BS_S
        if self._index != self._drop:
            yield self._filled(bytes((0x20 + number,)) + part)

    def _filled(self, body: bytes) -> bytes:
        return (self._head + body).ljust(_FRAME_BYTES, bytes((FILLER,)))
