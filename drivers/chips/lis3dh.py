"""LIS3DH, tilt and shock of the car or of a box in it."""

import asyncio

from drivers.chips.acceleration_codec import mounted
from drivers.chips.lis3dh_codec import (
    BURST,
    CONTROL,
    CONTROLS,
    FIFO_CONTROL,
    FIFO_OFF,
    FIFO_STATE,
    FIFO_STREAM,
    OUTPUT,
    REFERENCE,
    SETTLE_S,
    SHOCK_ANY_AXIS,
    SHOCK_CONFIGURATION,
    SHOCK_DURATION,
    SHOCK_SOURCE,
    SHOCK_THRESHOLD,
    VECTOR_BYTES,
    WHO_AM_I,
    Lis3dhSample,
    describe,
    is_lis3dh,
    is_shocked,
    pending,
    threshold_step,
    vectors,
)
from drivers.errors import NotIdentified, OutOfRange, WasReset
from drivers.i2c.byte_registers import ByteRegisters
from drivers.ports import I2cDevicePort


class Lis3dh:
    """A Sensor at `address` (0x18 or 0x19) that measures by itself at 100 Hz.

    It is mounted at the pitch and roll that it shows itself in a car that stands level.
    """

    def __init__(
        self,
        bus: I2cDevicePort,
        address: int,
        shock_threshold_g: float = 0.5,
        mounted_pitch_deg: float = 0.0,
        mounted_roll_deg: float = 0.0,
    ) -> None:
        self._where = f"LIS3DH at 0x{address:02x}"
        try:
            self._threshold_step = threshold_step(shock_threshold_g)
            self._level = mounted(mounted_pitch_deg, mounted_roll_deg)
        except OutOfRange as error:
            raise OutOfRange(f"{self._where}: {error}") from error
        self._shock_threshold_g = shock_threshold_g
        self._bus, self._address, self._registers = bus, address, ByteRegisters(bus, address)

    async def start(self) -> None:
        """Identify and start measuring; raises DriverError."""
        identity = await self._registers.read(WHO_AM_I)
        if not is_lis3dh(identity):
            raise NotIdentified(f"{self._where}: WHO_AM_I is 0x{identity.hex()}, expected 0x33")
        for offset, byte in enumerate(CONTROLS):
            await self._registers.write(CONTROL + offset, byte)
        await self._registers.write(SHOCK_THRESHOLD, self._threshold_step)
        await self._registers.write(SHOCK_DURATION, 0)
        await self._registers.write(SHOCK_CONFIGURATION, SHOCK_ANY_AXIS)
        await asyncio.sleep(SETTLE_S)
        await self._forget()

    async def read(self) -> Lis3dhSample:
        """Read tilt and vibration; raises DriverError, among them Offline when the chip must be started again."""
        controls = await self._registers.read(CONTROL | BURST, len(CONTROLS))
        if controls != CONTROLS:
            found = f"controls are 0x{controls.hex()}, expected 0x{CONTROLS.hex()}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
        count = pending(await self._registers.read(FIFO_STATE))
        # Not repeated after a failure: what was read is gone, and the next reading is as good.
        window = vectors(await self._bus.transfer(self._address, bytes([OUTPUT | BURST]), count * VECTOR_BYTES))
        shocked = is_shocked(await self._registers.read(SHOCK_SOURCE))
        return describe(window, self._level, at_least_g=self._shock_threshold_g if shocked else 0.0)

    async def _forget(self) -> None:
        """Begin anew: high-pass at the present acceleration, no shock, an empty FIFO."""
        await self._registers.read(REFERENCE)
        await self._registers.read(SHOCK_SOURCE)
        for mode in (FIFO_OFF, FIFO_STREAM):
            await self._registers.write(FIFO_CONTROL, mode)
