"""Load a signal database (DBC), or say in one line where and why it cannot be used.

Maps from the field are loaded even where signals of one message overlap (two of the four community maps that were
looked at do): the codec takes each wanted signal by itself, so an overlap harms none. Each overlap becomes a note.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cantools
from cantools.database.can import Database, Message
from cantools.database.errors import UnsupportedDatabaseFormatError

from drivers.errors import BadDatabase, NotFitted
from drivers.vehicle.dbc_limits import refuse_giants
from drivers.vehicle.dbc_text import MAX_FILE_BYTES

MAX_BITS_COMPARED = 4_000_000
"""Bits of all messages, once for each signal in each layout: overlaps are looked for no further (1 s on a PC)."""

MAX_REASON = 300
"""Characters of one line."""

MAX_NAMES_SOUGHT = 5
"""Of those that an error names, to find its line."""

_LOG = logging.getLogger(__name__)
logging.getLogger("cantools").setLevel(logging.ERROR)  # what it warns of is told in the notes


@dataclass(frozen=True, slots=True)
class SignalDatabase:
    """The messages of one map, each id once. `notes` tells what is odd in it and harmless, one line each."""

    source: str
    messages: tuple[Message, ...]
    notes: tuple[str, ...] = ()


def load_database(file: Path) -> SignalDatabase:
    """Read and parse `file`; raises NotFitted where there is none, else BadDatabase ("file:line:column: reason")."""
    database = parse_database(_read(file), source=str(file))
    if database.notes:
        _LOG.info("%s: %d oddities, the first: %s", file, len(database.notes), database.notes[0])
    return database


def parse_database(text: str, *, source: str) -> SignalDatabase:
    """Parse DBC `text`; `source` names it in errors. Raises BadDatabase."""
    refuse_giants(text, source)
    try:
        database = cantools.database.load_string(text, database_format="dbc", strict=False)
    except UnsupportedDatabaseFormatError as error:
        raise BadDatabase(_reason(text, source, error.e_dbc or error)) from error
    if not isinstance(database, Database) or not database.messages:
        raise BadDatabase(f"{source}: holds no message (no BO_ entry): is it a DBC file?")
    return _unique(source, database.messages)


def _read(file: Path) -> str:
    """Read no more than a map may have, whatever stands there: a device or a pipe has no end."""
    if not file.exists():
        raise NotFitted(f"{file}: no such file: the car's signal database (DBC) is wanted")
    if not file.is_file():
        raise BadDatabase(f"{file}: cannot be read: is no file; the car's signal database (DBC) is wanted")
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadDatabase(f"{file}: cannot be read: {error.strerror}") from error
    if len(data) > MAX_FILE_BYTES:
        raise BadDatabase(f"{file}: has more than {MAX_FILE_BYTES} bytes: no signal database is so large")
    return data.decode(encoding="cp1252", errors="replace")  # the format names no encoding; tools write this one


def _reason(text: str, source: str, error: Exception) -> str:
    """Explain in one line what the parser refused: file, line and column as far as they are known, reason."""
    lines = text.split("\n")
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    if isinstance(line, int) and isinstance(column, int):
        wrong = lines[line - 1] if line <= len(lines) else ""
        before, after = wrong[: column - 1].strip()[-40:], wrong[column - 1 :].strip()[:40] or "the end of the line"
        return f"{source}:{line}:{column}: invalid syntax: {after!r} after {before!r}; correct or remove that entry"
    if isinstance(error, IndexError):
        if text.rstrip().endswith(";"):
            return f"{source}: a BA_ entry gives an attribute a choice that its BA_DEF_ does not have"
        return f"{source}:{len(lines)}: the file ends in the middle of an entry"
    what = f"{error.args[0]!r} is not defined" if isinstance(error, KeyError) else " ".join(str(error).split())
    reason = what if len(what) <= MAX_REASON else f"{what[:MAX_REASON]} ..."
    return f"{_place(text, source, reason)}: {reason.rstrip('.')}"


def _place(text: str, source: str, what: str) -> str:
    """Find the place of the entry that `what` is about, as far as its words tell."""
    patterns = [rf"^[ \t]*+BO_\s++\d++\s++{name}\s*+:" for name in re.findall(r"message (\w+)", what)]
    patterns += [rf"^[ \t]*+{kind}\s++{number}\b" for kind, number in re.findall(r"\b(VAL_|SIG_VALTYPE_) (\d+)", what)]
    patterns += [rf'"{re.escape(name)}"' for name in re.findall(r"^'(.+)' is not defined", what)]
    found = (re.search(pattern, text, re.MULTILINE) for pattern in patterns[:MAX_NAMES_SOUGHT])
    return next((f"{source}:{text.count(chr(10), 0, match.end()) + 1}" for match in found if match), source)


def _unique(source: str, messages: list[Message]) -> SignalDatabase:
    by_id = {(message.frame_id, message.is_extended_frame): message for message in messages}
    doubles = [message for message in messages if by_id[message.frame_id, message.is_extended_frame] is not message]
    notes = [f"message {message.name}: a later one has its id 0x{message.frame_id:X}" for message in doubles]
    return SignalDatabase(source, tuple(by_id.values()), (*notes, *_overlaps(by_id.values())))


def _overlaps(messages: Iterable[Message]) -> Iterator[str]:
    left = MAX_BITS_COMPARED
    for message in messages:
        left -= 8 * message.length * _placed(message.signal_tree)
        if left < 0:
            yield f"message {message.name}: so much is placed there that overlaps are not looked for from here on"
            return
        try:
            message.refresh(strict=True)
        except cantools.Error as error:
            yield str(error).rstrip(".")


def _placed(tree: Iterable[Any]) -> int:
    """Count the signals of a layout, and of all those within it."""
    count = 0
    for each in tree:
        count += 1
        if isinstance(each, dict):
            count += sum(1 + _placed(below) for layouts in each.values() for below in layouts.values())
    return count
