"""The memory of the alarms: their states, and how each compartment was pulled down."""

from controller.alarms.pull_down import Arming, Course
from controller.interface.alarm import Alarm, AlarmState, active
from controller.interface.immutable import immutable
from controller.interface.status import CompartmentStatus


@immutable
class AlarmMemory:
    """States in the order of `alarm_names`; of each compartment the arming, the course, and what is estimated of it."""

    states: tuple[AlarmState, ...]
    armings: tuple[Arming, ...]
    courses: tuple[Course, ...]
    estimates: tuple[CompartmentStatus, ...] = ()

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The active alarms."""
        return active(self.states)
