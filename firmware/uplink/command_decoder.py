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
    topic: str, payload: bytes, topics: Topics, targets: Collection[str], *, request_id: str, now: Now
) -> Request:
    """The request for one of `targets` that came to `topic`; raises CommandError."""
    target, field = topics.command_of(topic)
    if target not in targets:
        raise CommandError(f"no such target: must be one of {', '.join(targets)}")
    if len(payload) > LONGEST_BYTES:
        raise CommandError(f"{target}: {len(payload)} bytes: must be at most {LONGEST_BYTES}")
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise CommandError(f"{target}: is not UTF-8 text (byte {error.start})") from error
    return parse_set(target, field, text, request_id=request_id, origin=ORIGIN, now=now)
