"""One campaign from a service that is well to its verdict."""

import asyncio
import sqlite3
from typing import Generic, TypeVar

from hil.campaigns.campaign import SAFE_WITHIN_S, Campaign, Kept, Outcome
from hil.campaigns.record_audit import RecordAudit
from hil.campaigns.stage import Stage

_ENDS_WITHIN_S = 30.0
"""A process that a fault ends, and the hub's knowledge of that."""

_PlayedT = TypeVar("_PlayedT", bound=Stage)


class Act(Generic[_PlayedT]):
    """One campaign being played: what was measured, and what did not hold."""

    def __init__(self, campaign: Campaign[_PlayedT], stage: _PlayedT) -> None:
        self._campaign, self._stage = campaign, stage
        self._noticed_s: float | None = None
        self._safe_s: float | None = None
        self._recovered_s: float | None = None
        self._lost: int | None = None
        self._failures: list[str] = []

    async def play(self) -> Outcome:
        """Play setting, fault, recovery and audit; a fault is not done to a service that is not well."""
        stage, campaign = self._stage, self._campaign
        self._failures += await stage.settle()
        if not self._failures:
            audit, requested = RecordAudit(stage.record), stage.requested
            ends, violations = len(stage.ends), stage.min_off_violations
            stage.lost_control_s = stage.safe_after_s = None
            async with campaign.inject(stage):
                await self._during(ends)
            await self._recover()
            ended, due = list(stage.ends[ends:]), [campaign.ends_process] if campaign.ends_process else []
            self._expect(ended == due, f"processes that ended: {ended}, must be {due}")
            self._expect(stage.min_off_violations == violations, "the compressor's minimum off time was not kept")
            await self._audit(audit, requested)
        return self._outcome()

    async def _during(self, ends: int) -> None:
        """Look until the fault has lasted and was told."""
        stage, campaign, began_s = self._stage, self._campaign, self._stage.now_s
        course = None
        if campaign.regulates:
            await self._order()
            course = await stage.course()
        if campaign.ends_process:
            await self._end(began_s, ends)
        else:
            if campaign.fault:
                await self._notice(began_s)
            await self._watch(began_s)
        if course is None:
            await self._be_safe(began_s)
        else:
            self._failures += await course.gaps()

    async def _order(self) -> None:
        """Change a set-point as a person: the fault keeps neither that nor its record from being done."""
        answer = await self._stage.request()
        if answer is not None:
            self._expect("accepted" in answer, f"a set-point was not accepted: {answer.strip() or 'no answer'}")

    async def _end(self, began_s: float, ends: int) -> None:
        """Wait until the process is gone and the hub knows it."""
        stage = self._stage
        is_offline = lambda: stage.availability == "offline"  # noqa: E731
        self._noticed_s = await stage.until(is_offline, SAFE_WITHIN_S + _ENDS_WITHIN_S, began_s)
        self._expect(self._noticed_s is not None, "the hub does not know that it is gone")
        await stage.until(lambda: len(stage.ends) > ends, _ENDS_WITHIN_S)

    async def _notice(self, began_s: float) -> None:
        """Wait until the fault is told wherever it must be."""
        stage, campaign = self._stage, self._campaign
        within_s = max(stage.bounds.noticed_within_s, stage.lasts_s(campaign))
        self._noticed_s = await stage.until(lambda: bool(self._named), within_s, began_s)
        if self._noticed_s is None:
            self._expect(False, f"not noticed; {stage.condition}")
            return
        if campaign.reported_at_console:
            reported_s = await stage.until_asked(self._console_reports, stage.bounds.reported_within_s)
            self._expect(reported_s is not None, f"the console does not tell of {campaign.fault}")
        if campaign.reported_at_hub:
            reported_s = await stage.until(self._hub_reports, stage.bounds.reported_within_s)
            self._expect(reported_s is not None, f"the hub was not told of {campaign.fault}")

    async def _watch(self, began_s: float) -> None:
        """Wait until the fault may end, and look whether all holds that must."""
        stage, campaign = self._stage, self._campaign

        def is_broken() -> bool:
            return stage.now_s - began_s >= stage.bounds.holds_from_s and not campaign.holds(stage)

        broken_s = await stage.until(is_broken, stage.lasts_s(campaign), began_s)
        self._expect(broken_s is None, f"did not hold {stage.now_s - began_s:.1f} s after the injection")
        if campaign.fault and campaign.reported_throughout and self._noticed_s is not None:
            self._expect(bool(self._named), f"no longer told, but there: {campaign.fault}")

    async def _be_safe(self, began_s: float) -> None:
        """Wait until outputs are off, longer than they may take."""
        stage, limit_s = self._stage, SAFE_WITHIN_S + self._stage.bounds.safe_allowance_s
        await stage.until(lambda: stage.safe_after_s is not None, limit_s + _ENDS_WITHIN_S, began_s)
        self._safe_s = stage.safe_after_s
        took = "never" if self._safe_s is None else f"after {self._safe_s:.1f} s"
        in_time = self._safe_s is not None and self._safe_s <= limit_s
        self._expect(in_time, f"outputs off {took}, must be within {limit_s:g} s")

    async def _recover(self) -> None:
        """Wait until the service works as before, and stays so for a while."""
        stage, campaign = self._stage, self._campaign
        is_well = lambda: stage.is_well(campaign.fault, stands=campaign.stands)  # noqa: E731
        self._recovered_s = await stage.until(is_well, stage.bounds.recovers_within_s)
        self._expect(self._recovered_s is not None, f"not recovered; {stage.condition}")
        await asyncio.sleep(stage.bounds.stays_well_s)
        self._expect(stage.availability == "online", f"at the hub: {stage.availability or 'nothing'}")

    async def _audit(self, audit: RecordAudit, requested: int) -> None:
        """Compare the record with what must be in it."""
        stage, kept = self._stage, self._campaign.kept
        window = await stage.written()
        if kept is Kept.NONE:
            return
        try:
            found = audit.found(kept, window, requested=stage.requested - requested)
        except sqlite3.Error as error:
            self._expect(False, f"the record cannot be read: {error}")
        else:
            self._lost = found.lost
            self._failures += found.failures

    @property
    def _named(self) -> tuple[str, ...]:
        return self._stage.named(self._campaign.fault)

    def _hub_reports(self) -> bool:
        return any(self._stage.hub_reports(each) for each in self._named)

    async def _console_reports(self) -> bool:
        for each in self._named:
            if await self._stage.console_reports(each):
                return True
        return False

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._failures.append(otherwise)

    def _outcome(self) -> Outcome:
        return Outcome(
            fault=self._campaign.name,
            injected=self._campaign.injected,
            noticed_after_s=self._noticed_s,
            safe_after_s=self._safe_s,
            recovered_after_s=self._recovered_s,
            lost=self._lost,
            failures=tuple(self._failures),
        )
