import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.mlx90614_codec import (
    Mlx90614Sample,
    ambient_c,
    corrected,
    is_identity,
    object_c,
    require_emissivity,
    stored_emissivity,
)
from drivers.errors import DriverError, OutOfRange
from drivers.measured import Measured, alone
from tests.drivers.measured import absent_fields, number


# eldruin/mlx9061x-rs tests/mlx90614.rs.
@pytest.mark.parametrize(("word", "value_c"), [(0x39E1, 23.19), (0x3A61, 25.75), (0x3A6B, 25.95), (0x3A26, 24.57)])
def test_temperature_of_the_case(word: int, value_c: float) -> None:
    assert ambient_c(word) == pytest.approx(value_c)


# eldruin/mlx9061x-rs tests/mlx90614.rs.
@pytest.mark.parametrize(("word", "value_c"), [(0x3A26, 24.57), (0x3AD2, 28.01)])
def test_temperature_of_the_surface(word: int, value_c: float) -> None:
    assert object_c(word) == pytest.approx(value_c)


@pytest.mark.parametrize("word", [0x8000, 0xBA26, 0xFFFF])
def test_a_flagged_word_is_no_temperature(word: int) -> None:
    for codec in (ambient_c, object_c):
        with pytest.raises(OutOfRange, match="flags its measurement"):
            codec(word)


@pytest.mark.parametrize(("word", "text"), [(0x0000, "-273.1 °C"), (0x27AC, "-70.0 °C"), (0x7FFF, "382.2 °C")])
def test_a_surface_beyond_the_range_is_none(word: int, text: str) -> None:
    with pytest.raises(OutOfRange, match=text):
        object_c(word)


@pytest.mark.parametrize("word", [0x2D89, 0x4DC4])
def test_a_case_beyond_the_range_is_none(word: int) -> None:
    with pytest.raises(OutOfRange, match="outside -40 to 125 °C"):
        ambient_c(word)


def test_the_same_emissivity_corrects_nothing() -> None:
    sample = corrected(Mlx90614Sample(60.0, 25.0), stored=0.98, wanted=0.98)
    assert (sample.object_c, sample.ambient_c) == pytest.approx((60.0, 25.0))


def test_a_surface_that_shines_less_is_farther_from_the_case_than_it_looks() -> None:
    warm = corrected(Mlx90614Sample(60.0, 25.0), stored=1.0, wanted=0.95)
    assert warm.object_c == pytest.approx(61.6, abs=0.1), "((333.15^4 - 298.15^4) / 0.95 + 298.15^4)^(1/4)"
    cold = corrected(Mlx90614Sample(-10.0, 25.0), stored=1.0, wanted=0.7)
    assert number(cold.object_c) < -10.0


def test_what_no_surface_can_be_is_absent_and_the_case_stays() -> None:
    sample = corrected(Mlx90614Sample(-70.0, 125.0), stored=1.0, wanted=0.1)
    assert (absent_fields(sample), sample.ambient_c) == (["object_c"], 125.0)


@pytest.mark.parametrize(
    ("surface", "case", "wanted", "absent"),
    [
        (OutOfRange("flagged"), 25.0, 0.5, ["object_c"]),
        (30.0, OutOfRange("flagged"), 0.5, ["object_c", "ambient_c"]),
        (30.0, OutOfRange("flagged"), 1.0, ["ambient_c"]),
    ],
)
def test_a_flagged_value_costs_what_is_reckoned_with_it(
    surface: Measured, case: Measured, wanted: float, absent: list[str]
) -> None:
    assert absent_fields(corrected(Mlx90614Sample(surface, case), stored=1.0, wanted=wanted)) == absent


def test_the_stored_emissivity() -> None:
    assert stored_emissivity(0xFFFF) == 1.0
    assert stored_emissivity(0xF332) == pytest.approx(0.95, abs=1e-4), "data sheet: round(65535 * 0.95)"
    with pytest.raises(OutOfRange, match="emissivity = 0 "):
        stored_emissivity(0)


@pytest.mark.parametrize("emissivity", [0.0, 0.09, 1.01, -1.0, math.nan])
def test_no_surface_has_such_an_emissivity(emissivity: float) -> None:
    with pytest.raises(OutOfRange, match=r"must be 0\.1 to 1"):
        require_emissivity(emissivity)


def test_a_blank_number_identifies_nothing() -> None:
    assert is_identity((0x1234, 0xFFFF, 0, 0))
    assert not is_identity((0, 0, 0, 0))
    assert not is_identity((0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF))


@given(surface=st.integers(0, 0xFFFF), case=st.integers(0, 0xFFFF), stored=st.integers(0, 0xFFFF))
def test_any_words_give_a_temperature_in_range_or_driver_errors_only(surface: int, case: int, stored: int) -> None:
    with suppress(DriverError):
        chip = Mlx90614Sample(alone(object_c, surface), alone(ambient_c, case))
        sample = corrected(chip, stored=stored_emissivity(stored), wanted=0.95)
        assert isinstance(sample.object_c, DriverError) or -70.0 <= sample.object_c <= 380.0
        assert isinstance(sample.ambient_c, DriverError) or -40.0 <= sample.ambient_c <= 125.0
