"""One campaign from its first minute to its verdict."""

import asyncio
import tempfile
from pathlib import Path

from hil.process_faults.audit import lost_rows
from hil.process_faults.campaign import FROM_S, RECOVERS_WITHIN_S, SAFE_WITHIN_S, Campaign, Outcome
from hil.process_faults.stage import LOOK_EVERY_S, Stage
from hil.rig.virtual_time import run

SETTLES_S = 210.0
"""Before the fault: all sensors have spoken, the first rows are written, and the compressor has rested and runs."""

AFTERWARDS_S = 90.0
"""After it: more than one commit of the record."""

HUB_WITHIN_S = 60.0
"""The hub is told at a change; this leaves time for a slow one."""

_WARMER_K = 1.0
"""The fridge cools down throughout; more than this above where it stood means that it does not."""

_CYCLES_KEPT = 0.95
"""Of all cycles that were due; the daemon that starts anew loses some."""

_LOOK_ALLOWANCE_S = 2 * LOOK_EVERY_S


def play(campaign: Campaign) -> Outcome:
    """Play it in virtual time, with files in a folder that is removed."""
    with tempfile.TemporaryDirectory(prefix="homeward-campaign-") as parent:
        folder = Path(parent, "state")
        folder.mkdir()
        act = Act(campaign, folder)
        run(act.play(), speed=None)
        act.audit()
        return act.outcome()


class Act:
    """One campaign being played: what was measured, and what did not hold."""

    def __init__(self, campaign: Campaign, folder: Path) -> None:
        self._campaign, self._folder = campaign, folder
        self._noticed_s: float | None = None
        self._safe_s: float | None = None
        self._recovered_s: float | None = None
        self._lost: int | None = None
        self._ended_s = 0.0
        self._failures: list[str] = []

    async def play(self) -> None:
        """Setting, fault, recovery."""
        async with Stage(self._folder) as stage:
            await asyncio.sleep(SETTLES_S)
            self._expect(not stage.faults, f"faults before anything happened: {stage.faults}")
            self._expect(not stage.outputs_are_off, "nothing is driven before anything happened")
            async with self._campaign.inject(stage):
                await self._during(stage)
            await self._after(stage)
            self._ended_s = stage.loop.time()

    def audit(self) -> None:
        """Look at what was recorded."""
        if not self._campaign.rows_may_go:
            self._lost = lost_rows(self._folder / "record.db", self._ended_s)
            self._expect(not self._lost, f"{self._lost} rows are not in the record")

    def outcome(self) -> Outcome:
        """What came of it."""
        return Outcome(
            fault=self._campaign.name,
            injected=self._campaign.injected,
            noticed_after_s=self._noticed_s,
            safe_after_s=self._safe_s,
            recovered_after_s=self._recovered_s,
            lost=self._lost,
            failures=tuple(self._failures),
        )

    async def _during(self, stage: Stage) -> None:
        began_s, cycles, food_c = stage.loop.time(), stage.cycles, _food_c(stage)
        if self._campaign.fault:
            self._noticed_s = await stage.until(lambda: bool(self._named(stage)), self._campaign.lasts_s)
            self._expect(self._noticed_s is not None, f"not noticed; faults: {stage.faults}")
            await self._told(stage)
        await self._watch(stage, began_s)
        if self._campaign.regulates:
            done, due = stage.cycles - cycles, (stage.loop.time() - began_s) / stage.config.tick_s
            self._expect(done >= _CYCLES_KEPT * due, f"{done} cycles, {due:.0f} were due")
            self._expect(_food_c(stage) < food_c + _WARMER_K, f"the food warmed from {food_c:.1f} °C")
        else:
            self._safe_s = stage.safe_after_s
            limit_s = SAFE_WITHIN_S + _LOOK_ALLOWANCE_S
            in_time = self._safe_s is not None and self._safe_s <= limit_s
            self._expect(in_time, f"outputs off after {self._safe_s} s, must be within {limit_s:g} s")

    async def _watch(self, stage: Stage, began_s: float) -> None:
        """Until the fault ends."""
        while (ago_s := stage.loop.time() - began_s) < self._campaign.lasts_s:
            if ago_s >= FROM_S and not self._campaign.holds(stage):
                self._expect(False, f"did not hold {ago_s:.1f} s after the injection")
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _told(self, stage: Stage) -> None:
        named = self._named(stage)
        if not named:
            return
        self._expect(stage.console_tells(named[0]), f"the console does not tell of {named[0]}")
        if self._campaign.told_at_hub:
            heard_s = await stage.until(lambda: stage.hub_tells(named[0]), HUB_WITHIN_S)
            self._expect(heard_s is not None, f"the hub was not told of {named[0]}")

    async def _after(self, stage: Stage) -> None:
        self._recovered_s = await stage.until(lambda: self._is_well(stage), RECOVERS_WITHIN_S)
        self._expect(self._recovered_s is not None, f"not recovered; faults: {stage.faults}")
        await asyncio.sleep(AFTERWARDS_S)
        self._expect(stage.hub.availability == "online", f"at the hub: {stage.hub.availability or 'nothing'}")
        self._expect(not stage.rig.car.min_off_violations, "the compressor's minimum off time was not kept")

    def _is_well(self, stage: Stage) -> bool:
        """A cycle of a daemon without other faults than one that stands."""
        named = set(self._named(stage)) if self._campaign.stands else set()
        return stage.cycles > 1 and not set(stage.faults) - named

    def _named(self, stage: Stage) -> tuple[str, ...]:
        return tuple(each for each in stage.faults if each.startswith(self._campaign.fault))

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._failures.append(otherwise)


def _food_c(stage: Stage) -> float:
    return stage.rig.car.truth("fridge.food.air_c")
