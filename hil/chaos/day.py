"""A day of chaos: faults drawn by seed, at random moments, up to three at once.

Its car has a drive each hour, a cold night and a warm afternoon, so that every output works. In each step of the car
the outputs are looked at: nothing may be on that nobody answers for.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

from controller.interface.commands import Commands
from hil.campaigns.campaign import SAFE_WITHIN_S
from hil.chaos.bout import Bout, Player
from hil.chaos.catalogue import ROWS, Row
from hil.plants import SimulatedCar
from hil.plants.demo import demo_parameters
from hil.plants.people import People
from hil.plants.vehicle import Trip
from hil.plants.weather import WeatherParameters
from hil.process_faults.demo_stage import DemoStage
from hil.process_faults.virtual_stage import LOOK_EVERY_S
from hil.rig.simulated_hardware import CAR_STEP_S

ALLOWANCE_S = 2 * LOOK_EVERY_S
"""The thread that releases outputs looks now and then, and a look comes late by one of its own."""


HOUR_S = 3_600.0
_HOURS = 24
_DRIVE_S = 1_500.0
_DEPARTS_AFTER_S = 300.0

WEATHER = WeatherParameters(outside_c=14.0, swing_k=16.0, moisture_g_m3=7.0, clearness=0.8, start_h=10.0)
"""30 C in the afternoon, 2 below freezing at night: cooler and heater both work (engineering choice)."""

AT_ONCE = 3
SETTLES_S = 150.0
"""Before the first fault: all sensors have spoken."""

PAUSE_S = 100.0
"""The mean wait before the next fault is drawn; with faults of two minutes, two or three overlap most of the time."""


def chaos_car(seed: int) -> SimulatedCar:
    """Return the demo's car on such a day, driven by two people for 25 minutes of every hour."""
    aboard = People(adults=2)
    trips = tuple(Trip(hour * HOUR_S + _DEPARTS_AFTER_S, _DRIVE_S, aboard) for hour in range(_HOURS))
    return SimulatedCar(replace(demo_parameters(seed), weather=WEATHER, trips=trips), seed=seed)


class MonitoredStage(DemoStage):
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
        if uncontrolled or heats_without_air(self.rig.task.applied):
            self.unprotected_s += now_s - self._looked_s
        self._looked_s = now_s

    def note_whether_safe(self) -> None:
        """Note it, and look: something holds the loop up, and nobody else can."""
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


def heats_without_air(applied: Commands) -> bool:
    """Return True where heater or cooler is on beside a blower that stands."""
    return (applied.heater_pct > 0.0 or applied.cooler_pct > 0.0) and applied.blower_pct <= 0.0


class Deck:
    """All rows in random order, again and again: each comes as often as any other."""

    def __init__(self, random: Random) -> None:
        self._random, self._rows = random, deque[Row]()

    def draw(self, taken: frozenset[str]) -> Row | None:
        """Draw the next row that touches nothing of `taken`; None where there is none."""
        if not self._rows:
            rows = list(ROWS.values())
            self._random.shuffle(rows)
            self._rows.extend(rows)
        fitting = next((each for each in self._rows if not each.touches & taken), None)
        if fitting is not None:
            self._rows.remove(fitting)
        return fitting


class Day:
    """One day, and its figures once it has been played."""

    bouts: list[Bout]
    daemon_ends: int
    unprotected_output_s: float
    min_off_violations: int

    async def play(self, hours: float, seed: int, folder: Path) -> None:
        """Play it, on a JumpingLoop; files are kept in `folder`."""
        random = Random(seed)
        async with MonitoredStage(folder, car=chaos_car(seed)) as stage:
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


async def _watch(stage: MonitoredStage) -> None:
    while True:
        await asyncio.sleep(CAR_STEP_S)
        stage.look()
        stage.start_again()


async def _draw(player: Player, stage: MonitoredStage, deck: Deck, random: Random, *, until_s: float) -> None:
    """Play until `until_s`, and each fault to its end. An error of a fault itself ends the day."""
    async with asyncio.TaskGroup() as group:
        while stage.loop.time() < until_s:
            row = deck.draw(player.taken) if len(player.on) < AT_ONCE else None
            if row is not None:
                group.create_task(player.play(row), name=row.name)
            await asyncio.sleep(random.expovariate(1.0 / PAUSE_S))
