import asyncio

import pytest

from drivers.chips.max30102_codec import FULL_SCALE, PpgBatch
from drivers.chips.pulse_contact import PulseContact
from drivers.errors import NoDataYet
from hil.chips.max30102 import SimMax30102
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import number


class Bench(ChipBench[SimMax30102, PulseContact]):
    """A MAX30102 under a finger, until there is none."""

    def __init__(self) -> None:
        self.bpm: float | None = 75.0
        super().__init__(0x57, SimMax30102(clock(), lambda: self.bpm), PulseContact, settle_s=5.0)
        self.batches: list[PpgBatch] = []
        self.sensor.on_batch = self.batches.append

    async def settled(self) -> None:
        """Long enough for the light to find its strength."""
        for _ in range(20):
            await asyncio.sleep(0.5)
            await self.sensor.read()


@virtual_time
async def test_a_finger_is_noticed_when_it_comes_and_when_it_goes() -> None:
    bench = await Bench().measuring()
    await bench.settled()
    await asyncio.sleep(0.5)
    sample = await bench.sensor.read()
    assert sample.contact == 1.0
    assert 0.3 * FULL_SCALE < number(sample.infrared_counts) < FULL_SCALE
    assert 0.3 * FULL_SCALE < number(sample.red_counts) < FULL_SCALE
    bench.bpm = None
    await bench.settled()
    await asyncio.sleep(0.5)
    assert (await bench.sensor.read()).contact == 0.0


@virtual_time
async def test_the_waves_go_to_who_wants_them_without_a_gap() -> None:
    bench = await Bench().measuring()
    await bench.settled()
    bench.batches.clear()
    await bench.settled()
    assert sum(len(batch.red_counts) for batch in bench.batches) == pytest.approx(500, abs=2)
    assert not any(batch.gap_before for batch in bench.batches)


@virtual_time
async def test_nothing_new_is_no_data() -> None:
    bench = await Bench().measuring()
    await bench.sensor.read()
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
