"""The memory of verification: a history of each appliance, and what was found."""

from math import inf

from controller.interface.alarm import Alarm, AlarmState, active
from controller.interface.immutable import immutable
from controller.verify.box_inference import BoxInference
from controller.verify.cold import Cold
from controller.verify.fan_response import FanResponse
from controller.verify.history import BoxHistory, CabinHistory, FridgeHistory
from controller.verify.plate_runs import PlateRuns
from controller.verify.quarantine import Doubt
from controller.verify.reach import Reach


@immutable(kw_only=True)
class VerifyMemory:
    """Histories, states in the order of `finding_names`, and the readings that the active findings doubt.

    `held_until_s` is for each finding until when it is held back because a cause explained it.
    """

    boxes: tuple[BoxHistory, ...]
    inferred: tuple[BoxInference, ...]
    states: tuple[AlarmState, ...]
    fridge: FridgeHistory
    cabin: CabinHistory
    cold: Cold
    plate_runs: PlateRuns
    fans: FanResponse
    reach: Reach
    held_until_s: tuple[float, ...]
    looked_at_s: float = -inf
    doubts: tuple[Doubt, ...] = ()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The active findings."""
        return active(self.states)
