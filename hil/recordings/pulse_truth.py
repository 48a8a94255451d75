"""The truth of a recorded pulse: true beats set where they fit what a method found, and the rate in any window.

The truth's intervals have no clock, so each method gets the place at which its own series of intervals fits best:
the least mean difference, each difference counted up to a limit, so that missed beats do not pull it away.
"""

import numpy as np

from firmware.vitals.wave import Wave

_STEP_S = 0.05
_EVERY_S = 0.25
_MOST_S = 0.3
"""A difference counts no more than this."""

_EARLIER_S = 6.0
"""The strap may have begun so much earlier, or ended so much later."""

_MIN_OVERLAP = 0.7
_MIN_INTERVALS = 2


def true_beats_s(found_s: Wave, intervals_s: Wave, seconds: float) -> Wave:
    """Return the true beats in the time of a recording of so many seconds, set where they fit `found_s` best."""
    beats_s = np.concatenate(([0.0], np.cumsum(intervals_s)))
    at_s = np.arange(found_s[0] + 2.0, found_s[-1] - 2.0, _EVERY_S)
    series = np.interp(at_s, found_s[1:], np.diff(found_s))
    best, place_s = np.inf, 0.0
    for shift_s in np.arange(-_EARLIER_S, seconds - beats_s[-1] + _EARLIER_S, _STEP_S):
        inside = (at_s > beats_s[1] + shift_s) & (at_s < beats_s[-1] + shift_s)
        if inside.mean() < _MIN_OVERLAP:
            continue
        true = np.interp(at_s[inside], beats_s[1:] + shift_s, intervals_s)
        apart = float(np.mean(np.minimum(np.abs(series[inside] - true), _MOST_S)))
        if apart < best:
            best, place_s = apart, float(shift_s)
    return beats_s + place_s


def rate_bpm(beats_s: Wave, from_s: float, to_s: float) -> float | None:
    """Return the mean rate of the intervals that end in a window; None with fewer than two."""
    intervals_s = np.diff(beats_s)[(beats_s[1:] > from_s) & (beats_s[1:] <= to_s)]
    return 60.0 / float(intervals_s.mean()) if intervals_s.size >= _MIN_INTERVALS else None
