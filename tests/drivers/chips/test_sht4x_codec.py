import json
from pathlib import Path

import pytest

from drivers.chips.sht4x_codec import Sht4xSample, decode, humidity_pct
from drivers.errors import ChecksumFailed
from drivers.i2c.sensirion_codec import pack_words, temperature_c
from tests.drivers.measured import error


def test_the_recorded_conversion_limits_hold(data_dir: Path) -> None:
    vectors = json.loads((data_dir / "sensors" / "i2c_vectors.json").read_text(encoding="utf-8"))
    limits = [vector for vector in vectors if vector["chip"] == "SHT4x"]
    assert len(limits) == 2
    for vector in limits:
        expected = vector["expect"]["temperature_C"], vector["expect"]["humidity_rh"]
        assert (temperature_c(vector["raw_t"]), humidity_pct(vector["raw_rh"])) == expected, vector["source"]


# Worked out by hand from the data sheet's formulas.
@pytest.mark.parametrize(
    ("words", "value_c", "value_pct"), [((0x6666, 0x8000), 25.0, 56.501), ((0x61A8, 0x7530), 21.758, 51.221)]
)
def test_a_measurement(words: tuple[int, int], value_c: float, value_pct: float) -> None:
    sample = decode(pack_words(*words))
    assert sample.temperature_c == pytest.approx(value_c, abs=0.0005)
    assert sample.humidity_pct == pytest.approx(value_pct, abs=0.0005)


@pytest.mark.parametrize(("word", "value_pct"), [(0x0001, 0.0), (0x0C00, 0.0), (0xFFFE, 100.0)])
def test_humidity_beyond_the_physical_is_its_limit(word: int, value_pct: float) -> None:
    assert decode(pack_words(0x6666, word)) == Sht4xSample(25.0, value_pct)


@pytest.mark.parametrize("word", [0x0000, 0xFFFF])
def test_a_temperature_that_the_chip_cannot_measure_is_absent_alone(word: int) -> None:
    sample = decode(pack_words(word, 0x8000))
    assert "outside -40 to 125" in str(error(sample.temperature_c))
    assert sample.humidity_pct == pytest.approx(56.5, abs=0.01)


def test_a_dead_line_fails_the_check() -> None:
    for level in (b"\x00", b"\xff"):
        with pytest.raises(ChecksumFailed):
            decode(level * 6)


@pytest.mark.parametrize(("word", "text"), [(0x0000, "-6 %"), (0xFFFF, "119 %")])
def test_humidity_at_an_end_of_its_scale_is_none_and_the_temperature_stays(word: int, text: str) -> None:
    sample = decode(pack_words(0x6666, word))
    assert sample.temperature_c == 25.0
    assert text in str(error(sample.humidity_pct))
