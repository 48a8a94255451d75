"""The assessment of a trip: all that a report says of the goods. Pure; firmware/coldchain/assessor.py makes it."""

from dataclasses import dataclass
from enum import StrEnum

from firmware.coldchain.causes import Likely
from firmware.coldchain.excursions import Excursion
from firmware.coldchain.series import Gap, Subject
from firmware.config.cargo import Limit


class Verdict(StrEnum):
    """The state of the goods, as far as temperatures tell. The values stand in reports."""

    KEPT = "kept"
    BROKEN = "out of limits"
    NOT_PROVEN = "not proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one subject over a trip; None where it was never known."""

    subject: Subject
    recorded_s: float = 0.0
    absent_s: float = 0.0
    min_c: float | None = None
    max_c: float | None = None
    mean_c: float | None = None
    kinetic_c: float | None = None
    """The mean kinetic temperature, weighed by time; what was not recorded is left out."""
    out_of_range_s: float = 0.0
    measured: bool = True
    """False where any of it is an estimate ..."""
    bound_k: float = 0.0
    """... and the largest bound of its error."""
    beyond: tuple[tuple[Limit, float], ...] = ()
    """For each limit, the seconds beyond it, however short each time was."""


@dataclass(frozen=True, slots=True)
class Precooled:
    """The readiness of a compartment before the goods went in (None: nothing to go by), and its evidence."""

    proven: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """An excursion with its likely cause."""

    excursion: Excursion
    cause: Likely


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that a report says of the goods. `why` explains the verdict in one line."""

    verdict: Verdict
    why: str
    decided_by: Subject
    air: Figures
    contents: Figures
    excursions: tuple[Explained, ...]
    gaps: tuple[Gap, ...]
    precooled: Precooled
    lid_openings: int
    lid_open_s: float
    out_of_refrigeration_s: float | None = None
    """None where the cargo has no such budget; `left_s` is what remains of it, negative beyond."""
    left_s: float | None = None
    shelf_life_days: float | None = None
    """What remains of it, as if all that remains is spent at the temperature that it is defined for."""
    worst_kinetic_c: float | None = None
    """The highest mean kinetic temperature of any window of the cargo's limit."""

    @property
    def deciding(self) -> Figures:
        """The figures of the subject that decides."""
        return self.air if self.decided_by is Subject.AIR else self.contents
