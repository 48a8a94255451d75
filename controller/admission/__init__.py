"""Admission of readings to laws, guard and alarms: none that is too old, and none that cannot be before it is repeated.

`freshness.py` goes by the age, `confirmation.py` by what the sensor told before. A reading that is not admitted is
absent, or the last one stands for it; so a single false sample has no effect on outputs and alarms.
"""

from controller.admission import confirmation, freshness
from controller.admission.admission_memory import AdmissionMemory
from controller.interface.outcome import Outcome
from controller.interface.snapshot import Snapshot
from controller.settings import Settings

__all__ = ["AdmissionMemory", "blind", "initial", "judge"]


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
