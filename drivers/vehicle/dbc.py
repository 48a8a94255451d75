"""Load a signal database (DBC), or say in one line where and why it cannot be used.

Maps from the field are loaded even where signals of one message overlap (two of the four community maps that were
looked at do): the codec takes each wanted signal by itself, so an overlap harms none. Each overlap becomes a note.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cantools
from cantools.database.can import Database, Message
from cantools.database.errors import UnsupportedDatabaseFormatError

from drivers.errors import BadDatabase, NotFitted

LONGEST_MESSAGE_BYTES = 1_785
"""The longest message that a map can mean: 255 packets of 7 bytes (SAE J1939-21 transport protocol)."""

WIDEST_MULTIPLEX = 65_536
"""More multiplexer values than this in one range are a damaged number: the parser would keep each in memory."""

LARGEST_FILE_BYTES = 32 * 1024 * 1024
"""Forty times the largest community map that was looked at; more is not a map (engineering choice)."""

_LOG = logging.getLogger(__name__)
logging.getLogger("cantools").setLevel(logging.ERROR)  # what it warns of is told in the notes

_MESSAGE = re.compile(r"^\s*BO_\s+\S+\s+\S+\s*:\s*(\d+)")
_SIGNAL = re.compile(r"^\s*SG_[^:]+:\s*(\d+)\s*\|\s*(\d+)")
_RANGE = re.compile(r"\b(\d+)-(\d+)")


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
    _refuse_giants(text, source)
    try:
        database = cantools.database.load_string(text, database_format="dbc", strict=False)
    except UnsupportedDatabaseFormatError as error:
        raise BadDatabase(_reason(text, source, error.e_dbc or error)) from error
    if not isinstance(database, Database) or not database.messages:
        raise BadDatabase(f"{source}: holds no message (no BO_ entry): is it a DBC file?")
    return _unique(source, database.messages)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise BadDatabase(f"{file}: has more than {LARGEST_FILE_BYTES} bytes: no signal database is so large")
        return file.read_text(encoding="cp1252", errors="replace")  # the format names no encoding; tools write this one
    except FileNotFoundError as error:
        raise NotFitted(f"{file}: no such file: the car's signal database (DBC) is wanted") from error
    except OSError as error:
        raise BadDatabase(f"{file}: cannot be read: {error.strerror}") from error


def _refuse_giants(text: str, source: str) -> None:
    """A damaged length must not make the parser ask for gigabytes."""
    for number, line in enumerate(text.split("\n"), 1):
        if (message := _MESSAGE.match(line)) and int(message[1]) > LONGEST_MESSAGE_BYTES:
            raise BadDatabase(
                f"{source}:{number}: a message of {message[1]} bytes; {LONGEST_MESSAGE_BYTES} is the most"
            )
        if (signal := _SIGNAL.match(line)) and max(int(signal[1]), int(signal[2])) > 8 * LONGEST_MESSAGE_BYTES:
            raise BadDatabase(f"{source}:{number}: a signal beyond the end of any message")
        if line.lstrip().startswith("SG_MUL_VAL_") and any(
            int(last) - int(first) > WIDEST_MULTIPLEX for first, last in _RANGE.findall(line)
        ):
            raise BadDatabase(f"{source}:{number}: a range of more than {WIDEST_MULTIPLEX} multiplexer values")


def _reason(text: str, source: str, error: Exception) -> str:
    """One line for what the parser refused: file, line and column as far as they are known, reason."""
    lines = text.split("\n")
    line, column = getattr(error, "line", None), getattr(error, "column", None)
    if isinstance(line, int) and isinstance(column, int):
        wrong = lines[line - 1] if line <= len(lines) else ""
        before, after = wrong[: column - 1].strip()[-40:], wrong[column - 1 :].strip()[:40] or "the end of the line"
        return f"{source}:{line}:{column}: invalid syntax: {after!r} after {before!r}; correct or remove that entry"
    if isinstance(error, IndexError):
        return f"{source}:{len(lines)}: the file ends in the middle of an entry"
    what = f"{error.args[0]!r} is not defined" if isinstance(error, KeyError) else " ".join(str(error).split())
    return f"{_place(text, source, what)}: {what.rstrip('.')}"


def _place(text: str, source: str, what: str) -> str:
    """Where the entry stands that `what` is about, as far as its words tell."""
    patterns = [rf"^\s*BO_\s+\d+\s+{name}\s*:" for name in re.findall(r"message (\w+)", what)]
    patterns += [rf"^\s*{kind}\s+{number}\b" for kind, number in re.findall(r"\b(VAL_|SIG_VALTYPE_) (\d+)", what)]
    patterns += [rf'"{re.escape(name)}"' for name in re.findall(r"^'(.+)' is not defined", what)]
    found = (re.search(pattern, text, re.MULTILINE) for pattern in patterns)
    return next((f"{source}:{text.count(chr(10), 0, match.end()) + 1}" for match in found if match), source)


def _unique(source: str, messages: list[Message]) -> SignalDatabase:
    by_id = {(message.frame_id, message.is_extended_frame): message for message in messages}
    doubles = [message for message in messages if by_id[message.frame_id, message.is_extended_frame] is not message]
    notes = [f"message {message.name}: a later one has its id 0x{message.frame_id:X}" for message in doubles]
    return SignalDatabase(source, tuple(by_id.values()), (*notes, *_overlaps(by_id.values())))


def _overlaps(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        try:
            message.refresh(strict=True)
        except cantools.Error as error:
            yield str(error).rstrip(".")
