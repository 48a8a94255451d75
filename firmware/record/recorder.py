"""The cold-chain record: measurements, events and what must survive a restart, in one SQLite file.

Everything waits in memory until it is written, in one transaction, by one worker thread. Whatever happens to the file,
nothing here ever fails or holds up control: rows wait, a fault says why, and it is tried again.
"""

import asyncio
import json
import logging
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from controller import AlarmCleared, AlarmRaised, Event, Reading, RequestAccepted, Settings, Wishes
from firmware.clock import Clock
from firmware.config.services import LARGEST_MB
from firmware.faults import Faults
from firmware.points.kinds import Point
from firmware.record import lessons
from firmware.record.backlog import Backlog, Batch
from firmware.record.file import RecordFile
from firmware.record.kept import WISHES, wishes_to_json
from firmware.record.lessons import LESSONS
from firmware.record.rows import event_row, note_row, sample_row
from firmware.record.sampler import Sampler
from firmware.record.schema import primary_code
from firmware.store import State, Subscription

_LOG = logging.getLogger(__name__)

RETRY_EVERY_S = 60.0
"""A file that cannot be written is tried again at least this often."""

LESSONS_EVERY_S = 1_800.0
"""What the laws learned is kept so often. Engineering choice: some kB each time; half an hour teaches little."""

_DAMAGED, _WRITING = "record", "record file"
"""The faults: a file was set aside (stands until the next start); the file cannot be written now."""

_AT_ONCE = (AlarmRaised, AlarmCleared)
"""Events that are written at once: they must survive a power cut within the same second."""

_DEVICE_ID = "device_id"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on its disk",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
}
_USUAL_REMEDY = "its folder must exist and be writable"


class Record:
    """One record file. Only `run` needs the task of its own; the rest may be called from any task of the loop."""

    def __init__(
        self, file: Path, clock: Clock, faults: Faults, *, commit_every_s: float, largest_mb: int = LARGEST_MB
    ) -> None:
        self._file = RecordFile(file, largest_mb=largest_mb)
        self._clock, self._faults, self._commit_every_s = clock, faults, commit_every_s
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._backlog = Backlog()
        self._kept: dict[str, Any] = {}
        self._temporary_id: str | None = None
        self._lock = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._committing: asyncio.Task[bool] | None = None
        self._openings = 0
        self._dropped_told = 0
        self._closed = False
        self._wishes: Wishes | None = None
        self._lessons_slot: int | None = None

    async def open(self) -> None:
        """Open the file, or say what is wrong with it and work without. Never fails."""
        await self.commit()

    async def keep(self, key: str, value: Any) -> bool:
        """Keep a JSON value under `key` (None forgets it), at once; tells whether it is safely in the file."""
        self._keep(key, value)
        return await self.commit()

    async def kept(self, key: str) -> Any:
        """The value kept under `key`, None where there is none."""
        return self._kept.get(key)

    async def take(self, key: str) -> Any:
        """The value kept under `key`, which is forgotten; None also where it could not be forgotten for certain."""
        value = self._kept.get(key)
        forgotten = await self.keep(key, None)
        return value if forgotten else None

    async def identity(self) -> str:
        """The random name of this installation: the same for as long as its record lives."""
        known = self._kept.get(_DEVICE_ID)
        if isinstance(known, str) and known:
            return known
        # Kept only in a file that is open: in one that cannot be read today, the true one may stand.
        self._temporary_id = self._temporary_id or uuid.uuid4().hex
        if self._file.is_open:
            await self.keep(_DEVICE_ID, self._temporary_id)
        return self._temporary_id

    def add_sample(self, point: str, reading: Reading) -> None:
        """Record one value, or its absence, with the next commit."""
        self._backlog.add_sample(sample_row(point, reading, self._clock))

    def add_event(self, event: Event) -> None:
        """Record one event: alarms at once, others with the next commit."""
        self._backlog.add_event(event_row(event, self._clock))
        if isinstance(event, _AT_ONCE):
            self._hurry.set()

    async def run(self, subscription: Subscription, points: Iterable[Point], settings: Settings) -> None:
        """Record every event, each point as often as it says, and the wishes when they change. Never ends."""
        sampler = Sampler(points)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_committing(), name="record commits")
            async for state, events in subscription.changes():
                self._take_over(state, events, sampler, settings)

    async def commit(self) -> bool:
        """Write what waits; False, and a fault, where it could not be. A cancelled caller interrupts nothing."""
        self._committing = asyncio.ensure_future(self._commit())
        return await asyncio.shield(self._committing)

    async def close(self) -> None:
        """Write what waits and close the file; again does nothing."""
        if self._closed:
            return
        if not await self.commit():
            _LOG.error("record: %d rows could not be written before the end", len(self._backlog))
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._worker, self._file.close)
        self._worker.shutdown()

    def _take_over(self, state: State, events: tuple[Event, ...], sampler: Sampler, settings: Settings) -> None:
        for event in events:
            self.add_event(event)
        due = sampler.due(state)
        for point, reading in due.readings:
            self.add_sample(point, reading)
        wishes = state.step.memory.wishes
        if self._wishes not in (None, wishes) or any(isinstance(event, RequestAccepted) for event in events):
            self._keep(WISHES, wishes_to_json(wishes, settings, self._clock.now))
            self._hurry.set()
        self._wishes = wishes
        self._keep_lessons(state, settings)
        if due.at_once:
            self._hurry.set()

    def _keep_lessons(self, state: State, settings: Settings) -> None:
        """With the next commit: it only matters after a power cut, a stop in order keeps the latest."""
        slot = int(state.step.now_s // LESSONS_EVERY_S)
        if self._lessons_slot not in (None, slot):
            self._keep(LESSONS, lessons.to_json(state.step.memory, settings, self._clock))
        self._lessons_slot = slot

    def _keep(self, key: str, value: Any) -> None:
        self._backlog.keep(key, None if value is None else json.dumps(value, allow_nan=False))
        self._kept = self._backlog.kept_on(self._kept)

    async def _keep_committing(self) -> None:
        while True:
            failing = _WRITING in self._faults.current
            wait_s = min(self._commit_every_s, RETRY_EVERY_S) if failing else self._commit_every_s
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._hurry.wait()
            self._hurry.clear()
            await self.commit()

    async def _commit(self) -> bool:
        async with self._lock:
            if self._closed:
                return False
            batch = self._backlog.take()
            if self._file.is_open and not batch:
                return True
            try:
                await asyncio.get_running_loop().run_in_executor(self._worker, self._file.write, batch)
            except (OSError, sqlite3.Error) as error:
                self._backlog.give_back(batch)
                self._failed(error)
                return False
            self._worked(batch)
            return True

    def _failed(self, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or error
        remedy = _REMEDIES.get(primary_code(error), _USUAL_REMEDY)
        line = f"record: {self._file.file} cannot be written: {reason}: {remedy}; until then all waits in memory"
        self._faults.report(_WRITING, line)

    def _worked(self, batch: Batch) -> None:
        self._faults.clear(_WRITING)
        if self._openings != self._file.openings:
            self._openings = self._file.openings
            self._adopt(batch.on(self._file.kept))
        if self._dropped_told != self._backlog.dropped:
            lost, self._dropped_told = self._backlog.dropped - self._dropped_told, self._backlog.dropped
            self._note("RecordGap", f"{lost} rows were lost while the record could not be written")

    def _adopt(self, stored: Mapping[str, Any]) -> None:
        """Bring together what is kept in memory and in a file that was just opened; memory is newer."""
        for key, value in list(self._kept.items()):
            if stored.get(key) != value:
                self._keep(key, value)
        self._kept = self._backlog.kept_on({**stored, **self._kept})
        if self._temporary_id is not None and _DEVICE_ID not in self._kept:
            self._keep(_DEVICE_ID, self._temporary_id)
        if self._file.set_aside is not None:
            self._faults.report(_DAMAGED, f"record: {self._file.set_aside}")
            self._note("RecordSetAside", self._file.set_aside)
            self._file.set_aside = None

    def _note(self, kind: str, text: str) -> None:
        """What the record has to tell about itself, written with the next commit."""
        self._backlog.add_event(note_row(kind, text, self._clock))
