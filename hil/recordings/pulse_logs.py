"""Recordings of a pulse by light, each beside the intervals of a chest strap that was worn at the same time.

A recording is a folder with a table of times in milliseconds and channels of light (PPG.csv: time,R,G,B), and the
intervals in milliseconds (RR.txt). The strap has no clock: where its first beat lies must be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firmware.vitals.wave import Wave
from hil.recordings.series import UnreadableError

TABLE, INTERVALS = "PPG.csv", "RR.txt"
_MS = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPulse:
    """One recording: light of the first channel at times that rise, and the true intervals in their order."""

    name: str
    times_s: Wave
    light: Wave
    intervals_s: Wave

    @property
    def seconds(self) -> float:
        """Its length."""
        return float(self.times_s[-1] - self.times_s[0])


def read_all(folder: Path) -> Sequence[RecordedPulse]:
    """Read every recording below a folder; raises UnreadableError where there is none, or one cannot be read."""
    found = [read(file.parent) for file in sorted(folder.rglob(TABLE)) if (file.parent / INTERVALS).is_file()]
    if not found:
        raise UnreadableError(f"{folder}: no folder below it has {TABLE} and {INTERVALS}")
    return found


def read(folder: Path) -> RecordedPulse:
    """Read one recording; raises UnreadableError."""
    try:
        table = np.genfromtxt(folder / TABLE, delimiter=",", skip_header=1, dtype=np.float64, ndmin=2)
        intervals = np.array([float(word) for word in (folder / INTERVALS).read_text().split()])
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{folder}: {error}") from error
    if table.shape[0] < 2 or table.shape[1] < 2 or not intervals.size:  # noqa: PLR2004  # times and one channel
        raise UnreadableError(f"{folder}: must have times, a channel and intervals")
    rises = np.concatenate(([True], np.diff(table[:, 0]) > 0.0))
    table = table[rises]
    times_s = (table[:, 0] - table[0, 0]) / _MS
    return RecordedPulse(name=folder.name, times_s=times_s, light=table[:, 1], intervals_s=intervals / _MS)
