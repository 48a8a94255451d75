"""Counts of received CAN frames, by outcome and by id."""

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.errors import DriverError

FrameId = tuple[int, bool]
"""An arbitration id, and whether it is one of 29 bits."""

Value = tuple[str, float | DriverError]
"""A point with its value in the point's unit, or why it has none."""

IDS_COUNTED = 4_096
"""Ids that are counted one by one: all 11-bit ids twice. A flood of more shares one row, so that memory is bounded."""


class FrameKind(StrEnum):
    """The outcome for a frame. The text is what a person is shown."""

    DECODED = "decoded"
    NOT_WANTED = "not wanted"
    UNKNOWN_ID = "unknown id"
    WRONG_LENGTH = "wrong length"
    UNDECODABLE = "undecodable"
    BAD_CHECKSUM = "bad checksum"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The content of one frame: its kind, its message's name ("" when unknown), why it was not decoded, its values.

    `after_gap`: by its counter, frames of this message are missing before it.
    """

    kind: FrameKind
    message: str = ""
    why: str = ""
    values: tuple[Value, ...] = ()
    after_gap: bool = False


@dataclass(slots=True)
class PduCounts:
    """Messages of transport protocols (one frame or several), since the start."""

    complete: int = 0
    timed_out: int = 0
    """Given up by their senders: no further frame within the time, or another message instead."""
    broken: int = 0
    """Frames that fit nowhere: damaged, out of order, or without a beginning."""

    def __add__(self, other: "PduCounts") -> "PduCounts":
        return PduCounts(self.complete + other.complete, self.timed_out + other.timed_out, self.broken + other.broken)


@dataclass(slots=True)
class IdCounts:
    """Frames of one id: how many of each kind, why the last one that was not decoded was not, and gaps between them."""

    message: str = ""
    why: str = ""
    gaps: int = 0
    kinds: dict[FrameKind, int] = field(default_factory=lambda: dict.fromkeys(FrameKind, 0))


class FrameCounts:
    """Frames seen of each kind, in all and by id. `others` counts ids beyond IDS_COUNTED.

    `filtered` frames were passed over by their ids alone, where no kernel does it; `lost` ones never arrived whole.
    """

    def __init__(self) -> None:
        self.by_id: dict[FrameId, IdCounts] = {}
        self.others = IdCounts()
        self.error_frames = 0
        self.remote_frames = 0
        self.filtered = 0
        self.lost = 0

    def add(self, frame_id: FrameId, decoded: Decoded) -> None:
        """Count one frame."""
        row = self.by_id.get(frame_id)
        if row is None:
            row = IdCounts() if len(self.by_id) < IDS_COUNTED else self.others
            if row is not self.others:
                self.by_id[frame_id] = row
        row.kinds[decoded.kind] += 1
        row.message = decoded.message
        row.why = decoded.why or row.why
        row.gaps += decoded.after_gap

    def total(self, kind: FrameKind) -> int:
        """Sum the frames of one kind."""
        return self.others.kinds[kind] + sum(row.kinds[kind] for row in self.by_id.values())

    @property
    def frames(self) -> int:
        """All data frames that were looked into; error and remote frames are counted apart."""
        return sum(self.total(kind) for kind in FrameKind)
