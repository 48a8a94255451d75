"""TCA9548A, byte by byte, and the wires behind it."""

from ctypes import string_at

import pytest
from smbus2 import i2c_msg

from hil.chips import SimTmp117
from hil.chips.tca9548a import SimTca9548a, Wires
from hil.rig.simulated_i2c import SimI2cBus


def bench() -> tuple[SimTca9548a, Wires, SimI2cBus]:
    chips = [SimTmp117(lambda: 0.0, lambda: 4.0) for _ in range(3)]
    switch = SimTca9548a(lambda: 0.0, {0: {0x48: chips[0]}, 1: {0x48: chips[1], 0x49: chips[2]}})
    wires = Wires({0x4A: SimTmp117(lambda: 0.0, lambda: 4.0)}, 0x71, switch)
    return switch, wires, SimI2cBus(wires)


def test_after_power_up_nothing_is_connected() -> None:
    _, wires, _ = bench()
    assert set(wires) == {0x4A, 0x71}
    assert len(wires) == 2


def test_a_channel_is_connected_by_its_bit_after_the_stop() -> None:
    """eldruin/xca9548a-rs tests: [01] selects channel 0."""
    switch, wires, bus = bench()
    assert switch.start(read=False)
    assert switch.write(0x01)
    assert 0x48 not in wires
    switch.stop()
    assert wires[0x48] is switch.behind[0][0x48]
    bus.i2c_rdwr(i2c_msg.write(0x71, b"\x02"))
    assert wires[0x48] is switch.behind[1][0x48]
    assert set(wires) == {0x48, 0x49, 0x4A, 0x71}


def test_the_mask_is_read_back() -> None:
    _, _, bus = bench()
    bus.i2c_rdwr(i2c_msg.write(0x71, b"\x82"))
    answer = i2c_msg.read(0x71, 2)
    bus.i2c_rdwr(answer)
    assert string_at(answer.buf, answer.len) == b"\x82\x82"


def test_a_reset_disconnects_all_and_so_does_a_broken_plug() -> None:
    switch, wires, bus = bench()
    bus.i2c_rdwr(i2c_msg.write(0x71, b"\x02"))
    switch.faults.unplugged = True
    assert 0x49 not in wires
    switch.faults.unplugged = False
    assert 0x49 in wires
    switch.power_cycle()
    assert 0x49 not in wires
    with pytest.raises(OSError, match="Remote I/O"):
        bus.i2c_rdwr(i2c_msg.write(0x49, b"\x00"))


def test_it_can_connect_the_wrong_channel() -> None:
    switch, wires, bus = bench()
    switch.shift = 1
    bus.i2c_rdwr(i2c_msg.write(0x71, b"\x01"))
    assert wires[0x48] is switch.behind[1][0x48]
