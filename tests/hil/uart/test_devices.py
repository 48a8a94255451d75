"""The simulated serial devices, judged by bytes from elsewhere and not by our drivers."""

import asyncio

import pynmea2  # type: ignore[import-untyped]  # has no types
import pytest

from hil.rig.virtual_time import run
from hil.uart.gnss import Place, SimGnss
from hil.uart.ld2410 import Echo, SimLd2410
from hil.uart.pms5003 import Dust, SimPms5003

UTC_S = 1_795_300_000.0
"""2026-11-21 22:26:40."""


class Wire:
    """Return all that a device has sent."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def take(self) -> bytes:
        data = b"".join(self.pieces)
        self.pieces.clear()
        return data


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def sensor(wire: Wire) -> SimPms5003:
    device = SimPms5003(lambda: 0.0, Dust)
    device.wire = wire.pieces.append
    device._fan_started_s = -60.0
    return device


@pytest.fixture
def radar(wire: Wire) -> SimLd2410:
    device = SimLd2410(lambda: Echo(moving_cm=81, still_cm=0, still_pct=59))
    device.wire = wire.pieces.append
    return device


@pytest.fixture
def receiver(wire: Wire) -> SimGnss:
    device = SimGnss(lambda: UTC_S, Place)
    device.wire = wire.pieces.append
    return device


def test_the_particle_sensor_sends_the_documented_frame(sensor: SimPms5003, wire: Wire) -> None:
    sensor.report()
    expected = "424d001c 000c00120014 000c00120014 08340258005a000800020001 9700 02a1"
    assert wire.take() == bytes.fromhex(expected)


def test_the_particle_sensor_obeys_whole_commands_only(sensor: SimPms5003, wire: Wire) -> None:
    sensor.receive(bytes.fromhex("ff 424d 424de10000"))
    sensor.report()
    assert len(wire.take()) == 32
    sensor.receive(bytes.fromhex("0170"))
    assert wire.take() == bytes.fromhex("424d0004e1000174")
    sensor.report()
    assert wire.take() == b""
    sensor.receive(bytes.fromhex("424de200000171"))
    assert len(wire.take()) == 32


def test_the_particle_sensor_sleeps_and_wakes(sensor: SimPms5003, wire: Wire) -> None:
    sensor.receive(bytes.fromhex("424de400000173"))
    sensor.report()
    sensor.receive(bytes.fromhex("424de200000171"))
    assert wire.take() == b""
    sensor.receive(bytes.fromhex("424de400010174"))
    wire.take()
    sensor.report()
    assert wire.take()[5] == 6, "half of 12 while the fan starts"


# morian/aio-ld2410, tests/protocol: a recorded report, commands and answers.
def test_the_radar_sends_the_recorded_report(radar: SimLd2410, wire: Wire) -> None:
    radar.report()
    assert wire.take() == bytes.fromhex("f4f3f2f1 0d00 02aa 02 5100 00 0000 3b 0000 5500 f8f7f6f5")


@pytest.mark.parametrize("piece_bytes", [1, 5, 100])
def test_the_radar_answers_as_recorded(radar: SimLd2410, wire: Wire, piece_bytes: int) -> None:
    talk = [
        ("fdfcfbfa 0400 ff00 0100 04030201", "fdfcfbfa 0800 ff01 0000 01004000 04030201"),
        (
            "fdfcfbfa 0200 6100 04030201",
            "fdfcfbfa 1c00 6101 0000 aa080808 141414141414141414 191919191919191919 0500 04030201",
        ),
        ("fdfcfbfa 0200 6200 04030201", "fdfcfbfa 0400 6201 0000 04030201"),
        ("fdfcfbfa 0200 fe00 04030201", "fdfcfbfa 0400 fe01 0000 04030201"),
    ]
    for command, expected in talk:
        data = bytes.fromhex(command)
        for begin in range(0, len(data), piece_bytes):
            radar.receive(data[begin : begin + piece_bytes])
        assert wire.take() == bytes.fromhex(expected)
    radar.report()
    assert wire.take()[4:8] == b"\x23\x00\x01\xaa", "engineering, 35 bytes as recorded"


def test_the_radar_reports_nothing_while_it_is_configured(radar: SimLd2410, wire: Wire) -> None:
    radar.receive(bytes.fromhex("fdfcfbfa 0400 ff00 0100 04030201"))
    wire.take()
    radar.report()
    assert wire.take() == b""


def test_pynmea2_reads_the_receiver(receiver: SimGnss, wire: Wire) -> None:
    receiver.report()
    rmc, _vtg, gga, _gsv = (pynmea2.parse(line, check=True) for line in wire.take().decode().split("\r\n")[:-1])
    place = Place()
    assert (rmc.latitude, rmc.longitude) == pytest.approx((place.latitude_deg, place.longitude_deg), abs=2e-6)
    assert rmc.datetime.timestamp() == UTC_S
    assert (gga.gps_qual, gga.altitude) == (1, place.altitude_m)


def test_a_receiver_that_has_rolled_over_is_1024_weeks_behind(receiver: SimGnss, wire: Wire) -> None:
    receiver.has_rolled_over = True
    receiver.report()
    rmc = pynmea2.parse(wire.take().decode().partition("\r\n")[0], check=True)
    assert rmc.datetime.timestamp() == UTC_S - 1_024 * 7 * 86_400


def test_faults_of_the_line(radar: SimLd2410, wire: Wire) -> None:
    frame, faults = radar.frame(), radar.faults
    faults.noise = b"??"
    radar.transmit(frame)
    assert wire.take() == b"??" + frame
    faults.noise, faults.truncated = b"", 1
    radar.transmit(frame)
    assert wire.take() == frame[:-1]
    faults.damaged = 1
    radar.transmit(frame)
    assert sum((one ^ other).bit_count() for one, other in zip(wire.take(), frame, strict=True)) == 1
    faults.held = 2
    for _ in range(3):
        radar.transmit(frame)
    assert wire.pieces == [3 * frame]
    wire.take()
    faults.piece_bytes = 10
    radar.transmit(frame)
    assert [len(piece) for piece in wire.pieces] == [10, 10, 3]
    wire.take()
    faults.silent = True
    radar.transmit(frame)
    assert wire.take() == b""


def test_a_device_reports_at_its_pace(radar: SimLd2410) -> None:
    async def main() -> None:
        times_s: list[float] = []
        third = asyncio.Event()

        def take(_data: bytes) -> None:
            times_s.append(round(asyncio.get_running_loop().time(), 6))
            if len(times_s) == 3:
                third.set()

        radar.wire = take
        on = asyncio.create_task(radar.run())
        await third.wait()
        on.cancel()
        assert times_s == [0.1, 0.2, 0.3]

    run(main(), speed=None)
