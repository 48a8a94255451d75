import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import can
import pytest
from can.typechecking import CanFilter

from drivers.can.controller_state import BusState
from drivers.can.socketcan_codec import RawFrame
from drivers.diagnostics.obd_codec import Query
from drivers.diagnostics.response_codec import Diagnostics
from drivers.errors import BusError, DriverError, NotFitted, Stale
from drivers.vehicle.dbc import parse_database
from drivers.vehicle.formula import parse
from drivers.vehicle.frame_counts import FrameKind, PduCounts
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.vehicle_bus import BATCH_FRAMES, VehicleBus
from hil.rig import virtual_time
from tests.drivers.signal_specs import spec
from tests.patience import until

MAP = """VERSION ""

BU_: X

BO_ 272 DRIVE: 2 X
 SG_ SPEED : 0|16@1+ (0.01,0) [0|300] "km/h" X

BO_ 800 AIR: 1 X
 SG_ OUTSIDE : 0|8@1+ (1,-40) [-40|60] "degC" X
"""
SPEED = spec("vehicle.speed_kph", "DRIVE", "SPEED", high=300.0)
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


class OpenVirtual:
    """Opens the virtual bus and can be waited for; an opening takes a thread."""

    def __init__(self) -> None:
        self.opened = 0

    def __call__(self, filters: Sequence[CanFilter] | None = None) -> can.BusABC:
        bus = open_virtual(filters)
        self.opened += 1
        return bus


def receive(frames: Sequence[can.Message], *, survey: bool = False) -> tuple[VehicleBus, Values]:
    """What a listener on the virtual bus makes of `frames`."""
    opener = OpenVirtual()
    bus, values = VehicleBus("car", opener, DECODER, survey=survey), Values()

    def all_counted() -> bool:
        counts = bus.counts
        return counts.frames + counts.filtered + counts.error_frames + counts.remote_frames == len(frames)

    async def send() -> None:
        await until(lambda: opener.opened == 1)
        with open_virtual() as node:
            for each in frames:
                node.send(each)
            await until(all_counted)

    asyncio.run(listen_while(bus, values, send))
    return bus, values


def test_values_of_a_virtual_bus_arrive_in_order() -> None:
    _, values = receive([frame(272, b"\x10\x27"), frame(272, b"\x20\x4e")])
    assert values == [("vehicle.speed_kph", 100.0), ("vehicle.speed_kph", 200.0)]


def test_a_flood_of_unwanted_frames_does_not_hide_a_wanted_one() -> None:
    bus, values = receive([*[frame(0x7FF, b"")] * (BATCH_FRAMES + 10), frame(272, b"\x10\x27")])
    assert values == [("vehicle.speed_kph", 100.0)]
    assert (bus.counts.filtered, bus.counts.frames) == (BATCH_FRAMES + 10, 1)


def test_error_and_remote_frames_are_counted_and_have_no_value() -> None:
    odd = [frame(272, b"\x10\x27", is_error_frame=True), frame(272, b"", is_remote_frame=True, dlc=2)]
    bus, values = receive([*odd, frame(272, b"\x10\x27")])
    assert (bus.counts.error_frames, bus.counts.remote_frames, bus.counts.frames) == (1, 1, 1)
    assert len(values) == 1


def test_a_survey_counts_every_frame_by_kind() -> None:
    bus, _ = receive([frame(272, b"\0\0"), frame(272, b"\0"), frame(800, b"\0"), frame(5, b"")], survey=True)
    kinds = {kind: bus.counts.total(kind) for kind in FrameKind}
    assert kinds == {
        FrameKind.DECODED: 2,
        FrameKind.WRONG_LENGTH: 1,
        FrameKind.UNKNOWN_ID: 1,
        FrameKind.UNDECODABLE: 0,
        FrameKind.NOT_WANTED: 0,
        FrameKind.BAD_CHECKSUM: 0,
        FrameKind.REPEATED: 0,
    }


def test_nothing_is_ever_sent() -> None:
    async def listen() -> can.Message | None:
        opener = OpenVirtual()
        bus = VehicleBus("car", opener, DECODER)
        with open_virtual() as node:

            async def send() -> None:
                await until(lambda: opener.opened == 1)
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
            OSError(errno.ENETDOWN, "Network is down"),
            r"CAN interface can0 is down; `ip link set can0 up .*listen-only on` brings it up",
        ),
        (can.CanOperationError("odd"), "CAN interface can0 fails: odd; `ip -details link show can0`"),
        (OSError(errno.ENODEV, "No such device"), "CAN interface can0 fails: .*No such device"),
    ],
)
def test_an_interface_that_goes_away_is_bus_error_and_is_given_back(error: Exception, text: str) -> None:
    wired = WiredBus([frame(272, b"\x10\x27"), error], FILTERS)
    bus, values = VehicleBus("car", lambda _: wired, DECODER, interface="can0"), Values()
    with pytest.raises(BusError, match=text):
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


def test_a_bus_can_be_run_again_after_an_error_and_goes_on_counting() -> None:
    buses = [WiredBus([frame(272, b"\0\0"), OSError("gone")], FILTERS) for _ in range(2)]
    bus = VehicleBus("car", lambda _: buses.pop(), DECODER)
    for seen in (1, 2):
        with pytest.raises(BusError):
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


COOLANT = Query(
    point="vehicle.coolant_c",
    request=bytes.fromhex("0105"),
    formula=parse("a-40"),
    low=-40.0,
    high=150.0,
    answer_id=0x7E8,
)


def test_answers_of_control_units_are_reported_beside_signals_and_given_up_at_the_end() -> None:
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


WARNING, PASSIVE, OFF = (
    can.Message(arbitration_id=number, data=data, is_extended_id=False, is_error_frame=True)
    for number, data in ((0x204, b"\0\x08\0\0\0\0\x60\x00"), (0x204, b"\0\x20\0\0\0\0\x80\x07"), (0x40, bytes(8)))
)


def test_a_bus_that_is_off_is_an_error_that_says_what_to_do_and_comes_back_when_it_is_run_again() -> None:
    buses = [WiredBus([frame(272, b"\x10\x27")], FILTERS), WiredBus([frame(272, b"\x20\x4e"), OFF], FILTERS)]
    bus, values = VehicleBus("car", lambda _: buses.pop(), DECODER, interface="can0"), Values()
    with pytest.raises(BusError, match=r"can0 is bus-off: .*`ip link set can0 type can restart-ms 100`"):
        asyncio.run(bus.run(lambda point, value: values.append((point, value))))
    assert (bus.state.state, bus.state.bus_offs, values) == (BusState.OFF, 1, [("vehicle.speed_kph", 200.0)])

    async def wait() -> None:
        await until(lambda: len(values) == 2)

    asyncio.run(listen_while(bus, values, wait))
    assert (bus.state.state, values[1]) == (BusState.ACTIVE, ("vehicle.speed_kph", 100.0))


def test_a_controller_with_errors_is_reported_once_with_its_error_counters(caplog: pytest.LogCaptureFixture) -> None:
    bus, _ = receive([WARNING, WARNING])
    assert caplog.messages == ["CAN interface car is error-warning; errors sending 96, receiving 0"]
    bus, _ = receive([WARNING, PASSIVE])
    assert (bus.state.state, bus.state.tx_errors, bus.state.rx_errors) == (BusState.PASSIVE, 128, 7)


def test_a_signal_that_falls_silent_is_stale_once_and_comes_back() -> None:
    opener = OpenVirtual()
    bus, values = VehicleBus("car", opener, DECODER), Values()

    async def drive() -> None:
        await until(lambda: opener.opened == 1)
        with open_virtual() as node:
            for _ in range(5):
                node.send(frame(272, b"\x10\x27"))
                await asyncio.sleep(0.1)
            await asyncio.sleep(60.0)
            node.send(frame(272, b"\x10\x27"))
            await asyncio.sleep(0.2)

    virtual_time.run(listen_while(bus, values, drive), speed=None)
    told = [type(value) for _, value in values]
    assert told == [float] * 5 + [Stale, float]


def test_what_the_kernel_drops_is_counted_over_all_openings() -> None:
    class Source:
        def __init__(self, lost: int) -> None:
            self.lost, self._frames = lost, [(272, b"\x10\x27")]

        def fileno(self) -> None:
            return None

        def read(self, frames: list[RawFrame], maximum: int) -> None:
            assert maximum > 1
            if not self._frames:
                raise OSError("gone")
            frames.append(self._frames.pop())

        def close(self) -> None:
            self.lost = 0

    sources = [Source(5), Source(3)]
    bus = VehicleBus("car", lambda _: sources.pop(), DECODER)
    for lost in (3, 8):
        with pytest.raises(BusError):
            asyncio.run(bus.run(lambda *_: None))
        assert bus.counts.lost == lost


def test_a_bus_whose_listener_is_stopped_while_it_opens_is_given_back() -> None:
    begun, may_open, wired = threading.Event(), threading.Event(), WiredBus([], FILTERS)

    def open_slowly(_filters: Sequence[CanFilter]) -> can.BusABC:
        begun.set()
        may_open.wait()
        return wired

    async def stop() -> None:
        await until(begun.is_set)
        asyncio.get_running_loop().call_later(0.01, may_open.set)

    asyncio.run(listen_while(VehicleBus("car", open_slowly, DECODER), Values(), stop))
    assert wired.fileno() == -1


def test_frames_that_gather_while_others_work_are_all_taken() -> None:
    many = 3 * BATCH_FRAMES + 1
    wired = WiredBus([frame(272, b"\x10\x27")] * many, FILTERS)
    bus, values = VehicleBus("car", lambda _: wired, DECODER), Values()

    async def wait() -> None:
        await until(lambda: len(values) == many)

    asyncio.run(listen_while(bus, values, wait))
    assert bus.counts.frames == many
