"""On a kernel that has CAN: against its own sockets. Wants a virtual interface that is up, for example vcan0."""

import asyncio
import socket
import struct
from collections.abc import Iterator
from contextlib import closing

import pytest

from drivers.can.controller_state import BusState
from drivers.can.socket_source import SocketSource, open_socketcan
from drivers.can.socketcan_codec import ERROR, EXTENDED, RawFrame
from drivers.errors import BusError, DriverError
from drivers.vehicle.dbc import parse_database
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.vehicle_bus import VehicleBus
from tests.drivers.signal_specs import spec
from tests.patience import until

MAP = 'VERSION ""\n\nBU_: X\n\nBO_ 272 DRIVE: 2 X\n SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X\n'
SPEED = spec("vehicle.speed_kph", "DRIVE", "SPEED", high=300.0)


@pytest.fixture(scope="module")
def interface() -> str:
    names = [name for _, name in socket.if_nameindex() if name.startswith("vcan")]
    if not names:
        pytest.skip("no virtual CAN interface: `ip link add vcan0 type vcan; ip link set vcan0 mtu 72 up` makes one")
    return names[0]


@pytest.fixture
def node(interface: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW) as sender:
        sender.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
        sender.bind((interface,))
        yield sender


def packet(number: int, data: bytes) -> bytes:
    return struct.pack("=IB3x8s" if len(data) <= 8 else "=IB3x64s", number, len(data), data)


def read(source: SocketSource) -> list[RawFrame]:
    frames: list[RawFrame] = []
    source.read(frames, 10_000)
    return frames


def test_only_what_passes_the_filters_arrives(interface: str, node: socket.socket) -> None:
    with closing(open_socketcan(interface, [{"can_id": 0x110, "can_mask": 0x7FF, "extended": False}])) as source:
        for number in (0x111, 0x110 | EXTENDED, 0x110):
            node.send(packet(number, b"\x01"))
        node.send(packet(0x110, bytes(48)))
        assert read(source) == [(0x110, b"\x01"), (0x110, bytes(48))]


def test_every_frame_is_read_or_counted_as_lost(interface: str, node: socket.socket) -> None:
    with closing(open_socketcan(interface, [])) as source:
        for number in range(20_000):
            node.send(packet(number & 0x7FF, bytes(8)))
        frames = read(source)
        assert 278 < len(frames) < 20_000  # 278 are what an ordinary socket holds
        assert len(frames) + source.lost == 20_000


def test_a_controller_that_goes_bus_off_ends_listening_with_what_to_do(interface: str, node: socket.socket) -> None:
    decoder = Decoder(parse_database(MAP, source="car.dbc"), (SPEED,))
    bus = VehicleBus("car", lambda filters: open_socketcan(interface, filters), decoder, interface=interface)
    values: list[tuple[str, float | DriverError]] = []

    def received() -> bool:
        node.send(packet(0x110, b"\x10\x27"))
        return bool(values)

    async def listen() -> None:
        task = asyncio.create_task(bus.run(lambda point, value: values.append((point, value))))
        await until(received)
        node.send(packet(ERROR | 0x40, bytes(8)))
        await task

    with pytest.raises(BusError, match=f"{interface} is bus-off"):
        asyncio.run(listen())
    assert (values[0], bus.state.state) == (("vehicle.speed_kph", 100.0), BusState.OFF)
