"""The campaigns are honest: they pass where all holds, and say what does not where it does not."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from firmware.config import Wiring
from hil.__main__ import main
from hil.campaigns.campaign import Campaign, lines
from hil.process_faults.on_loads import LOAD_CAMPAIGNS, every_kind
from hil.process_faults.play_campaign import PLAYS, play
from hil.process_faults.process_campaigns import CAMPAIGNS
from hil.process_faults.virtual_stage import VirtualStage


@asynccontextmanager
async def nothing(_stage: VirtualStage) -> AsyncIterator[None]:
    """No fault at all."""
    yield


def test_a_lost_thermometer_is_noticed_reported_and_recovered_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "chip-lost", "--json"]) == 0
    outcome = json.loads(capsys.readouterr().out)["campaigns"][0]
    assert outcome["held"]
    assert 0.0 < outcome["noticed_after_s"] < 30.0
    assert outcome["recovered_after_s"] < 90.0
    assert outcome["lost"] == 0


def test_a_held_event_loop_loses_its_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "stall-20s", "--json"]) == 0
    outcome = json.loads(capsys.readouterr().out)["campaigns"][0]
    assert 0.0 < outcome["safe_after_s"] <= 4.0


def test_a_hit_on_the_monitor_thread_costs_the_outputs_for_a_moment_and_is_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["campaign", "watch-hit", "--json"]) == 0
    outcome = json.loads(capsys.readouterr().out)["campaigns"][0]
    assert outcome["noticed_after_s"] is not None
    assert outcome["safe_after_s"] <= 4.0


def test_each_failure_of_a_campaign_is_said() -> None:
    idle = Campaign(name="none", injected="nothing", inject=nothing, lasts_s=10.0, holds=lambda _stage: False)
    outcome = play(replace(idle, fault="i2c fridge"))
    assert not outcome.held
    assert [failure.split(";")[0][:12] for failure in outcome.failures] == ["not noticed", "did not hold"]
    quick = play(replace(idle, regulates=False))
    assert [failure.split()[0] for failure in quick.failures] == ["did", "outputs"]
    assert lines(quick)[0].endswith("FAILED")


def test_each_campaign_has_a_name_of_its_own() -> None:
    assert len(PLAYS) == len(CAMPAIGNS) + len(LOAD_CAMPAIGNS) + 1


def test_an_unknown_campaign_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "flood"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("campaign flood: must be all or one of: chip-lost, ")
    assert said.count("\n") == 1


def test_loads_of_every_kind_that_never_start_leave_the_service_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert {output.kind for output in every_kind()} == set(Wiring)
    assert main(["campaign", "loads-dead", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["campaigns"][0]["held"]
