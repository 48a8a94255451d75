import time
from concurrent.futures import ThreadPoolExecutor
from ctypes import string_at
from errno import EIO, ENODEV, EOPNOTSUPP, EREMOTEIO, ETIMEDOUT

import pytest
from smbus2 import i2c_msg

from hil.chips import SimChip
from hil.rig.simulated_i2c import SimI2cBus


class Log(SimChip):
    """Writes down what it sees; acknowledges all bytes but 0xEE, and gives 1, 2, 3, ..."""

    def __init__(self) -> None:
        super().__init__(lambda: 0.0)
        self.seen: list[str] = []

    def power_cycle(self) -> None:
        self.seen.clear()

    def on_start(self, read: bool) -> bool:
        self.seen.append("R" if read else "W")
        return True

    def on_write(self, byte: int) -> bool:
        self.seen.append(f"{byte:02X}")
        return byte != 0xEE

    def on_read(self) -> int:
        self.seen.append("?")
        return self.seen.count("?")

    def on_stop(self) -> None:
        self.seen.append("P")


def test_messages_become_bytes_with_a_repeated_start_between() -> None:
    chip = Log()
    answer = i2c_msg.read(0x48, 3)
    SimI2cBus({0x48: chip}).i2c_rdwr(i2c_msg.write(0x48, b"\x0f\x10"), answer)
    assert chip.seen == ["W", "0F", "10", "R", "?", "?", "?", "P"]
    assert string_at(answer.buf, answer.len) == b"\x01\x02\x03"


def test_a_probe_without_bytes_is_acknowledged() -> None:
    chip = Log()
    SimI2cBus({0x48: chip}).i2c_rdwr(i2c_msg.write(0x48, b""))
    assert chip.seen == ["W", "P"]


def test_nobody_at_the_address_is_a_missing_acknowledge() -> None:
    with pytest.raises(OSError, match="Remote I/O error") as caught:
        SimI2cBus({}).i2c_rdwr(i2c_msg.write(0x48, b""))
    assert caught.value.errno == EREMOTEIO


def test_a_byte_that_is_not_acknowledged_ends_the_transaction_with_a_stop() -> None:
    chip = Log()
    with pytest.raises(OSError, match="Remote I/O error"):
        SimI2cBus({0x48: chip}).i2c_rdwr(i2c_msg.write(0x48, b"\x01\xee\x02"), i2c_msg.read(0x48, 1))
    assert chip.seen == ["W", "01", "EE", "P"]


def test_a_read_that_is_not_last_is_refused_as_the_adapter_of_the_pi_does() -> None:
    with pytest.raises(OSError, match="not supported") as caught:
        SimI2cBus({0x48: Log()}).i2c_rdwr(i2c_msg.read(0x48, 1), i2c_msg.write(0x48, b""))
    assert caught.value.errno == EOPNOTSUPP


@pytest.mark.parametrize("number", [ETIMEDOUT, ENODEV])
def test_the_adapter_can_fail_for_all_or_for_one_chip(number: int) -> None:
    sick, well = Log(), Log()
    bus = SimI2cBus({0x48: sick, 0x49: well})
    sick.faults.adapter_errno = number
    bus.i2c_rdwr(i2c_msg.write(0x49, b""))
    with pytest.raises(OSError) as caught:  # noqa: PT011  # the number is what matters
        bus.i2c_rdwr(i2c_msg.write(0x48, b""))
    assert caught.value.errno == number
    sick.faults.adapter_errno, bus.adapter_errno = None, number
    for address in (0x48, 0x49):
        with pytest.raises(OSError):  # noqa: PT011
            bus.i2c_rdwr(i2c_msg.write(address, b""))


def test_transactions_are_counted_by_address_failed_ones_too() -> None:
    bus = SimI2cBus({0x48: Log()})
    bus.i2c_rdwr(i2c_msg.write(0x48, b"\x00"), i2c_msg.read(0x48, 1))
    bus.i2c_rdwr(i2c_msg.read(0x48, 1))
    with pytest.raises(OSError, match="Remote I/O"):
        bus.i2c_rdwr(i2c_msg.read(0x49, 1))
    assert bus.transactions == {0x48: 2, 0x49: 1}


class Slow(Log):
    """Lets other threads come in between."""

    def on_write(self, byte: int) -> bool:
        time.sleep(0.0001)
        return super().on_write(byte)


def test_transactions_of_several_threads_do_not_mix() -> None:
    chip = Slow()
    bus = SimI2cBus({0x48: chip})
    with ThreadPoolExecutor(4) as threads:
        for _ in range(50):
            threads.submit(bus.i2c_rdwr, i2c_msg.write(0x48, b"\x01\x02"))
    assert chip.seen == ["W", "01", "02", "P"] * 50


def test_it_can_be_closed_and_opened_again() -> None:
    bus = SimI2cBus({0x48: Log()})
    bus.close()
    bus.i2c_rdwr(i2c_msg.write(0x48, b""))
    assert bus.transactions[0x48] == 1


def test_a_read_that_is_too_short_is_an_error_and_its_first_byte_is_gone() -> None:
    chip = Log()
    chip.faults.short_reads = 1
    bus = SimI2cBus({0x48: chip})
    with pytest.raises(OSError, match="Input/output error") as raised:
        bus.i2c_rdwr(i2c_msg.read(0x48, 3))
    assert raised.value.errno == EIO
    assert chip.seen == ["R", "?", "P"]
    answer = i2c_msg.read(0x48, 2)
    bus.i2c_rdwr(answer)
    assert bytes(answer) == b"\x02\x03"
