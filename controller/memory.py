"""What one tick hands to the next."""

from dataclasses import dataclass

from controller.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Memory:
    """All state of the core; compare it, keep it, replay from it."""

    wishes: Wishes
