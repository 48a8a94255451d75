import asyncio
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.chips.at24 import At24
from drivers.chips.at24_codec import GEOMETRIES
from drivers.chips.calibration_codec import Slot, pack_slot, payload_bytes
from drivers.chips.calibration_store import CalibrationStore
from drivers.errors import BusError, ChecksumFailed, NoDataYet, NotIdentified, Offline
from hil.chips.at24 import SimAt24
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time

OLD, NEW = b"offset_c = 0.1" * 3, b"offset_c = 0.2" * 4


class Bench(ChipBench[SimAt24, At24]):
    """A 24C32 on the running loop; the supply fails after `writes_left` more page writes."""

    def __init__(self, kbit: int = 32) -> None:
        shape = GEOMETRIES[kbit]
        chip = SimAt24(clock(), shape.size, shape.page, shape.address_bytes)
        super().__init__(0x50, chip, partial(At24, kbit=kbit))
        self.writes_left: int | None = None
        self.store = CalibrationStore(self.sensor)
        self._address_bytes = shape.address_bytes

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        reply = await self.bus.transfer(address, *operations)
        if (
            isinstance(operations[0], bytes)
            and len(operations[0]) > self._address_bytes
            and self.writes_left is not None
        ):
            self.writes_left -= 1
            if self.writes_left < 0:
                self.chip.power_cycle()
                raise BusError("the supply is gone")
        return reply


@pytest.mark.parametrize("kbit", [1, 2, 32, 64, 128, 256, 512])
@virtual_time
async def test_what_is_saved_is_there_after_a_loss_of_supply(kbit: int) -> None:
    bench = Bench(kbit)
    assert await bench.store.save(OLD)
    bench.chip.power_cycle()
    assert await bench.store.load() == OLD
    payload = bytes(index & 0xFF for index in range(payload_bytes(GEOMETRIES[kbit].size // 2)))
    assert await bench.store.save(payload)
    assert await CalibrationStore(bench.sensor).load() == payload


@virtual_time
async def test_a_blank_memory_has_no_calibration() -> None:
    with pytest.raises(NoDataYet):
        await Bench().store.load()


@virtual_time
async def test_equal_data_are_never_written_again() -> None:
    bench = Bench()
    await bench.store.save(OLD)
    cycles = bench.chip.write_cycles
    assert not await bench.store.save(OLD)
    assert bench.chip.write_cycles == cycles


@virtual_time
async def test_slots_take_turns_and_the_newest_is_never_touched() -> None:
    bench = Bench()
    for number in range(5):
        before = bytes(bench.chip.memory)
        await bench.store.save(b"%d" % number)
        newest = (number - 1) % 2 * 2_048
        assert bench.chip.memory[newest : newest + 2_048] == before[newest : newest + 2_048]
        assert await bench.store.load() == b"%d" % number


@settings(max_examples=50)
@given(cut=st.integers(0, 2), saves=st.integers(1, 4))
@virtual_time
async def test_a_supply_that_fails_at_any_page_leaves_the_old_one_or_the_new_one(cut: int, saves: int) -> None:
    bench = Bench()
    for number in range(saves):
        await bench.store.save(OLD + b"%d" % number)
    bench.writes_left = cut
    with pytest.raises(BusError):
        await bench.store.save(NEW)
    bench.writes_left = None
    assert await bench.store.load() == OLD + b"%d" % (saves - 1)
    assert await bench.store.save(NEW)
    assert await bench.store.load() == NEW


@virtual_time
async def test_a_write_that_fails_is_not_tried_again_behind_the_back() -> None:
    bench = Bench()
    await bench.store.save(OLD)
    bench.writes_left = 0
    cycles = bench.chip.write_cycles
    with pytest.raises(BusError):
        await bench.store.save(NEW)
    assert bench.chip.write_cycles == cycles + 1


@virtual_time
async def test_a_protected_memory_is_noticed() -> None:
    bench = Bench()
    bench.chip.is_protected = True
    with pytest.raises(ChecksumFailed, match="is the memory write-protected"):
        await bench.store.save(OLD)


@virtual_time
async def test_a_damaged_newest_slot_gives_way_to_the_older_one_and_is_written_next() -> None:
    bench = Bench()
    await bench.store.save(OLD)
    await bench.store.save(NEW)
    bench.chip.memory[2_048 + 20] ^= 0x01
    assert await bench.store.load() == OLD
    await bench.store.save(NEW)
    bench.chip.memory[0] ^= 0x01
    assert await bench.store.load() == NEW


@virtual_time
async def test_two_damaged_slots_are_reported_and_can_be_written() -> None:
    bench = Bench()
    await bench.store.save(OLD)
    await bench.store.save(NEW)
    bench.chip.memory[20] ^= 0x01
    bench.chip.memory[2_048 + 20] ^= 0x01
    with pytest.raises(ChecksumFailed, match="damaged"):
        await bench.store.load()
    await bench.store.save(NEW)
    assert await bench.store.load() == NEW


@virtual_time
async def test_a_memory_of_somebody_else_is_left_alone() -> None:
    bench = Bench()
    bench.chip.memory[:] = bytes(4_096)
    with pytest.raises(NotIdentified):
        await bench.store.load()
    with pytest.raises(NotIdentified, match="it is left alone"):
        await bench.store.save(OLD)
    assert bench.chip.write_cycles == 0


@virtual_time
async def test_a_disturbed_read_is_not_taken_for_a_damaged_slot() -> None:
    bench = Bench()
    for payload in (NEW, NEW + NEW, OLD):
        await bench.store.save(payload)
    bench.chip.faults.bad_checks = 1
    assert await bench.store.load() == OLD
    bench.chip.faults.nacks = 3
    assert await bench.store.load() == OLD


@pytest.mark.parametrize(("level", "kind"), [(0x00, NotIdentified), (0xFF, NoDataYet)])
@virtual_time
async def test_a_line_that_hangs_gives_no_calibration(level: int, kind: type[Exception]) -> None:
    bench = Bench()
    await bench.store.save(OLD)
    bench.chip.faults.stuck_at = level
    with pytest.raises(kind):
        await bench.store.load()


@virtual_time
async def test_an_unplugged_memory_is_offline() -> None:
    bench = Bench()
    bench.chip.faults.unplugged = True
    for work in (bench.store.load(), bench.store.save(OLD)):
        with pytest.raises(Offline):
            await work


@virtual_time
async def test_saves_at_the_same_time_do_not_mix() -> None:
    bench = Bench()
    await asyncio.gather(*(bench.store.save(b"%d" % number) for number in range(6)))
    assert await bench.store.load() == b"5"
    assert bench.chip.memory[2_048 : 2_048 + 16] == pack_slot(Slot(6, b"5"), 2_048)
