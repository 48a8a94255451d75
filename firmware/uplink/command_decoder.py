"""What the hub asks for becomes a request; what cannot be used becomes one clear line. Pure."""

from collections.abc import Collection

from controller import Request
from firmware.requests import CommandError, parse_set
from firmware.runtime.clock import Now
from firmware.uplink.topics import Topics

ORIGIN = "mqtt"

LONGEST_BYTES = 64
"""No set-point and no mode is longer; what is, is not looked at."""


def read_command(
    topic: str, payload: bytes, topics: Topics, appliances: Collection[str], *, request_id: str, now: Now
) -> Request:
    """The request for one of `appliances` that came to `topic`; raises CommandError."""
    appliance, field = topics.command_of(topic)
    if appliance not in appliances:
        raise CommandError(f"no such appliance: must be one of {', '.join(appliances)}")
    if len(payload) > LONGEST_BYTES:
        raise CommandError(f"{appliance}: {len(payload)} bytes: must be at most {LONGEST_BYTES}")
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise CommandError(f"{appliance}: is not UTF-8 text (byte {error.start})") from error
    return parse_set(appliance, field, text, request_id=request_id, origin=ORIGIN, now=now)
