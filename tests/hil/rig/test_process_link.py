import asyncio
import errno
from collections.abc import Callable, Coroutine

import can
import gpiozero
import pytest
from smbus2 import i2c_msg

from hil.rig.process_link import CarEnd, DaemonEnd
from hil.rig.simulated_hardware import Pins, SimulatedHardware
from tests.patience import PATIENCE_S, until


class Chip:
    """A register that is written and read, at 0x48 only."""

    def __init__(self) -> None:
        self.register = b""

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        for message in messages:
            if message.addr != 0x48:
                raise OSError(errno.EREMOTEIO, "no acknowledge")
            if message.flags & 1:
                for position, value in enumerate(self.register[: message.len]):
                    message.buf[position] = value
            else:
                self.register = bytes(message)

    def close(self) -> None:
        pass


class Rig:
    def __init__(self) -> None:
        self.chip = Chip()
        self.pins = Pins()
        self.reports: list[bytes] = []
        self.car = CarEnd({1: self.chip}, self.pins, self.reports.append)
        self.daemon_dies: Callable[[], None] = lambda: None

    def connect(self) -> DaemonEnd:
        i2c, events = self.car.connect()

        def close() -> None:
            i2c.close()
            events.close()

        self.daemon_dies = close
        return DaemonEnd(i2c, events)


def run(main: Coroutine[None, None, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await main

    asyncio.run(limited())


async def until_level(pins: Pins, number: int, level: float | None) -> None:
    await until(lambda: pins._levels.get(number) == level)


def test_i2c_transfers_reach_the_chip_and_their_answers_come_back() -> None:
    async def main() -> None:
        rig = Rig()
        bus = rig.connect().bus(1)
        write, read = i2c_msg.write(0x48, b"\x01\x02\x03"), i2c_msg.read(0x48, 2)
        await asyncio.to_thread(bus.i2c_rdwr, write, read)
        assert rig.chip.register == b"\x01\x02\x03"
        assert bytes(read) == b"\x01\x02"
        rig.car.close()
        rig.daemon_dies()

    run(main())


def test_the_error_of_a_chip_arrives_with_its_number() -> None:
    async def main() -> None:
        rig = Rig()
        bus = rig.connect().bus(1)
        with pytest.raises(OSError, match="I/O error") as raised:
            await asyncio.to_thread(bus.i2c_rdwr, i2c_msg.read(0x49, 1))
        assert raised.value.errno == errno.EREMOTEIO
        rig.car.close()
        rig.daemon_dies()

    run(main())


def test_a_car_that_is_gone_fails_transfers_and_ends_the_frames() -> None:
    async def main() -> None:
        rig = Rig()
        link = rig.connect()
        rig.car.close()
        with pytest.raises(OSError, match=r"gone|Broken pipe"):
            await asyncio.to_thread(link.bus(1).i2c_rdwr, i2c_msg.read(0x48, 1))
        with can.Bus("test_link_gone", "virtual") as bus:
            await link.frames_to(bus)
        link.tell_pin(17, 1.0)
        rig.daemon_dies()

    run(main())


def test_pins_show_at_the_car_until_the_daemon_dies() -> None:
    async def main() -> None:
        rig = Rig()
        hardware = SimulatedHardware({}, rig.connect().tell_pin)
        relay = gpiozero.DigitalOutputDevice(17, pin_factory=hardware.pin_factory())
        relay.on()
        await until_level(rig.pins, 17, 1.0)
        rig.daemon_dies()
        await until_level(rig.pins, 17, None)
        relay.close()

    run(main())


def test_a_new_daemon_is_served_after_the_old_one_died() -> None:
    async def main() -> None:
        rig = Rig()
        rig.connect().tell_pin(17, 1.0)
        rig.daemon_dies()
        await until_level(rig.pins, 17, None)
        link = rig.connect()
        link.tell_pin(18, 0.25)
        link.report(b"well")
        await until_level(rig.pins, 18, 0.25)
        await until(lambda: rig.reports == [b"well"])
        rig.car.close()
        rig.daemon_dies()

    run(main())


def test_can_frames_come_out_as_they_went_in() -> None:
    sent = [
        can.Message(arbitration_id=0x123, data=b"\x01\x02\x03", is_extended_id=False),
        can.Message(arbitration_id=0x18FF0001, data=bytes(8), is_extended_id=True),
        can.Message(arbitration_id=0x7FF, data=b"", is_extended_id=False),
    ]

    async def main() -> None:
        rig = Rig()
        link = rig.connect()
        with can.Bus("test_link", "virtual") as listener, can.Bus("test_link", "virtual") as sender:
            forwarding = asyncio.create_task(link.frames_to(sender))
            for frame in sent:
                rig.car.send(frame)
            received = [await asyncio.to_thread(listener.recv, PATIENCE_S) for _ in sent]
            rig.car.close()
            await forwarding
        assert all(
            a is not None and a.equals(b, timestamp_delta=None, check_channel=False, check_direction=False)
            for a, b in zip(received, sent, strict=True)
        )
        rig.daemon_dies()

    run(main())


def test_a_daemon_that_stands_still_does_not_hold_up_the_car() -> None:
    async def main() -> None:
        rig = Rig()
        rig.connect()
        frame = can.Message(arbitration_id=0x123, data=bytes(8), is_extended_id=False)
        for _ in range(10_000):
            rig.car.send(frame)
        assert rig.car.frames_lost > 0
        rig.car.close()
        rig.daemon_dies()

    run(main())
