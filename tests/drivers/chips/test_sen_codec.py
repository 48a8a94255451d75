from dataclasses import asdict
from math import inf, nan

import pytest

from drivers.chips import sen5x_codec, sen66_codec
from drivers.chips.co2_codec import correction_ppm, pressure_word, recalibration_word
from drivers.chips.sen5x_codec import Sen5xSample
from drivers.chips.sen_codec import (
    CLEAN_FAN,
    COMMON_FIELDS,
    SET_TEMPERATURE_OFFSET,
    faults_in,
    is_ready,
    product_name,
    temperature_offset_words,
)
from drivers.errors import BadFrame, NotAvailable, OutOfRange
from drivers.i2c.sensirion_codec import pack_words
from tests.drivers.measured import absent_fields

# Worked out from the scales of the data sheet.
MEASURED = bytes.fromhex("0025F2 003480 003A9F 003D08 11A0E7 12662B 0406A4 000A5A")
WORDS = (0x0025, 0x0034, 0x003A, 0x003D, 0x11A0, 0x1266, 0x0406, 0x000A)
UNKNOWN = (0xFFFF,) * 4 + (0x7FFF,) * 4


def test_a_measurement() -> None:
    assert sen5x_codec.decode(MEASURED) == Sen5xSample(
        pm1_0_ugm3=3.7,
        pm2_5_ugm3=5.2,
        pm4_0_ugm3=5.8,
        pm10_ugm3=6.1,
        humidity_pct=45.12,
        temperature_c=23.55,
        voc_index=103.0,
        nox_index=1.0,
    )


def test_a_sen66_adds_co2() -> None:
    sample = sen66_codec.decode(MEASURED + pack_words(812))
    assert asdict(sample) == asdict(sen5x_codec.decode(MEASURED)) | {"co2_ppm": 812.0}


@pytest.mark.parametrize("index", range(8))
def test_an_unknown_value_makes_only_its_own_field_absent(index: int) -> None:
    words = list(WORDS)
    words[index] = UNKNOWN[index]
    assert absent_fields(sen5x_codec.decode(pack_words(*words))) == [COMMON_FIELDS[index].name]


def test_unknown_co2_makes_only_that_absent() -> None:
    sample = sen66_codec.decode(MEASURED + pack_words(0xFFFF))
    assert isinstance(sample.co2_ppm, NotAvailable)
    assert sample.pm2_5_ugm3 == 5.2


def test_an_unknown_value_is_not_available() -> None:
    with pytest.raises(NotAvailable, match="all values are unknown"):
        sen5x_codec.decode(pack_words(*UNKNOWN))
    with pytest.raises(NotAvailable):
        sen66_codec.decode(pack_words(*UNKNOWN, 0xFFFF))


@pytest.mark.parametrize(
    ("index", "word"),
    [
        (0, 10_001),
        (1, 0xFFFE),
        (4, 0xFFFF),
        (4, 10_001),
        (5, 0xE0BF),
        (5, 20_001),
        (6, 0),
        (6, 5_001),
        (7, 0x8000),
        (8, 0),
    ],
)
def test_a_value_beyond_what_is_specified_is_absent_alone(index: int, word: int) -> None:
    words = [*WORDS, 812]
    words[index] = word
    sample = sen66_codec.decode(pack_words(*words))
    assert absent_fields(sample) == [sen66_codec.FIELDS[index].name]
    assert isinstance(getattr(sample, absent_fields(sample)[0]), OutOfRange)


def test_the_end_of_what_is_specified_is_a_measurement() -> None:
    assert sen5x_codec.decode(pack_words(10_000, *WORDS[1:])).pm1_0_ugm3 == 1_000.0


def test_frost_is_below_zero() -> None:
    words = list(WORDS)
    words[5] = 0x10000 - 2_000
    assert sen5x_codec.decode(pack_words(*words)).temperature_c == -10.0


@pytest.mark.parametrize(("word", "ready"), [(0x0001, True), (0x0000, False), (0x0100, False)])
def test_data_ready(word: int, ready: bool) -> None:
    assert is_ready(pack_words(word)) is ready


def test_a_name_is_text_up_to_its_end() -> None:
    assert product_name(pack_words(0x5345, 0x4E35, 0x3500, *(0x4142,) * 13)) == "SEN55"
    assert product_name(pack_words(0x53FF, 0x0A35, *(0,) * 14)) == "S??5"


# Bits: sensirion-i2c-sen5x response_types.py, embedded-i2c-sen66 sen66_i2c.h.
@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (0, []),
        (1 << 4, ["fan blocked or broken"]),
        (1 << 5, ["laser broken"]),
        (1 << 6, ["humidity sensor broken"]),
        (1 << 7, ["gas sensor broken"]),
        (1 << 19, []),
        (1 << 21 | 1 << 7, ["gas sensor broken", "fan speed out of range"]),
    ],
)
def test_sen5x_faults(status: int, texts: list[str]) -> None:
    reply = pack_words(status >> 16, status & 0xFFFF)
    assert [fault.text for fault in faults_in(reply, sen5x_codec.FAULTS)] == texts


def test_sen66_faults() -> None:
    status = 1 << 9 | 1 << 11
    faults = faults_in(pack_words(status >> 16, status & 0xFFFF), sen66_codec.FAULTS)
    assert [fault.text for fault in faults] == ["CO2 sensor broken", "particle sensor broken"]


@pytest.mark.parametrize("codec", [sen5x_codec, sen66_codec])
def test_faults_spoil_fields_that_exist(codec: object) -> None:
    fields = set(sen66_codec.Sen66Sample.__slots__ if codec is sen66_codec else Sen5xSample.__slots__)
    faults = sen66_codec.FAULTS if codec is sen66_codec else sen5x_codec.FAULTS
    assert {field for fault in faults for field in fault.spoils} <= fields


def test_commands() -> None:
    assert CLEAN_FAN.code == bytes.fromhex("5607")
    offset = SET_TEMPERATURE_OFFSET.code + pack_words(*temperature_offset_words(-4.2))
    assert offset[:4] == bytes.fromhex("60B2 FCB8")
    assert pressure_word(986.6) == 987
    assert recalibration_word(425.0) == 425


@pytest.mark.parametrize("offset_c", [-20.5, 21.0, nan, inf])
def test_an_impossible_offset_is_out_of_range(offset_c: float) -> None:
    with pytest.raises(OutOfRange, match=r"temperature_offset_c = .* is outside -20 to 20"):
        temperature_offset_words(offset_c)


def test_impossible_arguments_are_out_of_range() -> None:
    with pytest.raises(OutOfRange, match="101325 hPa is outside 700 to 1200 hPa"):
        pressure_word(101_325.0)
    with pytest.raises(OutOfRange, match="nan ppm is outside 350 to 2000 ppm"):
        recalibration_word(nan)


def test_the_correction_of_a_recalibration() -> None:
    assert correction_ppm(pack_words(0x8032)) == 50
    with pytest.raises(OutOfRange, match="refused"):
        correction_ppm(pack_words(0xFFFF))


def test_an_answer_of_another_length_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="8 words need 24 bytes, not 27"):
        sen5x_codec.decode(MEASURED + pack_words(812))
