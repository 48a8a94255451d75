"""The result of taking up what an earlier run kept."""

from controller.interface.immutable import immutable
from controller.memory import Memory


@immutable
class Recalled:
    """A memory before its first tick, and the names of what could not be used."""

    memory: Memory
    left_out: tuple[str, ...]
