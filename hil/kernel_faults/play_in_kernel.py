"""One fault from a service that is well to its verdict."""

import asyncio
import sqlite3
from itertools import cycle

from hil.kernel_faults.kernel_campaign import KernelCampaign
from hil.kernel_faults.kernel_stage import COMMIT_EVERY_S, Stage
from hil.kernel_faults.ledger import Ledger, is_sound, orders
from hil.process_faults.audit import lost_rows
from hil.process_faults.campaign import SAFE_WITHIN_S, Outcome

WELL_WITHIN_S = 90.0
NOTICED_WITHIN_S = 30.0
TOLD_WITHIN_S = 20.0
RECOVERS_WITHIN_S = 120.0
_ENDS_WITHIN_S = 30.0
_SETTLES_S = 2 * COMMIT_EVERY_S
"""What happened before this was written, unless it was not."""

_STEADY_AFTER_S = 12.0
"""Of being ready: before that the climate airs its duct, and may order nothing for a while."""

_SET_POINTS_C = cycle((4.5, 4.0))

_CYCLES_KEPT = 0.9
"""Of all cycles that were due; the rest is what asking and a shared machine cost."""


class Act:
    """One campaign being played: what was measured, and what did not hold."""

    def __init__(self, campaign: KernelCampaign, stage: Stage) -> None:
        self._campaign, self._stage = campaign, stage
        self._noticed_s: float | None = None
        self._safe_s: float | None = None
        self._recovered_s: float | None = None
        self._lost: int | None = None
        self._ordered = 0
        self._failures: list[str] = []

    async def play(self) -> Outcome:
        """Setting, fault, recovery, audit."""
        stage, record = self._stage, self._stage.config.record.file
        if await stage.until(lambda: stage.is_well and self._is_settled, WELL_WITHIN_S) is None:
            self._expect(False, f"not well before anything happened: {self._told_last}")
            return self._outcome()
        stage.service.forget_early_ends()
        before, ordered, ends = Ledger.of(record), orders(record), len(stage.service.ends)
        violations = stage.devices.rig.car.min_off_violations
        async with self._campaign.inject(stage):
            await (self._loses_control(ends) if self._campaign.ends_process else self._goes_on(ends))
        await self._recovers()
        ended_as = stage.service.ends[ends:]
        wanted = [self._campaign.ends_process] if self._campaign.ends_process else []
        self._expect(ended_as == wanted, f"processes that ended: {ended_as}, must be {wanted}")
        self._expect(stage.devices.rig.car.min_off_violations == violations, "the compressor's rest was cut short")
        self._audit(before, ordered)
        return self._outcome()

    @property
    def _is_settled(self) -> bool:
        ready_at_s = self._stage.service.ready_at_s
        return ready_at_s is not None and self._stage.now_s > ready_at_s + _STEADY_AFTER_S

    @property
    def _told_last(self) -> str:
        stage = self._stage
        hub = stage.hub.trouble or stage.hub.availability or "never heard of it"
        return f"{stage.service.status or 'it tells nothing'}; hub: {hub}; drives outputs: {stage.drives}"

    @property
    def _is_named(self) -> bool:
        return any(each.startswith(self._campaign.fault) for each in self._stage.faults)

    async def _loses_control(self, ends: int) -> None:
        """The process is gone, or as good as that: outputs go off, and the hub learns of it."""
        stage, began_s, limit_s = self._stage, self._stage.now_s, SAFE_WITHIN_S
        self._safe_s, self._noticed_s = await asyncio.gather(
            stage.until(lambda: not stage.drives, limit_s + _ENDS_WITHIN_S, began_s),
            stage.until(lambda: stage.hub.availability == "offline", limit_s + _ENDS_WITHIN_S, began_s),
        )
        in_time = self._safe_s is not None and self._safe_s <= limit_s
        self._expect(in_time, f"outputs off after {_seconds(self._safe_s)}, must be within {limit_s:g} s")
        self._expect(self._noticed_s is not None, "the hub does not know that it is gone")
        await stage.until(lambda: len(stage.service.ends) > ends, _ENDS_WITHIN_S)

    async def _goes_on(self, ends: int) -> None:
        """The fault is told, and the cycle goes on."""
        stage, began_s, fed_s = self._stage, self._stage.now_s, self._stage.service.fed_at_s
        await self._orders()
        cycles = await stage.cycles()
        counted_s = stage.now_s
        if self._campaign.fault:
            await self._noticed(began_s)
        lasts_s = max(0.0, began_s + self._campaign.lasts_s - stage.now_s)
        broken = await stage.until(lambda: not self._campaign.holds(stage), lasts_s)
        self._expect(broken is None, f"did not hold {stage.now_s - began_s:.1f} s after the injection")
        self._expect(self._is_named or not self._campaign.fault, f"no longer told, but there: {self._campaign.fault}")
        self._expect(stage.drives, "outputs are off although the service lives")
        self._expect(len(stage.service.ends) == ends, "the process has ended")
        done = await stage.cycles()
        if cycles is None or done is None:
            self._expect(stage.service.fed_at_s > fed_s, "no cycle was completed")
            return
        due = (stage.now_s - counted_s) / stage.config.tick_s
        self._expect(done[0] - cycles[0] >= _CYCLES_KEPT * due - 1, f"{done[0] - cycles[0]} cycles, {due:.0f} were due")

    async def _orders(self) -> None:
        """A person changes a set-point: the fault keeps neither that nor its record from being done."""
        technician = self._stage.devices.technician
        if technician is not None:
            told = await technician.ask(f"set food set_point {next(_SET_POINTS_C)}")
            self._ordered += 1
            self._expect("accepted" in told, f"a set-point was not accepted: {told.strip() or 'no answer'}")

    async def _noticed(self, began_s: float) -> None:
        stage, fault = self._stage, self._campaign.fault
        self._noticed_s = await stage.until(lambda: self._is_named, NOTICED_WITHIN_S, began_s)
        if self._noticed_s is None:
            self._expect(False, f"not noticed: {self._told_last}")
            return
        if self._campaign.told_at_console:
            told_s = await stage.until_asked(lambda: stage.console_tells(fault), TOLD_WITHIN_S)
            self._expect(told_s is not None, f"the console does not tell of {fault}")
        if self._campaign.told_at_hub:
            told_s = await stage.until(lambda: stage.hub_tells(fault), TOLD_WITHIN_S)
            self._expect(told_s is not None, f"the hub was not told of {fault}")

    async def _recovers(self) -> None:
        stage, fault = self._stage, self._campaign.fault
        well = lambda: stage.is_well and not (fault and stage.hub_tells(fault))  # noqa: E731
        self._recovered_s = await stage.until(well, RECOVERS_WITHIN_S)
        self._expect(self._recovered_s is not None, f"not recovered: {self._told_last}")

    def _audit(self, before: Ledger, ordered: int) -> None:
        """What had been recorded is there, and each minute of the process that runs."""
        stage, record = self._stage, self._stage.config.record.file
        try:
            room_is_made = self._campaign.room_is_made
            gone = before.lost(record, room_is_made=room_is_made)
            since_s = stage.service.began_at_s
            missing = 0 if room_is_made else lost_rows(record, stage.now_s - _SETTLES_S, since_s=since_s)
            forgotten = 0 if room_is_made else ordered + self._ordered - orders(record)
            self._expect(is_sound(record), "the record is damaged")
        except sqlite3.Error as error:
            self._expect(False, f"the record cannot be read: {error}")
            return
        self._lost = gone + missing + forgotten
        self._expect(not gone, f"{gone} rows that were in the record are gone")
        self._expect(not forgotten, f"{forgotten} orders of a person are not in the record")
        self._expect(not missing, f"{missing} rows are not in the record")

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


def _seconds(time_s: float | None) -> str:
    return "never" if time_s is None else f"{time_s:.1f} s"
