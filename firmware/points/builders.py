"""Makers of the rows of the table of points.

In the lambdas `s` is the whole state. `OWN` is our branch for what the Vehicle Signal Specification v6.0 has no signal
for.
"""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

from controller import NOT_FITTED, Absence, Reading, Snapshot, Target, absent, present
from firmware.control.state_store import State
from firmware.points.quantities import MODE, MODES, PRESET, PRESETS, SET_POINT, Kind, Point

OWN = "Vehicle.Homeward"


def measured(key: str, name: str, kind: Kind, vss: str, box: int | None = None, *, personal: bool = False) -> Point:
    """Make the row of an input of the controller, read where its name stands in the snapshot.

    `box` is the number of its compartment, where it is in one.
    """
    get = _input(key, box)
    return Point(
        key=key,
        name=name,
        kind=kind,
        vss=vss,
        read=lambda state: get(state.step.inputs),
        sources=(key,),
        personal=personal,
    )


def _input(key: str, box: int | None) -> Callable[[Snapshot], Reading]:
    if box is None:
        return attrgetter(key)
    field = key.rpartition(".")[2]
    return lambda inputs: getattr(inputs.fridge.compartments[box], field)


def shown(key: str, name: str, kind: Kind, vss: str, *, personal: bool = False) -> Point:
    """Make a point that a sensor or the car gives for people only."""
    return Point(
        key=key,
        name=name,
        kind=kind,
        vss=vss,
        read=lambda state: state.others.get(key, NOT_FITTED),
        sources=(key,),
        personal=personal,
    )


def known(key: str, name: str, kind: Kind, vss: str, get: Callable[[State], float], **more: Any) -> Point:
    """Make a point that the daemon itself knows; as fresh as the step. `more` are further fields of the point."""
    return Point(
        key=key, name=name, kind=kind, vss=vss, read=lambda state: present(get(state), state.step.now_s), **more
    )


def maybe(
    key: str,
    name: str,
    kind: Kind,
    vss: str,
    get: Callable[[State], float | None],
    sources: tuple[str, ...],
    **more: Any,
) -> Point:
    """Make a point that the controller finds out where it can; None is no data yet. `more` are further fields of it."""

    def read(state: State) -> Reading:
        value, now_s = get(state), state.step.now_s
        return absent(Absence.NO_DATA_YET, now_s) if value is None else present(value, now_s)

    return Point(key=key, name=name, kind=kind, vss=vss, read=read, sources=sources, **more)


def target_points(key: str, vss: str, get: Callable[[State], Target], sources: tuple[str, ...]) -> Iterator[Point]:
    """Make the points of the set-point, the mode and the preset that hold now."""
    yield known(f"{key}.set_point_c", "Set-point", SET_POINT, vss, lambda s: get(s).set_point_c, sources=sources)
    mode_vss = f"{OWN}.{key.title()}.Mode"
    yield known(f"{key}.mode", "Mode", MODE, mode_vss, lambda s: MODES.index(get(s).mode), sources=sources)
    preset_vss = f"{OWN}.{key.title()}.Preset"
    yield known(f"{key}.preset", "Preset", PRESET, preset_vss, lambda s: PRESETS.index(get(s).preset), sources=sources)
