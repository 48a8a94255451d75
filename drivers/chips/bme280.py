"""BME280, air pressure; a BMP280, which is often sold as one, serves as well but has no humidity."""

import asyncio
import logging

from drivers.chips.bme280_codec import (
    CHIP_ID,
    DATA,
    DATA_BYTES,
    DATA_BYTES_WITHOUT_HUMIDITY,
    HUMIDITY_CONTROL,
    HUMIDITY_ONCE,
    HUMIDITY_TRIM,
    HUMIDITY_TRIM_BYTES,
    MEASURE_CONTROL,
    MEASURE_ONCE,
    MEASURE_S,
    RESET,
    RESET_S,
    RESET_WORD,
    STATUS,
    TRIM,
    TRIM_BYTES,
    Bme280Sample,
    Trim,
    decode,
    has_humidity,
    is_measured,
    is_settled,
    unpack_trim,
)
from drivers.errors import NoDataYet, NotIdentified, Offline
from drivers.i2c.byte_registers import ByteRegisters
from drivers.ports import I2cDevicePort

_LOG = logging.getLogger(__name__)

_TRIM_POLLS = 10  # of RESET_S each; the data sheet promises one (engineering choice)


class Bme280:
    """A Sensor at `address` (0x76 or 0x77) that measures when it is asked, so that it does not warm itself."""

    def __init__(self, bus: I2cDevicePort, address: int) -> None:
        self._registers = ByteRegisters(bus, address)
        self._where = f"BME280 at 0x{address:02x}"
        self._trim: Trim | None = None
        self._reported = False

    async def start(self) -> None:
        """Identify, reset, and read the chip's own constants; raises DriverError."""
        wet = await self._identify()
        await self._registers.write(RESET, RESET_WORD)
        await self._settle()
        common = await self._registers.read(TRIM, TRIM_BYTES)
        humidity = await self._registers.read(HUMIDITY_TRIM, HUMIDITY_TRIM_BYTES) if wet else None
        self._trim = unpack_trim(common, humidity)

    async def read(self) -> Bme280Sample:
        """Measure now, which takes 10 ms; raises DriverError."""
        if self._trim is None:
            raise NoDataYet(f"{self._where}: not started")
        if self._trim.humidity:
            await self._registers.write(HUMIDITY_CONTROL, HUMIDITY_ONCE)  # comes into force with the next write
        await self._registers.write(MEASURE_CONTROL, MEASURE_ONCE)
        await asyncio.sleep(MEASURE_S)
        if not is_measured(await self._registers.read(STATUS)):
            raise Offline(f"{self._where}: still measures after {MEASURE_S:g} s (is SDA held high?)")
        count = DATA_BYTES if self._trim.humidity else DATA_BYTES_WITHOUT_HUMIDITY
        return decode(await self._registers.read(DATA, count), self._trim)

    async def _identify(self) -> bool:
        """Return whether the chip measures humidity; raises NotIdentified for one that is neither BME280 nor BMP280."""
        reply = await self._registers.read(CHIP_ID)
        wet = has_humidity(reply)
        if wet is None:
            raise NotIdentified(f"{self._where}: chip id is 0x{reply.hex()}, expected 0x60 (BMP280: 0x58)")
        if not wet and not self._reported:
            _LOG.warning("%s is a BMP280: pressure and temperature, but no humidity", self._where)
            self._reported = True
        return wet

    async def _settle(self) -> None:
        for _ in range(_TRIM_POLLS):
            await asyncio.sleep(RESET_S)
            if is_settled(await self._registers.read(STATUS)):
                return
        raise Offline(f"{self._where}: stays busy after its reset (is its supply too low?)")
