"""When the fan of a particle sensor (SEN5x, SEN66) is to be cleaned."""

INTERVAL_S = 7 * 86_400.0
"""A week, as the SEN5x does by itself (data sheet); but its timer starts anew each time its supply is switched on."""


def is_cleaning_due(*, last_wall_s: float | None, now_wall_s: float | None) -> bool:
    """Whether a week has passed since `last_wall_s`, the wall time that was stored when the fan was last cleaned.

    Never cleaned (None), or in the future, which only a wrong clock can have written: due, because cleaning once too
    often does no harm. While the time is not known (None) nothing is due.
    """
    if now_wall_s is None:
        return False
    return last_wall_s is None or not 0.0 <= now_wall_s - last_wall_s < INTERVAL_S
