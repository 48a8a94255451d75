"""What a daemon says of itself to the rig that runs it; travels between processes as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from controller import CABIN, Settings
from firmware.store import State


@dataclass(frozen=True, slots=True)
class WishReport:
    """What one appliance is to hold."""

    name: str
    set_point_c: float
    mode: str


@dataclass(frozen=True, slots=True)
class Report:
    """One look at a daemon. `alarms` are texts by name, `faults` one line each by name."""

    cycles: int = 0
    cycle_overruns: int = 0
    compartments: tuple[WishReport, ...] = ()
    cabin: WishReport | None = None
    alarms: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def report(state: State, settings: Settings) -> Report:
    """What there is to say of `state`."""
    wishes = state.step.memory.wishes
    return Report(
        state.health.cycles,
        state.health.cycle_overruns,
        tuple(
            WishReport(each.name, wish.set_point_c, wish.mode)
            for each, wish in zip(settings.fridge.compartments, wishes.compartments, strict=True)
        ),
        WishReport(CABIN, wishes.cabin.set_point_c, wishes.cabin.mode),
        {alarm.name: alarm.text for alarm in state.step.alarms},
        dict(state.health.faults),
    )


def packed(what: Report) -> bytes:
    """The report as it travels."""
    return json.dumps(asdict(what)).encode()


def unpacked(content: bytes) -> Report:
    """The report that was sent."""
    values = json.loads(content)
    cabin = values.pop("cabin")
    compartments = tuple(WishReport(**each) for each in values.pop("compartments"))
    return Report(**values, compartments=compartments, cabin=WishReport(**cabin) if cabin else None)
