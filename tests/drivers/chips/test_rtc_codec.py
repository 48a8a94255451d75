import pytest

from drivers.chips.rtc_codec import RtcSample, decode
from drivers.errors import BadFrame, OutOfRange


def test_seconds_since_1970() -> None:
    assert decode("1795379434\n") == RtcSample(1_795_379_434.0)


@pytest.mark.parametrize("text", ["0\n", "946684800\n", "1704067199\n", "4102444800\n"])
def test_a_clock_that_was_never_set_has_no_time(text: str) -> None:
    with pytest.raises(OutOfRange, match="was it ever set"):
        decode(text)


@pytest.mark.parametrize("text", ["", "\n", "-1", "1e9", "2026-11-22", "١٧٩٥٣٧٩٤٣٤", "9" * 5_000])
def test_what_is_no_time_is_a_bad_frame(text: str) -> None:
    with pytest.raises(BadFrame, match="is no time in seconds"):
        decode(text)
