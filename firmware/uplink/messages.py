"""Translate between the hub and the controller: commands into requests, events and refusals into messages. Pure."""

import json
from collections.abc import Collection
from datetime import UTC, datetime

from controller import AlarmCleared, AlarmRaised, Event, Request, RequestAccepted, RequestRefused
from firmware.requests.alarm_orders import ALARMS, AlarmOrder
from firmware.requests.alarm_orders import parse_at as alarm_order_at
from firmware.requests.parsing import parse_set
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import TripOrder, parse_at
from firmware.runtime.clock import Now
from firmware.uplink.port import Message
from firmware.uplink.topics import CLEARED, RAISED, Topics

ORIGIN = "mqtt"

MAX_BYTES = 64
"""No set-point and no mode is longer; what is, is not looked at."""

_MAX_QUOTE = 30


def read_command(
    topic: str, payload: bytes, topics: Topics, appliances: Collection[str], *, request_id: str, now: Now
) -> Request:
    """Convert a command at `topic` into a request for one of `appliances`; raises CommandError."""
    appliance, field = topics.command_of(topic)
    text = _text(appliance, payload, appliances)
    return parse_set(appliance, field, text, request_id=request_id, origin=ORIGIN, now=now)


def read_order(appliance: str, payload: bytes, appliances: Collection[str]) -> TripOrder:
    """Convert a message for one of `appliances` into an order for a trip of goods; raises CommandError."""
    return parse_at(appliance, _text(appliance, payload, appliances))


def read_alarm_order(field: str, payload: bytes) -> AlarmOrder:
    """Convert a message for the list of alarms into an order; raises CommandError."""
    return alarm_order_at(field, _text(ALARMS, payload, [ALARMS]))


def _text(appliance: str, payload: bytes, appliances: Collection[str]) -> str:
    if appliance not in appliances:
        raise CommandError(f"no such appliance: must be one of {', '.join(appliances)}")
    if len(payload) > MAX_BYTES:
        raise CommandError(f"{appliance}: {len(payload)} bytes: must be at most {MAX_BYTES}")
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise CommandError(f"{appliance}: is not UTF-8 text (byte {error.start})") from error


def message_of(event: Event, topics: Topics, *, wall_s: float) -> Message | None:
    """Return the message on `event`, which happened at `wall_s` (seconds since 1970); None: there is none."""
    at = datetime.fromtimestamp(wall_s, UTC).isoformat(timespec="seconds")
    match event:
        case AlarmRaised():
            return _json(topics.events, event_type=RAISED, alarm=event.alarm, text=event.text, at=at)
        case AlarmCleared():
            return _json(topics.events, event_type=CLEARED, alarm=event.alarm, at=at)
        case RequestAccepted(origin=origin) if origin == ORIGIN:
            return accepted(event.request_id, event.appliance, event.value, topics)
        case RequestRefused(origin=origin) if origin == ORIGIN:
            return refusal(event.request_id, event.appliance, event.reason, topics)
        case _:
            return None


def refusal(request_id: str, appliance: str, reason: str, topics: Topics) -> Message:
    """Answer a request that cannot be met."""
    return _answer(topics, request_id, appliance[:_MAX_QUOTE], ok=False, reason=reason)


def accepted(request_id: str, appliance: str, value: str, topics: Topics) -> Message:
    """Answer a request that was met."""
    return _answer(topics, request_id, appliance, ok=True, value=value)


def _answer(topics: Topics, request_id: str, appliance: str, *, ok: bool, **more: str) -> Message:
    """Answer a request by the keys that hubs know: `target` is the appliance."""
    fields: dict[str, str | bool] = {"request_id": request_id, "target": appliance, "ok": ok, **more}
    return _json(topics.answers, **fields)


def _json(topic: str, **fields: str | bool) -> Message:
    return Message(topic, json.dumps(fields, ensure_ascii=False))
