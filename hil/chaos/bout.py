"""One fault of the day: when it began, was told, ended, and was cleared."""

import asyncio
from dataclasses import dataclass

from hil.chaos.catalogue import BROKER, Row
from hil.process_faults.virtual_stage import LOOK_EVERY_S, RECOVERS_WITHIN_S, VirtualStage

HUB_WITHIN_S = 15.0
"""The hub is told at a change; this leaves time for it to have connected again (engineering choice)."""

REPORTED_WITHIN_S = 120.0
"""Of the time in which it could be told: longer than any campaign needs (engineering choice)."""


@dataclass(slots=True, kw_only=True)
class Bout:
    """One fault that was drawn; times in simulated seconds, None is not (yet)."""

    row: Row
    at_s: float
    until_s: float | None = None
    reported_s: float | None = None
    reported_at_hub_s: float | None = None
    hub_could_receive_s: float = 0.0
    """For how long it was open while the broker was well: a fault that is over before that is not told at the hub."""
    cleared_s: float | None = None

    @property
    def is_on(self) -> bool:
        """True while the fault is there."""
        return self.until_s is None

    @property
    def must_be_reported(self) -> bool:
        """True where there is anything to tell of it."""
        return bool(self.row.campaign.fault)

    @property
    def is_reported(self) -> bool:
        """True where those who can be told know it: the technician, and the hub where it could hear for long enough."""
        is_received = self.reported_at_hub_s is not None or not self.row.campaign.reported_at_hub
        at_hub = is_received or self.hub_could_receive_s < HUB_WITHIN_S
        return not self.must_be_reported or (self.reported_s is not None and at_hub)


class Player:
    """Plays bouts at `stage`; `bouts` are all of the day so far."""

    def __init__(self, stage: VirtualStage) -> None:
        self._stage = stage
        self.bouts: list[Bout] = []
        self._open: list[Bout] = []

    @property
    def on(self) -> list[Bout]:
        """The faults that are there now."""
        return [each for each in self._open if each.is_on]

    @property
    def taken(self) -> frozenset[str]:
        """All that is touched by faults that are there or not yet over."""
        return frozenset().union(*(each.row.touches for each in self._open))

    async def play(self, row: Row) -> None:
        """Play one bout from its first second until it is cleared, or could have been for long enough."""
        bout = Bout(row=row, at_s=self._stage.loop.time())
        self.bouts.append(bout)
        self._open.append(bout)
        async with row.campaign.inject(self._stage):
            await self._tell(bout)
        bout.until_s = self._stage.loop.time()
        if row.campaign.stands:
            await self._start_anew()
        await self._clear(bout)
        self._open.remove(bout)

    async def _tell(self, bout: Bout) -> None:
        """Wait until it has lasted and is told, or could have been told for long enough."""
        chance_s, stage = 0.0, self._stage
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await self._note(bout)
            lasted = stage.loop.time() - bout.at_s >= stage.lasts_s(bout.row.campaign)
            if lasted and (bout.is_reported or chance_s >= REPORTED_WITHIN_S):
                return
            chance_s += LOOK_EVERY_S if stage.cycles > 1 else 0.0

    async def _note(self, bout: Bout) -> None:
        stage, now_s = self._stage, self._stage.loop.time()
        told = bout.row.names(stage.faults) or [each for each in stage.faults if bout.row.is_hidden((each,))]
        if not told:
            return
        if bout.reported_s is None and await stage.console_reports(told[0]):
            bout.reported_s = now_s
        if bout.reported_at_hub_s is None and stage.hub_reports(told[0]):
            bout.reported_at_hub_s = now_s
        if not any(BROKER in each.row.touches for each in self._open):
            bout.hub_could_receive_s += LOOK_EVERY_S

    async def _start_anew(self) -> None:
        """Start the service again, as a person does who has seen what stands."""
        await self._stage.end("daemon")
        self._stage.start_daemon()

    async def _clear(self, bout: Bout) -> None:
        """Wait until nothing tells of it any more, or nothing else could explain that for long enough."""
        chance_s = 0.0
        while chance_s < RECOVERS_WITHIN_S:
            await asyncio.sleep(LOOK_EVERY_S)
            if self._stage.cycles > 1 and not bout.row.names(self._stage.faults):
                bout.cleared_s = self._stage.loop.time()
                return
            chance_s += LOOK_EVERY_S if self._stage.cycles > 1 and not self._explained(bout) else 0.0

    def _explained(self, bout: Bout) -> bool:
        """Return True where another fault that is there keeps this one's from being cleared."""
        on = [each.row.campaign.fault for each in self.on]
        return any(each and (bout.row.names((each,)) or bout.row.is_hidden((each,))) for each in on)
