"""A day of chaos is honest: it draws every fault, and says what was not told, not cleared, or on unprotected."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from controller import Commands
from hil.__main__ import main
from hil.campaigns.campaign import Campaign
from hil.chaos.bout import Bout, Player
from hil.chaos.catalogue import ROWS, Row, played_by
from hil.chaos.day import Day, Deck, MonitoredStage, heats_without_air
from hil.cli import chaos
from hil.kernel_faults.kernel_campaigns import BY_NAME as IN_KERNEL
from hil.process_faults.on_loads import LOAD_CAMPAIGNS
from hil.process_faults.play_campaign import PLAYS
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig.virtual_time import run

FIGURES = {"faults", "told", "cleared", "daemon_ends", "unprotected_output_s", "drawn"}


@asynccontextmanager
async def nothing(_stage: VirtualStage) -> AsyncIterator[None]:
    """No fault at all."""
    yield


@asynccontextmanager
async def daemon_ends(stage: VirtualStage) -> AsyncIterator[None]:
    """The daemon's task ends with nobody having stopped it."""
    task = stage._tasks["daemon"]
    task.cancel()
    yield


def shuffled(seed: int) -> Deck:
    return Deck(Random(seed))  # noqa: S311  # the same each time is what is wanted


def played(campaign: Campaign[VirtualStage], folder: Path) -> tuple[Day, Bout]:
    """A day of one bout only."""
    day = Day()

    async def one() -> None:
        async with MonitoredStage(folder) as stage:
            player = Player(stage)
            await stage.until(lambda: stage.cycles > 1, 30.0)
            stage.look()
            await player.play(Row(campaign, frozenset({campaign.name})))
            stage.start_again()
            day.bouts, day.daemon_ends = player.bouts, stage.daemon_ends
            day.unprotected_output_s, day.min_off_violations = stage.unprotected_s, 0

    run(one(), speed=None)
    return day, day.bouts[0]


def test_a_short_day_holds_and_says_what_it_drew(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chaos", "--hours", "0.2", "--seed", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() > FIGURES
    assert told["faults"] == told["told"] == told["cleared"] == len(told["drawn"]) > 1
    assert told["daemon_ends"] == told["unprotected_output_s"] == 0


def test_every_row_of_every_campaign_in_the_demo_s_car_can_be_drawn() -> None:
    of_another_car = {campaign.name for campaign in LOAD_CAMPAIGNS}
    assert {played_by(name) for name in (*PLAYS, *IN_KERNEL) if name not in of_another_car} <= ROWS.keys()
    deck = shuffled(1)
    drawn = [deck.draw(frozenset()) for _ in ROWS]
    assert {row.name for row in drawn if row} == set(ROWS)


def test_two_faults_of_the_same_thing_are_not_drawn_together() -> None:
    deck = shuffled(1)
    taken = frozenset[str]().union(*(row.touches for row in ROWS.values()))
    assert deck.draw(taken) is None
    one = deck.draw(frozenset())
    assert one is not None
    assert all(not (row.touches & one.touches) for _ in range(9) if (row := deck.draw(one.touches)))


def test_the_seed_decides(tmp_path: Path) -> None:
    def names(seed: int) -> list[str]:
        deck = shuffled(seed)
        return [row.name for _ in range(20) if (row := deck.draw(frozenset()))]

    assert names(1) == names(1) != names(2)
    assert not [*tmp_path.iterdir()]


def test_a_fault_that_nobody_tells_of_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = Campaign(name="quiet", injected="nothing", inject=nothing, fault="no such fault", lasts_s=1.0)
    day, bout = played(quiet, tmp_path)
    figures = chaos.summary(day)
    assert (figures["untold"], figures["told"], chaos.holds(figures)) == (["quiet"], 0, False)
    assert bout.cleared_s is not None
    assert any("NOT TOLD" in line for line in chaos.lines(day))
    assert not capsys.readouterr().out


def test_a_daemon_that_ends_by_itself_is_counted(tmp_path: Path) -> None:
    day, _ = played(Campaign(name="ends", injected="it ends", inject=daemon_ends, lasts_s=1.0), tmp_path)
    assert day.daemon_ends == 1
    assert not chaos.holds(chaos.summary(day))


def test_heat_and_cold_need_air() -> None:
    assert heats_without_air(Commands(heater_pct=10.0))
    assert heats_without_air(Commands(cooler_pct=10.0))
    assert not heats_without_air(Commands(heater_pct=10.0, blower_pct=30.0))
    assert not heats_without_air(Commands(compressor_on=True))


@pytest.mark.parametrize("hours", ["0", "-1", "nan", "soon", "1e9"])
def test_hours_that_are_none_are_one_line(hours: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["chaos", "--hours", hours])
    assert refused.value.code == 2
    assert f"{hours}: must be a number of hours above 0" in capsys.readouterr().err
