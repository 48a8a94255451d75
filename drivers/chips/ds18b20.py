"""DS18B20, a thermometer on a long wire, through the kernel's driver (dtoverlay=w1-gpio)."""

import asyncio
from pathlib import Path

from drivers.chips.ds18b20_codec import FAMILY, Ds18b20Sample, decode
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import NotIdentified

DEVICES = Path("/sys/bus/w1/devices")

_NEIGHBOUR_S = 60.0  # so long a reading says how warm it is now (engineering choice)


class Ds18b20:
    """A Sensor whose files are in `folder`, such as /sys/bus/w1/devices/28-0316a2797d5c; `files` is for all wires."""

    def __init__(self, files: SysfsFiles, folder: Path) -> None:
        self._files, self._folder = files, folder
        self._before: tuple[float, float] | None = None

    async def start(self) -> None:
        """See that it is there; raises DriverError."""
        if not self._folder.name.startswith(FAMILY):
            raise NotIdentified(f"DS18B20 at {self._folder}: a DS18B20 has a name that begins with {FAMILY}")
        name = (await self._files.read(self._folder / "name")).strip()
        if name != self._folder.name:
            raise NotIdentified(f"DS18B20 at {self._folder}: its name is {name!r}")

    async def read(self) -> Ds18b20Sample:
        """Measure together with all others on its wire, which takes 0.75 s; raises DriverError."""
        await self._files.convert(self._folder)
        text = await self._files.read(self._folder / "w1_slave")
        now_s = asyncio.get_running_loop().time()
        sample = decode(text, self._before_c(now_s))
        self._before = sample.temperature_c, now_s
        return sample

    def _before_c(self, now_s: float) -> float | None:
        """Return the last reading, where it still tells how warm it can be."""
        if self._before is None:
            return None
        before_c, taken_s = self._before
        return before_c if now_s - taken_s <= _NEIGHBOUR_S else None
