"""Admission of readings to laws, guard and alarms: none that is too old, and none that cannot be before it is repeated.

`freshness.py` goes by the age, `confirmation.py` by what the sensor told before. A reading that is not admitted is
absent, or the last one stands for it; so a single false sample has no effect on outputs and alarms.
"""

from controller.admission import confirmation, freshness
from controller.admission.confirmation import Trace
from controller.admission.freshness import FreshnessMemory
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.snapshot import Snapshot
from controller.settings import Settings

__all__ = ["AdmissionMemory", "Trace", "blind", "initial", "judge"]


@immutable
class AdmissionMemory:
    """What each part remembers: which readings are there, and the trace of each temperature, at `points`."""

    freshness: FreshnessMemory
    traces: tuple[Trace, ...]
    points: tuple[str, ...]

    @property
    def refused_samples(self) -> dict[str, int]:
        """How many samples were not believed since the start, by point, where there were any."""
        each = zip(self.points, self.traces, strict=True)
        return {point: trace.refusals.number for point, trace in each if trace.refusals.number}


def initial(settings: Settings) -> AdmissionMemory:
    """Begin with readings that were never there."""
    return AdmissionMemory(freshness.initial(settings), confirmation.initial(settings), confirmation.points(settings))


def judge(
    memory: AdmissionMemory, snapshot: Snapshot, settings: Settings, *, now_s: float
) -> Outcome[AdmissionMemory, Snapshot]:
    """Admit of a snapshot what is fresh, and what the sensor has confirmed where it is a surprise."""
    confirmed = confirmation.judge(memory.traces, snapshot, settings, now_s=now_s)
    judged = freshness.judge(memory.freshness, confirmed.output, settings, now_s=now_s)
    if judged.memory is memory.freshness and confirmed.memory is memory.traces:
        return Outcome(memory, judged.output, confirmed.events)
    after = AdmissionMemory(judged.memory, confirmed.memory, memory.points)
    return Outcome(after, judged.output, (*confirmed.events, *judged.events))


def blind(
    memory: AdmissionMemory, snapshot: Snapshot, settings: Settings, *, now_s: float
) -> Outcome[AdmissionMemory, Snapshot]:
    """Believe no reading, and pass on the requests: the answer while readings cannot be judged."""
    return Outcome(memory, freshness.blinded(snapshot, settings, now_s=now_s))
