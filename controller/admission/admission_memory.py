"""The memory of admission: which readings are there, and what each sensor of a temperature told last."""

from controller.interface.immutable import immutable
from controller.interface.readings import Reading


@immutable
class FreshnessMemory:
    """For each point, in the order of `Settings.max_ages_s`: is its reading there, and was it ever."""

    there: tuple[bool, ...]
    ever: tuple[bool, ...]


@immutable
class Refusals:
    """The false samples of one point: how many, the last of them, and how many were told, when."""

    number: int = 0
    last_c: float = 0.0
    told: int = 0
    told_at_s: float = 0.0


@immutable
class Waiting:
    """A surprise that waits, and the newest sample since."""

    first: Reading
    newest: Reading


@immutable(kw_only=True)
class Trace:
    """The trace of one point: its last sample that counts, and one that waits.

    `usual_k` is the usual move from one sample to the next, `last_k` (with its sign) that to the last one that counts.
    """

    counts: Reading | None = None
    usual_k: float = 0.0
    last_k: float = 0.0
    waiting: Waiting | None = None
    refusals: Refusals = Refusals()


@immutable
class AdmissionMemory:
    """The readings that are there, by age, and the trace of each temperature, at `points`."""

    freshness: FreshnessMemory
    traces: tuple[Trace, ...]
    points: tuple[str, ...]

    @property
    def refused_samples(self) -> dict[str, int]:
        """The number of samples that were not believed since the start, by point, where there were any."""
        each = zip(self.points, self.traces, strict=True)
        return {point: trace.refusals.number for point, trace in each if trace.refusals.number}
