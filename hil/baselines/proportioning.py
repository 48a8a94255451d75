"""Time proportioning: a duty becomes one run in each window."""

from hil.baselines.baseline import MinimumTimes


class Window:
    """On for the first `duty` of every `window_s`, with minimum times."""

    def __init__(self, window_s: float, *, min_on_s: float, min_off_s: float) -> None:
        self._window_s = window_s
        self._compressor = MinimumTimes(on_s=min_on_s, off_s=min_off_s)

    def order(self, duty: float, *, now_s: float) -> bool:
        """Whether the compressor is to run now for a mean `duty` of 0 to 1."""
        return self._compressor.want(now_s % self._window_s < duty * self._window_s, now_s=now_s)
