"""From a duty to long runs of a compressor: a sigma-delta modulator with a dead band.

`debt_s` is how long the compressor still has to run at full to have given what was asked. It grows while the
compressor stands and falls while it runs. The compressor is switched at the ends of a band of +-band_s, so a cycle at
the duty d lasts 2 * band_s / (d * (1 - d)): cycle_s at half duty, longer at any other.

What the compressor really did settles the debt, so the mean duty is right whatever a minimum time or the guard did to
a single request. A debt that cannot be paid (left behind by the band's own width) lapses, and `applied` tells the
controllers.

State      leaves for   when                                            and not before
standing   running      debt >= band, or all is asked (duty >= 1)       min_off_s
running    standing     debt <= -band, or nothing is asked (duty <= 0)  min_on_s
"""

from typing import Protocol

from controller.algorithms.elapsed import elapsed_s
from controller.interface.immutable import immutable


class Switching(Protocol):
    """The times of what is switched: a whole cycle at half duty, and the minimum times on and off."""

    @property
    def cycle_s(self) -> float:
        """Length of a cycle at half duty."""
        ...

    @property
    def min_on_s(self) -> float:
        """Minimum time on."""
        ...

    @property
    def min_off_s(self) -> float:
        """Minimum time off."""
        ...


@immutable(kw_only=True)
class Modulator:
    """The state. `duty` was asked for (above 1: more than there is), of which `applied` 0..1 was put out."""

    on: bool
    debt_s: float
    duty: float
    applied: float
    running: bool
    since_s: float
    at_s: float


def initial(stopped_at_s: float, *, now_s: float) -> Modulator:
    """Return a compressor that stands since `stopped_at_s` and owes nothing."""
    return Modulator(on=False, debt_s=0.0, duty=0.0, applied=1.0, running=False, since_s=stopped_at_s, at_s=now_s)


def band_s(compressor: Switching) -> float:
    """Half the width of the band: from the cycle, and no less than the minimum times need."""
    return max(compressor.cycle_s / 8.0, compressor.min_on_s / 2.0, compressor.min_off_s / 2.0)


def update(
    modulator: Modulator,
    duty: float,
    running: bool,
    compressor: Switching,
    share: float = 1.0,
    *,
    now_s: float,
) -> Modulator:
    """Ask for `duty` from now on; since the last tick the compressor was really `running` or not.

    While it runs it gives the one who asks only the `share` 0..1, where others are served too.
    """
    dt_s = elapsed_s(modulator.at_s, now_s=now_s)
    band = band_s(compressor)
    owed_s = modulator.debt_s + (min(modulator.duty, 1.0) - share * running) * dt_s
    debt_s = min(max(owed_s, -2.0 * band), 2.0 * band)
    since_s = modulator.since_s if running == modulator.running else modulator.at_s
    stood_or_ran_s = now_s - since_s
    if running:
        on = stood_or_ran_s < compressor.min_on_s or not (debt_s <= -band or duty <= 0.0)
    else:
        on = stood_or_ran_s >= compressor.min_off_s and (debt_s >= band or duty >= 1.0)
    return Modulator(
        on=on,
        debt_s=debt_s,
        duty=duty,
        applied=_applied_share(modulator.duty, owed_s - debt_s, dt_s),
        running=running,
        since_s=since_s,
        at_s=now_s,
    )


def _applied_share(duty: float, lapsed_s: float, dt_s: float) -> float:
    """Return the part of `duty` that is or will be given: 1 is all of it; less above full duty or when debt lapses."""
    if duty <= 0.0 or dt_s <= 0.0:
        return 1.0
    return max(min(duty, 1.0) - max(lapsed_s, 0.0) / dt_s, 0.0) / duty
