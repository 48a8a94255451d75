import json

from controller import AlarmCleared, AlarmRaised, CompressorStarted, Event, RequestAccepted, RequestRefused
from firmware.uplink.messages import message_of
from firmware.uplink.topics import Topics

TOPICS = Topics("homeward", "homeassistant", "a1b2c3")


def told(event: Event) -> tuple[str, object] | None:
    message = message_of(event, TOPICS, wall_s=1_800_000_000.0)
    if message is None:
        return None
    assert not message.retain
    assert message.qos == 1
    return message.topic, json.loads(message.payload)


def test_an_alarm_is_told_as_the_event_types_that_the_hub_knows() -> None:
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


def test_of_other_events_the_hub_hears_nothing() -> None:
    assert told(CompressorStarted(1.0)) is None
