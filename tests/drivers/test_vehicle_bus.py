import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import can
import pytest
from can.interfaces.socketcan import SocketcanBus
from can.typechecking import CanFilter

from drivers.dbc import parse_database
from drivers.diagnostics_codec import Diagnostics
from drivers.errors import BusTrouble, DriverError, NotFitted
from drivers.formula import parse
from drivers.frame_counts import FrameKind, PduCounts
from drivers.obd_codec import Query
from drivers.vehicle_bus import BATCH_FRAMES, VehicleBus
from drivers.vehicle_codec import Decoder, SignalSpec

MAP = """VERSION ""

BU_: X

BO_ 272 DRIVE: 2 X
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X

BO_ 800 AIR: 1 X
 SG_ OUTSIDE : 0|8@1+ (1,-40) [-40|60] "degC" X
"""
SPEED = SignalSpec("vehicle.speed_kph", "DRIVE", "SPEED", 1.0, 0.0, (), 0.0, 300.0, 0.1)
DECODER = Decoder(parse_database(MAP, source="car.dbc"), (SPEED,))
FILTERS: list[CanFilter] = [{"can_id": 272, "can_mask": 0x7FF, "extended": False}]

Values = list[tuple[str, float | DriverError]]


def frame(number: int, data: bytes, **flags: Any) -> can.Message:
    return can.Message(arbitration_id=number, data=data, is_extended_id=False, **flags)


def open_virtual(filters: Sequence[CanFilter] | None = None) -> can.BusABC:
    return can.Bus("test", "virtual", can_filters=filters, ignore_config=True)


class WiredBus(can.BusABC):
    """Has a file descriptor, like SocketCAN: one byte in a socket pair for each frame that waits."""

    def __init__(self, frames: Sequence[can.Message | Exception], can_filters: Sequence[CanFilter]) -> None:
        self._mine, self._peer = socket.socketpair()
        self._mine.setblocking(False)
        self._waiting = list(frames)
        self._peer.send(bytes(len(self._waiting)))
        super().__init__("wired", can_filters)

    def send(self, msg: can.Message, timeout: float | None = None) -> None:
        pytest.fail(f"a listener sends {msg} within {timeout}")

    def fileno(self) -> int:
        return self._mine.fileno()

    def _recv_internal(self, timeout: float | None) -> tuple[can.Message | None, bool]:
        assert timeout == 0
        try:
            self._mine.recv(1)
        except BlockingIOError:
            return None, False
        waiting = self._waiting.pop(0)
        if isinstance(waiting, Exception):
            raise waiting
        return waiting, False

    def shutdown(self) -> None:
        super().shutdown()
        self._mine.close()
        self._peer.close()


async def listen_while(bus: VehicleBus, values: Values, doing: Callable[[], Coroutine[Any, Any, None]]) -> None:
    def take(point: str, value: float | DriverError) -> None:
        values.append((point, value))

    task = asyncio.create_task(bus.run(take))
    try:
        await doing()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10.0):
        while not holds():  # noqa: ASYNC110  # a counter has no event to wait for
            await asyncio.sleep(0.001)


def hear(frames: Sequence[can.Message], *, survey: bool = False) -> tuple[VehicleBus, Values]:
    """What a listener on the virtual bus makes of `frames`, of which at least the last one counts."""
    bus, values = VehicleBus("car", open_virtual, DECODER, survey=survey), Values()

    async def send() -> None:
        await asyncio.sleep(0)
        with open_virtual() as node:
            for each in frames:
                node.send(each)
            expected = sum(not each.is_error_frame and not each.is_remote_frame for each in frames)
            await until(lambda: bus.counts.frames == expected)

    asyncio.run(listen_while(bus, values, send))
    return bus, values


def test_values_of_a_virtual_bus_arrive_in_order() -> None:
    _, values = hear([frame(272, b"\x10\x27"), frame(272, b"\x20\x4e")])
    assert values == [("vehicle.speed_kph", 100.0), ("vehicle.speed_kph", 200.0)]


def test_a_flood_of_unwanted_frames_does_not_hide_a_wanted_one() -> None:
    _, values = hear([*[frame(0x7FF, b"")] * (BATCH_FRAMES + 10), frame(272, b"\x10\x27")])
    assert values == [("vehicle.speed_kph", 100.0)]


def test_error_and_remote_frames_are_counted_and_have_no_value() -> None:
    odd = [frame(272, b"\x10\x27", is_error_frame=True), frame(272, b"", is_remote_frame=True, dlc=2)]
    bus, values = hear([*odd, frame(272, b"\x10\x27")])
    assert (bus.counts.error_frames, bus.counts.remote_frames, bus.counts.frames) == (1, 1, 1)
    assert len(values) == 1


def test_a_survey_counts_every_frame_by_kind() -> None:
    bus, _ = hear([frame(272, b"\0\0"), frame(272, b"\0"), frame(800, b"\0"), frame(5, b"")], survey=True)
    kinds = {kind: bus.counts.total(kind) for kind in FrameKind}
    assert kinds == {
        FrameKind.DECODED: 2,
        FrameKind.WRONG_LENGTH: 1,
        FrameKind.UNKNOWN_ID: 1,
        FrameKind.UNDECODABLE: 0,
        FrameKind.NOT_WANTED: 0,
    }


def test_nothing_is_ever_sent() -> None:
    async def listen() -> can.Message | None:
        bus = VehicleBus("car", open_virtual, DECODER)
        with open_virtual() as node:

            async def send() -> None:
                await asyncio.sleep(0)
                node.send(frame(272, b"\x10\x27"))
                await until(lambda: bus.counts.frames == 1)

            await listen_while(bus, [], send)
            return node.recv(0)

    assert asyncio.run(listen()) is None
    assert not [name for name in dir(VehicleBus) if "send" in name]


@pytest.mark.parametrize(
    ("survey", "filters"), [(False, FILTERS), (True, [{"can_id": 0, "can_mask": 0}])], ids=["wanted", "survey"]
)
def test_the_bus_is_opened_with_the_filters(survey: bool, filters: list[CanFilter]) -> None:
    seen: list[Sequence[CanFilter]] = []

    def open_bus(filters: Sequence[CanFilter]) -> can.BusABC:
        seen.append(filters)
        raise OSError(errno.ENODEV, "No such device")

    with pytest.raises(NotFitted):
        asyncio.run(VehicleBus("car", open_bus, DECODER, survey=survey).run(lambda *_: None))
    assert seen == [filters]


def test_a_bus_with_a_descriptor_is_drained_as_it_becomes_readable() -> None:
    wired = WiredBus([frame(272, b"\x10\x27")] * 3, FILTERS)
    bus, values = VehicleBus("car", lambda _: wired, DECODER), Values()

    async def wait() -> None:
        await until(lambda: len(values) == 3)

    asyncio.run(listen_while(bus, values, wait))
    assert values == [("vehicle.speed_kph", 100.0)] * 3


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            can.CanOperationError("Error receiving: Network is down", errno.ENETDOWN),
            r"CAN interface can0 is down; `ip link set can0 up .*listen-only on` brings it up",
        ),
        (can.CanOperationError("odd"), "CAN interface can0 fails: odd; `ip -details link show can0`"),
        (OSError(errno.ENODEV, "No such device"), "CAN interface can0 fails: .*No such device"),
    ],
)
def test_an_interface_that_goes_away_is_bus_trouble_and_is_given_back(error: Exception, text: str) -> None:
    wired = WiredBus([frame(272, b"\x10\x27"), error], FILTERS)
    bus, values = VehicleBus("car", lambda _: wired, DECODER, interface="can0"), Values()
    with pytest.raises(BusTrouble, match=text):
        asyncio.run(bus.run(lambda point, value: values.append((point, value))))
    assert values == [("vehicle.speed_kph", 100.0)]
    assert wired.fileno() == -1


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OSError(errno.ENODEV, "No such device"), "no such CAN interface: can0; `ip link` lists those that there are"),
        (OSError(errno.EAFNOSUPPORT, "x"), "CAN interface can0: this kernel has no CAN; `modprobe can-raw` loads it"),
        (can.CanInitializationError("busy"), "CAN interface can0 cannot be opened: busy"),
        (NotImplementedError("what is x?"), "CAN interface can0 cannot be opened: what is x?"),
        (ValueError("bad channel"), "CAN interface can0 cannot be opened: bad channel"),
    ],
)
def test_an_interface_that_cannot_be_opened_is_not_fitted(error: Exception, text: str) -> None:
    def open_bus(_filters: Sequence[CanFilter]) -> can.BusABC:
        raise error

    with pytest.raises(NotFitted) as caught:
        asyncio.run(VehicleBus("car", open_bus, DECODER, interface="can0").run(lambda *_: None))
    assert str(caught.value) == text


def test_a_bus_can_be_run_again_after_trouble_and_goes_on_counting() -> None:
    buses = [WiredBus([frame(272, b"\0\0"), OSError("gone")], FILTERS) for _ in range(2)]
    bus = VehicleBus("car", lambda _: buses.pop(), DECODER)
    for seen in (1, 2):
        with pytest.raises(BusTrouble):
            asyncio.run(bus.run(lambda *_: None))
        assert bus.counts.frames == seen


def test_a_fault_in_the_listener_is_not_swallowed() -> None:
    def fail(_point: str, _value: float | DriverError) -> None:
        raise ZeroDivisionError

    wired = WiredBus([frame(272, b"\0\0")], FILTERS)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(VehicleBus("car", lambda _: wired, DECODER).run(fail))


def test_closing_a_bus_that_is_not_open_is_no_error() -> None:
    asyncio.run(VehicleBus("car", open_virtual, DECODER).close())


def test_python_can_does_not_log_what_is_raised_anyway(caplog: pytest.LogCaptureFixture) -> None:
    python_can = logging.getLogger(SocketcanBus.__module__)
    python_can.error("Could not access SocketCAN device %s (%s)", "can0", "No such device")
    python_can.error("Could not enable CAN-FD frames (%s)", "x")
    assert caplog.messages == ["Could not enable CAN-FD frames (x)"]


COOLANT = Query("vehicle.coolant_c", bytes.fromhex("0105"), parse("a-40"), -40.0, 150.0, answer_id=0x7E8)


def test_answers_of_control_units_are_told_beside_signals_and_given_up_at_the_end() -> None:
    answers = [frame(0x7E8, b"\x03\x41\x05\x7b"), frame(0x7E8, b"\x10\x08\x41\x05\x7b\x00\x00\x00")]
    wired, filters = WiredBus([*answers, frame(272, b"\x10\x27")], FILTERS), list[CanFilter]()

    def open_bus(wanted: Sequence[CanFilter]) -> can.BusABC:
        filters.extend(wanted)
        return wired

    bus, values = VehicleBus("car", open_bus, DECODER, [Diagnostics([COOLANT])]), Values()

    async def wait() -> None:
        await until(lambda: len(values) == 2)
        assert bus.pdus == PduCounts(complete=1)

    asyncio.run(listen_while(bus, values, wait))
    assert values == [("vehicle.coolant_c", 83.0), ("vehicle.speed_kph", 100.0)]
    assert bus.pdus == PduCounts(complete=1, timed_out=1)
    assert filters == [*FILTERS, {"can_id": 0x7E8, "can_mask": 0x7FF, "extended": False}]
