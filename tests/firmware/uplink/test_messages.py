import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller import (
    AlarmCleared,
    AlarmRaised,
    CompressorStarted,
    Event,
    Mode,
    ModeRequest,
    RequestAccepted,
    RequestRefused,
    SetPointRequest,
)
from firmware.requests import CommandError
from firmware.runtime.clock import Now
from firmware.uplink.messages import message_of, read_command
from firmware.uplink.topics import Topics

TOPICS = Topics("home/cars", "homeassistant", "a1b2c3")


def told(event: Event) -> tuple[str, object] | None:
    message = message_of(event, TOPICS, wall_s=1_800_000_000.0)
    if message is None:
        return None
    assert not message.retain
    assert message.qos == 1
    return message.topic, json.loads(message.payload)


def test_an_alarm_is_published_as_the_event_types_that_the_hub_knows() -> None:
    text, at = "food: air at 9.0 °C; check the lid", "2027-01-15T08:00:00+00:00"
    raised = {"event_type": "raised", "alarm": "fridge.food.too_warm", "text": text, "at": at}
    assert told(AlarmRaised(5.0, "fridge.food.too_warm", text)) == (TOPICS.events, raised)
    cleared = {"event_type": "cleared", "alarm": "fridge.food.too_warm", "at": at}
    assert told(AlarmCleared(9.0, "fridge.food.too_warm")) == (TOPICS.events, cleared)


def test_requests_of_the_hub_are_answered_and_those_of_others_are_not() -> None:
    accepted = {"request_id": "mqtt-1", "target": "food", "ok": True, "value": "4 °C"}
    assert told(RequestAccepted(at_s=1.0, request_id="mqtt-1", origin="mqtt", appliance="food", value="4 °C")) == (
        TOPICS.answers,
        accepted,
    )
    refused = {"request_id": "mqtt-2", "target": "food", "ok": False, "reason": "takes 1 to 15 °C"}
    assert told(
        RequestRefused(at_s=1.0, request_id="mqtt-2", origin="mqtt", appliance="food", reason="takes 1 to 15 °C")
    ) == (TOPICS.answers, refused)
    assert (
        told(RequestAccepted(at_s=1.0, request_id="console-1", origin="console", appliance="food", value="4 °C"))
        is None
    )
    assert (
        told(RequestRefused(at_s=1.0, request_id="console-2", origin="console", appliance="food", reason="no")) is None
    )


def test_of_other_events_the_hub_receives_nothing() -> None:
    assert told(CompressorStarted(1.0)) is None


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
