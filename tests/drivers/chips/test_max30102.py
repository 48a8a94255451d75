import asyncio
from functools import partial

import pytest

from drivers.chips.max30102 import Max30102
from drivers.chips.max30102_codec import PpgBatch
from drivers.errors import BusError, NoDataYet, NotIdentified, Offline
from drivers.i2c.i2c_bus import I2cBus
from hil.chips.lis3dh import SimLis3dh
from hil.chips.max30102 import SimMax30102
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time


class Bench(ChipBench[SimMax30102, Max30102]):
    """A MAX30102 under a finger of `bpm`, on the running loop."""

    def __init__(self, swapped_leds: float = 0.0) -> None:
        self.bpm: float | None = 75.0
        super().__init__(0x57, SimMax30102(clock(), lambda: self.bpm), partial(Max30102, swapped_leds=swapped_leds))

    async def batches(self, count: int, *, every_s: float = 0.2) -> list[PpgBatch]:
        batches = []
        for _ in range(count):
            await asyncio.sleep(every_s)
            batches.append(await self.sensor.read())
        return batches

    async def settled(self) -> "Bench":
        await self.sensor.start()
        await self.batches(20)
        return self


def swing(counts: list[int]) -> float:
    """How far a pulse moves the light, as a share of its most."""
    return 1 - min(counts) / max(counts)


@virtual_time
async def test_samples_come_at_50_hz_and_none_is_missing() -> None:
    batches = await (await Bench().settled()).batches(20)
    assert sum(len(batch.red_counts) for batch in batches) == 200
    assert all(len(batch.red_counts) == len(batch.infrared_counts) for batch in batches)
    assert not any(batch.gap_before or batch.is_settling for batch in batches)
    assert all(batch.has_contact for batch in batches)


@virtual_time
async def test_the_pulse_is_in_both_colours_and_stronger_in_infrared() -> None:
    batches = await (await Bench().settled()).batches(20)
    red = [count for batch in batches for count in batch.red_counts]
    infrared = [count for batch in batches for count in batch.infrared_counts]
    assert swing(red) < swing(infrared)
    assert 0.006 < swing(infrared) < 0.012


@virtual_time
async def test_the_first_batch_follows_nothing_and_the_light_must_settle() -> None:
    bench = Bench()
    await bench.sensor.start()
    first, second = await bench.batches(2)
    assert first.gap_before
    assert not second.gap_before
    assert first.is_settling
    assert second.is_settling


@virtual_time
async def test_a_change_of_light_is_a_gap_and_then_the_counts_are_in_the_middle() -> None:
    bench = Bench()
    await bench.sensor.start()
    batches = await bench.batches(20)
    changed = [index for index, batch in enumerate(batches) if batch.gap_before]
    assert len(changed) == 2, "the start, and the change to what this skin needs"
    assert batches[changed[1]].is_settling
    assert not batches[-1].is_settling
    for counts in (batches[-1].red_counts, batches[-1].infrared_counts):
        assert 0.4 < counts[-1] / (1 << 18) < 0.7


@virtual_time
async def test_an_overflow_is_a_gap_before_the_batch_that_follows_and_is_never_stitched() -> None:
    bench = await Bench().settled()
    full, after = await bench.batches(1, every_s=1.0), await bench.batches(2)
    assert len(full[0].red_counts) == 32
    assert not full[0].gap_before
    assert [batch.gap_before for batch in after] == [True, False]


@virtual_time
async def test_a_fifo_that_is_full_to_the_brim_shows_no_data_and_then_a_gap() -> None:
    bench = await Bench().settled()
    with pytest.raises(NoDataYet):
        await bench.batches(1, every_s=0.64)
    (full,) = await bench.batches(1, every_s=0.02)
    (after,) = await bench.batches(1)
    assert (len(full.red_counts), full.gap_before, after.gap_before) == (32, False, True)


class LosesData:
    """A bus on which the next read of the FIFO's data fails half-way."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self.fails = bench, False

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        reply = await self._bench.bus.transfer(address, *operations)
        if self.fails and operations[0] == b"\x07":
            self.fails = False
            raise BusError("disturbed")
        return reply


@virtual_time
async def test_samples_that_were_lost_on_their_way_are_a_gap() -> None:
    bench = Bench()
    bus = LosesData(bench)
    bench.sensor = Max30102(bus, 0x57)
    await bench.settled()
    bus.fails = True
    with pytest.raises(BusError):
        await bench.batches(1)
    assert [batch.gap_before for batch in await bench.batches(2)] == [True, False]


@virtual_time
async def test_between_two_samples_there_is_no_data_and_no_gap() -> None:
    bench = await Bench().settled()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
    assert not (await bench.batches(1))[0].gap_before


@virtual_time
async def test_without_a_finger_there_is_no_contact_and_the_light_goes_down_until_there_is_one() -> None:
    bench = await Bench().settled()
    bench.bpm = None
    assert not (await bench.batches(20))[-1].has_contact
    assert bench.chip._registers[0x0C] == bench.chip._registers[0x0D] == 7, "1.4 mA"
    bench.bpm = 60.0
    last = (await bench.batches(30))[-1]
    assert last.has_contact
    assert 0.4 < last.infrared_counts[-1] / (1 << 18) < 0.7


def test_a_clone_with_swapped_leds_has_the_stronger_pulse_in_red_and_the_option_puts_it_right() -> None:
    async def scenario(swapped_leds: float) -> bool:
        bench = Bench(swapped_leds)
        bench.chip.is_swapped = True
        batches = await (await bench.settled()).batches(20)
        red = [count for batch in batches for count in batch.red_counts]
        if swapped_leds:
            assert bench.chip._registers[0x0D] > bench.chip._registers[0x0C], "red needs more light"
        return swing(red) > swing([count for batch in batches for count in batch.infrared_counts])

    assert run(scenario(0.0), speed=None)
    assert not run(scenario(1.0), speed=None)


@virtual_time
async def test_after_a_brown_out_it_asks_to_be_started_again() -> None:
    bench = await Bench().settled()
    bench.chip.power_cycle()
    with pytest.raises(Offline, match=r"MAX30102 at 0x57: configuration is 0x00.000, expected 0x4f032b"):
        await bench.sensor.read()
    await bench.sensor.start()
    assert (await bench.batches(1))[0].gap_before


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_batch(level: int) -> None:
    bench = await Bench().settled()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()
    with pytest.raises(NotIdentified, match="part id is 0x"):
        await bench.sensor.start()


@virtual_time
async def test_another_chip_at_the_address_is_not_identified_and_not_written_to() -> None:
    wires = SimI2cBus({0x57: SimLis3dh(clock(), lambda: (0.0, 0.0, 1.0))})
    with pytest.raises(NotIdentified):
        await Max30102(I2cBus("main", lambda: wires), 0x57).start()
    assert wires.transactions[0x57] == 1


class NeverReset:
    """A bus whose chip stays in its reset."""

    async def transfer(self, _address: int, *operations: bytes | int) -> bytes:
        return {b"\xff": b"\x15", b"\x09": b"\x40"}.get(bytes(operations[0]), b"")


def test_a_chip_that_stays_in_its_reset_is_offline() -> None:
    with pytest.raises(Offline, match="does not come out of its reset"):
        run(Max30102(NeverReset(), 0x57).start(), speed=None)
