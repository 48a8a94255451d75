import asyncio
import math

import pytest

from drivers.chips.pms5003_codec import Pms5003Sample
from drivers.errors import NoDataYet, NotIdentified, OutOfRange
from hil.rig.virtual_time import run
from hil.uart.pms5003 import Dust
from tests.drivers.chips.uart_checks import PmsBench, sample_within, switch_on

CLEAN = Pms5003Sample(
    pm1_ugm3=12.0,
    pm25_ugm3=18.0,
    pm10_ugm3=20.0,
    over_0_3um_per_dl=2_100.0,
    over_0_5um_per_dl=600.0,
    over_1um_per_dl=90.0,
    over_2_5um_per_dl=8.0,
    over_5um_per_dl=2.0,
    over_10um_per_dl=1.0,
)


def test_it_tells_what_is_in_the_air() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert await sample_within(bench.sensor, 32.5) == CLEAN
        bench.dust = Dust(pm_ugm3=(90.0, 150.0, 180.0))
        await asyncio.sleep(1.0)
        assert (await bench.sensor.read()).pm25_ugm3 == 150.0
        on.cancel()

    run(scenario(), speed=None)


def test_while_its_fan_starts_there_is_no_data_and_it_says_for_how_long() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        for second in range(1, 30):
            with pytest.raises(NoDataYet, match=rf"its fan starts, {30 - second} s until the values are right"):
                await bench.sensor.read()
            await asyncio.sleep(1.0)
        assert await sample_within(bench.sensor, 3.0) == CLEAN
        on.cancel()

    run(scenario(), speed=None)


def test_a_sensor_that_sleeps_is_woken_and_its_fan_waited_for() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        bench.device.is_asleep = True
        on = switch_on(bench.device)
        await asyncio.sleep(100.0)
        await bench.sensor.start()
        assert await sample_within(bench.sensor, 32.5) == CLEAN
        on.cancel()

    run(scenario(), speed=None)


def test_a_sensor_that_waits_to_be_asked_is_made_to_talk() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        bench.device.is_passive = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert not bench.device.is_passive
        on.cancel()

    run(scenario(), speed=None)


def test_between_samples_it_rests() -> None:
    async def scenario() -> None:
        bench = PmsBench(rest_s=600.0)
        on = switch_on(bench.device)
        await bench.sensor.start()
        for _ in range(3):
            assert await sample_within(bench.sensor, 40.0) == CLEAN
            await asyncio.sleep(1.0)
            assert bench.device.is_asleep
            with pytest.raises(NoDataYet, match=r"rests for another 599 s"):
                await bench.sensor.read()
            await asyncio.sleep(599.0)
        on.cancel()

    run(scenario(), speed=None)


def test_a_frame_from_before_a_rest_is_not_reported_after_it() -> None:
    async def scenario() -> None:
        bench = PmsBench(rest_s=60.0)
        on = switch_on(bench.device)
        await bench.sensor.start()
        await sample_within(bench.sensor, 40.0)
        bench.device.wire(bench.device.frame())
        await asyncio.sleep(60.0)
        with pytest.raises(NoDataYet):
            await bench.sensor.read()
        on.cancel()

    run(scenario(), speed=None)


def test_when_it_is_closed_its_laser_rests() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        await bench.sensor.close()
        await asyncio.sleep(0.1)
        assert bench.device.is_asleep
        on.cancel()

    run(scenario(), speed=None)


def test_an_error_of_the_sensor_is_no_reading() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        bench.device.error = 3
        await asyncio.sleep(31.0)
        with pytest.raises(OutOfRange, match="error 0x03"):
            await bench.sensor.read()
        on.cancel()

    run(scenario(), speed=None)


def test_a_damaged_frame_is_skipped() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        await sample_within(bench.sensor, 32.5)
        bench.device.faults.damaged = 1
        await asyncio.sleep(1.0)
        with pytest.raises(NoDataYet):
            await bench.sensor.read()
        await asyncio.sleep(1.0)
        assert await bench.sensor.read() == CLEAN
        on.cancel()

    run(scenario(), speed=None)


def test_only_acknowledgements_identify_nothing() -> None:
    async def scenario() -> None:
        bench = PmsBench()
        with pytest.raises(NotIdentified, match=r"8 bytes in 6\.9 s|16 bytes in 6\.9 s"):
            await bench.sensor.start()

    run(scenario(), speed=None)


@pytest.mark.parametrize("rest_s", [-1.0, 90_000.0, math.nan, math.inf])
def test_a_rest_that_makes_no_sense_is_refused(rest_s: float) -> None:
    async def scenario() -> None:
        with pytest.raises(OutOfRange, match=r"^PMS5003 at /dev/ttySIM0: rest_s = .* must be 0 to 86400$"):
            PmsBench(rest_s=rest_s)

    run(scenario(), speed=None)
