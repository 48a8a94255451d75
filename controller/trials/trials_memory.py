"""The memory of the trials, and their alarms."""

from math import inf

from controller.interface.alarm import Alarm, AlarmState, active
from controller.interface.immutable import immutable
from controller.trials.answers import Answer
from controller.trials.reversal import TRUSTED, Course


@immutable(kw_only=True)
class Trials:
    """The sensor of each compartment, the three actuators, and the alarms in the order of `alarm_names`."""

    answers: tuple[Answer, ...]
    states: tuple[AlarmState, ...]
    compressor: Course = TRUSTED
    heater: Course = TRUSTED
    cooler: Course = TRUSTED
    looked_at_s: float = -inf

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The active alarms."""
        return active(self.states)

    @property
    def is_at_work(self) -> bool:
        """True where something is stopped or asked for."""
        stopped = [one.stopped_since_s for one in (self.compressor, self.heater, self.cooler)]
        asked = [one.asked_since_s for one in self.answers]
        return stopped != [None, None, None] or asked != [None] * len(asked)
