"""Faults of the file system that the record is on: a real ext4 on a real block device."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from hil.kernel_faults.kernel_stage import Stage
from hil.kernel_faults.root import root

DISK = "/dev/ubda"

_CHUNK = bytes(1 << 16)


@asynccontextmanager
async def full(stage: Stage) -> AsyncIterator[None]:
    """Another file takes all room, down to the last byte."""
    filler = stage.config.record.file.with_name("filler")
    for size in (len(_CHUNK), 1):
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(_CHUNK[:size])
    try:
        yield
    finally:
        filler.unlink()


@asynccontextmanager
async def aborted(stage: Stage) -> AsyncIterator[None]:
    """What ext4 does after an error of its disk: read-only, also for files that are open. It is mounted anew then."""
    folder = str(stage.config.record.file.parent)
    root("mount", "-o", "remount,abort", folder)
    try:
        yield
    finally:
        root("umount", folder)  # fails as long as anybody has a file open that can no longer be written
        root("mount", DISK, folder)
