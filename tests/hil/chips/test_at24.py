"""AT24, byte by byte."""

from hil.chips.at24 import SimAt24


class Bench:
    def __init__(self, size: int = 256, page: int = 8, address_bytes: int = 1) -> None:
        self.now_s = 0.0
        self.chip = SimAt24(lambda: self.now_s, size, page, address_bytes)

    def put(self, *data: int) -> None:
        assert self.chip.start(read=False)
        assert all(self.chip.write(byte) for byte in data)
        self.chip.stop()

    def get(self, *address: int, count: int = 1) -> bytes:
        assert self.chip.start(read=False)
        assert all(self.chip.write(byte) for byte in address)
        assert self.chip.start(read=True)
        reply = bytes(self.chip.read() for _ in range(count))
        self.chip.stop()
        return reply


def test_it_is_delivered_erased() -> None:
    assert Bench().get(0x00, count=3) == b"\xff\xff\xff"


def test_a_byte_is_there_after_its_write_cycle_and_the_chip_is_deaf_meanwhile() -> None:
    bench = Bench(4_096, 32, 2)
    bench.put(0x01, 0x02, 0x5A)
    assert not bench.chip.start(read=False)
    bench.now_s = 0.005
    assert bench.get(0x01, 0x02) == b"\x5a"
    assert bench.chip.write_cycles == 1


def test_a_write_beyond_its_page_goes_on_at_the_beginning_of_the_page() -> None:
    bench = Bench()
    bench.put(0x06, 1, 2, 3, 4)
    bench.now_s = 0.005
    assert bench.get(0x00, count=10) == bytes.fromhex("03 04 FF FF FF FF 01 02 FF FF")


def test_reading_goes_on_from_where_it_was_and_round_at_the_end() -> None:
    bench = Bench()
    bench.put(0x00, 7)
    bench.now_s = 0.005
    assert bench.get(0xFF, count=2) == b"\xff\x07"
    assert bench.chip.start(read=True)
    assert bench.chip.read() == 0xFF, "address 1 follows"
    bench.chip.stop()


def test_an_address_alone_writes_nothing() -> None:
    bench = Bench()
    bench.put(0x10)
    assert bench.chip.write_cycles == 0
    assert not bench.chip.is_busy


def test_a_protected_memory_acknowledges_and_keeps_what_it_has() -> None:
    bench = Bench()
    bench.chip.is_protected = True
    bench.put(0x00, 7)
    assert bench.get(0x00) == b"\xff"


def test_a_supply_that_fails_in_a_write_cycle_costs_the_page_and_later_nothing() -> None:
    bench = Bench()
    bench.put(0x00, 7)
    bench.now_s = 0.005
    bench.chip.power_cycle()
    assert bench.get(0x00) == b"\x07"
    bench.put(0x04, 9)
    bench.now_s = 0.006
    bench.chip.power_cycle()
    assert bench.get(0x00, count=8) == b"\xff" * 8
