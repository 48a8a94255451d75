"""How rows of the table of points are made.

In the lambdas `i` are the inputs of a step as the controller judged them, `s` is the whole state. `OWN` is our branch
for what the Vehicle Signal Specification v6.0 has no signal for.
"""

from collections.abc import Callable, Iterator
from typing import Any

from controller import NOT_FITTED, Reading, Snapshot, Wish, present
from firmware.points.kinds import MODE, MODES, SET_POINT, Kind, Point
from firmware.store import State

OWN = "Vehicle.Homeward"


def measured(key: str, name: str, kind: Kind, vss: str, get: Callable[[Snapshot], Reading]) -> Point:
    """What a sensor or the car gives, and the controller uses."""
    return Point(key, name, kind, vss, lambda state: get(state.step.inputs), (key,))


def shown(key: str, name: str, kind: Kind, vss: str) -> Point:
    """What a sensor or the car gives for people only."""
    return Point(key, name, kind, vss, lambda state: state.others.get(key, NOT_FITTED), (key,))


def known(key: str, name: str, kind: Kind, vss: str, get: Callable[[State], float], **more: Any) -> Point:
    """What the daemon itself knows; as fresh as the step. `more` are further fields of the point."""
    return Point(key, name, kind, vss, lambda state: present(get(state), state.step.now_s), **more)


def wish(key: str, vss: str, get: Callable[[State], Wish], sources: tuple[str, ...]) -> Iterator[Point]:
    """The set-point and the mode that hold now."""
    yield known(f"{key}.set_point_c", "Set-point", SET_POINT, vss, lambda s: get(s).set_point_c, sources=sources)
    mode_vss = f"{OWN}.{key.title()}.Mode"
    yield known(f"{key}.mode", "Mode", MODE, mode_vss, lambda s: MODES.index(get(s).mode), sources=sources)
