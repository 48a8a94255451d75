"""What the hub is told as it happens: alarms, and answers to its requests. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from controller import AlarmCleared, AlarmRaised, Event, RequestAccepted, RequestRefused
from firmware.uplink.command_decoder import ORIGIN
from firmware.uplink.entities import CLEARED, RAISED
from firmware.uplink.topics import Topics

_LONGEST_QUOTE = 30


@dataclass(frozen=True, slots=True)
class Message:
    """Something for the broker; with `qos` 1 it is sent until the broker has it."""

    topic: str
    payload: str
    retain: bool = False
    qos: int = 1


def message_of(event: Event, topics: Topics, *, wall_s: float) -> Message | None:
    """What there is to say about `event`, which happened at `wall_s` (seconds since 1970); None: nothing."""
    at = datetime.fromtimestamp(wall_s, UTC).isoformat(timespec="seconds")
    match event:
        case AlarmRaised():
            return _json(topics.events, event_type=RAISED, alarm=event.alarm, text=event.text, at=at)
        case AlarmCleared():
            return _json(topics.events, event_type=CLEARED, alarm=event.alarm, at=at)
        case RequestAccepted(origin=origin) if origin == ORIGIN:
            return _answer(topics, event.request_id, event.appliance, ok=True, value=event.value)
        case RequestRefused(origin=origin) if origin == ORIGIN:
            return refusal(event.request_id, event.appliance, event.reason, topics)
        case _:
            return None


def refusal(request_id: str, appliance: str, reason: str, topics: Topics) -> Message:
    """The answer to a request that cannot be met."""
    return _answer(topics, request_id, appliance[:_LONGEST_QUOTE], ok=False, reason=reason)


def _answer(topics: Topics, request_id: str, appliance: str, *, ok: bool, **more: str) -> Message:
    """Answer a request by the keys that hubs know: `target` is the appliance."""
    fields: dict[str, str | bool] = {"request_id": request_id, "target": appliance, "ok": ok, **more}
    return _json(topics.answers, **fields)


def _json(topic: str, **fields: str | bool) -> Message:
    return Message(topic, json.dumps(fields, ensure_ascii=False))
