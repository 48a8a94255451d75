"""Verification of a file that proves a record, without the device: does each row fit, and if not, which is the first.

docs/record-format.md is its description. Every byte counts: what could be written in two ways is accepted in one.
"""

import json
from binascii import hexlify
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice

from firmware.coldchain.notes import Checkpoint, Key, Note, NoteError
from firmware.coldchain.proof_file import AFTER, BEFORE, CHECKPOINT, END, FIRST, KEY, MAGIC
from firmware.coldchain.tree import HASH_BYTES, Frontier, levels_between
from firmware.record.leaves import canonical

ALTERED, REMOVED, INSERTED, REORDERED, CUT_OFF = "altered", "removed", "inserted", "reordered", "cut off"
REWRITTEN, UNSIGNED, UNREADABLE = "rewritten", "not signed", "unreadable"
"""What can be wrong: rewritten is said of rows whose hashes were made anew, so that only the signature tells."""

_DIGITS = 2 * HASH_BYTES
_AT_ONCE = 1_000
_MARK, _AFTER = f"{CHECKPOINT} ".encode(), f"{AFTER} ".encode()


class WrongError(Exception):
    """The first thing that does not fit: `row` is the number of the first wrong row, None where no row is to blame."""

    def __init__(self, what: str, row: int | None, text: str) -> None:
        super().__init__(text)
        self.what, self.row = what, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on a file. `wrong` is None where everything fits."""

    wrong: WrongError | None
    first: int = 0
    rows: int = 0
    """Rows that fit, and of them ..."""
    shown: int = 0
    """... those that the file shows; the others are in it as their hash."""
    signed: int = 0
    """Rows of the whole log at its newest signature."""
    unsigned: int = 0
    """Further rows, of the record's own file alone, that are newer than its newest signature."""
    origin: str = ""
    keys: tuple[str, ...] = ()
    """The keys that have signed, for comparison with those that the device or its owner tells."""


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The state of a verification."""

    lines: Iterator[bytes]
    keys: list[Key] = field(default_factory=list)
    signed: Checkpoint | None = None
    tree: Frontier = field(default_factory=Frontier)
    waiting: list[bytes] = field(default_factory=list)
    first: int = 0
    end: int = 0
    hidden: int = 0
    previous: int = 0
    """The size at the last checkpoint that fitted."""

    def __next__(self) -> bytes:
        return self.waiting.pop(0) if self.waiting else next(self.lines, b"")

    def take(self, most: int) -> list[bytes]:
        """Take some of the next lines, at most so many; none at the end."""
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken or list(islice(self.lines, most))


def verify(lines: Iterable[bytes], *, trusted: Key | None = None, seen: Sequence[Checkpoint] = ()) -> Verdict:
    """Verify the lines of a file.

    `trusted` is the only key that may have signed, None for any that the file names; `seen` are checkpoints that
    somebody else has kept, which must fit as well.
    """
    reading, wrong = _Reading(lines=iter(lines)), None
    try:
        _verify(reading, trusted, seen)
    except WrongError as error:
        wrong = error
    except (NoteError, UnicodeDecodeError, ValueError, RecursionError) as error:
        wrong = WrongError(UNREADABLE, None, str(error))
    return Verdict(
        wrong=wrong,
        first=reading.first,
        rows=reading.end - reading.first,
        shown=reading.end - reading.first - reading.hidden,
        signed=0 if reading.signed is None else reading.signed.size,
        origin="" if reading.signed is None else reading.signed.origin,
        keys=tuple(key.text for key in reading.keys),
    )


def _verify(reading: _Reading, trusted: Key | None, seen: Sequence[Checkpoint]) -> None:
    line, newest = _head(reading)
    reading.signed = _checked(newest, reading, trusted)
    if reading.first >= reading.signed.size:
        raise WrongError(UNREADABLE, None, f"it begins with row {reading.first}, but {reading.signed.size} are signed")
    for each in seen:
        if each.origin != reading.signed.origin:
            raise WrongError(REWRITTEN, None, f"it is {reading.signed.origin}, another log than {each.origin}")
        if each.size > reading.signed.size:
            raise WrongError(
                CUT_OFF, reading.signed.size, f"{each.size} rows were seen, {reading.signed.size} are here"
            )
    reading.waiting.append(line)
    missing = {each.size: each for each in seen}
    line = _rows(reading, trusted, missing)
    _tail(reading, line, missing)


def _head(reading: _Reading) -> tuple[bytes, str]:
    """Read all before the first row; return that row's line and the newest checkpoint."""
    if next(reading) != f"{MAGIC}\n".encode():
        raise WrongError(UNREADABLE, None, f"it is no proof of a record: its first line must be {MAGIC}")
    newest = _word(next(reading), CHECKPOINT)
    line = next(reading)
    while line.startswith(f"{KEY} ".encode()):
        reading.keys.append(Key.read(text := _word(line, KEY)))
        if reading.keys[-1].text != text:
            raise NoteError(f"{text:.120}: is no key")
        line = next(reading)
    reading.first = _number(_word(line, FIRST))
    before = [_hash(_word(next(reading), BEFORE)) for _ in range(reading.first.bit_count())]
    reading.tree = Frontier(reading.first, before)
    reading.previous = reading.end = reading.first
    return next(reading), newest


def _rows(reading: _Reading, trusted: Key | None, seen: dict[int, Checkpoint]) -> bytes:
    """Read rows and the checkpoints between them; return the first line that is neither."""
    while True:
        stops = [size - reading.end for size in seen if size > reading.end]
        chunk = reading.take(min(_AT_ONCE, *stops) if stops else _AT_ONCE)
        others = [number for number, line in enumerate(chunk) if line[_DIGITS : _DIGITS + 2] != b" ["]
        if others:
            chunk, reading.waiting = chunk[: others[0]], chunk[others[0] :] + reading.waiting
        _shown(reading, chunk)
        if reading.end not in seen and (others or not chunk):
            line = next(reading)
            if len(line) == _DIGITS + 1 and line.endswith(b"\n"):
                _grow(reading, [_hidden(line, reading.end)])
                reading.hidden += 1
            elif line.startswith(_MARK):
                _fits(reading, _checked(_word(line, CHECKPOINT), reading, trusted))
            else:
                return line
        if reading.end in seen:
            _fits(reading, seen.pop(reading.end))


def _shown(reading: _Reading, chunk: list[bytes]) -> None:
    """Check rows that are shown all at once, which is quick; where one does not fit, look for it."""
    leaves = [sha256(b"\0" + line[_DIGITS + 1 : -1]).digest() for line in chunk]
    others = [at for at, line in enumerate(chunk, reading.end) if not line.startswith(b" [%d," % at, _DIGITS)]
    if not others and b"".join([line[:_DIGITS] for line in chunk]) == hexlify(b"".join(leaves)):
        _grow(reading, leaves)
        return
    for number, (line, leaf) in enumerate(zip(chunk, leaves, strict=True)):
        if not line.startswith(hexlify(leaf)) or not line.startswith(b" [%d," % reading.end, _DIGITS):
            reading.waiting = chunk[number + 1 :] + reading.waiting
            raise _diagnosis(reading, line)
        _grow(reading, [leaf])


def _grow(reading: _Reading, leaves: list[bytes]) -> None:
    reading.tree.extend(leaves)
    reading.end += len(leaves)


def _hidden(line: bytes, at: int) -> bytes:
    """Read a row that is there as its hash."""
    try:
        return _hash(line[:-1].decode())
    except ValueError as error:
        raise WrongError(ALTERED, at, f"the hash of row {at} was altered: {error}") from error


def _tail(reading: _Reading, line: bytes, seen: dict[int, Checkpoint]) -> None:
    """Read all behind the last row, and compare with what is signed."""
    signed, end = reading.signed, reading.tree.size
    if signed is None or end > signed.size:
        raise WrongError(INSERTED, signed.size if signed else None, f"{end} rows are here, but fewer are signed")
    levels = list(levels_between(end, signed.size))
    if levels and not line.startswith(_AFTER):
        raise _diagnosis(reading, line)
    for level in levels:
        reading.tree.add(_hash(_word(line, AFTER)), level)
        line = next(reading)
    _fits(reading, signed, end)
    for size, checkpoint in seen.items():
        if size != signed.size:
            raise WrongError(UNREADABLE, None, f"only the whole record can be compared with the {size} rows seen then")
        _fits(reading, checkpoint, end)
    if line != f"{END}\n".encode() or next(reading):
        raise WrongError(CUT_OFF if not line else UNREADABLE, None, f"its last line must be {END}, behind all others")


def _fits(reading: _Reading, checkpoint: Checkpoint, end: int | None = None) -> None:
    """Compare the rows until now with a checkpoint."""
    size = reading.tree.size
    if checkpoint.size != size:
        # A row before it was removed or inserted, and those between renumbered with new hashes.
        raise WrongError(
            REWRITTEN, min(size, checkpoint.size), f"a checkpoint of {checkpoint.size} is behind {size} rows"
        )
    if checkpoint.root != reading.tree.root:
        last = (size if end is None else end) - 1
        raise WrongError(
            REWRITTEN,
            reading.previous,
            f"rows {reading.previous} to {last} are not those that were signed, though each has its own hash:"
            " somebody has altered at least one of them, and made hashes anew",
        )
    reading.previous = size


def _diagnosis(reading: _Reading, line: bytes) -> WrongError:
    """Tell what happened to the first row that does not fit, which begins in `line`, from those behind it."""
    at = reading.end
    signed = reading.signed.size if reading.signed else at
    if line[-1:] != b"\n":
        return WrongError(CUT_OFF, at, f"the file ends within or before row {at}, though {signed} are signed")
    behind = [each for each in (*reading.waiting, *reading.lines) if not _is_other(each)]
    if _is_other(line):
        return WrongError(CUT_OFF, at, f"rows {at} to {signed - 1} are missing at the end")
    seq, fits = _row(line)
    if not fits or seq is None:
        if behind and _row(behind[0]) == (at, True):
            return WrongError(INSERTED, at, f"before row {at} stands something that was never signed")
        return WrongError(ALTERED, at, f"row {at} is not as it was signed: it, or its hash, was altered")
    surplus = at + 1 + len(behind) - signed
    return _displaced(at, seq, surplus, is_behind=any(_row(each) == (at, True) for each in behind))


def _displaced(at: int, seq: int, surplus: int, *, is_behind: bool) -> WrongError:
    """Tell why row `seq`, which is sound, stands where row `at` belongs; `surplus` rows are more than were signed."""
    if seq == at - 1:
        return WrongError(INSERTED, seq, f"row {seq} is there twice: one of the two was inserted")
    if seq < at or (is_behind and surplus > 0):
        return WrongError(INSERTED, at, f"where row {at} belongs stands another row {seq}: it was inserted")
    if is_behind:
        return WrongError(REORDERED, at, f"where row {at} belongs stands row {seq}, and row {at} stands farther behind")
    if surplus == 0:
        return WrongError(ALTERED, at, f"where row {at} belongs stands row {seq}, and row {at} is nowhere")
    return WrongError(REMOVED, at, f"rows {at} to {seq - 1} were removed" if seq - at > 1 else f"row {at} was removed")


def _is_other(line: bytes) -> bool:
    """Return True for a line that is no row."""
    return line.split(b" ", 1)[0].rstrip(b"\n").decode(errors="replace") in (CHECKPOINT, AFTER, END)


def _row(line: bytes) -> tuple[int | None, bool]:
    """Return the number that a row tells, None for what is none, and True where it has its own hash."""
    text = line[_DIGITS + 1 : -1]
    digits = text[1:].split(b",", 1)[0]
    number = int(digits) if text[:1] == b"[" and digits.isdigit() else None
    return number, hexlify(sha256(b"\0" + text).digest()) == line[:_DIGITS]


def _checked(text: str, reading: _Reading, trusted: Key | None) -> Checkpoint:
    """Read a checkpoint, as a JSON text, that each signature under it is right."""
    note = json.loads(text)
    if not isinstance(note, str) or canonical(note) != text:
        raise NoteError("a checkpoint is not written as it must be")
    signed, checkpoint = Note.read(note), Checkpoint.read(Note.read(note).text)
    right = [key for key in (*reading.keys, *([trusted] if trusted else ())) if signed.is_signed(key)]
    of_log = [key for key in right if key.name == checkpoint.origin and trusted in (None, key)]
    if not of_log or str(signed) != note or checkpoint.text != signed.text:
        by = "a key that the file names" if trusted is None else trusted.text
        raise WrongError(UNSIGNED, None, f"the checkpoint of {checkpoint.size} rows is not signed by {by}")
    for name, data in signed.signatures:
        if data[:4] not in {key.id for key in right}:
            raise WrongError(UNSIGNED, None, f"a signature by {name} under {checkpoint.size} rows is not right")
    return checkpoint


def _word(line: bytes, word: str) -> str:
    """Return the rest of a line that must begin with `word`."""
    first, gap, rest = line.decode().partition(" ")
    if first != word or not gap or not rest.endswith("\n"):
        if not line.endswith(b"\n"):
            raise WrongError(CUT_OFF, None, f"the file ends where a line `{word} ...` must be")
        raise WrongError(UNREADABLE, None, f"{line[:40]!r}: must be a line `{word} ...`")
    return rest[:-1]


def _number(text: str) -> int:
    if not text.isdecimal() or str(int(text)) != text:
        raise WrongError(UNREADABLE, None, f"{text:.20}: must be the number of a row")
    return int(text)


def _hash(text: str) -> bytes:
    found = bytes.fromhex(text)
    if found.hex() != text or len(found) != HASH_BYTES:
        raise ValueError(f"{text:.70}: must be a hash of {_DIGITS} small hexadecimal digits")
    return found
