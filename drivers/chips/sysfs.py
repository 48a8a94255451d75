"""Small files of the kernel, such as those of sensors that it drives itself; a read may take a second."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from errno import EINVAL, EIO, ENODEV, ENOENT, ENOTDIR, ENXIO
from pathlib import Path
from typing import TypeVar

from drivers.errors import BusError, DriverError, NotAvailable, NotFitted, Offline

AT_ONCE = 16
"""So many reads wait in the kernel side by side: it lets sensors with a supply of their own convert together."""

DEADLINE_S = 15.0
"""A DS18B20 takes 0.75 s; those that draw their supply from the data line wait for each other (engineering choice)."""

SHARED_S = 1.0
"""A conversion of a whole wire is new enough for those that ask within this time (engineering choice)."""

_CONVERSION = "therm_bulk_read"
_TRIGGER = b"trigger\n"
_GONE = frozenset({ENODEV, ENOENT, ENOTDIR, ENXIO})

_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Wire:
    """The conversion of one wire that is under way or was the last, and who has had the value of that."""

    conversion: asyncio.Task[None]
    began_s: float
    served: set[Path] = field(default_factory=set)

    def serves(self, device: Path, *, now_s: float) -> bool:
        """Return whether `device` gets a new value from this conversion."""
        is_new = not self.conversion.done() or now_s - self.began_s <= SHARED_S
        return is_new and device not in self.served


class SysfsFiles:
    """Worker threads of its own that read files, and a deadline. For one event loop."""

    def __init__(self, name: str, *, deadline_s: float = DEADLINE_S) -> None:
        self._deadline_s = deadline_s
        self._workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix=f"sysfs-{name}")
        self._wires: dict[Path, _Wire] = {}

    async def read(self, file: Path) -> str:
        """Read the text in `file`; raises NotFitted, Offline, NotAvailable (the kernel has no value) or BusError."""
        return await self._done(file, _read)

    async def convert(self, device: Path) -> None:
        """Have all on the wire of `device` measure at once, as good as together with those that ask about now.

        Where the kernel has no such file or does not let it be written, nothing happens: each then measures by itself
        while it is read. What fails is told by that read.
        """
        folder = _wire_of(device)
        now_s = asyncio.get_running_loop().time()
        wire = self._wires.get(folder)
        if wire is None or not wire.serves(device, now_s=now_s):
            conversion = asyncio.create_task(self._convert(folder / _CONVERSION))
            wire = self._wires[folder] = _Wire(conversion, now_s)
        wire.served.add(device)
        await asyncio.shield(wire.conversion)

    def close(self) -> None:
        """End the workers; one that hangs ends when the kernel lets go."""
        for wire in self._wires.values():
            wire.conversion.cancel()
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _convert(self, file: Path) -> None:
        try:
            await self._done(file, _trigger)
        except DriverError:
            return

    async def _done(self, file: Path, work: Callable[[Path], _Answer]) -> _Answer:
        try:
            async with asyncio.timeout(self._deadline_s):
                return await asyncio.get_running_loop().run_in_executor(self._workers, work, file)
        except TimeoutError as error:
            raise BusError(f"{file}: no end after {self._deadline_s:g} s (is the data line held low?)") from error


def _wire_of(device: Path) -> Path:
    """Return the folder of its master: the kernel shows each device there, and links to it."""
    return device.resolve().parent


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("ascii", errors="replace")
    except OSError as error:
        raise _meaning(file, error) from error


def _trigger(file: Path) -> None:
    """Trigger a conversion; the kernel returns from this when all have measured."""
    try:
        with file.open("r+b", buffering=0) as conversion:
            conversion.write(_TRIGGER)
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
    return BusError(f"{file}: {os.strerror(error.errno or 0)}{advice}")
