"""A day of chaos: faults drawn by seed, at random moments, up to three at once."""

import asyncio
from collections import deque
from contextlib import suppress
from pathlib import Path
from random import Random

from hil.chaos.bout import Bout, Player
from hil.chaos.catalogue import ROWS, Row
from hil.chaos.chaos_car import chaos_car
from hil.chaos.watch import WatchedStage
from hil.rig.simulated_hardware import CAR_STEP_S

AT_ONCE = 3
SETTLES_S = 150.0
"""Before the first fault: all sensors have spoken."""

PAUSE_S = 100.0
"""The mean wait before the next fault is drawn; with faults of two minutes, two or three overlap most of the time."""

HOUR_S = 3_600.0


class Deck:
    """All rows in random order, again and again: each comes as often as any other."""

    def __init__(self, random: Random) -> None:
        self._random, self._rows = random, deque[Row]()

    def draw(self, taken: frozenset[str]) -> Row | None:
        """The next row that touches nothing of `taken`; None where there is none."""
        if not self._rows:
            rows = list(ROWS.values())
            self._random.shuffle(rows)
            self._rows.extend(rows)
        fitting = next((each for each in self._rows if not each.touches & taken), None)
        if fitting is not None:
            self._rows.remove(fitting)
        return fitting


class Day:
    """What came of it."""

    bouts: list[Bout]
    daemon_ends: int
    unprotected_output_s: float
    min_off_violations: int

    async def play(self, hours: float, seed: int, folder: Path) -> None:
        """Must run on a JumpingLoop; files are kept in `folder`."""
        random = Random(seed)
        async with WatchedStage(folder, car=chaos_car(seed)) as stage:
            player = Player(stage)
            watching = asyncio.create_task(_watch(stage))
            await asyncio.sleep(SETTLES_S)
            await _draw(player, stage, Deck(random), random, until_s=hours * HOUR_S)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            self.bouts, self.daemon_ends = player.bouts, stage.daemon_ends
            self.unprotected_output_s = round(stage.unprotected_s, 2)
            self.min_off_violations = stage.rig.car.min_off_violations


async def _watch(stage: WatchedStage) -> None:
    while True:
        await asyncio.sleep(CAR_STEP_S)
        stage.look()
        stage.start_again()


async def _draw(player: Player, stage: WatchedStage, deck: Deck, random: Random, *, until_s: float) -> None:
    """Play until `until_s`, and each fault to its end. An error of a fault itself ends the day."""
    async with asyncio.TaskGroup() as group:
        while stage.loop.time() < until_s:
            row = deck.draw(player.taken) if len(player.on) < AT_ONCE else None
            if row is not None:
                group.create_task(player.play(row), name=row.name)
            await asyncio.sleep(random.expovariate(1.0 / PAUSE_S))
