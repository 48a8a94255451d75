"""MAX30102, byte by byte."""

import pytest

from hil.chips.max30102 import SimMax30102


class Bench:
    def __init__(self, bpm: float | None = 60.0) -> None:
        self.now_s = 0.0
        self.chip = SimMax30102(lambda: self.now_s, lambda: bpm)

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

    def measuring(self, fifo: int = 0x4F, oximetry: int = 0x2B) -> "Bench":
        """As eldruin/max3010x-rs tests do it: mode 09 03, then 04 00 00 00 clears the FIFO."""
        self.put(0x0C, 0x24, 0x24)
        self.put(0x08, fifo, 0x03, oximetry)
        self.put(0x04, 0x00, 0x00, 0x00)
        return self


def test_it_has_its_identity_and_tells_of_its_power_up_once() -> None:
    bench = Bench()
    assert bench.get(0xFE, 2) == b"\x03\x15"
    assert [bench.get(0x00), bench.get(0x00)] == [b"\x01", b"\x00"]


def test_a_reset_takes_a_moment_and_forgets_all() -> None:
    bench = Bench().measuring()
    bench.put(0x09, 0x40)
    assert bench.get(0x09) == b"\x40"
    bench.now_s = 0.001
    assert bench.get(0x08, 6) == bytes(6)


def test_pointers_tell_how_many_samples_wait() -> None:
    """eldruin/max3010x-rs tests: [02, 00, 00] are two."""
    bench = Bench().measuring()
    bench.now_s = 0.04
    assert bench.get(0x04, 3) == b"\x02\x00\x00"
    bench.get(0x07, 6)
    assert bench.get(0x04, 3) == b"\x02\x00\x01"


def test_a_full_fifo_counts_what_it_loses_until_it_is_read() -> None:
    bench = Bench().measuring()
    bench.now_s = 0.64
    assert bench.get(0x04, 3) == b"\x00\x00\x00"
    bench.now_s = 0.70
    assert bench.get(0x04, 3) == b"\x00\x03\x00"
    bench.get(0x07, 6)
    assert bench.get(0x04, 3) == b"\x00\x00\x01"
    bench.now_s = 99.0
    assert bench.get(0x05) == b"\x1f"


def test_a_fifo_that_rolls_over_keeps_the_newest() -> None:
    kept, rolled = Bench(75.0).measuring(0x4F), Bench(75.0).measuring(0x5F)
    kept.now_s = rolled.now_s = 0.84
    assert rolled.get(0x04, 3) == b"\x0a\x0a\x0a"
    assert rolled.get(0x07, 132) == kept.get(0x07, 192)[60:]


def test_counts_of_short_pulses_stand_at_the_upper_end() -> None:
    bench = Bench().measuring(oximetry=0x28)
    bench.now_s = 0.02
    sample = bench.get(0x07, 6)
    assert int.from_bytes(sample[:3], "big") % 8 == 0
    assert int.from_bytes(sample[:3], "big") > 80_000


@pytest.mark.parametrize("is_swapped", [False, True])
def test_the_light_of_each_led_goes_with_its_current(is_swapped: bool) -> None:
    bench = Bench()
    bench.chip.is_swapped = is_swapped
    bench.put(0x0C, 10, 20)
    bench.put(0x08, 0x4F, 0x03, 0x2B)
    bench.now_s = 0.02
    sample = bench.get(0x07, 6)
    first, second = (int.from_bytes(sample[start : start + 3], "big") for start in (0, 3))
    per_ma = [14_000, 12_500] if is_swapped else [12_500, 14_000]
    assert [first / 2, second / 4] == pytest.approx(per_ma, rel=0.01)


def test_in_air_there_is_next_to_nothing_and_too_much_light_saturates() -> None:
    air, bright = Bench(None).measuring(), Bench().measuring()
    bright.put(0x0C, 0xFF, 0xFF)
    air.now_s = bright.now_s = 0.02
    assert int.from_bytes(air.get(0x07, 3), "big") < 3_000
    assert bright.get(0x07, 6) == bytes.fromhex("03FFFF 03FFFF")


def test_a_clock_that_is_3_percent_fast_gives_3_percent_more_samples() -> None:
    bench = Bench()
    bench.chip.faults.clock_ratio = 1.03
    bench.measuring()
    bench.now_s = 0.6
    assert bench.get(0x04) == b"\x1e"
    bench.now_s = 0.602
    assert bench.get(0x04) == b"\x1f"


def test_an_empty_fifo_gives_zeros_and_a_broken_off_sample_is_read_again() -> None:
    bench = Bench().measuring()
    assert bench.get(0x07, 6) == bytes(6)
    bench.now_s = 0.02
    assert bench.get(0x07, 3) == bench.get(0x07, 6)[:3]
    assert bench.get(0x04, 3) == b"\x01\x00\x01"
