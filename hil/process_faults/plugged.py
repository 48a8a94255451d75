"""A plug-in as an owner has one: the driver of one of our chips under another name, which can be told to misbehave."""

import asyncio
import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from drivers.chips.lis3dh import Lis3dh
from drivers.chips.lis3dh_codec import Lis3dhSample
from firmware.config import Config
from firmware.wiring.plugins import GROUP

SENSOR = "level"
"""The sensor of the car whose driver comes from the plug-in."""

CHIP, EVERY_S = "level_of_a_stranger", 2.0

_MISBEHAVIOUR = (SystemExit(0), asyncio.CancelledError(), GeneratorExit(), None)


class Plugged(Lis3dh):
    """As our own driver, as long as it does not misbehave."""

    misbehaving = 0
    """By how many faults at once it is told to."""
    _next = cycle(_MISBEHAVIOUR)

    async def read(self) -> Lis3dhSample:
        """Read as Sensor.read; or exit, cancel itself, or never end, in turn."""
        if Plugged.misbehaving:
            error = next(Plugged._next)
            if error is not None:
                raise error
            await asyncio.get_running_loop().create_future()
        return await super().read()


@contextmanager
def installed() -> Iterator[None]:
    """Leave behind, while inside, what pip does of a package."""
    with TemporaryDirectory(prefix="homeward-plug-in-") as folder:
        info = Path(folder, "homeward_stranger-1.0.dist-info")
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: homeward-stranger\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{CHIP} = {__name__}:{Plugged.__name__}\n")
        sys.path.append(folder)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(folder)


def used(config: Config) -> Config:
    """Return `config` with the plug-in's driver for SENSOR; the chip on the bus stays what it is."""
    theirs = {"chip": CHIP, "every_s": EVERY_S}
    sensors = (each.model_copy(update=theirs) if each.name == SENSOR else each for each in config.sensors)
    return config.model_copy(update={"sensors": tuple(sensors)})


@asynccontextmanager
async def exits(_stage: object) -> AsyncIterator[None]:
    """Let each read of the plug-in's driver call for the end of the program, cancel itself, or never end."""
    Plugged.misbehaving += 1
    try:
        yield
    finally:
        Plugged.misbehaving -= 1
