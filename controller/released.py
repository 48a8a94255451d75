"""The memory after all outputs were released by somebody else than the guard, because a tick could not be completed."""

from dataclasses import replace

from controller.commands import all_off
from controller.memory import Memory


def released(memory: Memory, *, now_s: float) -> Memory:
    """Return `memory` with everything off since `now_s`, as far as it was on: minimum times count from there."""
    off, rules = all_off(len(memory.wishes.compartments)), memory.guard
    guard = replace(
        rules,
        compressor_on=False,
        compressor_since_s=now_s if rules.compressor_on else rules.compressor_since_s,
        heated_until_s=min(rules.heated_until_s, now_s),
        cooled_until_s=min(rules.cooled_until_s, now_s),
    )
    return replace(memory, guard=guard, ordered=off, wanted=off)
