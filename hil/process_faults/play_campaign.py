"""The campaigns of the process tier, by name, each with what plays it."""

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from hil.campaigns.campaign import Campaign, Outcome
from hil.campaigns.play import Act
from hil.process_faults import process
from hil.process_faults.demo_stage import DemoStage
from hil.process_faults.process_campaigns import CAMPAIGNS
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig.virtual_time import run


def play(campaign: Campaign[VirtualStage]) -> Outcome:
    """Play it in virtual time, with files in a folder that is removed."""
    with tempfile.TemporaryDirectory(prefix="homeward-campaign-") as parent:
        folder = Path(parent, "state")
        folder.mkdir()
        return run(_play(campaign, folder), speed=None)


async def _play(campaign: Campaign[VirtualStage], folder: Path) -> Outcome:
    async with DemoStage(folder) as stage:
        return await Act(campaign, stage).play()


PLAYS: Mapping[str, Callable[[], Outcome]] = {
    **{each.name: partial(play, each) for each in CAMPAIGNS},
    process.NAME: process.play_killed,
}
