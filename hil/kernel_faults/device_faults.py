"""Faults of devices: the I2C adapters, and the disk, whose real ext4 the record is on."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from hil.kernel_faults.kernel_stage import KernelStage
from hil.kernel_faults.root import root

DISK = "/dev/ubda"

_CHUNK = bytes(1 << 16)


def i2c_vanished(bus: int) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Take the device /dev/i2c-`bus` away, whoever has it open; then there is a new one."""

    @asynccontextmanager
    async def inject(stage: KernelStage) -> AsyncIterator[None]:
        stage.devices.unplug_bus(bus)
        try:
            yield
        finally:
            await stage.devices.plug_bus(bus)

    return inject


@asynccontextmanager
async def i2c_hung(stage: KernelStage) -> AsyncIterator[None]:
    """Take each transfer, and let its answer wait."""
    stage.devices.hang_i2c()
    try:
        yield
    finally:
        stage.devices.release_i2c()


@asynccontextmanager
async def disk_full(stage: KernelStage) -> AsyncIterator[None]:
    """Let another file take all room, down to the last byte."""
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
async def disk_aborted(stage: KernelStage) -> AsyncIterator[None]:
    """Put ext4 in its state after an error of its disk: read-only, also for open files. At the end, mount it anew."""
    folder = str(stage.config.record.file.parent)
    root("mount", "-o", "remount,abort", folder)
    try:
        yield
    finally:
        root("umount", folder)  # fails as long as anybody has a file open that can no longer be written
        root("mount", DISK, folder)
