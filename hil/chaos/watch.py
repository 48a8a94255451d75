"""A look at the outputs in each step of the car: is anything on that nobody answers for?"""

from controller.interface.commands import Commands
from hil.campaigns.campaign import SAFE_WITHIN_S
from hil.process_faults.demo_stage import DemoStage
from hil.process_faults.virtual_stage import LOOK_EVERY_S

ALLOWANCE_S = 2 * LOOK_EVERY_S
"""The thread that releases outputs looks now and then, and a look comes late by one of its own."""


class WatchedStage(DemoStage):
    """A stage that counts for how long an output was on that must not be, and how often the daemon ended by itself."""

    unprotected_s = 0.0
    """A heater or cooler without air, or any output while no cycle has been completed for SAFE_WITHIN_S and some."""
    daemon_ends = 0
    _looked_s = 0.0
    _cycle_s = 0.0

    def look(self) -> None:
        """Take into account what has been since the last look."""
        now_s = self.loop.time()
        if self.state is not None:
            self._cycle_s = max(self._cycle_s, self.state.step.now_s)
        uncontrolled = now_s - self._cycle_s > SAFE_WITHIN_S + ALLOWANCE_S and not self.outputs_are_off
        if uncontrolled or heats_without_air(self.rig.task.orders):
            self.unprotected_s += now_s - self._looked_s
        self._looked_s = now_s

    def note_whether_safe(self) -> None:
        """Called while something holds the loop up, when nobody else can look."""
        super().note_whether_safe()
        self.look()

    def start_again(self) -> bool:
        """Start a daemon that has ended by itself, as the service manager would; True where that was needed."""
        if not self.ended_by_itself("daemon"):
            return False
        self.daemon_ends += 1
        self.rig.pins.undrive_all()
        self.start_daemon()
        return True


def heats_without_air(orders: Commands) -> bool:
    """Whether heater or cooler is on beside a blower that stands."""
    return (orders.heater_pct > 0.0 or orders.cooler_pct > 0.0) and orders.blower_pct <= 0.0
