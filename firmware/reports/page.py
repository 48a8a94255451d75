"""The content of a report, without a language: one trip, or a consignment on its way through several hands. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from firmware.coldchain.assessment import Assessment
from firmware.coldchain.series import Gap, Item, Minute, Subject
from firmware.coldchain.trips import Acknowledgement, SensorIdentity
from firmware.config.cargo import Cargo


class Signature(StrEnum):
    """The signature of a segment. The values stand in reports for programs."""

    GOOD = "good"
    NOT_GOOD = "not good"
    OWN = "own record"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The proof that a record was not changed: its checkpoint, and the command that checks it."""

    text: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The time in one pair of hands. `ended_s` is None while it goes on; `keeper` is the device that recorded it."""

    trip_id: str
    keeper: str
    compartment: str
    began_s: float
    ended_s: float | None
    given_by: str
    taken_by: str
    items: Sequence[Item]
    assessment: Assessment
    sensors: Sequence[SensorIdentity] = ()
    acknowledgements: Sequence[Acknowledgement] = ()
    clock: str = ""
    signature: Signature = Signature.NONE
    key: str = ""
    """The name of the key that signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a page tells. `assessment` is that of all segments together, what lay between them included."""

    consignment: str
    cargo: Cargo
    segments: Sequence[Segment]
    assessment: Assessment
    seal: Seal | None
    made_s: float
    version: str

    @property
    def began_s(self) -> float:
        """The beginning of the first segment."""
        return self.segments[0].began_s

    @property
    def ended_s(self) -> float | None:
        """The end of the last segment; None while it goes on."""
        return self.segments[-1].ended_s

    @property
    def until_s(self) -> float:
        """The end of all that is told: that of the last segment, or when the page was made."""
        return self.made_s if self.ended_s is None else self.ended_s

    @property
    def subject(self) -> Subject:
        """The thing whose temperature decides."""
        return self.assessment.decided_by

    @property
    def items(self) -> Iterator[Item]:
        """Every minute and gap, in the order of their times."""
        return (item for segment in self.segments for item in segment.items)

    def minutes(self) -> Iterator[Minute]:
        """Yield what was recorded."""
        return (item for item in self.items if isinstance(item, Minute))

    def gaps(self) -> Iterator[Gap]:
        """Yield what was not recorded within a segment."""
        return (item for item in self.items if isinstance(item, Gap))

    def between(self) -> Iterator[tuple[float, float]]:
        """Return the times between two segments."""
        return between(self.segments)


def between(segments: Iterable[Segment]) -> Iterator[tuple[float, float]]:
    """Yield the times between two of `segments`, in which nobody measured."""
    for before, after in pairwise(segments):
        if before.ended_s is not None and after.began_s > before.ended_s:
            yield before.ended_s, after.began_s
