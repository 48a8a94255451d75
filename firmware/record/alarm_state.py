"""The memory of alarms as a JSON value that outlives restarts; nonsense is never believed."""

from typing import Any

from controller import Memory, Settings, Step
from controller.persistence.alarm_state import Break, Pending, pending, persisted, recalled
from firmware.control.state_store import Subscription
from firmware.record.keys import ALARMS
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults
from firmware.runtime.persistence import Persistence

SOON_S = 60.0
"""What waits to be an alarm is first kept after so long: where the supply dips no run lasts. Engineering choice."""

PENDING_EVERY_S = 300.0
"""And later so often at most: a condition at its limit comes and goes. Engineering choice."""

PERSIST_EVERY_S = 1_800.0
"""So often without any change: how long the computer was off is known as well as this. Engineering choice."""


_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def to_json(memory: Memory, settings: Settings, clock: Clock) -> dict[str, Any]:
    """Return the knowledge of the alarms in `memory`, with its time by both clocks."""
    now = clock.now
    times = {"boot_id": clock.boot_id, "monotonic_s": now.monotonic_s, "wall_s": now.wall_s}
    return persisted(memory, settings) | times | {"clock": clock.quality()}


def taken_up(values: Any, memory: Memory, settings: Settings, faults: Faults, clock: Clock) -> Memory:
    """Add persisted values to the memory before the first tick, as far as they can be used; a fault names the rest."""
    if values is None:
        return memory
    left_out = list[str]()
    try:
        pause = _pause(values, clock, left_out)
    except _UNREADABLE:
        faults.report(
            ALARMS, "record: the alarms of the last run cannot be used: they are raised again after their delay"
        )
        return memory
    taken = recalled(memory, values, pause, settings, now_s=clock.monotonic_s())
    left_out += taken.left_out
    if left_out:
        what = ", ".join(left_out)
        faults.report(
            ALARMS, f"record: of the alarms of the last run this cannot be used: {what}; it is detected again"
        )
    return taken.memory


def _pause(values: Any, clock: Clock, left_out: list[str]) -> Break:
    """Return the break since `values` were persisted, by the clock that ran on; 0 s where none is known to."""
    now, then_s = clock.now, float(values["monotonic_s"])
    if values.get("boot_id") == clock.boot_id:
        return Break(then_s, 0.0, max(now.monotonic_s - then_s, 0.0))
    try:
        is_known, away_s = ClockQuality(values["clock"]).is_known, now.wall_s - float(values["wall_s"])
    except _UNREADABLE:
        left_out.append("time of day")
        is_known, away_s = False, 0.0
    if not (clock.quality().is_known and is_known and away_s >= 0.0):
        return Break(then_s, now.monotonic_s - then_s, None)
    return Break(then_s, now.monotonic_s - away_s - then_s, away_s)


class AlarmPersister:
    """Persistence of the alarms' memory: at once when an alarm comes or goes, seldom while only time goes on."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._persisted: Pending | None = None
        self._persisted_at_s = 0.0
        self._next_s = SOON_S

    async def run(self, subscription: Subscription, persistence: Persistence) -> None:
        """Keep the state of the alarms whenever that is due, for ever."""
        async for state, _ in subscription.changes():
            if self.is_due(state.step):
                await persistence.persist(ALARMS, to_json(state.step.memory, self._settings, self._clock))

    def is_due(self, step: Step) -> bool:
        """Return True where there is something new to keep; the first state only repeats what is known."""
        before, now = self._persisted, pending(step.memory)
        if before is not None:
            every_s = self._next_s if now.waits or now.since_s != before.since_s else PERSIST_EVERY_S
            if now.alarms == before.alarms and step.now_s - self._persisted_at_s < every_s:
                return False
        self._persisted, self._persisted_at_s = now, step.now_s
        if before is None:
            return False
        self._next_s = min(2.0 * self._next_s, PENDING_EVERY_S)
        return True
