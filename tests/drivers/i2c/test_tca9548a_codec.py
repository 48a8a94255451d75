from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BadFrame, DriverError, OutOfRange
from drivers.i2c.tca9548a_codec import channel_mask, is_selected


# eldruin/xca9548a-rs tests: [01] selects channel 0.
@pytest.mark.parametrize(("channel", "mask"), [(0, "01"), (3, "08"), (7, "80")])
def test_a_channel_is_one_bit(channel: int, mask: str) -> None:
    assert channel_mask(channel) == bytes.fromhex(mask)
    assert is_selected(bytes.fromhex(mask), channel)


@pytest.mark.parametrize("channel", [-1, 8])
def test_there_are_eight_channels(channel: int) -> None:
    with pytest.raises(OutOfRange, match=f"channel = {channel} must be 0 to 7"):
        channel_mask(channel)


@pytest.mark.parametrize("mask", ["00", "02", "09", "FF"])
def test_neither_another_channel_nor_one_more_will_do(mask: str) -> None:
    assert not is_selected(bytes.fromhex(mask), 3)


def test_no_byte_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame, match="1 byte, not 0"):
        is_selected(b"", 3)


@given(reply=st.binary(max_size=3), channel=st.integers(-2, 9))
def test_any_bytes_raise_driver_errors_only(reply: bytes, channel: int) -> None:
    with suppress(DriverError):
        assert is_selected(reply, channel) is (reply == bytes([1 << channel]))
