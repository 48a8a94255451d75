"""Ask control units for what a profile wants, one request at a time, while the car is awake by itself.

Values are told by who listens to the bus, whoever asked; here only what became of each request matters.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from drivers.diagnostics import wake_guard
from drivers.diagnostics.bus_activity import Activity
from drivers.diagnostics.control_units import Sessions
from drivers.diagnostics.exchange import Exchange
from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.ids import frame_id_of
from drivers.diagnostics.obd_codec import PIDS_A_MAP, Negative, Positive
from drivers.diagnostics.queries import Request, ways
from drivers.diagnostics.response_codec import Sender
from drivers.diagnostics.schedule import Schedule
from drivers.diagnostics.transmit_gate import Frame
from drivers.diagnostics.wake_guard import Guard, Limits, Look, State
from drivers.errors import BadFrame, DriverError

_LOG = logging.getLogger(__name__)

LOOK_S = 0.1
"""Interval between looks at the car: that of a bus that cannot wake its reader (vehicle_bus.POLL_S)."""


@dataclass(frozen=True, slots=True)
class Supply:
    """The further signs that the car is in use; None is unknown."""

    voltage_v: float | None = None
    runs: bool | None = None


@dataclass(slots=True)
class PollCounts:
    """The counts of requests since the start, by outcome."""

    asked: int = 0
    answered: int = 0
    unanswered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By the reason that control units gave."""


class DiagnosticPoller:
    """One bus. `bus` is the way out, behind its gate; `look` tells of the supply; a request leaves each `every_s`."""

    def __init__(
        self,
        asked: Iterable[Request],
        bus: GatedBus,
        activity: Activity,
        look: Callable[[], Supply],
        *,
        every_s: float,
        limits: Limits,
    ) -> None:
        asked = tuple(asked)
        self._bus, self._activity, self._look, self._every_s, self._limits = bus, activity, look, every_s, limits
        self._schedule = Schedule(asked)
        self.sessions = Sessions([way.route for each in asked for way in ways(each)], self._transmit)
        self.counts, self.guard = PollCounts(), Guard()
        self._open: Exchange | None = None
        self._due_s = -every_s
        self._error: str | None = None

    async def run(self) -> None:
        """Poll for ever."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self.tick(now_s=loop.time())
                await asyncio.sleep(LOOK_S)
        finally:
            self._fall_silent()

    def tick(self, *, now_s: float) -> None:
        """Do what is due now."""
        self._supervise(now_s)
        if not self.guard.may_poll:
            self._fall_silent()
            if self.guard.state is State.ASLEEP:
                self._schedule.begin_drive()
            return
        self._bus.arm(now_s=now_s)
        self.sessions.process(now_s=now_s)
        if self._open is not None and self._open.is_over(now_s=now_s, is_coming=self.sessions.is_busy):
            self._settle(self._open, now_s)
        if self._open is None and now_s >= self._due_s:
            self._ask_next(now_s)

    def receive(self, sender: Sender, answer: Positive | Negative, now_s: float) -> None:
        """Take the answer of a control unit, which diagnostics_codec.Diagnostics tells."""
        exchange = self._open
        if exchange is None or not exchange.expects(answer) or not self.sessions.is_asked(sender):
            return
        if isinstance(answer, Positive) and not self._learn(exchange.request, answer):
            return
        exchange.receive(answer, now_s=now_s)
        if exchange.is_settled:
            self._settle(exchange, now_s)

    def _supervise(self, now_s: float) -> None:
        supply, before = self._look(), self.guard
        received_s, wake_ups = self._activity.received_s, self._activity.wake_ups
        look = Look(received_s, supply.voltage_v, supply.runs, wake_ups)
        self.guard = wake_guard.step(before, look, self._limits, now_s=now_s)
        if wake_ups > before.wake_ups:
            _LOG.warning("CAN %s: the car may have been woken by us, %d times so far", self._bus.name, wake_ups)
        if self.guard.state is not before.state:
            _LOG.info("CAN %s: polling %s", self._bus.name, self.guard.state)

    def _fall_silent(self) -> None:
        self._open = None
        self.sessions.rest()
        self._bus.disarm()

    def _ask_next(self, now_s: float) -> None:
        request = self._schedule.next(now_s=now_s)
        if request is None:
            return
        self._due_s = now_s + self._every_s
        self._open = Exchange(request, now_s=now_s)
        self.counts.asked += 1
        self.sessions.ask(request, now_s=now_s)

    def _learn(self, request: Request, answer: Positive) -> bool:
        """Take over a map of supported PIDs; whether the answer is good for anything."""
        if request.pid is None or request.pid % PIDS_A_MAP:
            return True
        try:
            self._schedule.reported(request, answer.data[1:])
        except BadFrame:
            return False
        return True

    def _settle(self, exchange: Exchange, now_s: float) -> None:
        """End an exchange: no more is waited for; one unit's answer outweighs the refusals of others."""
        self._open = None
        self.sessions.rest()
        if exchange.is_answered:
            self.counts.answered += 1
            self._schedule.answered(exchange.request)
        elif exchange.refusal is not None:
            self.counts.refused[exchange.refusal.text] += 1
            self._schedule.refused(exchange.request, exchange.refusal.code, now_s=now_s)
        else:
            self.counts.unanswered += 1
            self._schedule.unanswered(exchange.request, now_s=now_s)

    def _transmit(self, number: int, data: bytes, now_s: float) -> None:
        """Send one frame; one that does not leave is as good as one that nobody answers.

        Flow control follows after the guard was last asked, so here is asked once more whether the car is awake.
        """
        if not wake_guard.is_awake(self._activity.received_s, self._limits, now_s=now_s):
            return
        arbitration_id, is_extended = frame_id_of(number)
        try:
            self._bus.send(
                Frame(bus=self._bus.name, arbitration_id=arbitration_id, is_extended=is_extended, data=data),
                now_s=now_s,
            )
        except DriverError as error:
            self._say(str(error))
        else:
            self._activity.sent(now_s=now_s)
            self._say(None)

    def _say(self, error: str | None) -> None:
        """Log once when sending begins to fail, and once when it works again."""
        if error is not None and self._error is None:
            _LOG.warning("%s", error)
        elif error is None and self._error is not None:
            _LOG.info("CAN %s: sends again", self._bus.name)
        self._error = error
