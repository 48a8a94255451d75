"""SEN5x and SEN66, byte by byte, against the figures of their data sheets."""

import pytest

from hil.chips.sen5x import SimSen5x
from hil.chips.sen66 import SimSen66
from hil.chips.sen_station import StationAir
from tests.hil.chips.by_hand import Time, ask, receive, send

UNKNOWN = "FF FF AC FF FF AC FF FF AC FF FF AC 7F FF 8F 7F FF 8F 7F FF 8F 7F FF 8F"


def sen5x(time: Time, name: str = "SEN55") -> SimSen5x:
    chip = SimSen5x(time, StationAir, name)
    time.now_s += 0.2
    return chip


def sen66(time: Time) -> SimSen66:
    chip = SimSen66(time, StationAir)
    time.now_s += 1.2
    return chip


def test_sen5x_encodes_a_measurement_and_repeats_it() -> None:
    time = Time()
    chip = sen5x(time)
    assert send(chip, "0021")
    time.now_s += 11.0
    expected = "00 25 F2 00 34 80 00 3A 9F 00 3D 08 11 A0 E7 12 66 2B 04 06 A4 00 0A 5A"
    assert ask(chip, time, "0202", 0.050, 3) == "00 01 B0"
    assert ask(chip, time, "03C4", 0.050, 24) == expected
    assert ask(chip, time, "0202", 0.050, 3) == "00 00 81"
    assert ask(chip, time, "03C4", 0.050, 24) == expected


def test_sen5x_knows_nothing_while_it_does_not_measure() -> None:
    time = Time()
    chip = sen5x(time)
    assert ask(chip, time, "0202", 0.050, 3) == "00 00 81"
    assert ask(chip, time, "03C4", 0.050, 24) == UNKNOWN
    assert send(chip, "0021")
    time.now_s += 0.9
    assert ask(chip, time, "03C4", 0.050, 24) == UNKNOWN
    time.now_s += 1.0
    assert ask(chip, time, "03C4", 0.050, 24) != UNKNOWN
    chip.power_cycle()
    time.now_s += 1.0
    assert ask(chip, time, "03C4", 0.050, 24) == UNKNOWN


def test_sen5x_does_not_know_nox_in_its_first_ten_seconds() -> None:
    time = Time()
    chip = sen5x(time)
    assert send(chip, "0021")
    time.now_s += 9.0
    assert (ask(chip, time, "03C4", 0.050, 24) or "")[-8:] == "7F FF 8F"
    time.now_s += 2.0
    assert (ask(chip, time, "03C4", 0.050, 24) or "")[-8:] == "00 0A 5A"


@pytest.mark.parametrize(("name", "unknown"), [("SEN50", 4), ("SEN54", 1), ("SEN55", 0)])
def test_sen5x_types_lack_what_they_lack(name: str, unknown: int) -> None:
    time = Time()
    chip = sen5x(time, name)
    assert (ask(chip, time, "D014", 0.050, 48) or "").startswith("53 45 ")
    assert send(chip, "0021")
    time.now_s += 12.0
    assert (ask(chip, time, "03C4", 0.050, 24) or "").count("7F FF 8F") == unknown


def test_frost_is_encoded_in_twos_complement() -> None:
    time = Time()
    chip = SimSen5x(time, lambda: StationAir(temperature_c=-10.0))
    time.now_s = 0.2
    assert send(chip, "0021")
    time.now_s += 2.0
    assert (ask(chip, time, "03C4", 0.050, 24) or "")[45:50] == "F8 30"


def test_an_answer_takes_its_time() -> None:
    time = Time()
    chip = sen5x(time)
    assert send(chip, "0202")
    time.now_s += 0.010
    assert receive(chip, 3) is None
    time.now_s += 0.005
    assert receive(chip, 3) == "00 00 81"


def test_sen5x_cleans_its_fan_only_while_it_measures_and_has_no_new_data_then() -> None:
    time = Time()
    chip = sen5x(time)
    assert send(chip, "5607")
    assert chip.cleanings == 0
    time.now_s += 0.02
    assert send(chip, "0021")
    time.now_s += 2.0
    old = ask(chip, time, "03C4", 0.050, 24)
    assert send(chip, "5607")
    time.now_s += 5.0
    assert ask(chip, time, "D206", 0.050, 6) == "00 08 38 00 00 81"
    assert ask(chip, time, "0202", 0.050, 3) == "00 00 81"
    assert ask(chip, time, "03C4", 0.050, 24) == old
    time.now_s += 6.0
    assert ask(chip, time, "0202", 0.050, 3) == "00 01 B0"
    assert chip.cleanings == 1


def test_an_error_stays_until_it_is_cleared() -> None:
    time = Time()
    chip = sen5x(time)
    chip.broken = {4}
    assert ask(chip, time, "D206", 0.050, 6) == "00 00 81 00 10 C2"
    chip.broken = set()
    assert (ask(chip, time, "D210", 0.050, 6) or "")[9:14] == "00 10"
    assert ask(chip, time, "D206", 0.050, 6) == "00 00 81 00 00 81"


def test_the_gas_state_is_set_only_in_idle() -> None:
    time = Time()
    chip = sen5x(time)
    state = ask(chip, time, "6181", 0.050, 12)
    assert state is not None
    assert send(chip, "0021")
    time.now_s += 100.0
    later = ask(chip, time, "6181", 0.050, 12)
    assert later is not None
    assert later != state
    assert send(chip, "6181" + state)
    time.now_s += 0.02
    assert chip.learnt_s > 99.0
    assert send(chip, "D304")
    assert chip.learnt_s == 0.0
    time.now_s += 0.2
    assert send(chip, "6181" + later)
    assert chip.learnt_s == 100.0


def test_sen66_has_co2_last_and_after_some_seconds() -> None:
    time = Time()
    chip = sen66(time)
    assert send(chip, "0021")
    time.now_s += 3.0
    assert (ask(chip, time, "0300", 0.050, 27) or "")[-8:-3] == "FF FF"
    time.now_s += 6.0
    assert (ask(chip, time, "0300", 0.050, 27) or "")[-8:-3] == "03 20"


def test_sen66_cleans_its_fan_only_in_idle() -> None:
    time = Time()
    chip = sen66(time)
    assert send(chip, "0021")
    time.now_s += 2.0
    assert send(chip, "5607")
    assert chip.cleanings == 0
    time.now_s += 0.02
    assert send(chip, "0104")
    time.now_s += 0.98
    assert not send(chip, "5607"), "it takes a second to stop"
    time.now_s += 0.02
    assert send(chip, "5607")
    assert chip.cleanings == 1


def test_sen66_forgets_all_settings_with_its_supply() -> None:
    time = Time()
    chip = sen66(time)
    assert send(chip, "6711 0000 81")
    time.now_s += 0.02
    assert send(chip, "6720 03DB 42")
    time.now_s += 0.02
    assert ask(chip, time, "6711", 0.050, 3) == "00 00 81"
    assert ask(chip, time, "6720", 0.050, 3) == "03 DB 42"
    chip.power_cycle()
    time.now_s += 1.2
    assert ask(chip, time, "6711", 0.050, 3) == "00 01 B0"
    assert (ask(chip, time, "6720", 0.050, 3) or "")[:5] == "03 F5"


def test_sen66_changes_self_calibration_only_in_idle() -> None:
    time = Time()
    chip = sen66(time)
    assert send(chip, "0021")
    time.now_s += 1.0
    assert send(chip, "6711 0000 81")
    assert chip.self_calibrates


def test_sen66_is_recalibrated_in_idle_after_three_minutes() -> None:
    time = Time()
    chip = sen66(time)
    for measured_s, answer in ((170.0, "FF FF"), (181.0, "7E C0")):
        assert send(chip, "0021")
        time.now_s += measured_s
        assert send(chip, "6707 01E0 B4")
        time.now_s += 0.5
        assert receive(chip, 2) is None, "it measures"
        assert send(chip, "0104")
        time.now_s += 1.0
        assert send(chip, "6707 01E0 B4")
        time.now_s += 0.5
        assert receive(chip, 2) == answer
