"""The report of a daemon on itself to the rig that runs it; travels between processes as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from controller.interface.requests import CABIN
from controller.interface.status import Activity
from controller.settings import Settings
from firmware.control.state_store import State
from firmware.points import Point
from firmware.points.table import rows
from firmware.uplink import Identity


@dataclass(frozen=True, slots=True)
class TargetReport:
    """The target of one appliance, and its activity."""

    name: str
    set_point_c: float
    mode: str
    activity: str = ""
    """What it does, in the words of the points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One look at a daemon. `alarms` are texts by name, `faults` one line each by name."""

    cycles: int = 0
    cycle_overruns: int = 0
    compartments: tuple[TargetReport, ...] = ()
    cabin: TargetReport | None = None
    alarms: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    carries: str = ""
    """What the supply carries, in the words of its point."""
    device_id: str = ""
    """What the installation is called at the broker."""


def report(state: State, settings: Settings, identity: Identity | None = None) -> Report:
    """Report on `state`."""
    targets = state.step.memory.targets

    def word(key: str) -> str:
        point = _points(settings)[key]
        return point.text(point.read(state)) or ""

    activity = word("cabin.doing")
    return Report(
        cycles=state.health.cycles,
        cycle_overruns=state.health.cycle_overruns,
        compartments=tuple(
            TargetReport(each.name, target.set_point_c, target.mode, word(f"fridge.{each.name}.action"))
            for each, target in zip(settings.fridge.compartments, targets.compartments, strict=True)
        ),
        cabin=TargetReport(
            CABIN,
            targets.cabin.set_point_c,
            targets.cabin.mode,
            word("cabin.action") if activity == Activity.REGULATING else activity,
        ),
        alarms={alarm.name: alarm.text for alarm in state.step.alarms},
        faults=dict(state.health.faults),
        carries=word("supply.carries"),
        device_id=identity.device_id if identity else "",
    )


@lru_cache(maxsize=4)
def _points(settings: Settings) -> Mapping[str, Point]:
    """Return every point that there may be, by key."""
    return {point.key: point for point in rows(settings, frozenset())}


def packed(what: Report) -> bytes:
    """Pack the report as it travels."""
    return json.dumps(asdict(what)).encode()


def unpacked(content: bytes) -> Report:
    """Unpack the report that was sent."""
    values = json.loads(content)
    cabin = values.pop("cabin")
    compartments = tuple(TargetReport(**each) for each in values.pop("compartments"))
    return Report(**values, compartments=compartments, cabin=TargetReport(**cabin) if cabin else None)
