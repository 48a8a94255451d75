import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.ppg_light_codec import FIRST_STEP, IDLE_STEP, has_contact, next_led_step

FULL = (1 << 18) - 1
COUNTS = st.lists(st.integers(0, FULL), max_size=40)


# SparkFun's example takes 50 000 counts at 6.2 mA for a finger.
@pytest.mark.parametrize(
    ("count", "led_step", "contact"),
    [(50_000, 31, True), (49_000, 31, False), (12_000, IDLE_STEP, True), (11_000, IDLE_STEP, False)],
)
def test_contact_is_judged_by_the_light_that_is_given(count: int, led_step: int, contact: bool) -> None:
    assert has_contact([count] * 5, led_step) is contact


def test_neither_nothing_nor_a_saturated_detector_is_contact() -> None:
    assert not has_contact([], 31)
    assert not has_contact([FULL] * 5, 31)


def test_one_outlier_is_no_contact() -> None:
    assert not has_contact([500, 500, 200_000, 500, 500], 31)


@pytest.mark.parametrize("share", [0.41, 0.55, 0.69])
def test_the_light_stays_while_it_is_near_the_middle(share: float) -> None:
    assert next_led_step(36, [round(FULL * share)] * 10, in_contact=True) == 36


@pytest.mark.parametrize(("share", "led_step"), [(0.2, 99), (0.8, 25), (0.01, 127)])
def test_too_little_or_too_much_light_is_brought_to_the_middle(share: float, led_step: int) -> None:
    assert next_led_step(36, [round(FULL * share)] * 10, in_contact=True) == led_step


def test_saturation_halves_the_light_with_contact_or_without() -> None:
    for in_contact in (True, False):
        assert next_led_step(100, [FULL] * 10, in_contact=in_contact) == 50
        assert next_led_step(1, [FULL] * 10, in_contact=in_contact) == 1


def test_without_contact_the_light_goes_down() -> None:
    assert next_led_step(FIRST_STEP, [9_000] * 10, in_contact=False) == IDLE_STEP


def test_without_counts_the_light_stays() -> None:
    assert next_led_step(77, [], in_contact=True) == 77


@given(led_step=st.integers(0, 255), counts=COUNTS.filter(bool), in_contact=st.booleans())
def test_the_light_is_never_off_and_never_stronger_than_skin_bears(
    led_step: int, counts: list[int], in_contact: bool
) -> None:
    wanted = next_led_step(led_step, counts, in_contact=in_contact)
    assert wanted == led_step or 1 <= wanted <= 127


@given(counts_per_step=st.floats(2_100, 20_000))
def test_on_skin_of_any_brightness_the_light_comes_to_rest(counts_per_step: float) -> None:
    led_step = IDLE_STEP
    for _ in range(6):
        counts = [min(round(counts_per_step * led_step), FULL)] * 10
        led_step = next_led_step(led_step, counts, in_contact=has_contact(counts, led_step))
    settled = [min(round(counts_per_step * led_step), FULL)] * 10
    assert next_led_step(led_step, settled, in_contact=has_contact(settled, led_step)) == led_step
    assert 0.3 < settled[0] / FULL < 0.75
