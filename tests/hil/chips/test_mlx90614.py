"""MLX90614, byte by byte."""

import pytest

from hil.chips.mlx90614 import SimMlx90614
from tests.hil.chips.by_hand import Time, get_bytes


def chip_at(object_c: float, ambient_c: float) -> tuple[SimMlx90614, Time]:
    time = Time(1.0)
    chip = SimMlx90614(time, lambda: object_c, lambda: ambient_c)
    chip.surface_emissivity = 1.0
    time.now_s = 2.0
    return chip, time


def get(chip: SimMlx90614, command: int) -> str:
    return get_bytes(chip, command, 3).hex(" ").upper()


# eldruin/mlx9061x-rs tests/mlx90614.rs.
@pytest.mark.parametrize(
    ("command", "object_c", "ambient_c", "reply"),
    [
        (0x06, 0.0, 23.19, "E1 39 E9"),
        (0x06, 0.0, 25.75, "61 3A 56"),
        (0x06, 0.0, 25.95, "6B 3A D4"),
        (0x06, 0.0, 24.57, "26 3A 66"),
        (0x07, 24.57, 20.0, "26 3A 70"),
        (0x07, 28.01, 20.0, "D2 3A 30"),
        (0x3C, 0.0, 0.0, "34 12 F6"),
        (0x3D, 0.0, 0.0, "78 56 9C"),
        (0x3E, 0.0, 0.0, "BC 9A 75"),
        (0x3F, 0.0, 0.0, "F0 DE 1F"),
    ],
)
def test_it_answers_as_the_recorded_chips_do(command: int, object_c: float, ambient_c: float, reply: str) -> None:
    chip, _ = chip_at(object_c, ambient_c)
    assert get(chip, command) == reply


def test_it_needs_the_command_and_the_read_in_one_transaction() -> None:
    chip, _ = chip_at(25.0, 25.0)
    assert not chip.start(read=True)
    assert chip.start(read=False)
    assert chip.write(0x07)
    chip.stop()
    assert not chip.start(read=True)


def test_it_cannot_be_written_to() -> None:
    chip, _ = chip_at(25.0, 25.0)
    assert chip.start(read=False)
    assert chip.write(0x24)
    assert not chip.write(0x00)
    chip.stop()
    assert chip.eeprom[0x24] == 0xFFFF


def test_it_has_no_result_right_after_power_up_and_nothing_after_its_code() -> None:
    chip, time = chip_at(25.0, 25.0)
    chip.power_cycle()
    assert get(chip, 0x06).startswith("00 00")
    time.now_s += 0.25
    assert get(chip, 0x06).startswith("3B 3A")
    assert chip.start(read=False)
    assert chip.write(0x06)
    assert chip.start(read=True)
    assert [chip.read() for _ in range(4)][3] == 0xFF
