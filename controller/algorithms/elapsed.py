"""The time between two ticks, as the algorithms count it."""

MAX_STEP_S = 60.0
"""A longer gap counts as this. Engineering choice: an old state says little about the gap."""


def elapsed_s(since_s: float, *, now_s: float) -> float:
    """Return the time from `since_s` to `now_s`: from 0, where a clock went back, to MAX_STEP_S."""
    return min(max(now_s - since_s, 0.0), MAX_STEP_S)
