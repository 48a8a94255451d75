"""The memory of the alarms: their states, and how each compartment was pulled down."""

from controller.alarms.pull_down import Arming, Course
from controller.interface.alarm import Alarm, AlarmState, active
from controller.interface.immutable import immutable
from controller.interface.status import CompartmentStatus


@immutable(kw_only=True)
class AlarmMemory:
    """States in the order of `alarm_names`; of each compartment the arming, the course, and what is estimated of it.

    `unready_c` is the cabin's air that can be counted on at a departure whose set-point cannot; None where it can.
    """

    states: tuple[AlarmState, ...]
    armings: tuple[Arming, ...]
    courses: tuple[Course, ...]
    estimates: tuple[CompartmentStatus, ...] = ()
    unready_c: float | None = None

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The active alarms."""
        return active(self.states)
