"""Replay all recordings of real cars, each with its profile and its map; prints a line of JSON for each.

`python -m tests.hil.replay.recordings DATA [vcanN]`
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hil.cli.replay import replay
from hil.replay.bus import IN_PROCESS, ReplayBus, over

RECORDINGS = {
    "hyundai-genesis": ("can/hyundai-genesis_candump.log", "can/hyundai_i30_2014.dbc"),
    "ford-gt350": ("can/ford-gt350_vss_pcan.trc", "can/ford_lincoln_base_pt.dbc"),
    "j1939": ("can/css_j1939_truck_candump.log", None),
    "hyundai-kona": ("obd/css_kona_uds_candump.log", None),
    "obd2": ("obd/css_obd2_gnss_candump.log", None),
}
"""The log and the map, by vehicle."""


def replays(data: Path, bus: ReplayBus = IN_PROCESS) -> Iterator[dict[str, Any]]:
    """All that each replay reports, as JSON has it, and the vehicle."""
    for vehicle, (log, dbc) in RECORDINGS.items():
        report = replay(data / log, vehicle=vehicle, dbc=data / dbc if dbc else None, over=bus)
        yield json.loads(json.dumps({"vehicle": vehicle, **asdict(report)}))


if __name__ == "__main__":
    for each in replays(Path(sys.argv[1]), *map(over, sys.argv[2:])):
        sys.stdout.write(f"{json.dumps(each)}\n")
        sys.stdout.flush()
