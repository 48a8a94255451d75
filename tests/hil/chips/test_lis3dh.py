"""LIS3DH, byte by byte."""

import pytest

from hil.chips.lis3dh import SimLis3dh, Vector

FIFO_STATE, SHOCK_SOURCE = 0x2F, 0x31


class Bench:
    def __init__(self, acceleration_g: Vector = (0.0, 0.0, 1.0)) -> None:
        self.now_s = 0.0
        self.chip = SimLis3dh(lambda: self.now_s, lambda: acceleration_g)

    def put(self, *data: int) -> None:
        assert self.chip.start(read=False)
        assert all(self.chip.write(byte) for byte in data)
        self.chip.stop()

    def get(self, register: int, count: int = 1) -> bytes:
        assert self.chip.start(read=False)
        assert self.chip.write(register)
        assert self.chip.start(read=True)
        reply = bytes(self.chip.read() for _ in range(count))
        self.chip.stop()
        return reply

    def streaming(self) -> "Bench":
        self.put(0xA0, 0x57, 0x01, 0x00, 0x88, 0x48, 0x00)
        self.put(0x2E, 0x80)
        return self


def test_it_has_its_identity_and_is_powered_down() -> None:
    bench = Bench()
    assert bench.get(0x0F) == b"\x33"
    assert bench.get(0xA0, 6) == bytes.fromhex("07 00 00 00 00 00")
    bench.now_s = 10.0
    assert bench.get(0xA8, 6) == bytes(6)


# Linux drivers/iio/accel/st_accel_core.c: 1 mg per digit of the upper 12 bits.
@pytest.mark.parametrize(
    ("acceleration_g", "reply"),
    [((1.024, 0.0, -1.024), "0040 0000 00C0"), ((9.0, -9.0, 1.0), "F07F 0080 803E")],
)
def test_it_encodes_milli_g_left_justified(acceleration_g: Vector, reply: str) -> None:
    bench = Bench(acceleration_g)
    bench.put(0xA0, 0x57, 0x00, 0x00, 0x88)
    bench.now_s = 0.01
    assert bench.get(0xA8, 6) == bytes.fromhex(reply)


def test_without_the_highest_bit_the_address_stays() -> None:
    bench = Bench().streaming()
    assert bench.get(0x20, 3) == b"\x57\x57\x57"


def test_the_fifo_counts_and_a_burst_goes_round_and_round_in_it() -> None:
    bench = Bench().streaming()
    assert bench.get(FIFO_STATE) == b"\x20"
    bench.now_s = 0.05
    assert bench.get(FIFO_STATE) == b"\x05"
    assert bench.get(0xA8, 30) == bytes.fromhex("0000 0000 803E") * 5
    assert bench.get(FIFO_STATE) == b"\x20"


def test_the_fifo_keeps_ten_bits() -> None:
    """ST community, "LIS3DHTR data length": of the 12 bits, the two lowest of what the FIFO gives are always 0."""
    bench = Bench((0.103, -0.101, 1.0)).streaming()
    bench.now_s = 0.01
    assert bench.get(0xA8, 6) == bytes.fromhex("4006 80F9 803E")


def test_a_full_fifo_drops_the_oldest_and_says_so_until_it_is_read() -> None:
    bench = Bench().streaming()
    bench.now_s = 1.0
    assert bench.get(FIFO_STATE) == b"\x5f"
    bench.get(0xA8, 6)
    assert bench.get(FIFO_STATE) == b"\x1f"
    bench.put(0x2E, 0x00)
    assert bench.get(FIFO_STATE) == b"\x20"


def test_a_shock_stays_latched_until_it_is_read() -> None:
    bench = Bench().streaming()
    bench.put(0x32, 31)
    bench.put(0x30, 0x2A)
    bench.now_s = 0.1
    bench.get(0x26)
    assert [bench.get(SHOCK_SOURCE), bench.get(SHOCK_SOURCE)] == [b"\x40", b"\x00"], "gravity, at first"
    bench.now_s = 1.0
    assert bench.get(SHOCK_SOURCE) == b"\x00"
    bench.chip.knock((0.0, -0.4, 0.0))
    assert bench.get(SHOCK_SOURCE) == b"\x00"
    bench.chip.knock((0.0, -0.6, 0.0))
    bench.now_s = 3.0
    assert [bench.get(SHOCK_SOURCE), bench.get(SHOCK_SOURCE)] == [b"\x40", b"\x00"]


def test_without_supply_it_forgets_all() -> None:
    bench = Bench().streaming()
    bench.now_s = 1.0
    bench.chip.power_cycle()
    assert bench.get(0xA0, 6) == bytes.fromhex("07 00 00 00 00 00")
    assert bench.get(FIFO_STATE) == b"\x20"
