import asyncio
from math import nan

import pytest

from drivers.chips.gnss import Gnss
from drivers.errors import NoDataYet, NoFix, NotIdentified, OutOfRange
from hil.rig.virtual_time import run
from hil.uart.gnss import Place
from tests.drivers.chips.uart_checks import UTC_S, GnssBench, sample_within, switch_on
from tests.drivers.measured import absent_fields


def test_it_tells_where_the_car_is() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        fix = await sample_within(bench.sensor, 1.5)
        place = bench.place
        assert (fix.latitude_deg, fix.longitude_deg) == pytest.approx((place.latitude_deg, place.longitude_deg))
        assert (fix.altitude_m, fix.course_deg) == (place.altitude_m, place.course_deg)
        assert fix.speed_kph == pytest.approx(place.speed_kph, abs=0.01)
        assert (fix.satellites, fix.hdop, fix.fix_quality) == (8.0, 0.9, 1.0)
        assert fix.utc_s == UTC_S + 1.0
        on.cancel()

    run(scenario(), speed=None)


@pytest.mark.parametrize(
    "place",
    [
        Place(latitude_deg=-33.8568, longitude_deg=151.2153),
        Place(latitude_deg=0.0, longitude_deg=-78.4),
        Place(latitude_deg=-0.00001, longitude_deg=36.8),
        Place(latitude_deg=89.99999, longitude_deg=0.0),
    ],
)
def test_all_quarters_of_the_earth(place: Place) -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.place = place
        on = switch_on(bench.device)
        await bench.sensor.start()
        fix = await sample_within(bench.sensor, 1.5)
        expected = pytest.approx((place.latitude_deg, place.longitude_deg), abs=2e-6)
        assert (fix.latitude_deg, fix.longitude_deg) == expected
        on.cancel()

    run(scenario(), speed=None)


def test_without_a_fix_it_is_identified_and_nothing_is_available_until_it_has_one() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.device.power_cycle()
        on = switch_on(bench.device)
        await bench.sensor.start()
        for _ in range(10):
            await asyncio.sleep(1.0)
            with pytest.raises(NoFix, match="no fix"):
                await bench.sensor.read()
        bench.device.has_fix = True
        await asyncio.sleep(1.0)
        assert (await bench.sensor.read()).fix_quality == 1.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_fix_that_was_lost_is_not_reported() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        await asyncio.sleep(1.0)
        bench.device.has_fix = False
        await asyncio.sleep(1.0)
        with pytest.raises(NoFix):
            await bench.sensor.read()
        on.cancel()

    run(scenario(), speed=None)


def test_a_car_that_stands_has_a_place_and_no_course() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.place.speed_kph = 0.0
        on = switch_on(bench.device)
        await bench.sensor.start()
        fix = await sample_within(bench.sensor, 1.5)
        assert absent_fields(fix) == ["course_deg"]
        assert fix.speed_kph == 0.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_receiver_whose_weeks_have_rolled_over_tells_no_time() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.device.has_rolled_over = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        fix = await sample_within(bench.sensor, 1.5)
        assert absent_fields(fix) == ["utc_s"]
        assert fix.latitude_deg == pytest.approx(bench.place.latitude_deg)
        on.cancel()

    run(scenario(), speed=None)


def test_a_receiver_that_stands_still_is_not_taken_for_one_that_measures() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        await sample_within(bench.sensor, 1.5)
        frozen_s = bench.device._utc_s()
        bench.device._utc_s = lambda: frozen_s
        for _ in range(2):
            await asyncio.sleep(6.0)
            with pytest.raises(NotIdentified, match="does it repeat itself"):
                await bench.sensor.read()
            await bench.sensor.start()
        on.cancel()

    run(scenario(), speed=None)


def test_midnight_is_no_gap() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        on = switch_on(bench.device)
        before_midnight_s = 86_400.0 - UTC_S % 86_400.0 - 2.0
        await asyncio.sleep(before_midnight_s)
        await bench.sensor.start()
        times_s = [(await sample_within(bench.sensor, 1.5)).utc_s for _ in range(4)]
        assert [after_s - times_s[0] for after_s in times_s] == [0.0, 1.0, 2.0, 3.0]
        on.cancel()

    run(scenario(), speed=None)


@pytest.mark.parametrize("talker", ["GP", "GL", "GA", "GN", "BD"])
@pytest.mark.parametrize("kinds", [("RMC", "GGA"), ("GSV", "GGA", "VTG", "RMC")])
def test_any_system_in_any_order(talker: str, kinds: tuple[str, ...]) -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.device.talker, bench.device.kinds = talker, kinds
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert (await sample_within(bench.sensor, 1.5)).fix_quality == 1.0
        on.cancel()

    run(scenario(), speed=None)


@pytest.mark.parametrize("kind", ["RMC", "GGA"])
def test_a_receiver_that_tells_one_half_only_has_a_place(kind: str) -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.device.kinds = (kind,)
        on = switch_on(bench.device)
        await bench.sensor.start()
        fix = await sample_within(bench.sensor, 2.5)
        assert fix.latitude_deg == pytest.approx(bench.place.latitude_deg)
        on.cancel()

    run(scenario(), speed=None)


def test_a_receiver_that_does_not_tell_a_place_is_said_to_talk() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        bench.device.kinds = ("GSV", "VTG")
        on = switch_on(bench.device)
        await bench.sensor.start()
        await asyncio.sleep(6.0)
        with pytest.raises(NotIdentified, match="talks, but no measurement for 5 s"):
            await bench.sensor.read()
        on.cancel()

    run(scenario(), speed=None)


def test_a_damaged_sentence_costs_its_moment() -> None:
    async def scenario() -> None:
        bench = GnssBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        bench.device.faults.damaged = 1
        await asyncio.sleep(1.0)
        await bench.sensor.read()
        with pytest.raises(NoDataYet):
            await bench.sensor.read()
        await asyncio.sleep(1.0)
        assert (await bench.sensor.read()).utc_s == UTC_S + 3.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_receiver_at_another_baud_is_received_when_told() -> None:
    async def scenario() -> None:
        bench = GnssBench(baud=38_400)
        on = switch_on(bench.device)
        await bench.sensor.start()
        await sample_within(bench.sensor, 1.5)
        on.cancel()

    run(scenario(), speed=None)


@pytest.mark.parametrize("baud", [0.0, 9_601.0, 9_600.5, -9_600.0, nan])
def test_a_baud_that_no_receiver_has_is_refused(baud: float) -> None:
    async def scenario() -> None:
        with pytest.raises(OutOfRange, match=r"^GNSS at /dev/ttySIM0: baud = .* must be one of 4800, 9600, "):
            Gnss(GnssBench().port, baud=baud)

    run(scenario(), speed=None)
