"""What a bus tells of itself: its counts, its error, whose a chip is; and that it can be set aside."""

import asyncio
from errno import EIO, ENOENT, EREMOTEIO, ETIMEDOUT
from os import strerror

import pytest
from smbus2 import i2c_msg

from drivers.errors import BusError, BusMissing, BusTimeout, DriverError, NotFitted, Offline
from drivers.i2c.bus_counts import ERRORS_UNTIL_DOWN
from drivers.i2c.i2c_bus import I2cBus, transfer_retrying
from drivers.ports import TransferCounts
from hil.rig.virtual_time import run


class Raw:
    """Fails with `number` while it is set."""

    def __init__(self) -> None:
        self.number: int | None = None
        self.transfers = self.closed = 0

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        assert messages
        self.transfers += 1
        if self.number is not None:
            raise OSError(self.number, strerror(self.number))

    def close(self) -> None:
        self.closed += 1


async def fails(bus: I2cBus, address: int, kind: type[DriverError]) -> str:
    with pytest.raises(kind) as caught:
        await bus.transfer(address, 1)
    return str(caught.value)


def test_transfers_are_counted_by_device_and_by_how_they_failed() -> None:
    async def scenario() -> None:
        raw = Raw()
        bus = I2cBus("main", lambda: raw)
        await bus.transfer(0x48, 1)
        for raw.number, kind in ((EREMOTEIO, Offline), (ETIMEDOUT, BusTimeout), (EIO, BusError)):
            await fails(bus, 0x49, kind)
        assert bus.counts_of(0x48) == TransferCounts(transfers=1)
        assert bus.counts_of(0x49) == TransferCounts(transfers=3, nacks=1, timeouts=1, other_errors=1)
        assert bus.totals == TransferCounts(transfers=4, nacks=1, timeouts=1, other_errors=1)

    asyncio.run(scenario())


def test_a_bus_on_which_nothing_gets_through_says_so_until_something_does() -> None:
    async def scenario() -> None:
        raw = Raw()
        bus = I2cBus("main", lambda: raw)
        errors = [bus.error]
        raw.number = ETIMEDOUT
        for index in range(ERRORS_UNTIL_DOWN):
            await fails(bus, 0x48 + index % 2, BusTimeout)
            errors.append(bus.error)
        raw.number = EREMOTEIO
        await fails(bus, 0x48, Offline)
        errors.append(bus.error)
        kinds = [type(error) for error in errors]
        assert kinds == [type(None)] * ERRORS_UNTIL_DOWN + [BusTimeout, type(None)]

    asyncio.run(scenario())


def test_a_missing_bus_is_well_as_soon_as_it_can_be_opened() -> None:
    there: list[Raw] = []

    def open_raw() -> Raw:
        if not there:
            raise FileNotFoundError(ENOENT, strerror(ENOENT), "/dev/i2c-1")
        return there[0]

    async def scenario() -> None:
        bus = I2cBus("main", open_raw)
        await fails(bus, 0x48, BusMissing)
        assert isinstance(bus.error, BusMissing)
        with pytest.raises(BusMissing):
            await bus.open()
        there.append(Raw())
        await bus.open()
        assert bus.error is None

    asyncio.run(scenario())


def test_a_held_line_is_not_tried_again_at_once() -> None:
    raw = Raw()
    raw.number = ETIMEDOUT
    with pytest.raises(BusTimeout):
        run(transfer_retrying(I2cBus("main", lambda: raw), 0x48, 1), speed=None)
    assert raw.transfers == 1


def test_a_chip_that_the_kernel_drives_is_left_alone_also_when_it_begins_later() -> None:
    owners: dict[int, str] = {0x68: "rtc-ds1307"}

    async def scenario() -> None:
        raw = Raw()
        bus = I2cBus("main", lambda: raw, owner_of=owners.get)
        text = await fails(bus, 0x68, NotFitted)
        assert text == "i2c main 0x68: owned by the kernel driver rtc-ds1307: read it through the kernel instead"
        assert raw.transfers == 0
        assert bus.error is None
        await bus.transfer(0x48, 1)
        raw.number, owners[0x48] = EREMOTEIO, "tmp117"
        await fails(bus, 0x48, Offline)
        await fails(bus, 0x48, NotFitted)
        owners.clear()
        raw.number = None
        await bus.transfer(0x68, 1)

    asyncio.run(scenario())


def test_nobody_transfers_on_a_bus_that_is_set_aside_and_it_is_opened_anew() -> None:
    async def scenario() -> None:
        raws = [Raw(), Raw()]
        before, after = raws
        bus = I2cBus("main", lambda: raws.pop(0))
        await bus.transfer(0x48, 1)
        async with bus.set_aside():
            assert before.closed == 1
            assert "being recovered" in await fails(bus, 0x48, BusError)
        await bus.transfer(0x48, 1)
        assert (before.transfers, after.transfers) == (1, 1)

    asyncio.run(scenario())


def test_a_transfer_whose_caller_gave_up_counts_as_neither() -> None:
    async def scenario() -> None:
        bus = I2cBus("main", Raw)
        task = asyncio.create_task(bus.transfer(0x48, 1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert bus.totals == TransferCounts()

    asyncio.run(scenario())
