import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import Mode, ModeRequest, SetPointRequest
from firmware.requests import CommandError
from firmware.runtime.clock import Now
from firmware.uplink.command_decoder import read_command
from firmware.uplink.topics import Topics

TOPICS = Topics("home/cars", "homeassistant", "a1b2c3")
NOW = Now(1_000.0, 1_800_000_000.0)
APPLIANCES = ("food", "medicine", "cabin")


def read(topic: str, payload: bytes) -> object:
    return read_command(topic, payload, TOPICS, APPLIANCES, request_id="mqtt-7", now=NOW)


def test_a_set_point_is_a_request() -> None:
    assert read(TOPICS.command("food", "set_point"), b"4.5") == SetPointRequest("mqtt-7", "mqtt", "food", 4.5)


def test_a_mode_is_a_request() -> None:
    assert read(TOPICS.command("cabin", "mode"), b"fan_only") == ModeRequest("mqtt-7", "mqtt", "cabin", Mode.FAN_ONLY)


@pytest.mark.parametrize(
    ("field", "payload", "says"),
    [
        ("set_point", b"", "must be a number of degrees Celsius"),
        ("set_point", b"garbage", "must be a number of degrees Celsius"),
        ("set_point", b"NaN", "must be a number of degrees Celsius"),
        ("set_point", b"1e999", "must be a number of degrees Celsius"),
        ("set_point", b"[1,2]", "must be a number of degrees Celsius"),
        ("set_point", b"\xff\xfe\x00", "is not UTF-8 text (byte 0)"),
        ("set_point", b"4" * 20_000, "20000 bytes: must be at most 64"),
        ("mode", b"purge", "must be one of off, cool"),
        ("flavour", b"sweet", "must be one of set_point, mode, preset, quiet, departure, tune"),
        ("", b"4", "must be one of set_point, mode, preset, quiet, departure, tune"),
        ("set_point/x", b"4", "must be one of set_point, mode, preset, quiet, departure, tune"),
    ],
)
def test_what_cannot_be_used_says_what_would_be_right(field: str, payload: bytes, says: str) -> None:
    with pytest.raises(CommandError) as caught:
        read(TOPICS.command("food", field), payload)
    assert says in str(caught.value)
    assert str(caught.value).startswith("food")
    assert len(str(caught.value)) < 120


def test_an_unknown_appliance_names_the_known_ones() -> None:
    with pytest.raises(CommandError, match="no such appliance: must be one of food, medicine, cabin"):
        read(TOPICS.command("freezer", "set_point"), b"4")


@given(st.sampled_from(["set_point", "mode"]), st.binary(max_size=80))
def test_no_bytes_do_anything_but_be_read_or_refused(field: str, payload: bytes) -> None:
    try:
        request = read(TOPICS.command("cabin", field), payload)
    except CommandError:
        return
    assert isinstance(request, SetPointRequest | ModeRequest)
