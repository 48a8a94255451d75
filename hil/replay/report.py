"""Result of a replay: figures for machines, a table for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from controller.interface.readings import Absence, Reading
from drivers.vehicle.frame_counts import FrameCounts, FrameId, FrameKind, IdCounts, PduCounts


@dataclass(slots=True, kw_only=True)
class PointReport:
    """Readings of one point that the daemon got. `absent` counts those without a value, `why` is the last reason."""

    min: float | None = None
    max: float | None = None
    last: float | None = None
    count: int = 0
    absent: int = 0
    why: Absence | None = None

    def add(self, reading: Reading) -> None:
        """Take one reading into account."""
        if reading.value is None:
            self.absent, self.why = self.absent + 1, reading.absence
            return
        value = round(reading.value, 6)  # 22.400000000000002 is 22.4
        self.min = value if self.min is None else min(self.min, value)
        self.max = value if self.max is None else max(self.max, value)
        self.last, self.count = value, self.count + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IdReport:
    """Frames of one id; `why` tells of the last one that was not decoded, `gaps` how often some were missing."""

    message: str
    decoded: int
    wrong_length: int
    unknown_id: int
    undecodable: int
    bad_checksum: int
    repeated: int
    gaps: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """All about one replay. `ids` are in hexadecimal as candump writes them, `points` and `faults` by name.

    `pdus` are messages of transport protocols: answers of control units (ISO-TP), and long messages of SAE J1939.

    A frame is of the wrong length when it has not the length that the map states, and also when the map puts more bits
    of signals into it than it has (signals that overlap): `ids` tells which. Lost are frames for which a bus had no
    room while nobody read.
    """

    frames: int
    frames_wrong_length: int
    frames_unknown_id: int
    frames_undecodable: int
    frames_bad_checksum: int
    frames_repeated: int
    frames_error: int
    frames_remote: int
    frames_lost: int
    pdus_complete: int
    pdus_timed_out: int
    pdus_broken: int
    recorded_s: float
    cycles: int
    points: Mapping[str, PointReport]
    ids: Mapping[str, IdReport]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Result of the daemon's run."""

    recorded_s: float
    cycles: int
    faults: Mapping[str, str]


def report(run: Run, counts: FrameCounts, pdus: PduCounts, points: Mapping[str, PointReport]) -> ReplayReport:
    """Put everything together."""
    return ReplayReport(
        frames=counts.frames + counts.error_frames + counts.remote_frames,
        frames_wrong_length=counts.total(FrameKind.WRONG_LENGTH),
        frames_unknown_id=counts.total(FrameKind.UNKNOWN_ID),
        frames_undecodable=counts.total(FrameKind.UNDECODABLE),
        frames_bad_checksum=counts.total(FrameKind.BAD_CHECKSUM),
        frames_repeated=counts.total(FrameKind.REPEATED),
        frames_error=counts.error_frames,
        frames_remote=counts.remote_frames,
        frames_lost=counts.lost,
        pdus_complete=pdus.complete,
        pdus_timed_out=pdus.timed_out,
        pdus_broken=pdus.broken,
        recorded_s=round(run.recorded_s, 3),
        cycles=run.cycles,
        points=points,
        ids={_text(frame_id): _id_report(row) for frame_id, row in sorted(counts.by_id.items())},
        faults=run.faults,
    )


def table(what: ReplayReport) -> Iterator[str]:
    """Return the lines that a person is shown."""
    decoded = sum(row.decoded for row in what.ids.values())
    yield f"{what.frames} frames of {len(what.ids)} ids in {what.recorded_s:g} s; {what.cycles} cycles of the daemon"
    yield f"  decoded {decoded}, wrong length {what.frames_wrong_length}, unknown id {what.frames_unknown_id},"
    yield f"  undecodable {what.frames_undecodable}, bad checksum {what.frames_bad_checksum},"
    yield f"  repeated {what.frames_repeated}, error {what.frames_error}, remote {what.frames_remote},"
    gaps = sum(row.gaps for row in what.ids.values())
    yield f"  lost before they were read {what.frames_lost}, gaps by their counters {gaps}"
    if what.pdus_complete or what.pdus_timed_out or what.pdus_broken:
        yield f"  messages complete {what.pdus_complete}, timed out {what.pdus_timed_out}, broken {what.pdus_broken}"
    yield ""
    yield f"{'point':<28}{'count':>8}{'min':>10}{'max':>10}{'last':>10}  absent"
    for name, point in what.points.items():
        numbers = "".join(f"{'-' if value is None else value:>10}" for value in (point.min, point.max, point.last))
        yield f"{name:<28}{point.count:>8}{numbers}  {point.absent or ''} {point.why or ''}".rstrip()
    yield ""
    heads = "".join(f"{head:>8}" for head in ("decoded", "length", "unknown", "undec.", "check"))
    yield f"{'id':<10}{'message':<24}{heads}  why not decoded"
    for text, row in what.ids.items():
        refused = row.bad_checksum + row.repeated
        counts = (row.decoded, row.wrong_length, row.unknown_id, row.undecodable, refused)
        columns = "".join(f"{count or '':>8}" for count in counts)
        yield f"{text:<10}{row.message:<24}{columns}  {row.why}".rstrip()
    for line in what.faults.values():
        yield f"fault: {line}"


def _text(frame_id: FrameId) -> str:
    number, is_extended = frame_id
    return f"{number:08X}" if is_extended else f"{number:03X}"


def _id_report(row: IdCounts) -> IdReport:
    kinds = row.kinds
    return IdReport(
        message=row.message,
        decoded=kinds[FrameKind.DECODED],
        wrong_length=kinds[FrameKind.WRONG_LENGTH],
        unknown_id=kinds[FrameKind.UNKNOWN_ID],
        undecodable=kinds[FrameKind.UNDECODABLE],
        bad_checksum=kinds[FrameKind.BAD_CHECKSUM],
        repeated=kinds[FrameKind.REPEATED],
        gaps=row.gaps,
        why=row.why,
    )
