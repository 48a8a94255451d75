"""DS18B20, a thermometer on a long wire, through the kernel's driver (dtoverlay=w1-gpio)."""

from pathlib import Path

from drivers.chips.ds18b20_codec import FAMILY, Ds18b20Sample, decode
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import NotIdentified

DEVICES = Path("/sys/bus/w1/devices")


class Ds18b20:
    """A Sensor whose files are in `folder`, such as /sys/bus/w1/devices/28-0316a2797d5c; `files` is for one wire."""

    def __init__(self, files: SysfsFiles, folder: Path) -> None:
        self._files, self._folder = files, folder

    async def start(self) -> None:
        """See that it is there; raises DriverError."""
        if not self._folder.name.startswith(FAMILY):
            raise NotIdentified(f"DS18B20 at {self._folder}: a DS18B20 has a name that begins with {FAMILY}")
        name = (await self._files.read(self._folder / "name")).strip()
        if name != self._folder.name:
            raise NotIdentified(f"DS18B20 at {self._folder}: its name is {name!r}")

    async def read(self) -> Ds18b20Sample:
        """Measure now, which takes 0.75 s; raises DriverError."""
        return decode(await self._files.read(self._folder / "w1_slave"))
