import asyncio
from functools import partial

import pytest

from drivers.chips.ads1115 import Ads1115
from drivers.errors import NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from hil.chips import SimChip, SimIna226, SimTmp117
from hil.chips.ads1115 import OPEN_OHM, SHORT_OHM, SimAds1115, divided_v, ntc_ohm, reeds_ohm
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields, error


class Bench(ChipBench[SimAds1115, Ads1115]):
    """An ADS1115 with thermistors at 4 and 5 °C and a reed ladder on a supply of `supply_v`, on the running loop."""

    def __init__(self, ntcs: float = 2, ladder: float = 1) -> None:
        self.supply_v = 3.3
        self.ohms = [ntc_ohm(4.0), ntc_ohm(5.0), reeds_ohm(a_open=False, b_open=True)]
        inputs = [
            lambda: divided_v(self.supply_v, self.ohms[0]),
            lambda: divided_v(self.supply_v, self.ohms[1]),
            lambda: divided_v(self.supply_v, self.ohms[2]),
            lambda: self.supply_v,
        ]
        super().__init__(0x49, SimAds1115(clock(), inputs), partial(Ads1115, ntcs=ntcs, ladder=ladder))


@virtual_time
async def test_it_measures_thermistors_and_lids() -> None:
    bench = Bench()
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert (sample.ntc0_c, sample.ntc1_c) == pytest.approx((4.0, 5.0), abs=0.01)
    assert absent_fields(sample) == ["ntc2_c"]
    assert (sample.lid_a_open, sample.lid_b_open) == (0.0, 1.0)


@pytest.mark.parametrize("supply_v", [3.0, 3.6])
@virtual_time
async def test_the_supply_does_not_matter(supply_v: float) -> None:
    bench = Bench()
    bench.supply_v = supply_v
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert (sample.ntc0_c, sample.ntc1_c) == pytest.approx((4.0, 5.0), abs=0.01)


@pytest.mark.parametrize(("a_open", "b_open"), [(False, False), (True, False), (False, True), (True, True)])
@virtual_time
async def test_each_lid_is_told_from_the_other(a_open: bool, b_open: bool) -> None:
    bench = Bench()
    bench.ohms[2] = reeds_ohm(a_open, b_open)
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert (sample.lid_a_open, sample.lid_b_open) == (a_open, b_open)


@pytest.mark.parametrize(
    ("ohm", "text"),
    [(OPEN_OHM, "open circuit (is the wire broken?)"), (SHORT_OHM, "short circuit (is the cable squeezed?)")],
)
@virtual_time
async def test_a_faulty_thermistor_is_absent_alone_and_the_chip_complains_as_long_as_it_lasts(
    ohm: float, text: str
) -> None:
    bench = Bench()
    await bench.sensor.start()
    good, bench.ohms[0] = bench.ohms[0], ohm
    for _ in range(2):
        sample = await bench.sensor.read()
        assert str(error(sample.ntc0_c)) == f"ADS1115 at 0x49: AIN0: {text}"
        assert sample.ntc1_c == pytest.approx(5.0, abs=0.01)
        assert bench.sensor.complaints == (f"ADS1115 at 0x49: AIN0: {text}",)
    bench.ohms[0] = good
    assert (await bench.sensor.read()).ntc0_c == pytest.approx(4.0, abs=0.01)
    assert bench.sensor.complaints == ()


@pytest.mark.parametrize("ohm", [OPEN_OHM, SHORT_OHM, 30_000.0])
@virtual_time
async def test_a_ladder_that_was_tampered_with_tells_nothing_of_the_lids(ohm: float) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.ohms[2] = ohm
    sample = await bench.sensor.read()
    assert absent_fields(sample)[-2:] == ["lid_a_open", "lid_b_open"]
    assert len(bench.sensor.complaints) == 1
    assert sample.ntc0_c == pytest.approx(4.0, abs=0.01)


@virtual_time
async def test_only_what_is_wired_is_converted() -> None:
    bench = Bench(ntcs=1, ladder=0)
    bench.ohms[1] = bench.ohms[2] = OPEN_OHM
    await bench.sensor.start()
    before = bench.wires.transactions[0x49]
    sample = await bench.sensor.read()
    assert bench.wires.transactions[0x49] - before == 2 * 3
    assert sample.ntc0_c == pytest.approx(4.0, abs=0.01)


@pytest.mark.parametrize("supply_v", [0.0, 5.0])
@virtual_time
async def test_without_the_dividers_supply_there_is_no_reading(supply_v: float) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.supply_v = supply_v
    with pytest.raises(OutOfRange, match="AIN3"):
        await bench.sensor.read()


@virtual_time
async def test_a_supply_that_breaks_down_during_a_conversion_gives_no_reading() -> None:
    bench = Bench()
    await bench.sensor.start()
    reading = asyncio.create_task(bench.sensor.read())
    await asyncio.sleep(0.005)
    bench.chip.power_cycle()
    with pytest.raises(Offline, match="configuration is 0x8583, expected 0xf383: it was reset"):
        await reading
    await bench.sensor.start()
    assert (await bench.sensor.read()).ntc0_c == pytest.approx(4.0, abs=0.01)


@virtual_time
async def test_a_slow_clock_is_waited_for_and_a_much_slower_one_is_a_fault() -> None:
    bench = Bench()
    bench.chip.faults.clock_ratio = 1 / 1.1
    await bench.sensor.start()
    assert (await bench.sensor.read()).ntc0_c == pytest.approx(4.0, abs=0.01)
    bench.chip.faults.clock_ratio = 0.5
    with pytest.raises(Offline, match="AIN3 still converts"):
        await bench.sensor.read()


@pytest.mark.parametrize("level", [0x00, 0xFF])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading_and_no_identity(level: int) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.stuck_at = level
    with pytest.raises(Offline):
        await bench.sensor.read()
    with pytest.raises(NotIdentified):
        await bench.sensor.start()


@pytest.mark.parametrize("other", ["tmp117", "ina226"])
@virtual_time
async def test_another_chip_at_the_address_is_not_identified(other: str) -> None:
    now_s = clock()
    chip: SimChip = SimTmp117(now_s, lambda: 4.0)
    if other == "ina226":
        chip = SimIna226(now_s, lambda: 12.0, lambda: 1.0, 0.002)
    with pytest.raises(NotIdentified, match="expected 0x8000 and 0x7fff"):
        await Ads1115(I2cBus("main", lambda: SimI2cBus({0x49: chip})), 0x49).start()


@virtual_time
async def test_a_chip_that_does_not_follow_its_commands_is_not_identified() -> None:
    bench = Bench()
    bench.chip.store = lambda register, word: None  # type: ignore[method-assign]  # noqa: ARG005  # deaf
    with pytest.raises(NotIdentified, match="does not convert as it is told"):
        await bench.sensor.start()


@pytest.mark.parametrize(
    ("ntcs", "ladder", "beta_k"),
    [(4, 0, 3_950), (3, 1, 3_950), (0, 0, 3_950), (1.5, 0, 3_950), (1, 2, 3_950), (-1, 0, 3_950), (1, 0, 0)],
)
def test_a_wiring_that_cannot_be_is_refused(ntcs: float, ladder: float, beta_k: float) -> None:
    with pytest.raises(OutOfRange, match=r"ADS1115 at 0x49: (ntcs|beta_k) = "):
        Ads1115(I2cBus("main", lambda: SimI2cBus({})), 0x49, ntcs, ladder, beta_k)


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
