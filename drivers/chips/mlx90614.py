"""MLX90614, the temperature of a surface in view, without contact; for a hint, not for a medical use."""

import asyncio

from drivers.chips.mlx90614_codec import (
    AMBIENT,
    EMISSIVITY,
    IDENTITY,
    OBJECT,
    POWER_UP_S,
    Mlx90614Sample,
    ambient_c,
    corrected,
    is_identity,
    object_c,
    require_emissivity,
    stored_emissivity,
)
from drivers.errors import ChecksumFailed, NotIdentified, OutOfRange
from drivers.i2c.i2c_bus import transfer_retrying
from drivers.i2c.smbus_codec import WORD_AND_PEC_BYTES, received_word
from drivers.measured import alone
from drivers.ports import I2cDevicePort


class Mlx90614:
    """A Sensor at `address` (0x5A) that measures by itself surfaces of `emissivity`; needs a bus of 100 kHz at most."""

    def __init__(self, bus: I2cDevicePort, address: int, emissivity: float = 0.95) -> None:
        self._where = f"MLX90614 at 0x{address:02x}"
        try:
            self._emissivity = require_emissivity(emissivity)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        self._bus, self._address = bus, address
        self.serial: str | None = None
        self._stored_emissivity = 1.0

    async def start(self) -> None:
        """Identify by a number with sound check bytes; nothing is ever written. Raises DriverError."""
        await asyncio.sleep(POWER_UP_S)
        try:
            number = tuple([await self._word(command) for command in IDENTITY])
        except ChecksumFailed as error:
            raise NotIdentified(f"{self._where}: the answer is no MLX90614's: {error}") from error
        if not is_identity(number):
            raise NotIdentified(f"{self._where}: its number is blank")
        self.serial = "".join(f"{word:04x}" for word in number)
        self._stored_emissivity = stored_emissivity(await self._word(EMISSIVITY))

    async def read(self) -> Mlx90614Sample:
        """Return the newest measurement, of which one value may be flagged as wrong; raises DriverError."""
        surface, case = await self._word(OBJECT), await self._word(AMBIENT)
        chip = Mlx90614Sample(alone(object_c, surface), alone(ambient_c, case))
        return corrected(chip, stored=self._stored_emissivity, wanted=self._emissivity)

    async def _word(self, command: int) -> int:
        reply = await transfer_retrying(self._bus, self._address, bytes([command]), WORD_AND_PEC_BYTES)
        return received_word(self._address, command, reply)
