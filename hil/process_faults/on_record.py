"""Faults of the disk and of the record's file."""

import errno
import os
import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from controller.interface.requests import SetPointRequest
from firmware.record import opening
from firmware.record.integrity_check import Checker
from hil.process_faults import large_record
from hil.process_faults.virtual_stage import VirtualStage

LARGE_BYTES = 1_500_000_000
STARTS = 3

_PAGE = 4_096
_FOOD, _ASKED_C, _STARTS_WITHIN_S = "food", 3.5, 30.0


@asynccontextmanager
async def full(_stage: VirtualStage) -> AsyncIterator[None]:
    """Let no file of this process grow, which to SQLite is a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def gone(stage: VirtualStage) -> AsyncIterator[None]:
    """Take the folder away, so that none can be made: the card has been pulled."""
    away = stage.folder.with_name(f"{stage.folder.name}-away")
    stage.folder.rename(away)
    stage.folder.touch()
    yield
    stage.folder.unlink()
    away.rename(stage.folder)


@asynccontextmanager
async def locked(stage: VirtualStage) -> AsyncIterator[None]:
    """Hold the file as another program."""
    with closing(sqlite3.connect(stage.config.record.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def damaged(stage: VirtualStage) -> AsyncIterator[None]:
    """Overwrite the first page of the file while the service is stopped; then start it."""
    await stage.end("daemon")
    with stage.config.record.file.open("r+b") as file:
        file.write(b"\xa5" * _PAGE)
    stage.start_daemon()
    yield


class ReadOnly:
    """The card is read-only when the service starts, and at each start: what it holds can be read, and not written."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    @asynccontextmanager
    async def inject(self, stage: VirtualStage) -> AsyncIterator[None]:
        """Ask for a set-point while it can still be kept, then start on such a card, three times."""
        before_c = _food_c(stage)
        await _ask(stage, _ASKED_C)
        self._names = _names(stage)
        await stage.end("daemon")
        with patch.object(opening, "connect", _refused):
            for _ in range(STARTS):
                await stage.end("daemon")
                stage.start_daemon()
                await stage.until(lambda: stage.cycles > 0, _STARTS_WITHIN_S)
            yield
        await _ask(stage, before_c)

    def holds(self, stage: VirtualStage) -> bool:
        """Return True where the car has its name and its set-point, and tells of one fault."""
        told = [each for each in stage.faults if each.startswith("record")]
        return _names(stage) == self._names and _food_c(stage) == _ASKED_C and told == ["record file"]


class Large:
    """The record has 1.5 GB when the service starts; to check all of it takes a slow card a minute."""

    def __init__(self) -> None:
        self._cycles: list[int] = []

    @asynccontextmanager
    async def inject(self, stage: VirtualStage) -> AsyncIterator[None]:
        """Start with such a file, and note the cycles at the end of its check."""
        verdict = Checker.verdict

        async def noted(checker: Checker, file: Path) -> str | None:
            found = await verdict(checker, file)
            if found is None and os.path.getsize(file) >= LARGE_BYTES:  # noqa: ASYNC240, PTH202  # no more than a look
                self._cycles.append(stage.cycles)
            return found

        self._cycles.clear()
        await stage.end("daemon")
        large_record.grow(stage.config.record.file, LARGE_BYTES)
        with patch.object(Checker, "verdict", noted):
            stage.start_daemon()
            yield
        await stage.end("daemon")
        large_record.shrink(stage.config.record.file)
        stage.start_daemon()

    def holds(self, _stage: VirtualStage) -> bool:
        """Return True where the check came to its end, found the file sound, and the first cycle was before."""
        return bool(self._cycles) and self._cycles[0] > 0


def _refused(file: Path) -> NoReturn:
    """Answer as a file system that is mounted read-only, to root as well."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))


def _names(stage: VirtualStage) -> set[str]:
    """Return the names under which this car is known at the hub."""
    base = stage.config.mqtt.base_topic if stage.config.mqtt else ""
    return {topic.split("/")[1] for topic in stage.hub.latest if topic.startswith(f"{base}/")}


def _food_c(stage: VirtualStage) -> float | None:
    """Return the set-point that holds for the food."""
    if stage.state is None:
        return None
    names = [box.name for box in stage.config.settings.fridge.compartments]
    return stage.state.step.memory.targets.compartments[names.index(_FOOD)].set_point_c


async def _ask(stage: VirtualStage, set_point_c: float | None) -> None:
    """Ask for a set-point of the food as a person, and wait until it holds."""
    if set_point_c is not None:
        stage.submit(SetPointRequest("card", "console", _FOOD, set_point_c))
        await stage.until(lambda: _food_c(stage) == set_point_c, _STARTS_WITHIN_S)
