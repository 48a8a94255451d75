"""Our drivers, the real serial port code and a port of the kernel; only the device is simulated."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import serial

from drivers.chips.ld2410_codec import Ld2410Sample
from drivers.errors import BusError, NotFitted, NotIdentified
from drivers.uart.byte_stream import Uart
from hil.uart.pty_port import PtyPort
from tests import unhurried
from tests.drivers.chips.uart_checks import (
    KINDS,
    AnyBench,
    GnssBench,
    Kind,
    PmsBench,
    RadarBench,
    sample_within,
    switch_on,
)
from tests.patience import PATIENCE_S

SILENCE_S = 2.0
"""Of real time in which the loop runs, after which a device is lost: a busy machine may not let the device run."""

NO_END_S = 10.0 * PATIENCE_S
"""A hang ends here, in the time of the fastest scene; nothing is timed."""


async def read_for_ever(bench: AnyBench) -> None:
    """Until it fails."""
    while True:
        await sample_within(bench.sensor, NO_END_S)


def scene(kind: Kind, play: Callable[[AnyBench, PtyPort], Awaitable[None]]) -> None:
    """Play with a device that is switched on and whose driver has a port of the kernel."""

    async def main() -> None:
        bench = kind.bench()
        with PtyPort(bench.device) as port:
            line = Uart(port.path, lambda baud: serial.Serial(port.path, baud, timeout=0, exclusive=True))
            bench.sensor = type(bench.sensor)(line)
            on = switch_on(bench.device)
            try:
                async with asyncio.timeout(NO_END_S):
                    await play(bench, port)
            finally:
                on.cancel()
                await bench.sensor.close()

    unhurried.run(main(), speed=kind.stale_s / SILENCE_S)


each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@each_kind
def test_a_sample_comes_through_at_the_baud_of_the_device(kind: Kind) -> None:
    async def play(bench: AnyBench, port: PtyPort) -> None:
        bench.device.faults.piece_bytes = 7
        bench.device.faults.noise = b"\x00\xff$GP"
        await bench.sensor.start()
        assert port.baud == bench.device.baud
        await sample_within(bench.sensor, NO_END_S)

    scene(kind, play)


@each_kind
def test_a_device_at_another_baud_is_not_identified(kind: Kind) -> None:
    async def play(bench: AnyBench, _port: PtyPort) -> None:
        bench.device.baud = kind.other_baud
        with pytest.raises(NotIdentified, match="does it talk at"):
            await bench.sensor.start()

    scene(kind, play)


@each_kind
def test_an_adapter_that_is_pulled_out_is_reported(kind: Kind) -> None:
    async def play(bench: AnyBench, port: PtyPort) -> None:
        await bench.sensor.start()
        port.unplug()
        with pytest.raises(BusError, match=f"serial line {port.path}: lost: "):
            await read_for_ever(bench)
        with pytest.raises(NotFitted):
            await bench.sensor.start()

    scene(kind, play)


def test_the_radar_answers_through_the_kernel() -> None:
    async def play(bench: AnyBench, _port: PtyPort) -> None:
        assert isinstance(bench, RadarBench)
        await bench.sensor.start()
        assert (await bench.sensor.parameters()).farthest_still_gate == 8
        assert await sample_within(bench.sensor, NO_END_S) == Ld2410Sample(
            presence=1.0,
            moving_cm=0.0,
            moving_energy_pct=0.0,
            still_cm=120.0,
            still_energy_pct=45.0,
            detection_cm=120.0,
        )

    scene(KINDS[1], play)


def test_the_particle_sensor_goes_to_sleep_through_the_kernel() -> None:
    async def play(bench: AnyBench, _port: PtyPort) -> None:
        assert isinstance(bench, PmsBench)
        await bench.sensor.start()
        await bench.sensor.close()
        while not bench.device.is_asleep:  # noqa: ASYNC110  # a device on its own time has no event
            await asyncio.sleep(0.01)

    scene(KINDS[0], play)


def test_a_port_that_nobody_opens_holds_nobody_up() -> None:
    async def play(bench: AnyBench, _port: PtyPort) -> None:
        assert isinstance(bench, GnssBench)
        for _ in range(200):
            bench.device.report()
        await bench.sensor.start()

    scene(KINDS[2], play)
