import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadFrame, ChecksumFailed
from drivers.i2c.sensirion_codec import crc8, pack_words, serial_number, temperature_c, unpack_words

WORDS = st.lists(st.integers(0, 0xFFFF), max_size=9).map(tuple)


# Sensirion's data sheets (BEEF), and public driver tests: hauju/scd4x-rs, sirhcel/sht4x, sensirion-i2c-scd4x.
@pytest.mark.parametrize(
    ("data", "check"),
    [
        ("BEEF", 0x92),
        ("0000", 0x81),
        ("FFFF", 0xAC),
        ("8000", 0xA2),
        ("6666", 0x93),
        ("6667", 0xA2),
        ("5EB9", 0x3C),
        ("03E8", 0xD4),
        ("01F4", 0x33),
        ("8006", 0x04),
        ("7FFF", 0x8F),
        ("07E6", 0x48),
        ("03DB", 0x42),
        ("01E0", 0xB4),
        ("313233343536373839", 0xF7),  # "123456789", the usual check string
    ],
)
def test_the_check_byte_is_that_of_the_data_sheet(data: str, check: int) -> None:
    assert crc8(bytes.fromhex(data)) == check


def test_the_check_byte_is_that_of_the_recorded_vectors(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    crcs = [vector for vector in vectors if vector.get("kind", "").startswith("crc8")]
    assert crcs
    for vector in crcs:
        assert crc8(bytes.fromhex(vector["in"])) == int(vector["out"], 16), vector["source"]


def test_words_are_packed_with_their_check_bytes() -> None:
    assert pack_words(0x01F4, 0x6667, 0x5EB9) == bytes.fromhex("01F433 6667A2 5EB93C")
    assert pack_words() == b""


def test_a_serial_number_spans_its_words() -> None:
    assert serial_number(bytes.fromhex("BEEF92 BEEF92 BEEF92"), 3) == 0xBEEFBEEFBEEF


@given(words=WORDS)
def test_what_is_packed_is_unpacked(words: tuple[int, ...]) -> None:
    assert unpack_words(pack_words(*words), len(words)) == words


@given(words=WORDS.filter(bool), data=st.data())
def test_no_flipped_bit_goes_unnoticed(words: tuple[int, ...], data: st.DataObject) -> None:
    reply = bytearray(pack_words(*words))
    bit = data.draw(st.integers(0, 8 * len(reply) - 1))
    reply[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ChecksumFailed):
        unpack_words(bytes(reply), len(words))


def test_an_answer_of_another_length_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="2 words need 6 bytes, not 3"):
        unpack_words(bytes.fromhex("BEEF92"), 2)


@pytest.mark.parametrize(("word", "value_c"), [(0x0000, -45.0), (0x6666, 25.0), (0x61A8, 21.758), (0xFFFF, 130.0)])
def test_temperature(word: int, value_c: float) -> None:
    assert temperature_c(word) == pytest.approx(value_c, abs=0.0005)
