"""SHT4x and SCD4x, byte by byte, against the figures of their data sheets."""

import json
from pathlib import Path

import pytest

from hil.chips import SimScd4x, SimSht4x
from hil.chips.sensirion import check_byte
from tests.hil.chips.by_hand import Time, ask, receive, send


def scd4x(time: Time, co2_ppm: float = 1000.0, air_c: float = 22.00122, humidity_pct: float = 50.000763) -> SimScd4x:
    """Ready to be spoken to."""
    chip = SimScd4x(time, lambda: co2_ppm, lambda: air_c, lambda: humidity_pct)
    time.now_s += 1.0
    return chip


# Sensirion's data sheets (BEEF), and public driver tests: hauju/scd4x-rs, sirhcel/sht4x, sensirion-i2c-scd4x.
@pytest.mark.parametrize(
    ("word", "check"),
    [
        (0xBEEF, 0x92),
        (0x0000, 0x81),
        (0xFFFF, 0xAC),
        (0x8000, 0xA2),
        (0x6666, 0x93),
        (0x6667, 0xA2),
        (0x5EB9, 0x3C),
        (0x03E8, 0xD4),
        (0x01F4, 0x33),
        (0x8006, 0x04),
        (0x7FFF, 0x8F),
    ],
)
def test_the_check_byte_is_that_of_the_data_sheet(word: int, check: int) -> None:
    assert check_byte(word) == check


def test_sht4x_encodes_the_recorded_limits(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    limits = [vector for vector in vectors if vector["chip"] == "SHT4x"]
    assert len(limits) == 2
    for vector in limits:
        time, physical = Time(), vector["expect"]
        chip = SimSht4x(time, lambda: physical["temperature_C"], lambda: physical["humidity_rh"])  # noqa: B023  # used here
        time.now_s = 0.01
        answer = ask(chip, time, "FD", 0.010, 6)
        assert answer is not None
        raw = bytes.fromhex(answer)
        assert int.from_bytes(raw[0:2]) == vector["raw_t"], vector["source"]
        assert int.from_bytes(raw[3:5]) == vector["raw_rh"], vector["source"]


# Worked out by hand from the data sheet's formulas.
@pytest.mark.parametrize(
    ("air_c", "humidity_pct", "answer"),
    [(25.0, 56.501, "66 66 93 80 00 A2"), (-60.0, -20.0, "00 00 81 00 00 81"), (200.0, 130.0, "FF FF AC FF FF AC")],
)
def test_sht4x_encodes_a_measurement(air_c: float, humidity_pct: float, answer: str) -> None:
    time = Time()
    chip = SimSht4x(time, lambda: air_c, lambda: humidity_pct)
    time.now_s = 0.01
    assert ask(chip, time, "FD", 0.010, 6) == answer


@pytest.mark.parametrize(("command", "busy_s"), [("FD", 0.0083), ("F6", 0.0045), ("E0", 0.0016)])
def test_sht4x_acknowledges_nothing_while_it_measures(command: str, busy_s: float) -> None:
    time = Time()
    chip = SimSht4x(time, lambda: 25.0, lambda: 50.0)
    time.now_s = 0.01
    assert send(chip, command)
    time.now_s += busy_s - 0.0001
    assert receive(chip, 6) is None
    assert not send(chip, "89")
    time.now_s += 0.0001
    assert receive(chip, 6) is not None
    assert receive(chip, 6) is None, "an answer can be fetched once"


def test_sht4x_does_not_answer_a_repeated_start() -> None:
    time = Time()
    chip = SimSht4x(time, lambda: 25.0, lambda: 50.0)
    time.now_s = 0.01
    assert chip.start(read=False)
    assert chip.write(0xFD)
    assert not chip.start(read=True)


def test_sht4x_forgets_an_answer_without_supply() -> None:
    time = Time()
    chip = SimSht4x(time, lambda: 25.0, lambda: 50.0)
    time.now_s = 0.01
    assert send(chip, "FD")
    chip.power_cycle()
    time.now_s = 0.1
    assert receive(chip, 6) is None


def test_a_damaged_check_byte_is_wrong_once() -> None:
    time = Time()
    chip = SimSht4x(time, lambda: 25.0, lambda: 56.501)
    time.now_s = 0.01
    chip.faults.bad_checks = 1
    assert ask(chip, time, "FD", 0.010, 6) == "66 66 6C 80 00 A2"
    assert ask(chip, time, "FD", 0.010, 6) == "66 66 93 80 00 A2"


def test_unknown_commands_and_damaged_arguments_are_not_acknowledged_and_do_nothing() -> None:
    time = Time()
    chip = scd4x(time)
    assert not send(chip, "FFFF")
    assert not send(chip, "2416 0000 82")
    assert ask(chip, time, "2313", 0.010, 3) == "00 01 B0"


def test_scd4x_gives_the_recorded_answers(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    answers = {each["write"]: each["read"] for each in vectors if each["chip"] == "SCD4x" and "read" in each}
    time = Time()
    chip = scd4x(time)
    chip.serial = (0xBEEF, 0xBEEF, 0xBEEF)
    assert ask(chip, time, "36 82", 0.010, 9) == answers["36 82"]
    assert send(chip, "21B1")
    time.now_s += 5.0
    assert ask(chip, time, "EC 05", 0.010, 9) == answers["EC 05"]


def test_scd4x_encodes_the_measurement_of_the_data_sheet() -> None:
    time = Time()
    chip = scd4x(time, 500.0, 25.003, 37.002)
    assert send(chip, "21B1")
    time.now_s += 5.0
    assert ask(chip, time, "E4B8", 0.010, 3) == "80 06 04"
    assert ask(chip, time, "EC05", 0.010, 9) == "01 F4 33 66 67 A2 5E B9 3C"
    assert ask(chip, time, "E4B8", 0.010, 3) == "80 00 A2"
    assert ask(chip, time, "EC05", 0.010, 9) is None, "a measurement can be read once"


def test_scd4x_listens_to_few_commands_while_it_measures() -> None:
    time = Time()
    chip = scd4x(time)
    assert send(chip, "21B1")
    assert not any(send(chip, message) for message in ("3682", "2313", "3646", "21B1", "3615"))
    assert send(chip, "E000 03DB 42")
    time.now_s += 0.001
    assert send(chip, "3F86")
    time.now_s += 0.499
    assert not send(chip, "3682")
    time.now_s += 0.001
    assert send(chip, "3682")


def test_scd4x_measures_every_30_seconds_in_low_power() -> None:
    time = Time()
    chip = scd4x(time)
    assert send(chip, "21AC")
    time.now_s += 29.0
    assert ask(chip, time, "E4B8", 0.010, 3) == "80 00 A2"
    time.now_s += 1.0
    assert ask(chip, time, "E4B8", 0.010, 3) == "80 06 04"


def test_scd4x_keeps_only_what_was_persisted() -> None:
    time = Time()
    chip = scd4x(time)
    assert send(chip, "2416 0000 81")
    chip.power_cycle()
    time.now_s += 1.0
    assert ask(chip, time, "2313", 0.010, 3) == "00 01 B0"
    assert send(chip, "2416 0000 81")
    time.now_s += 0.01
    assert send(chip, "3615")
    time.now_s += 0.8
    assert send(chip, "3646")
    time.now_s += 0.03
    assert ask(chip, time, "2313", 0.010, 3) == "00 00 81"
    assert chip.eeprom_writes == 1


def test_scd4x_shows_less_the_larger_its_temperature_offset() -> None:
    """The data sheet's 5.4 K is 07E6 with check byte 48; 4 K is the factory's."""
    time = Time()
    chip = scd4x(time, air_c=25.0)
    assert send(chip, "241D 07E6 48")
    time.now_s += 0.01
    assert send(chip, "21B1")
    time.now_s += 5.0
    answer = ask(chip, time, "EC05", 0.010, 9)
    assert answer is not None
    word = int.from_bytes(bytes.fromhex(answer)[3:5])
    assert word == pytest.approx((23.6 + 45) * 65_535 / 175, abs=1.0)


def test_scd4x_tells_the_pressure_that_it_believes_in_until_it_starts_anew() -> None:
    time = Time()
    chip = scd4x(time)
    assert send(chip, "E000 03DB 42")
    time.now_s += 0.01
    assert ask(chip, time, "E000", 0.010, 3) == "03 DB 42"
    assert send(chip, "3646")
    time.now_s += 0.03
    assert (ask(chip, time, "E000", 0.010, 3) or "")[:5] == "03 F5"


def test_scd4x_does_not_acknowledge_its_wake_up_but_wakes() -> None:
    time = Time()
    chip = scd4x(time)
    assert send(chip, "36E0")
    time.now_s += 0.01
    assert not send(chip, "3682")
    assert not send(chip, "36F6")
    time.now_s += 0.03
    assert send(chip, "3682")


def test_scd4x_is_recalibrated_only_after_three_minutes() -> None:
    time = Time()
    chip = scd4x(time, co2_ppm=430.0)
    for measured_s, answer in ((170.0, "FF FF"), (181.0, "80 32")):
        assert send(chip, "21B1")
        time.now_s += measured_s
        assert send(chip, "3F86")
        time.now_s += 0.5
        assert send(chip, "362F 01E0 B4")
        time.now_s += 0.4
        assert receive(chip, 2) == answer
