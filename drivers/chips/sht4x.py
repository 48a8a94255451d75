"""SHT4x (SHT40, SHT41, SHT45), humidity and temperature of the cabin air."""

from drivers.chips.sht4x_codec import GET_SERIAL, MEASURE, Sht4xSample, decode
from drivers.i2c.sensirion import Sensirion
from drivers.ports import I2cDevicePort


class Sht4x:
    """A Sensor at `address` (0x44, 0x45 or 0x46 by part number) that measures when it is asked."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._chip = Sensirion(bus, address)
        self.serial: str | None = None

    async def start(self) -> None:
        """Identify by a sound serial number; there is no state to set up. Raises DriverError."""
        self.serial = await self._chip.identify("SHT4x", GET_SERIAL)

    async def read(self) -> Sht4xSample:
        """Measure now, which takes 10 ms; raises DriverError."""
        return decode(await self._chip.execute(MEASURE))
