"""Faults of the disk and of the record's file."""

import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from hil.faults.stage import Stage

_PAGE = 4_096


@asynccontextmanager
async def full(_stage: Stage) -> AsyncIterator[None]:
    """No file of this process can grow: what a full disk is to SQLite."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@asynccontextmanager
async def gone(stage: Stage) -> AsyncIterator[None]:
    """The folder is not there, and cannot be made: the card has been pulled."""
    away = stage.folder.with_name(f"{stage.folder.name}-away")
    stage.folder.rename(away)
    stage.folder.touch()
    yield
    stage.folder.unlink()
    away.rename(stage.folder)


@asynccontextmanager
async def locked(stage: Stage) -> AsyncIterator[None]:
    """Another program holds the file."""
    with closing(sqlite3.connect(stage.config.record.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def damaged(stage: Stage) -> AsyncIterator[None]:
    """The first page of the file is overwritten while the service is stopped; then it starts."""
    await stage.end("daemon")
    with stage.config.record.file.open("r+b") as file:
        file.write(b"\xa5" * _PAGE)
    stage.start_daemon()
    yield
