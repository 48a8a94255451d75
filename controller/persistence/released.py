"""The memory after all outputs were released by somebody else than the guard, because a tick could not be completed."""

from dataclasses import replace

from controller.guard import guard_memory
from controller.interface.commands import all_off
from controller.memory import Memory


def released(memory: Memory, *, now_s: float) -> Memory:
    """Return `memory` with everything off since `now_s`, as far as it was on: minimum times count from there."""
    off = all_off(len(memory.targets.compartments))
    return replace(
        memory,
        guard=guard_memory.stopped(memory.guard, now_s=now_s),
        applied=off,
        requested=replace(memory.requested, commands=off),
    )


def compressor_off_since_s(memory: Memory, *, now_s: float) -> float:
    """Return since when the compressor is off, as the next run must know it; one that runs is released at `now_s`."""
    return now_s if memory.guard.compressor_on else memory.guard.compressor_since_s
