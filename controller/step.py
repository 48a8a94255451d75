"""One tick of the product: readings in, orders out. Pure: no clock, no input or output, no randomness."""

from dataclasses import dataclass

from controller.alarms import Alarm
from controller.commands import Commands
from controller.events import Event
from controller.memory import Memory
from controller.settings import Settings
from controller.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """What one tick gives: the memory for the next, the orders after the guard, and what there is to tell.

    `inputs` is the snapshot as the laws saw it, stale readings already absent, so that observers show the same truth.
    """

    now_s: float
    memory: Memory
    inputs: Snapshot
    commands: Commands
    events: tuple[Event, ...]
    alarms: tuple[Alarm, ...]


def step(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
    """Regulate everything once."""
    raise NotImplementedError
