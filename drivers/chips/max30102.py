"""MAX30102, the pulse of a finger on the armrest; an estimate, not a medical device."""

import asyncio

from drivers.chips.max30102_codec import (
    FIFO_CONFIGURATION,
    FIFO_DATA,
    FIFO_OVERFLOW,
    FIFO_READ_POINTER,
    FIFO_WRITE_POINTER,
    FIRST_LED_CURRENT,
    INTERRUPT_STATE,
    MEAN_OF_4,
    MODE,
    PART_ID,
    POINTER_BYTES,
    RESET,
    RESET_S,
    SAMPLE_BYTES,
    SECOND_LED_CURRENT,
    TWO_LEDS,
    PpgBatch,
    channels,
    fifo_state,
    is_max30102,
    is_reset,
    oximetry_configuration,
    require_some,
)
from drivers.chips.ppg_light_codec import FIRST_STEP, SETTLE_S, has_contact, next_led_step
from drivers.errors import NotIdentified, Offline, WasReset
from drivers.i2c.byte_registers import ByteRegisters
from drivers.ports import I2cDevicePort

_PULSE_US = 411
_CONFIGURATION = bytes([MEAN_OF_4, TWO_LEDS, oximetry_configuration(4_096, 200, _PULSE_US)])
_RESET_POLLS = 10  # of RESET_S each (engineering choice)


class Max30102:
    """A Sensor at `address` (0x57) whose samples are batches; read it each 0.1 to 0.6 s, its FIFO holds 0.64 s.

    `swapped_leds` is 1 for clones whose red LED is where infrared should be.
    """

    def __init__(self, bus: I2cDevicePort, address: int, swapped_leds: float = 0.0) -> None:
        self._where = f"MAX30102 at 0x{address:02x}"
        self._bus, self._address, self._registers = bus, address, ByteRegisters(bus, address)
        leds = (FIRST_LED_CURRENT, SECOND_LED_CURRENT)
        self._swapped = bool(swapped_leds)
        self._red_led, self._infrared_led = reversed(leds) if self._swapped else leds
        self._red_step = self._infrared_step = FIRST_STEP
        self._gap, self._settled_s = True, 0.0

    async def start(self) -> None:
        """Identify, reset and start measuring; raises DriverError."""
        part = await self._registers.read(PART_ID)
        if not is_max30102(part):
            raise NotIdentified(f"{self._where}: part id is 0x{part.hex()}, expected 0x15")
        await self._reset()
        await self._light(FIRST_STEP, FIRST_STEP)
        for offset, byte in enumerate(_CONFIGURATION):
            await self._registers.write(FIFO_CONFIGURATION + offset, byte)
        for register in (FIFO_WRITE_POINTER, FIFO_OVERFLOW, FIFO_READ_POINTER):
            await self._registers.write(register, 0)

    async def read(self) -> PpgBatch:
        """Return all samples since the last batch; Offline when it must be started again. Raises DriverError."""
        configuration = await self._registers.read(FIFO_CONFIGURATION, len(_CONFIGURATION))
        if configuration != _CONFIGURATION:
            found = f"configuration is 0x{configuration.hex()}, expected 0x{_CONFIGURATION.hex()}"
            raise WasReset(f"{self._where}: {found}: it was reset, start it again")
        state = fifo_state(await self._registers.read(FIFO_WRITE_POINTER, POINTER_BYTES))
        count = require_some(state)
        gap_before, self._gap = self._gap, True  # samples that get lost on their way are a gap, too
        first, second = await self._drain(count)
        self._gap = state.has_overflowed
        red, infrared = (second, first) if self._swapped else (first, second)
        batch = self._batch(red, infrared, gap_before)
        await self._adapt(batch)
        return batch

    def _batch(self, red: tuple[int, ...], infrared: tuple[int, ...], gap_before: bool) -> PpgBatch:
        is_settling = asyncio.get_running_loop().time() < self._settled_s
        return PpgBatch(
            red_counts=red,
            infrared_counts=infrared,
            gap_before=gap_before,
            has_contact=has_contact(infrared, self._infrared_step),
            is_settling=is_settling,
        )

    async def _drain(self, count: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        reply = await self._bus.transfer(self._address, bytes([FIFO_DATA]), count * SAMPLE_BYTES)
        return channels(reply, _PULSE_US)

    async def _adapt(self, batch: PpgBatch) -> None:
        """Adapt the light once it has settled: what is seen before belongs to the light before."""
        if batch.is_settling:
            return
        red_step = next_led_step(self._red_step, batch.red_counts, in_contact=batch.has_contact)
        infrared_step = next_led_step(self._infrared_step, batch.infrared_counts, in_contact=batch.has_contact)
        if (red_step, infrared_step) != (self._red_step, self._infrared_step):
            await self._light(red_step, infrared_step)

    async def _light(self, red_step: int, infrared_step: int) -> None:
        self._gap, self._settled_s = True, asyncio.get_running_loop().time() + SETTLE_S
        await self._registers.write(self._red_led, red_step)
        await self._registers.write(self._infrared_led, infrared_step)
        self._red_step, self._infrared_step = red_step, infrared_step

    async def _reset(self) -> None:
        await self._registers.write(MODE, RESET)
        for _ in range(_RESET_POLLS):
            await asyncio.sleep(RESET_S)
            if is_reset(await self._registers.read(MODE)):
                await self._registers.read(INTERRUPT_STATE)  # it tells of the power-up until it is read
                return
        raise Offline(f"{self._where}: does not come out of its reset (is its supply too low?)")
