import asyncio
from collections.abc import Callable, Iterator
from errno import EACCES, EAGAIN, EBADF, EBUSY, EIO, ENODEV, ENOENT, ENXIO, EREMOTEIO, ETIMEDOUT
from os import strerror
from threading import Event, get_ident

import pytest
from smbus2 import i2c_msg

from drivers.errors import BusError, BusTimeout, DriverError, NotFitted, Offline
from drivers.i2c.i2c_bus import I2cBus, transfer_retrying
from hil.rig.virtual_time import JumpingLoop, run

READ = 0x0001


class Raw:
    """Reads count up from 1; each transfer first does what `error` does."""

    def __init__(self, error: Callable[[], None] = lambda: None) -> None:
        self.error = error
        self.transfers: list[list[tuple[int, int, bytes]]] = []
        self.threads: set[int] = set()
        self.closed = 0

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        self.threads.add(get_ident())
        self.transfers.append([(each.addr, each.flags, each.buf[: each.len]) for each in messages])
        self.error()
        for message in messages:
            if message.flags & READ:
                for index in range(message.len):
                    message.buf[index] = bytes([index + 1])

    def close(self) -> None:
        self.closed += 1


def failing(*numbers: int) -> Callable[[], None]:
    """Fails with each of `numbers`, then works."""
    left = list(numbers)

    def error() -> None:
        if left:
            number = left.pop(0)
            raise OSError(number, strerror(number))

    return error


@pytest.fixture
def release() -> Iterator[Event]:
    """Lets hanging transfers go, at the latest when the test is over."""
    event = Event()
    yield event
    event.set()


DEADLINE_S = 0.3


def hanging(release: Event) -> Callable[[], None]:
    """Hangs until `release` is set; on the running loop, whose time is virtual, the deadline passes meanwhile."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)

    def error() -> None:
        if not release.is_set():
            loop.call_soon_threadsafe(loop.pass_time, DEADLINE_S)
        release.wait()

    return error


def test_one_transfer_is_one_chain_of_messages_and_returns_all_bytes_read() -> None:
    raw = Raw()
    bus = I2cBus("main", lambda: raw)
    assert asyncio.run(bus.transfer(0x48, b"\x0f", 2)) == b"\x01\x02"
    assert raw.transfers == [[(0x48, 0, b"\x0f"), (0x48, READ, b"\x00\x00")]]


def test_a_bus_is_opened_when_it_is_first_used_and_closed_once() -> None:
    raw = Raw()
    opened: list[Raw] = []

    async def scenario() -> None:
        bus = I2cBus("main", lambda: opened.append(raw) or raw)  # type: ignore[func-returns-value]
        assert opened == []
        await bus.transfer(0x48, b"\x00")
        await bus.transfer(0x48, b"\x00")
        await bus.close()

    asyncio.run(scenario())
    assert (len(opened), raw.closed) == (1, 1)


def test_each_bus_has_one_thread_of_its_own() -> None:
    raws = Raw(), Raw()

    async def scenario() -> None:
        buses = [I2cBus(str(index), lambda raw=raw: raw) for index, raw in enumerate(raws)]  # type: ignore[misc]
        await asyncio.gather(*(bus.transfer(address, 1) for address in range(0x40, 0x50) for bus in buses))

    asyncio.run(scenario())
    first, second = (raw.threads for raw in raws)
    assert len(first) == len(second) == 1
    assert len(first | second | {get_ident()}) == 3


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (EREMOTEIO, Offline, "i2c main 0x48: no acknowledge (is the chip wired and powered?)"),
        (ENXIO, Offline, "i2c main 0x48: no acknowledge (is the chip wired and powered?)"),
        (ETIMEDOUT, BusTimeout, "i2c main 0x48: Connection timed out (is SDA or SCL held low?)"),
        (EIO, BusError, "shorten the cables or lower the bus speed"),
        (EAGAIN, BusError, "is there a second master?"),
        (ENODEV, BusError, "it is opened again"),
        (EBUSY, BusError, "i2c main 0x48: Device or resource busy (errno 16)"),
    ],
)
def test_an_errno_becomes_a_kind_of_error_that_says_what_to_do(number: int, kind: type[DriverError], text: str) -> None:
    bus = I2cBus("main", lambda: Raw(failing(number)))
    with pytest.raises(kind) as caught:
        asyncio.run(bus.transfer(0x48, 2))
    assert text in str(caught.value)
    assert type(caught.value) is kind


def test_an_error_without_a_number_keeps_its_words() -> None:
    def error() -> None:
        raise OSError("the simulated car is gone")

    with pytest.raises(BusError, match="i2c main 0x48: the simulated car is gone"):
        asyncio.run(I2cBus("main", lambda: Raw(error)).transfer(0x48, 2))


@pytest.mark.parametrize(
    ("number", "advice"), [(ENOENT, "enable I2C"), (EACCES, "add the user to the group i2c"), (ENODEV, "errno 19")]
)
def test_a_bus_that_cannot_be_opened_is_not_fitted(number: int, advice: str) -> None:
    def open_raw() -> Raw:
        raise OSError(number, strerror(number), "/dev/i2c-1")

    with pytest.raises(NotFitted, match=f"i2c main: /dev/i2c-1: .*{advice}"):
        asyncio.run(I2cBus("main", open_raw).transfer(0x48, 2))


@pytest.mark.parametrize("number", [ENODEV, EBADF])
def test_a_bus_that_went_away_is_opened_again(number: int) -> None:
    raws = [Raw(failing(number)), Raw()]
    gone, back = raws

    async def scenario() -> None:
        bus = I2cBus("main", lambda: raws.pop(0))
        with pytest.raises(BusError):
            await bus.transfer(0x48, 1)
        assert await bus.transfer(0x48, 1) == b"\x01"

    asyncio.run(scenario())
    assert (gone.closed, back.closed) == (1, 0)


def test_a_hung_transfer_holds_up_nobody_and_the_bus_recovers(release: Event) -> None:
    async def scenario() -> None:
        raw = Raw(hanging(release))
        bus = I2cBus("main", lambda: raw, deadline_s=DEADLINE_S)
        together = await asyncio.gather(bus.transfer(0x48, 1), bus.transfer(0x49, 1), return_exceptions=True)
        assert [type(error) for error in together] == [BusTimeout, BusTimeout]
        with pytest.raises(BusTimeout, match="hangs in an earlier transfer"):
            await bus.transfer(0x48, 1)
        release.set()
        bus._worker.submit(lambda: None).result()
        assert len(raw.transfers) == 1, "what waited behind it must not be carried out late"
        assert await bus.transfer(0x48, 1) == b"\x01"

    run(scenario(), speed=None)


def test_a_hung_bus_can_be_closed(release: Event) -> None:

    async def scenario() -> None:
        raw = Raw(hanging(release))
        bus = I2cBus("main", lambda: raw, deadline_s=DEADLINE_S)
        with pytest.raises(BusError, match=r"no end after 0\.3 s"):
            await bus.transfer(0x48, 1)
        await bus.close()

    run(scenario(), speed=None)


def test_a_caller_that_gives_up_leaves_the_bus_usable(release: Event) -> None:
    def error() -> None:
        release.wait()

    raw = Raw(error)

    async def scenario() -> None:
        bus = I2cBus("main", lambda: raw)
        abandoned = asyncio.create_task(bus.transfer(0x48, 1))
        await asyncio.sleep(0)
        abandoned.cancel()
        release.set()
        assert await bus.transfer(0x49, 1) == b"\x01"

    asyncio.run(scenario())


def test_a_retried_transfer_outlasts_three_disturbances() -> None:
    raw = Raw(failing(EREMOTEIO, EIO, EAGAIN))

    async def scenario() -> float:
        assert await transfer_retrying(I2cBus("main", lambda: raw), 0x48, b"\x00", 2) == b"\x01\x02"
        return asyncio.get_running_loop().time()

    assert run(scenario(), speed=None) == pytest.approx(0.062, abs=1e-6)
    assert len(raw.transfers) == 4


def test_a_retried_transfer_fails_in_the_end() -> None:
    raw = Raw(failing(*[EREMOTEIO] * 4))
    with pytest.raises(Offline):
        run(transfer_retrying(I2cBus("main", lambda: raw), 0x48, 2), speed=None)
    assert len(raw.transfers) == 4


def test_a_bus_that_is_not_fitted_is_not_tried_again() -> None:
    tries: list[int] = []

    def open_raw() -> Raw:
        tries.append(1)
        raise FileNotFoundError(ENOENT, strerror(ENOENT), "/dev/i2c-1")

    with pytest.raises(NotFitted):
        run(transfer_retrying(I2cBus("main", open_raw), 0x48, 2), speed=None)
    assert len(tries) == 1
