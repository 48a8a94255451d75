import asyncio

import pytest

from drivers.chips.tmp117 import Tmp117
from drivers.chips.tmp117_codec import PERIOD_S, Tmp117Sample
from drivers.errors import NotIdentified, Offline, OutOfRange
from drivers.i2c.i2c_bus import I2cBus, transfer_retrying
from drivers.i2c.tca9548a import Tca9548a
from drivers.ports import TransferCounts
from hil.chips import SimIna226, SimTmp117
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_i2c import SimI2cBus
from tests.drivers.chips.chip_harness import clock, virtual_time

SWITCH = 0x71
DEVICE_ID = b"\x0f"


class Bench:
    """A TMP117 at 0x48 behind each of the channels 0 (4 °C), 1 (5 °C) and 2 (6 °C), and one at 0x49 before them."""

    def __init__(self) -> None:
        now_s = clock()
        self.chips = [SimTmp117(now_s, lambda air_c=4.0 + number: air_c) for number in range(3)]  # type: ignore[misc]
        self.switch = SimTca9548a(now_s, {number: {0x48: chip} for number, chip in enumerate(self.chips)})
        self.wires = SimI2cBus(Wires({0x49: SimTmp117(now_s, lambda: 22.0)}, SWITCH, self.switch))
        self.bus = I2cBus("main", lambda: self.wires)
        self.mux = Tca9548a(self.bus, SWITCH)
        self.sensors = [Tmp117(self.mux.channel(number), 0x48) for number in range(3)]

    async def measuring(self) -> "Bench":
        await asyncio.gather(*(sensor.start() for sensor in self.sensors))
        await asyncio.sleep(0.2)
        return self


@virtual_time
async def test_chips_with_the_same_address_are_read_at_the_same_time_and_never_mixed_up() -> None:
    bench = await Bench().measuring()
    for _ in range(20):
        await asyncio.sleep(PERIOD_S)
        samples = await asyncio.gather(*(sensor.read() for sensor in bench.sensors))
        assert samples == [Tmp117Sample(4.0), Tmp117Sample(5.0), Tmp117Sample(6.0)]


@virtual_time
async def test_chips_before_the_switch_need_no_channel() -> None:
    bench = Bench()
    outside = Tmp117(bench.bus, 0x49)
    _, _ = await asyncio.gather(outside.start(), bench.sensors[0].start())
    await asyncio.sleep(0.2)
    assert await outside.read() == Tmp117Sample(22.0)


@virtual_time
async def test_a_channel_that_is_connected_is_not_connected_again() -> None:
    bench = Bench()
    port = bench.mux.channel(1)
    for _ in range(5):
        await port.transfer(0x48, DEVICE_ID, 2)
    assert bench.wires.transactions == {SWITCH: 2 + 4, 0x48: 5}  # selected and looked at, then only looked at


@virtual_time
async def test_after_any_error_the_channel_is_connected_again() -> None:
    bench = Bench()
    port = bench.mux.channel(1)
    await port.transfer(0x48, DEVICE_ID, 2)
    bench.chips[1].faults.nacks = 1
    with pytest.raises(Offline, match="i2c main 0x48"):
        await port.transfer(0x48, DEVICE_ID, 2)
    before = bench.wires.transactions[SWITCH]
    assert await port.transfer(0x48, DEVICE_ID, 2) == b"\x01\x17"
    assert bench.wires.transactions[SWITCH] - before == 2


@virtual_time
async def test_what_another_program_switched_is_noticed_before_it_is_read() -> None:
    bench = await Bench().measuring()
    for foreign in (b"\x02", b"\x00", b"\xff"):
        await asyncio.sleep(PERIOD_S)
        await bench.sensors[0].read()
        await asyncio.sleep(PERIOD_S)
        await bench.bus.transfer(SWITCH, foreign)
        assert await bench.sensors[0].read() == Tmp117Sample(4.0)


@virtual_time
async def test_a_retried_read_outlasts_a_reset_of_the_switch() -> None:
    bench = await Bench().measuring()
    bench.switch.power_cycle()
    assert await bench.sensors[2].read() == Tmp117Sample(6.0)


@virtual_time
async def test_a_switch_that_is_away_is_offline_and_comes_back() -> None:
    bench = await Bench().measuring()
    bench.switch.faults.unplugged = True
    for sensor in bench.sensors:
        with pytest.raises(Offline):
            await sensor.read()
    bench.switch.faults.unplugged = False
    assert await bench.sensors[1].read() == Tmp117Sample(5.0)


@virtual_time
async def test_something_else_at_the_address_of_the_switch_is_not_identified() -> None:
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    bus = I2cBus("main", lambda: SimI2cBus({SWITCH: other}))
    with pytest.raises(NotIdentified, match="TCA9548A at 0x71: its control byte is 0x00, expected 0x04"):
        await Tca9548a(bus, SWITCH).channel(2).transfer(0x48, 1)


@virtual_time
async def test_a_switch_whose_line_hangs_is_not_identified() -> None:
    bench = Bench()
    bench.switch.faults.stuck_at = 0xFF
    with pytest.raises(NotIdentified, match="control byte is 0xff"):
        await transfer_retrying(bench.mux.channel(2), 0x48, DEVICE_ID, 2)


@virtual_time
async def test_a_caller_that_gives_up_leaves_the_switch_usable() -> None:
    bench = await Bench().measuring()
    for turns in range(12):
        await asyncio.sleep(PERIOD_S)
        abandoned = asyncio.create_task(bench.sensors[0].read())
        for _ in range(turns):
            await asyncio.sleep(0)
        abandoned.cancel()
        assert await bench.sensors[1].read() == Tmp117Sample(5.0)


class OneAtATime:
    """A bus that notices when somebody comes between the choice of a channel and the transaction there."""

    def __init__(self) -> None:
        self.log: list[int] = []
        self._mask = b"\x00"

    async def transfer(self, address: int, *operations: bytes | int) -> bytes:
        self.log.append(address)
        await asyncio.sleep(0.001)
        if address == SWITCH and isinstance(operations[0], bytes):
            self._mask = operations[0]
        return self._mask


@virtual_time
async def test_choice_and_transaction_are_one_critical_section() -> None:
    bus = OneAtATime()
    mux = Tca9548a(bus, SWITCH)
    replies = await asyncio.gather(*(mux.channel(number % 4).transfer(0x20, 1) for number in range(16)))
    assert replies == [bytes([1 << number % 4]) for number in range(16)]
    assert bus.log == [SWITCH, SWITCH, 0x20] * 16


@pytest.mark.parametrize("number", [-1, 8])
def test_a_channel_that_it_does_not_have_is_refused(number: int) -> None:
    with pytest.raises(OutOfRange, match=f"TCA9548A at 0x71: channel = {number} must be 0 to 7"):
        Tca9548a(OneAtATime(), SWITCH).channel(number)


@virtual_time
async def test_a_switch_that_connects_the_wrong_channel_is_reported_by_the_chip_there() -> None:
    bench = Bench()
    other = SimIna226(clock(), lambda: 12.0, lambda: 1.0, 0.002)
    bench.switch.behind = {0: {0x48: bench.chips[0]}, 1: {0x48: other}}
    bench.switch.shift = 1
    with pytest.raises(NotIdentified, match="TMP117 at 0x48: device id is 0x0000"):
        await bench.sensors[0].start()


@virtual_time
async def test_transfers_are_counted_for_the_device_behind_its_channel() -> None:
    bench = await Bench().measuring()
    channel = bench.mux.channel(1)
    await channel.transfer(0x48, DEVICE_ID, 2)
    with pytest.raises(Offline):
        await channel.transfer(0x50, 1)
    assert channel.counts_of(0x48) == TransferCounts(transfers=1)
    assert channel.counts_of(0x50) == TransferCounts(transfers=1, nacks=1)
    assert bench.mux.channel(2).counts_of(0x48) == TransferCounts()
