"""EMC2101, byte by byte, against the figures of its data sheet."""

import pytest

from hil.chips.emc2101 import SimEmc2101


class Plant:
    """A clock and a diode."""

    now_s = 0.0
    diode_c = 25.125

    def chip(self) -> SimEmc2101:
        return SimEmc2101(lambda: self.now_s, lambda: self.diode_c, lambda: -10.0)

    def at(self, diode_c: float) -> None:
        self.diode_c = diode_c
        self.now_s += 0.1


def put(chip: SimEmc2101, register: int, *values: int) -> None:
    for offset, byte in enumerate(values):
        assert chip.start(read=False)
        assert chip.write(register + offset)
        assert chip.write(byte)
        chip.stop()


def get(chip: SimEmc2101, register: int) -> int:
    assert chip.start(read=False)
    assert chip.write(register)
    assert chip.start(read=True)
    byte = chip.read()
    chip.stop()
    return byte


def test_it_has_its_identity_and_defaults() -> None:
    chip = Plant().chip()
    assert [get(chip, register) for register in (0xFD, 0xFE, 0x4A, 0x4C, 0x4D, 0x4F)] == [0x16, 0x5D, 0x20, 0, 0x17, 4]


def test_it_encodes_temperatures_once_it_has_measured() -> None:
    plant = Plant()
    chip = plant.chip()
    assert [get(chip, register) for register in (0x00, 0x01, 0x10)] == [0, 0, 0]
    plant.at(25.125)
    assert [get(chip, register) for register in (0x00, 0x01, 0x10)] == [0xF6, 0x19, 0x20]
    plant.at(-0.125)
    assert [get(chip, register) for register in (0x01, 0x10)] == [0xFF, 0xE0]


@pytest.mark.parametrize(("diode", "high", "low"), [("open", 0x7F, 0x00), ("short", 0x7F, 0xE0)])
def test_it_tells_diode_faults(diode: str, high: int, low: int) -> None:
    plant = Plant()
    chip = plant.chip()
    chip.diode = diode
    plant.at(25.0)
    assert [get(chip, 0x01), get(chip, 0x10)] == [high, low]


def test_the_fan_turns_as_it_is_set_and_the_tach_counts_it() -> None:
    plant = Plant()
    chip = plant.chip()
    put(chip, 0x03, 0x04)
    put(chip, 0x4D, 0x07)
    put(chip, 0x4C, 0x07)
    assert (chip.duty, chip.rpm) == (0.5, 1_000.0)
    assert [get(chip, 0x46), get(chip, 0x47)] == [0x18, 0x15]


def test_a_fan_that_stands_still_reads_as_such_where_that_is_chosen() -> None:
    chip = Plant().chip()
    put(chip, 0x03, 0x04)
    assert [get(chip, 0x46), get(chip, 0x47)] == [0xFE, 0xFF]
    put(chip, 0x4A, 0x21)
    assert [get(chip, 0x46), get(chip, 0x47)] == [0xFF, 0xFF]


def test_the_high_byte_of_the_tach_stands_still_while_the_low_byte_has_been_read() -> None:
    plant = Plant()
    chip = plant.chip()
    put(chip, 0x03, 0x04)
    put(chip, 0x4D, 0x07)
    put(chip, 0x4C, 0x07)
    low = get(chip, 0x46)
    put(chip, 0x4C, 0x0E)
    assert get(chip, 0x47) << 8 | low == 0x1518


def test_curve_and_setting_are_locked_while_the_curve_is_followed() -> None:
    plant = Plant()
    chip = plant.chip()
    put(chip, 0x4D, 0x07)
    put(chip, 0x50, 0, 2, 40, 7)
    put(chip, 0x4A, 0x01)
    put(chip, 0x50, 1, 1)
    put(chip, 0x4C, 14)
    assert [get(chip, register) for register in range(0x50, 0x54)] == [0, 2, 40, 7]
    assert chip.duty == 0.0, "not measured yet"
    plant.at(25.0)
    assert get(chip, 0x4C) == 2


def test_it_holds_on_for_the_hysteresis() -> None:
    plant = Plant()
    chip = plant.chip()
    put(chip, 0x50, 0, 2, 40, 7)
    put(chip, 0x4A, 0x01)
    settings = []
    for diode_c in (39.0, 40.0, 37.0, 36.0, 35.5):
        plant.at(diode_c)
        settings.append(get(chip, 0x4C))
    assert settings == [2, 7, 7, 7, 2]


def test_without_supply_all_is_forgotten_and_the_fan_stops() -> None:
    plant = Plant()
    chip = plant.chip()
    put(chip, 0x4C, 0x17)
    chip.power_cycle()
    assert (chip.rpm, get(chip, 0x4A)) == (0.0, 0x20)
