"""Leaves: the rows that the cold-chain record can be proven by, in a form that does not depend on how they are stored.

A leaf is canonical JSON (RFC 8785) without fractions, so that every program makes the same bytes of it: an array of its
number, kind, boot id, monotonic time, time of day, the quality of that time, its compartment, and what it says. Pure.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from firmware.record.rows import TRIP_STARTED, TRIP_STOPPED, EventRow, TimeOfDay

EVENT, CLOCK, START, STOP = "event", "clock", "start", "stop"
"""Kinds of leaves that this room makes or completes: an event; the time of day became known; recording began, ended."""

EVERYWHERE = ""
"""The compartment of a leaf that is of the whole installation."""

IS_CLOCK = f"text GLOB '[[]*[0-9],\"{CLOCK}\",*'"
"""SQL that finds the few leaves of that kind by an index of their own; the quotes in a text are never bare."""

_LEAF = b"\0"
"""Set before a leaf that is hashed, so that none can be taken for an inner node of the tree (RFC 9162, 2.1.1)."""


class Leaf(NamedTuple):
    """One leaf without its number, which it gets when it is written. Times in ms; `body` is a canonical JSON object."""

    kind: str
    boot_id: str
    monotonic_ms: int
    wall_ms: int
    clock: str
    compartment: str
    body: str


def canonical(value: Any) -> str:
    """Write JSON as RFC 8785 has it; fractions, whose digits are a science of their own, raise TypeError."""
    _refuse_fractions(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def text_of(seq: int, leaf: Leaf) -> str:
    """Return the canonical form of the leaf with this number."""
    *envelope, body = leaf
    return f"[{seq},{json.dumps(envelope, separators=(',', ':'), ensure_ascii=False)[1:-1]},{body}]"


def hash_of(text: str) -> bytes:
    """Return the hash of a leaf in its canonical form."""
    return hashlib.sha256(_LEAF + text.encode()).digest()


def milliseconds(seconds: float) -> int:
    """Return a time as leaves have it."""
    return round(seconds * 1_000.0)


def of_event(row: EventRow) -> Leaf:
    """Make the leaf of an event; its data stays the text that it is, as it may have fractions."""
    return Leaf(
        kind=EVENT,
        boot_id=row.boot_id,
        monotonic_ms=milliseconds(row.monotonic_s),
        wall_ms=milliseconds(row.wall_s),
        clock=row.clock,
        compartment=EVERYWHERE,
        body=canonical({"data": row.data, "kind": row.kind, "text": row.text}),
    )


def of_clock(known: TimeOfDay) -> Leaf:
    """Make the leaf that tells the time of day of all leaves of its boot; theirs stay as they are."""
    at_zero_ms, known_at_ms = milliseconds(known.wall_at_zero_s), milliseconds(known.known_at_s)
    return Leaf(
        kind=CLOCK,
        boot_id=known.boot_id,
        monotonic_ms=known_at_ms,
        wall_ms=at_zero_ms + known_at_ms,
        clock=known.clock.value,
        compartment=EVERYWHERE,
        body=canonical({"wall_at_zero_ms": at_zero_ms}),
    )


def is_trip() -> str:
    """Return SQL that finds the leaves of the start and the stop of trips, by an index of their own."""
    either = " OR ".join(f'text GLOB \'*"kind":"{kind}",*\'' for kind in (TRIP_STARTED, TRIP_STOPPED))
    return f"({either})"


def numbered(leaves: Iterable[Leaf], first: int, before: str | None) -> Iterator[tuple[int, str, bytes]]:
    """Give leaves their numbers from `first` on, as rows of the table; `before` is the one before the first.

    The start of recording gets told after which leaf nothing was recorded: that is the gap.
    """
    for seq, leaf in enumerate(leaves, first):
        told = leaf
        if leaf.kind == START and before is not None:
            told = leaf._replace(body=canonical(json.loads(leaf.body) | {"after": json.loads(before)[:6]}))
        before = text_of(seq, told)
        yield seq, before, hash_of(before)


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value}: leaves have no fractions: choose a smaller unit")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for each in value:
        _refuse_fractions(each)
