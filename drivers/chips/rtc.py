"""A battery-backed clock (DS3231, PCF8563, RV-3028, Pi 5) through the kernel's driver (dtoverlay=i2c-rtc)."""

from pathlib import Path

from drivers.chips.rtc_codec import RtcSample, decode
from drivers.chips.sysfs import SysfsFiles
from drivers.errors import NotIdentified

FIRST = Path("/sys/class/rtc/rtc0")


class Rtc:
    """A Sensor whose files are in `folder`; the kernel itself refuses a time that was lost with the battery."""

    def __init__(self, files: SysfsFiles, folder: Path = FIRST) -> None:
        self._files, self._folder = files, folder

    async def start(self) -> None:
        """See that a clock is there; raises DriverError."""
        if not (await self._files.read(self._folder / "name")).strip():
            raise NotIdentified(f"RTC at {self._folder}: it has no name")

    async def read(self) -> RtcSample:
        """The time now, in whole seconds; raises NotAvailable where the battery was empty, or DriverError."""
        return decode(await self._files.read(self._folder / "since_epoch"))
