"""DS18B20, as the kernel shows it."""

from pathlib import Path

import pytest

from hil.chips.ds18b20 import SimDs18b20


@pytest.fixture
def chip(tmp_path: Path) -> SimDs18b20:
    return SimDs18b20(tmp_path)


def shown(chip: SimDs18b20) -> str:
    return (chip.folder / "w1_slave").read_text()


def test_it_shows_a_recorded_measurement_to_the_letter(chip: SimDs18b20) -> None:
    """From the forum of the Raspberry Pi."""
    chip.measure(3.9375)
    assert shown(chip) == "3f 00 4b 46 7f ff 01 10 47 : crc=47 YES\n3f 00 4b 46 7f ff 01 10 47 t=3937\n"


def test_it_shows_the_recorded_value_at_power_up_to_the_letter(chip: SimDs18b20) -> None:
    """From the forum of the Raspberry Pi."""
    chip.measure(4.0)
    chip.power_cycle()
    assert shown(chip) == "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000\n"


def test_it_has_the_kernel_s_names_and_goes_when_it_is_unplugged(chip: SimDs18b20, tmp_path: Path) -> None:
    assert chip.folder == tmp_path / "28-0316a2797d5c"
    assert (chip.folder / "name").read_text() == "28-0316a2797d5c\n"
    chip.unplug()
    assert not chip.folder.exists()
