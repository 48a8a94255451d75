"""What holds for every device that talks by itself on a serial port."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BusError, ChecksumFailed, DriverError, NoDataYet, NotFitted, NotIdentified, Offline
from hil.rig.virtual_time import run
from tests.drivers.chips.uart_checks import (
    KINDS,
    AnyBench,
    Kind,
    garbage,
    in_pieces,
    piece_sizes,
    sample_within,
    switch_on,
)

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
FOR_EVER = 1_000_000


def scene(kind: Kind, play: Callable[[AnyBench], Awaitable[None]]) -> None:
    """Play with a device that is switched on."""

    async def main() -> None:
        bench = kind.bench()
        task = switch_on(bench.device)
        await play(bench)
        task.cancel()

    run(main(), speed=None)


def measuring(kind: Kind, play: Callable[[AnyBench], Awaitable[None]]) -> None:
    """Play with a device that was started and has given a sample."""

    async def main(bench: AnyBench) -> None:
        await bench.sensor.start()
        await sample_within(bench.sensor, kind.first_sample_s)
        await play(bench)

    scene(kind, main)


@each_kind
def test_a_sample_is_of_floats_with_units(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        await bench.sensor.start()
        sample = await sample_within(bench.sensor, kind.first_sample_s)
        assert all(type(getattr(sample, field.name)) is float for field in fields(sample))

    scene(kind, play)


@each_kind
def test_a_frame_is_read_once(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        with pytest.raises(NoDataYet, match=rf"^{kind.name} at /dev/ttySIM0: the next frame has not come yet$"):
            await bench.sensor.read()

    measuring(kind, play)


@each_kind
def test_silence_is_reported_with_what_to_look_at(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.silent = True
        with pytest.raises(
            Offline, match=rf"^{kind.name} at /dev/ttySIM0: silent in {kind.stale_s:g} s .*RX of the port"
        ):
            await bench.sensor.start()

    scene(kind, play)


@each_kind
def test_another_baud_is_reported_with_the_right_one(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        right_baud, bench.device.baud = bench.device.baud, kind.other_baud
        with pytest.raises(NotIdentified, match=rf"bytes in .* and no frame of a {kind.name}.*at {right_baud} baud"):
            await bench.sensor.start()

    scene(kind, play)


@each_kind
def test_noise_before_each_frame_costs_no_frame(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.noise = b"\x42\x4d\x00\x1c\xf4\xf3\xf2\xf1\x0d\x00$GPRMC,\x00\xff$G"
        await bench.sensor.start()
        await sample_within(bench.sensor, kind.first_sample_s)

    scene(kind, play)


@each_kind
def test_frames_may_arrive_byte_by_byte(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.piece_bytes = 1
        await bench.sensor.start()
        await sample_within(bench.sensor, kind.first_sample_s)

    scene(kind, play)


@each_kind
def test_of_frames_that_arrive_together_the_newest_counts(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.held = 3
        await sample_within(bench.sensor, 5.5 * bench.device.period_s)
        with pytest.raises(NoDataYet):
            await bench.sensor.read()

    measuring(kind, play)


@each_kind
def test_a_lost_byte_costs_one_frame(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.truncated = 1
        await sample_within(bench.sensor, 4.5 * bench.device.period_s)

    measuring(kind, play)


@each_kind
def test_frames_that_are_all_damaged_are_reported(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.truncated = FOR_EVER
        await asyncio.sleep(kind.stale_s + 1.0)
        with pytest.raises(ChecksumFailed, match=rf"no good frame for {kind.stale_s:g} s .*; last: "):
            await bench.sensor.read()

    measuring(kind, play)


@each_kind
def test_a_sample_that_was_not_read_in_time_is_none(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        await asyncio.sleep(1.5 * bench.device.period_s)
        bench.device.faults.silent = True
        await asyncio.sleep(kind.stale_s)
        with pytest.raises(Offline, match=rf"silent for {kind.stale_s:g} s"):
            await bench.sensor.read()

    measuring(kind, play)


@each_kind
def test_after_silence_it_goes_on(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.silent = True
        await asyncio.sleep(kind.stale_s + 1.0)
        bench.device.faults.silent = False
        await asyncio.sleep(1.5 * bench.device.period_s)
        await sample_within(bench.sensor, kind.stale_s)

    measuring(kind, play)


@each_kind
def test_an_unplugged_port_is_reported_and_comes_back(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.port.unplug()
        with pytest.raises(BusError, match=r"/dev/ttySIM0: lost: unplugged"):
            await bench.sensor.read()
        with pytest.raises(NotFitted):
            await bench.sensor.start()
        bench.port.plug_in()
        await bench.sensor.start()
        await sample_within(bench.sensor, kind.first_sample_s)

    measuring(kind, play)


@each_kind
def test_a_port_that_is_unplugged_while_it_is_waited_for_is_reported_at_once(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.silent = True
        asyncio.get_running_loop().call_later(0.01, bench.port.unplug)
        with pytest.raises(BusError):
            await bench.sensor.start()

    scene(kind, play)


@each_kind
def test_a_start_forgets_what_was_received_before(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        bench.device.faults.piece_bytes = 1
        await asyncio.sleep(1.5 * bench.device.period_s)
        bench.device.faults.silent = True
        with pytest.raises(Offline):
            await bench.sensor.start()

    measuring(kind, play)


@each_kind
def test_close_gives_the_port_back(kind: Kind) -> None:
    async def play(bench: AnyBench) -> None:
        await bench.sensor.close()
        assert not bench.port.is_open
        await bench.sensor.close()

    measuring(kind, play)


FRAMES = (
    bytes.fromhex("424d001c 000c00120014 000c00120014 08340258005a000800020001 9700 02a1"),
    bytes.fromhex("f4f3f2f1 0d00 02aa 02 5100 00 0000 3b 0000 5500 f8f7f6f5"),
    bytes.fromhex("fdfcfbfa 0400 6101 0100 04030201"),
    b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n",
    b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n",
)


@each_kind
@given(noise=garbage(*FRAMES), sizes=piece_sizes)
def test_any_bytes_raise_only_driver_errors_and_leave_it_working(kind: Kind, noise: bytes, sizes: list[int]) -> None:
    async def play(bench: AnyBench) -> None:
        await bench.sensor.start()
        for piece in in_pieces(noise, sizes):
            bench.device.wire(piece)
            with suppress(DriverError):
                await bench.sensor.read()
        await sample_within(bench.sensor, kind.first_sample_s + kind.stale_s)

    scene(kind, play)


@given(st.integers(1_200, 1_000_000))
def test_no_other_baud_makes_frames_of_a_particle_sensor(baud: int) -> None:
    """A baud within some 4 % of the right one is the right one: that is how serial ports work."""
    kind = KINDS[0]

    async def play(bench: AnyBench) -> None:
        right_baud, bench.device.baud = bench.device.baud, baud
        if abs(baud / right_baud - 1.0) < 0.08:
            return
        with pytest.raises(NotIdentified):
            await bench.sensor.start()

    scene(kind, play)
