import asyncio

import pytest

from drivers.chips.ld2410_codec import Ld2410Parameters, Ld2410Sample
from drivers.errors import NotAvailable, Offline
from hil.rig.virtual_time import run
from hil.uart.ld2410 import Echo
from tests.drivers.chips.uart_checks import RadarBench, sample_within, switch_on


def test_it_reports_presence() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert await sample_within(bench.sensor, 0.3) == Ld2410Sample(
            presence=1.0,
            moving_cm=0.0,
            moving_energy_pct=0.0,
            still_cm=120.0,
            still_energy_pct=45.0,
            detection_cm=120.0,
        )
        bench.echo = Echo(moving_cm=300, moving_pct=100, still_cm=120, still_pct=45)
        await asyncio.sleep(0.1)
        assert await bench.sensor.read() == Ld2410Sample(
            presence=1.0,
            moving_cm=300.0,
            moving_energy_pct=100.0,
            still_cm=120.0,
            still_energy_pct=45.0,
            detection_cm=300.0,
        )
        on.cancel()

    run(scenario(), speed=None)


def test_an_empty_car_is_a_reading_of_nobody() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        bench.echo = Echo(moving_cm=80)
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert (await sample_within(bench.sensor, 0.3)).presence == 0.0
        on.cancel()

    run(scenario(), speed=None)


def test_engineering_reports_are_understood() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        bench.device.is_engineering = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert (await sample_within(bench.sensor, 0.3)).still_cm == 120.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_radar_that_was_left_in_configuration_reports_again() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        bench.device.is_configured = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        assert (await sample_within(bench.sensor, 0.3)).presence == 1.0
        on.cancel()

    run(scenario(), speed=None)


def test_its_parameters_are_read_and_then_it_goes_on() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        told = await asyncio.gather(bench.sensor.parameters(), bench.sensor.parameters())
        assert (
            list(told)
            == [
                Ld2410Parameters(
                    farthest_moving_gate=8,
                    farthest_still_gate=8,
                    moving_thresholds_pct=(20,) * 9,
                    still_thresholds_pct=(25,) * 9,
                    absent_after_s=5.0,
                )
            ]
            * 2
        )
        assert (await sample_within(bench.sensor, 0.3)).presence == 1.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_radar_that_does_not_receive_still_reports() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        bench.device.is_mute = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        with pytest.raises(Offline, match=r"command 0xff: no answer in 1 s \(is its RX on the TX of the port\?\)"):
            await bench.sensor.parameters()
        assert (await sample_within(bench.sensor, 0.3)).presence == 1.0
        on.cancel()

    run(scenario(), speed=None)


def test_a_refusal_goes_to_who_asked_and_not_to_who_reads() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        bench.device.refuses = True
        on = switch_on(bench.device)
        await bench.sensor.start()
        with pytest.raises(NotAvailable, match=r"^LD2410 at /dev/ttySIM0: command 0x61: refused with status 1$"):
            await bench.sensor.parameters()
        assert (await sample_within(bench.sensor, 0.3)).presence == 1.0
        on.cancel()

    run(scenario(), speed=None)


def test_after_a_power_cycle_it_goes_on() -> None:
    async def scenario() -> None:
        bench = RadarBench()
        on = switch_on(bench.device)
        await bench.sensor.start()
        bench.device.power_cycle()
        assert (await sample_within(bench.sensor, 0.3)).presence == 1.0
        on.cancel()

    run(scenario(), speed=None)
