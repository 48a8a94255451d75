"""The calibration of the sensors, kept in an EEPROM on their own board."""

import asyncio

from drivers.chips.at24 import At24
from drivers.chips.calibration_codec import HEADER_BYTES, SLOTS, Slot, bytes_in_use, pack_slot, unpack_slot
from drivers.errors import ChecksumFailed, DriverError, NoDataYet, NotIdentified

_LOOKS = 3  # a disturbed read must not be taken for a damaged slot (engineering choice)


class CalibrationStore:
    """A calibration that survives a loss of supply at any moment: the old one or the new one, whole.

    Each half of `memory` is one slot.
    """

    def __init__(self, memory: At24) -> None:
        self._memory, self._slot_bytes = memory, memory.size // len(SLOTS)
        self._turn = asyncio.Lock()

    async def load(self) -> bytes:
        """Return the calibration saved last; raises NoDataYet where there never was one, or DriverError."""
        async with self._turn:
            slots = await self._look_at_all()
        newest = _newest(slots)
        if newest is not None:
            return newest.payload
        errors = [slot for slot in slots if isinstance(slot, DriverError)]
        raise next((error for error in errors if not isinstance(error, NoDataYet)), errors[0])

    async def save(self, payload: bytes) -> bool:
        """Write `payload` over the older slot and read it back; False where it is the newest already.

        Raises DriverError: NotIdentified for a memory that holds something else, ChecksumFailed where it does not
        keep what is written, OutOfRange where it is too long. The newest slot is never touched.
        """
        async with self._turn:
            slots = await self._look_at_all()
            newest = _newest(slots)
            if newest is not None and newest.payload == payload:
                return False
            _require_ours(slots)
            sequence = newest.sequence + 1 if newest is not None else 1
            await self._put(SLOTS[slots[0] is newest], Slot(sequence, payload))
            return True

    async def _put(self, index: int, slot: Slot) -> None:
        data, begin = pack_slot(slot, self._slot_bytes), index * self._slot_bytes
        await self._memory.write(begin, data)
        if await self._memory.read(begin, len(data)) != data:
            raise ChecksumFailed("the calibration reads back differently (is the memory write-protected or worn out?)")

    async def _look_at_all(self) -> list[Slot | DriverError]:
        return [await self._look(index * self._slot_bytes) for index in SLOTS]

    async def _look(self, begin: int) -> Slot | DriverError:
        """Return the slot, or why there is none; a bus that fails is raised instead."""
        for _ in range(_LOOKS):
            looked = await self._read(begin)
            if isinstance(looked, Slot | NoDataYet):
                break
        return looked

    async def _read(self, begin: int) -> Slot | DriverError:
        header = await self._memory.read(begin, HEADER_BYTES)
        try:
            count = bytes_in_use(header, self._slot_bytes)
        except DriverError as error:
            return error
        data = await self._memory.read(begin, count)
        try:
            return unpack_slot(data, self._slot_bytes)
        except DriverError as error:
            return error


def _newest(slots: list[Slot | DriverError]) -> Slot | None:
    sound = [slot for slot in slots if isinstance(slot, Slot)]
    return max(sound, key=lambda slot: slot.sequence, default=None)


def _require_ours(slots: list[Slot | DriverError]) -> None:
    """Refuse a memory without one slot that is ours or blank: it belongs to somebody else, such as a clock module."""
    if all(isinstance(slot, NotIdentified) for slot in slots):
        raise NotIdentified(f"{slots[0]}: it is left alone (erase it to 0xff, or use another memory)")
