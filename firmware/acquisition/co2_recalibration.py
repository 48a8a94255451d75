"""Recalibration of a CO2 sensor in known air: a technician asks once, it is done when the air has been still.

The reading must have stayed where it is for 3 minutes: cells need that long in the air that they are told of, and air
that is not well mixed would become a lasting error.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from controller import Reading
from drivers.errors import DriverError
from drivers.ports import Recalibrated

SETTLED_S = 180.0
"""Sensirion, SCD4x and SEN66 data sheets: at least 3 minutes in the air before a forced recalibration."""

STILL_PPM = 50.0
"""The reading may wander by so much meanwhile: the noise of the cells (engineering choice)."""

TARGETS_PPM = (350.0, 2_000.0)
"""Outdoor air, or a calibration gas."""


@dataclass(slots=True)
class _Job:
    """One that waits for still air, `since_s`; the reading has been between `min_ppm` and `max_ppm`."""

    target_ppm: float
    since_s: float
    min_ppm: float | None = None
    max_ppm: float | None = None


class Recalibration:
    """The recalibration of one sensor; `co2` is its newest reading."""

    def __init__(self, sensor: Recalibrated, co2: Callable[[], Reading]) -> None:
        self._sensor, self._co2 = sensor, co2
        self._job: _Job | None = None
        self._outcome = "not asked for"

    def ask(self, target_ppm: float) -> None:
        """Begin; whatever was asked for before is forgotten."""
        self._job = _Job(target_ppm, _now_s())

    def stop(self) -> None:
        """Call it off."""
        self._job, self._outcome = None, "called off"

    @property
    def state(self) -> str:
        """The progress, in a few words."""
        job = self._job
        if job is None:
            return self._outcome
        left_s = max(SETTLED_S - (_now_s() - job.since_s), 0.0)
        seen = "nothing read yet" if job.min_ppm is None else f"{job.min_ppm:.0f} to {job.max_ppm:.0f} ppm"
        return f"to {job.target_ppm:.0f} ppm in {left_s:.0f} s, if the air stays as it is ({seen})"

    async def maintain(self) -> None:
        """Look at the air before each read, and do it when it is time. What fails is told, and never a failed read."""
        job = self._job
        if job is None:
            return
        self._look(job, self._co2().value)
        if _now_s() - job.since_s >= SETTLED_S:
            self._job, self._outcome = None, await self._done(job.target_ppm)

    def _look(self, job: _Job, co2_ppm: float | None) -> None:
        min_ppm = max_ppm = co2_ppm
        if co2_ppm is not None and job.min_ppm is not None and job.max_ppm is not None:
            min_ppm, max_ppm = min(co2_ppm, job.min_ppm), max(co2_ppm, job.max_ppm)
            if max_ppm - min_ppm <= STILL_PPM:
                job.min_ppm, job.max_ppm = min_ppm, max_ppm
                return
        job.since_s, job.min_ppm, job.max_ppm = _now_s(), co2_ppm, co2_ppm

    async def _done(self, target_ppm: float) -> str:
        try:
            correction_ppm = await self._sensor.recalibrate(target_ppm)
        except DriverError as error:
            return f"failed: {error}"
        return f"done: the reading was shifted by {correction_ppm:+d} ppm"


class Recalibrations:
    """All sensors that can be recalibrated, by name; what a technician asks is answered in words."""

    def __init__(self) -> None:
        self._all: dict[str, Recalibration] = {}

    def add(self, name: str, recalibration: Recalibration) -> None:
        """Add a sensor by its name."""
        self._all[name] = recalibration

    def list(self) -> str:
        """List the sensors, each with the state of its recalibration."""
        return "\n".join(self._lines()) or "no sensor here can be recalibrated"

    def ask(self, beginning: str, target_ppm: float | None) -> str:
        """Begin with the one sensor whose name has that `beginning`; None calls it off. Returns what to tell."""
        found = [name for name in self._all if name.casefold().startswith(beginning.casefold())]
        if len(found) != 1:
            names = ", ".join(found or self._all) or "none of those fitted"
            return f"{beginning!r} must be the beginning of one name: {names}"
        (name,) = found
        if target_ppm is None:
            self._all[name].stop()
            return f"{name}: called off"
        min_ppm, max_ppm = TARGETS_PPM
        if not min_ppm <= target_ppm <= max_ppm:
            return f"{target_ppm:g} ppm: must be {min_ppm:g} to {max_ppm:g}; outdoor air has 420 to 450"
        self._all[name].ask(target_ppm)
        return f"{name}: let outdoor air through, keep away from it, and look again in 3 minutes: recalibrate"

    def _lines(self) -> Iterator[str]:
        for name, each in self._all.items():
            yield f"{name}: {each.state}"


def _now_s() -> float:
    return asyncio.get_running_loop().time()
