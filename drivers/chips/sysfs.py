"""Small files of the kernel, such as those of sensors that it drives itself; a read may take a second."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from errno import EINVAL, EIO, ENODEV, ENOENT, ENOTDIR, ENXIO
from pathlib import Path

from drivers.errors import BusTrouble, DriverError, NotAvailable, NotFitted, Offline

DEADLINE_S = 10.0
"""A DS18B20 takes 0.75 s; ten of them on one wire wait for each other (engineering choice)."""

_GONE = frozenset({ENODEV, ENOENT, ENOTDIR, ENXIO})


class SysfsFiles:
    """A worker thread of its own that reads one file after the other, and a deadline."""

    def __init__(self, name: str, *, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sysfs-{name}")

    async def read(self, file: Path) -> str:
        """The text in `file`; raises NotFitted, Offline, NotAvailable (the kernel refuses the value) or BusTrouble."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await asyncio.get_running_loop().run_in_executor(self._worker, _read, file)
        except TimeoutError as error:
            raise BusTrouble(f"{file}: no end after {self._deadline_s:g} s (is the data line held low?)") from error

    def close(self) -> None:
        """End the worker; one that hangs ends when the kernel lets go."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("ascii", errors="replace")
    except OSError as error:
        raise _meaning(file, error) from error


def _meaning(file: Path, error: OSError) -> DriverError:
    devices = file.parent.parent
    if error.errno in _GONE and not devices.is_dir():
        return NotFitted(f"{devices}: the kernel has no such devices (is the dtoverlay in /boot/firmware/config.txt?)")
    if error.errno in _GONE:
        return Offline(f"{file}: is gone (is the device wired and powered?)")
    if error.errno == EINVAL:
        return NotAvailable(f"{file}: the kernel says that it has no valid value")
    advice = " (disturbed or no answer: look at the wires)" if error.errno == EIO else ""
    return BusTrouble(f"{file}: {os.strerror(error.errno or 0)}{advice}")
