import logging

import pytest

from drivers.chips.bme280 import Bme280
from drivers.errors import NoDataYet, NotIdentified, Offline, OutOfRange
from hil.chips.bme280 import SimBme280
from hil.rig.virtual_time import run
from tests.drivers.chips.chip_harness import ChipBench, clock, virtual_time
from tests.drivers.measured import absent_fields


def nothing() -> None:
    """What usually happens during a measurement."""


class Bench(ChipBench[SimBme280, Bme280]):
    """A BME280, or with `wet` False a BMP280, in air of `temperature_c` and 963 hPa, on the running loop."""

    def __init__(self, *, wet: bool = True) -> None:
        self.temperature_c = 24.0
        self.during_measurement = nothing
        humidity_pct = (lambda: 55.0) if wet else None
        super().__init__(0x76, SimBme280(clock(), lambda: 963.0, lambda: self.temperature_c, humidity_pct), Bme280)

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        answer = await self.bus.transfer(address, *operations)
        if operations == (b"\xf4\x25",):
            self.during_measurement()
        return answer


@virtual_time
async def test_it_measures_the_air_around_it() -> None:
    bench = Bench()
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert sample.pressure_hpa == pytest.approx(963.0, abs=0.05)
    assert sample.temperature_c == pytest.approx(24.0, abs=0.01)
    assert sample.humidity_pct == pytest.approx(55.0, abs=0.02)


@pytest.mark.parametrize("temperature_c", [-39.0, 0.0, 84.0])
@virtual_time
async def test_it_agrees_with_the_chip_over_the_whole_range(temperature_c: float) -> None:
    bench = Bench()
    bench.temperature_c = temperature_c
    await bench.sensor.start()
    sample = await bench.sensor.read()
    assert sample.pressure_hpa == pytest.approx(963.0, abs=0.1)
    assert sample.temperature_c == pytest.approx(temperature_c, abs=0.01)
    assert sample.humidity_pct == pytest.approx(55.0, abs=0.05)


def test_a_bmp280_gives_pressure_and_temperature_but_no_humidity_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        bench = Bench(wet=False)
        await bench.sensor.start()
        await bench.sensor.start()
        sample = await bench.sensor.read()
        assert sample.pressure_hpa == pytest.approx(963.0, abs=0.05)
        assert sample.temperature_c == pytest.approx(24.0, abs=0.01)
        assert absent_fields(sample) == ["humidity_pct"]

    with caplog.at_level(logging.WARNING):
        run(scenario(), speed=None)
    assert caplog.messages == ["BME280 at 0x76 is a BMP280: pressure and temperature, but no humidity"]


@virtual_time
async def test_another_chip_at_the_address_is_not_identified() -> None:
    bench = Bench()
    bench.chip.identity = 0x61
    with pytest.raises(NotIdentified, match="BME280 at 0x76: chip id is 0x61, expected 0x60"):
        await bench.sensor.start()


@virtual_time
async def test_before_it_was_started_there_is_no_data() -> None:
    with pytest.raises(NoDataYet, match="not started"):
        await Bench().sensor.read()


@virtual_time
async def test_a_supply_that_breaks_down_during_the_measurement_loses_that_and_no_more() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.during_measurement = bench.chip.power_cycle
    with pytest.raises(NoDataYet):
        await bench.sensor.read()
    bench.during_measurement = nothing
    assert (await bench.sensor.read()).humidity_pct == pytest.approx(55.0, abs=0.02)


@virtual_time
async def test_a_measurement_that_is_not_done_is_not_read() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.during_measurement = lambda: bench.chip.store(0xF4, 0xFD)
    with pytest.raises(Offline, match="still measures"):
        await bench.sensor.read()


@pytest.mark.parametrize(("level", "error"), [(0x00, OutOfRange), (0xFF, Offline)])
@virtual_time
async def test_a_line_that_hangs_gives_no_reading(level: int, error: type[Exception]) -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.stuck_at = level
    with pytest.raises(error):
        await bench.sensor.read()
    with pytest.raises(NotIdentified):
        await bench.sensor.start()


@virtual_time
async def test_a_chip_whose_constants_never_load_is_offline() -> None:
    bench = Bench()
    load = bench.chip.load
    bench.chip.load = lambda register: 0x01 if register == 0xF3 else load(register)  # type: ignore[method-assign]
    with pytest.raises(Offline, match="stays busy after its reset"):
        await bench.sensor.start()


@virtual_time
async def test_an_unplugged_chip_is_offline() -> None:
    bench = Bench()
    await bench.sensor.start()
    bench.chip.faults.unplugged = True
    with pytest.raises(Offline):
        await bench.sensor.read()
