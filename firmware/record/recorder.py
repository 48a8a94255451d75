"""The cold-chain record: measurements, events and what must survive a restart, in one SQLite file.

Everything waits in memory until it is written, in one transaction, by one worker thread. Whatever happens to the file,
nothing here ever fails or holds up control: rows wait, a fault says why, and it is tried again.
"""

import asyncio
import errno
import json
import logging
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from controller import AlarmCleared, AlarmRaised, Event, LoadShed, Reading, Settings
from firmware.config.services import LARGEST_MB
from firmware.control.state_store import Subscription
from firmware.points.quantities import Point
from firmware.record.database import RecordFile
from firmware.record.erasure import Erased, IsPersonal
from firmware.record.fault_text import Reporter
from firmware.record.identity import is_identity, of_this_computer
from firmware.record.integrity_check import Checker
from firmware.record.keys import DEVICE_ID, TARGETS
from firmware.record.leaves import Leaf, of_clock
from firmware.record.new_rows import event_row, note_row, sample_row
from firmware.record.rate_limits import Floods, Sum, Urgency
from firmware.record.rows import ERASED, GAP, SUMMED, time_of_day
from firmware.record.sampler import Sampler
from firmware.record.state_changes import Follower
from firmware.record.time_backfill import BEGINNING, Cursor
from firmware.record.write_buffer import Backlog, Batch
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

RETRY_EVERY_S = 60.0
"""A file that cannot be written is tried again at least this often."""

OPENS_WITHIN_S = 5.0
"""What is longer in coming (a large file of an older version is copied first) is not waited for: control begins."""

_AT_ONCE = (AlarmRaised, AlarmCleared)
"""Events that are written at once: they must survive a power cut within the same second."""


class Record:
    """One record file. Only `run` needs the task of its own; the rest may be called from any task of the loop."""

    def __init__(
        self, file: Path, clock: Clock, faults: Faults, *, commit_every_s: float, largest_mb: int = LARGEST_MB
    ) -> None:
        self._file = RecordFile(file, largest_mb=largest_mb)
        self._reporter = Reporter(self._file, faults)
        self._clock, self._commit_every_s = clock, commit_every_s
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._checker = Checker()
        self._backlog, self._floods = Backlog(), Floods()
        self._persisted: dict[str, Any] = {}
        self._temporary_id: str | None = None
        self._lock = asyncio.Lock()
        self._urgency, self._opened = Urgency(), asyncio.Event()
        self._opening: asyncio.Future[bool] | None = None
        self._committing: asyncio.Task[bool] | None = None
        self._openings = self._dropped_reported = 0
        self._closed = False
        self._mended_by: ClockQuality | None = None

    async def open(self) -> None:
        """Read what is persisted, and open the file, or say what is wrong with it and work without. Never fails."""
        await self._in_worker(self._file.read)
        self._persisted = dict(self._file.persisted)
        self._reporter.news()
        self._opening = asyncio.ensure_future(self._commit())
        await asyncio.wait({self._opening}, timeout=OPENS_WITHIN_S)

    async def persist(self, key: str, value: Any) -> bool:
        """Persist a JSON value under `key` (None forgets it), at once; tells whether it is safely in the file."""
        self.persist_soon(key, value)
        return await self.commit()

    async def persisted(self, key: str) -> Any:
        """Return the value persisted under `key`, None where there is none."""
        return self._persisted.get(key)

    async def take(self, key: str) -> Any:
        """Return the value persisted under `key`, and take it away; None also where that is not certain."""
        value = self._persisted.get(key)
        forgotten = await self.persist(key, None)
        return value if forgotten else None

    async def identity(self) -> str:
        """Return the name of this installation, the same at each start: a random one, or one of this computer."""
        known = self._persisted.get(DEVICE_ID)
        if isinstance(known, str) and is_identity(known):
            return known
        is_new = known is None and self._file.is_open
        if self._temporary_id is None:
            name = uuid.uuid4().hex
            if is_new and await self.persist(DEVICE_ID, name):
                return name  # else it would be another one at each start
            self._temporary_id = of_this_computer() or name
        if known is not None:
            self._reporter.named(known, self._temporary_id)
        # Persisted only where a file was open: in one that cannot be read today, the true one may stand.
        if is_new or self._file.is_open:
            await self.persist(DEVICE_ID, self._temporary_id)
        return self._temporary_id

    def add_sample(self, point: str, reading: Reading) -> None:
        """Record one value, or its absence, with the next commit."""
        self._backlog.add_sample(sample_row(point, reading, self._clock))

    def add_event(self, event: Event) -> None:
        """Record one event: alarms at once, others with the next commit; of a flood the first, and how many more."""
        self._add_sums(self._floods.sums(self._clock.monotonic_s()))
        row = event_row(event, self._clock)
        if not self._floods.is_row(row.kind):
            return
        self._backlog.add_event(row)
        if isinstance(event, _AT_ONCE):
            self._urgency.alarm()
        elif isinstance(event, LoadShed):  # the power may go next
            self._urgency.hurry()

    def add_leaf(self, leaf: Leaf) -> None:
        """Add a leaf to the log, with the next commit; events are leaves by themselves."""
        self._backlog.add_leaf(leaf)

    async def work(self, do: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do something with the file between two commits; raises OSError or sqlite3.Error."""
        async with self._lock:
            if self._closed:
                raise InterruptedError(errno.EINTR, "the record is closed")
            return await self._in_worker(self._file.work, do)

    async def erase(self, is_personal: IsPersonal) -> Erased:
        """Erase what tells of a person, and tell that it was done; raises OSError or sqlite3.Error."""
        await self.commit()
        async with self._lock:
            if self._closed:
                raise InterruptedError(errno.EINTR, "the record is closed")
            self._backlog.forget_samples(is_personal)
            erased = await self._in_worker(self._file.erase, is_personal)
        self.note(ERASED, f"{sum(erased.rows.values())} rows of personal points were erased", {"rows": erased.rows})
        await self.commit()
        return erased

    def note(self, kind: str, text: str, data: Mapping[str, Any]) -> None:
        """Record what an observer has found out, or a person said, at once."""
        self._note(kind, text, data)
        self._urgency.hurry()

    def hurry(self) -> None:
        """Commit at once, for rows or values that must not wait."""
        self._urgency.hurry()

    def persist_soon(self, key: str, value: Any) -> None:
        """Persist a JSON value under `key` with the next commit."""
        self._backlog.persist(key, None if value is None else json.dumps(value, allow_nan=False))
        self._persisted = self._backlog.persisted_on(self._persisted)

    async def run(self, subscription: Subscription, points: Iterable[Point], settings: Settings) -> None:
        """Record every event, each point as often as it says, and the targets when they change. Never ends."""
        follower = Follower(self, self._clock, Sampler(points), settings, self._persisted.get(TARGETS))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_committing(), name="record commits")
            group.create_task(self._keep_checking(), name="record checks")
            async for state, events in subscription.changes():
                self._add_sums(self._floods.sums(self._clock.monotonic_s()))
                if lost := subscription.take_dropped():
                    self._note(GAP, f"{lost} events were lost before they could be recorded")
                follower.follow(state, events)

    async def commit(self) -> bool:
        """Write what waits; False where it could not be, or is still being opened. A caller may be cancelled."""
        if self._opening is not None and not self._opening.done():
            return False
        self._committing = asyncio.ensure_future(self._commit())
        return await asyncio.shield(self._committing)

    async def close(self) -> None:
        """Write what waits and close the file; again does nothing."""
        if self._closed:
            return
        self._file.give_up()
        if self._opening is not None:
            await asyncio.wait({self._opening})
        self._add_sums(self._floods.rest(self._clock.monotonic_s()))
        if not await self.commit():
            _LOG.error("record: %d rows could not be written before the end", len(self._backlog))
        self._closed = True
        await self._checker.close()
        await self._in_worker(self._file.close)
        self._worker.shutdown()

    async def _keep_committing(self) -> None:
        while True:
            at_least_s = RETRY_EVERY_S if self._reporter.fails else inf
            await self._urgency.due(min(self._commit_every_s, at_least_s), self._clock.monotonic_s)
            await self.commit()
            await self._mend()

    async def _mend(self) -> None:
        """Give earlier rows their time of day, once it is known, or known better."""
        known = time_of_day(self._clock)
        if known is None or known.clock is self._mended_by or not self._file.is_open:
            return
        cursor: Cursor | None = BEGINNING
        try:
            while cursor is not None:
                cursor = await self._in_worker(self._file.mend, known, cursor)
        except (OSError, sqlite3.Error):
            return  # the next commit tells, and then it is tried again
        self._mended_by = known.clock
        self.add_leaf(of_clock(known))

    async def _keep_checking(self) -> None:
        """Check each file that is opened beside the writing, for ever; a damaged one is set aside at once."""
        while True:
            await self._opened.wait()
            self._opened.clear()
            verdict = await self._checker.verdict(self._file.file)
            if verdict is not None and not self._opened.is_set():
                await self._in_worker(self._file.suspect, verdict)
                await self.commit()

    async def _commit(self) -> bool:
        async with self._lock:
            if self._closed:
                return False
            batch, known = self._backlog.take(with_samples=not self._file.log.is_full), time_of_day(self._clock)
            batch = batch if known is None else batch.mended(known)
            if self._file.is_well and not batch:
                return True
            try:
                left = await self._in_worker(self._file.write, batch)
            except (OSError, sqlite3.Error) as error:
                self._backlog.give_back(batch)
                if not isinstance(error, InterruptedError):  # by the end of this run, which tells what is lost
                    self._reporter.failed(error)
                return False
            self._backlog.give_back(left)
            self._worked(batch, left)
            return not left

    async def _in_worker(self, work: Callable[..., _T], *args: Any) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work, *args)

    def _worked(self, batch: Batch, left: Batch) -> None:
        if self._openings != self._file.openings:
            self._openings = self._file.openings
            self._adopt(batch.on(self._file.persisted))
            self._opened.set()
            self._mended_by = None
        if not left and self._dropped_reported != self._backlog.dropped:
            lost, self._dropped_reported = self._backlog.dropped - self._dropped_reported, self._backlog.dropped
            self._note(GAP, f"{lost} rows were lost while the record could not be written")
        self._reporter.written(has_left=bool(left))

    def _adopt(self, stored: Mapping[str, Any]) -> None:
        """Bring together what is persisted in memory and in a file that was just opened; memory is newer."""
        for key, value in list(self._persisted.items()):
            if stored.get(key) != value:
                self.persist_soon(key, value)
        self._persisted = self._backlog.persisted_on({**stored, **self._persisted})
        if self._temporary_id is not None and DEVICE_ID not in self._persisted:
            self.persist_soon(DEVICE_ID, self._temporary_id)
        for kind, line in self._reporter.news():
            self._note(kind, line)

    def _add_sums(self, sums: tuple[Sum, ...]) -> None:
        for each in sums:
            self._note(SUMMED, f"{each.count} more {each.kind} within a minute", {each.kind: each.count})

    def _note(self, kind: str, text: str, data: Mapping[str, Any] | None = None) -> None:
        """Add a row about the record itself, written with the next commit."""
        self._backlog.add_event(note_row(kind, text, self._clock, data))
