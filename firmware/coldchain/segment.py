"""A segment of a consignment's way: one trip as it is handed over, signed by the key of the device that recorded it.

Its summary is a signed note (C2SP) that is small enough for a QR code: a line that names the form, and a line of JSON.
The file has the note, its key, and the content that the note's hash is of: the trip, its minutes and what happened.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from firmware.coldchain.assessment import Assessment, Verdict
from firmware.coldchain.notes import Key, Note, NoteError
from firmware.coldchain.series import Fact, Gap, Item, Minute
from firmware.coldchain.signing_key import SigningKey
from firmware.coldchain.trips import Trip, from_json, to_json
from firmware.config.cargo_profiles import cargo_of
from firmware.errors import FirmwareError

FORM = "homeward-segment/1"
"""The first line of the note; another number is another form."""

MAX_BYTES = 64 << 20
"""No trip has more: a year of minutes has 50 MB. What is larger is not read."""

_MINUTES = TypeAdapter(list[Minute])
_GAPS = TypeAdapter(list[Gap])
_FACTS = TypeAdapter(list[Fact])


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A segment as it is taken up. `key` is that of the signature, None where nobody signed `note`."""

    trip: Trip
    keeper: str
    items: Sequence[Item]
    facts: Sequence[Fact]
    key: Key | None = None
    note: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)
    """Only of a code, which has no minutes: what its keeper made of them."""


def summary_of(trip: Trip, told: Assessment, keeper: str, content: str) -> dict[str, Any]:
    """Return what is signed of a trip, and of its content the hash."""
    figures = told.deciding
    return {
        "consignment": trip.consignment,
        "trip": trip.trip_id,
        "keeper": keeper,
        "compartment": trip.compartment,
        "cargo": trip.cargo.name,
        "began_s": round(trip.started_s),
        "ended_s": None if trip.stopped_s is None else round(trip.stopped_s),
        "given_by": trip.given_by,
        "taken_by": trip.taken_by,
        "verdict": told.verdict,
        "why": told.why,
        "of": figures.subject,
        **{
            name: None if value is None else round(value, 2)
            for name, value in (
                ("min_c", figures.min_c),
                ("max_c", figures.max_c),
                ("mean_c", figures.mean_c),
                ("mkt_c", figures.kinetic_c),
            )
        },
        "out_of_range_s": round(figures.out_of_range_s),
        "out_of_refrigeration_s": None if told.out_of_refrigeration_s is None else round(told.out_of_refrigeration_s),
        "excursions": len(told.excursions),
        "content_sha256": _hash(content),
    }


def content_of(segment: Handed) -> str:
    """Write the content of a segment: the whole trip, to be judged again with those of others."""
    minutes = [item for item in segment.items if isinstance(item, Minute)]
    gaps = [item for item in segment.items if isinstance(item, Gap)]
    return json.dumps(
        {
            "keeper": segment.keeper,
            "trip": to_json(segment.trip),
            "minutes": _MINUTES.dump_python(minutes, mode="json", exclude_defaults=True),
            "gaps": _GAPS.dump_python(gaps, mode="json"),
            "facts": _FACTS.dump_python(list(segment.facts), mode="json"),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def signed(segment: Handed, told: Assessment, signing_key: SigningKey, log: str) -> tuple[str, Note, Key]:
    """Sign a segment as the log `log`; return its file, and the note alone with the key that signed it."""
    content = content_of(segment)
    line = json.dumps(
        summary_of(segment.trip, told, segment.keeper, content), ensure_ascii=False, separators=(",", ":")
    )
    note, key = signing_key.signed_text(log, f"{FORM}\n{line}\n")
    return _file(content, str(note), key.text), note, key


def code_of(note: Note, key: Key) -> str:
    """Return what a code holds: a file without its content, which tells no more than the summary."""
    return _file("", str(note), key.text)


def unsigned(segment: Handed) -> str:
    """Write the file of a segment that nobody signed, such as the history of a home hub."""
    return _file(content_of(segment), "", "")


def read(text: str, name: str) -> Handed:
    """Read the file `name` and verify it by its own key; raises FirmwareError with one line."""
    try:
        file = json.loads(text)
        form, note, key, content = (str(file[word]) for word in ("form", "note", "key", "content"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FirmwareError(
            f"{name}: is no segment, or cut off: must be a file of `homeward trip hand-over`"
        ) from error
    if form != FORM:
        raise FirmwareError(f"{name}: has the form {form!r:.40}: must be {FORM}")
    if not note:
        return _handed(content, None, note, name)
    told, signer = _signed_summary(note, key, name)
    if not content:
        return _of_summary(told, signer, note, name)
    if told.get("content_sha256") != _hash(content):
        raise FirmwareError(f"{name}: its content was changed after {signer.name} had signed it")
    return _handed(content, signer, note, name)


def _signed_summary(note: str, key_text: str, name: str) -> tuple[dict[str, Any], Key]:
    """Return the summary and whose key has signed it."""
    try:
        signed_note, key = Note.read(note), Key.read(key_text)
        good = signed_note.is_signed(key)
    except (NoteError, ValueError) as error:
        raise FirmwareError(f"{name}: its signature cannot be read: {error}") from error
    if not good:
        raise FirmwareError(f"{name}: its summary was changed after {key.name} had signed it")
    form, _, line = signed_note.text.partition("\n")
    if form != FORM:
        raise FirmwareError(f"{name}: {key.name} has signed something else than a segment")
    return _object(line), key


def _of_summary(told: dict[str, Any], key: Key, note: str, name: str) -> Handed:
    """Return what a code tells: a trip of which no minute is known."""
    try:
        trip = Trip(
            trip_id=str(told["trip"]),
            compartment=str(told["compartment"]),
            cargo=cargo_of(str(told["cargo"])),
            started_s=float(told["began_s"]),
            started_by="code",
            stopped_s=None if told["ended_s"] is None else float(told["ended_s"]),
            consignment=str(told["consignment"]),
            given_by=str(told["given_by"]),
            taken_by=str(told["taken_by"]),
        )
        Verdict(told["verdict"])
    except (KeyError, TypeError, ValueError) as error:
        raise FirmwareError(f"{name}: its summary cannot be used ({error}): made by another version?") from error
    return Handed(trip=trip, keeper=str(told.get("keeper", "")), items=(), facts=(), key=key, note=note, summary=told)


def _handed(content: str, key: Key | None, note: str, name: str) -> Handed:
    told = _object(content)
    trip = from_json(told.get("trip"))
    try:
        minutes = _MINUTES.validate_python(told.get("minutes"))
        gaps = _GAPS.validate_python(told.get("gaps"))
        facts = _FACTS.validate_python(told.get("facts"))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise FirmwareError(f"{name}: its content cannot be used ({where}): made by another version?") from error
    if trip is None:
        raise FirmwareError(f"{name}: its content cannot be used (trip): made by another version?")
    items: list[Item] = [*minutes, *gaps]
    items.sort(key=lambda item: item.wall_s)
    return Handed(trip=trip, keeper=str(told.get("keeper", "")), items=items, facts=facts, key=key, note=note)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _file(content: str, note: str, key: str) -> str:
    written = {"form": FORM, "note": note, "key": key, "content": content}
    return f"{json.dumps(written, ensure_ascii=False)}\n"


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
