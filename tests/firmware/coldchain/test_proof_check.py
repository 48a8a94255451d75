"""Whatever was done to a record is found, and the first wrong row is named; what is right is never refused."""

import io
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.coldchain.notes import ED25519, Checkpoint, Key, Note
from firmware.coldchain.proof_check import (
    CUT_OFF,
    INSERTED,
    REMOVED,
    REORDERED,
    REWRITTEN,
    UNREADABLE,
    UNSIGNED,
    Verdict,
    verify,
)
from firmware.coldchain.proof_file import part, whole
from firmware.coldchain.sealing import seal
from firmware.coldchain.signing_key import SigningKey
from firmware.errors import FirmwareError
from firmware.record.leaves import canonical, hash_of
from firmware.record.migrations import migrate
from firmware.record.write_buffer import Batch
from firmware.record.writing import transaction, write
from hil.bench.sealed_record import MAX_BYTES, lines_of, minute
from hil.bench.tampers import AT_EACH_ROW, Tamperer

ROWS = 40


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return lines_of(ROWS, tmp_path_factory.mktemp("key"))


OPEN: list[sqlite3.Connection] = []
"""Logs of a test, to be closed after it."""


class Log:
    """A log that grows, and is signed now and then."""

    def __init__(self, folder: Path) -> None:
        self.key_file = folder / "evidence.key"
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        OPEN.append(self.connection)
        migrate(self.connection, 0)
        self.size = 0

    def grow(self, rows: int, *, is_sealed: bool = True) -> None:
        leaves = tuple(minute(number) for number in range(self.size, self.size + rows))
        write(self.connection, Batch(leaves=leaves), MAX_BYTES)
        self.size += rows
        if is_sealed:
            with transaction(self.connection):
                seal(self.connection, self.key_file)

    def notes(self) -> list[Note]:
        return [Note.read(note) for (note,) in self.connection.execute("SELECT note FROM checkpoints ORDER BY size")]

    def lines(self) -> list[bytes]:
        return encoded(whole(self.connection))

    def change(self, sql: str) -> None:
        self.connection.execute(sql)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    yield Log(tmp_path)
    while OPEN:
        OPEN.pop().close()


def encoded(lines: Iterator[str]) -> list[bytes]:
    return [f"{line}\n".encode() for line in lines]


def wrong(verdict: Verdict) -> tuple[str, int | None]:
    assert verdict.wrong is not None
    return verdict.wrong.what, verdict.wrong.row


def test_a_record_that_nobody_touched_is_good(lines: list[bytes]) -> None:
    verdict = verify(lines)
    assert (verdict.wrong, verdict.first, verdict.rows, verdict.shown, verdict.signed) == (None, 0, ROWS, ROWS, ROWS)
    assert verdict.keys[0].startswith(verdict.origin)


@pytest.mark.parametrize("way", AT_EACH_ROW)
def test_what_was_done_at_any_row_is_found_and_the_row_named(lines: list[bytes], way: str) -> None:
    tamperer = Tamperer(lines, seed=1)
    for row in range(ROWS):
        tampered = AT_EACH_ROW[way](tamperer, row)
        assert wrong(verify(io.BytesIO(tampered.content)))[1] == tampered.row


def test_any_bit_that_flips_is_found(lines: list[bytes]) -> None:
    tamperer = Tamperer(lines, seed=2)
    for _ in range(300):
        tampered = tamperer.flipped()
        what, row = wrong(verify(io.BytesIO(tampered.content)))
        assert tampered.row in (None, row), what


def test_every_bit_of_the_head_and_of_the_end_counts(lines: list[bytes]) -> None:
    content, head = b"".join(lines), sum(map(len, lines[:4]))
    for at in (*range(head), *range(len(content) - 5, len(content))):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            assert verify(io.BytesIO(bytes(flipped))).wrong is not None, (at, bit)


def rows_of(lines: list[bytes]) -> list[int]:
    return [number for number, line in enumerate(lines) if line[64:66] == b" ["]


def test_what_happened_is_told(lines: list[bytes]) -> None:
    rows = rows_of(lines)
    removed = [line for number, line in enumerate(lines) if number not in rows[7:9]]
    assert str(verify(removed).wrong) == "rows 7 to 8 were removed"
    assert wrong(verify(removed)) == (REMOVED, 7)
    assert wrong(verify([*lines[: rows[7]], lines[rows[2]], *lines[rows[7] :]])) == (INSERTED, 7)
    assert wrong(verify([*lines[: rows[7]], lines[rows[20]], *lines[rows[7] :]])) == (INSERTED, 7)
    swapped = [*lines]
    swapped[rows[3]], swapped[rows[9]] = swapped[rows[9]], swapped[rows[3]]
    assert wrong(verify(swapped)) == (REORDERED, 3)
    assert wrong(verify([line for number, line in enumerate(lines) if number < rows[-3]])) == (CUT_OFF, ROWS - 3)
    assert wrong(verify(lines[:-1])) == (CUT_OFF, None)
    assert wrong(verify([line for number, line in enumerate(lines) if number not in rows[-3:]])) == (CUT_OFF, ROWS - 3)
    assert wrong(verify([*lines[: rows[5]], b"something\n", *lines[rows[5] :]])) == (INSERTED, 5)
    assert wrong(verify([b"something\n"])) == (UNREADABLE, None)
    assert wrong(verify([])) == (UNREADABLE, None)


def test_a_file_that_ends_at_any_byte_of_a_row_names_that_row(lines: list[bytes]) -> None:
    row = rows_of(lines)[7]
    before, cut = b"".join(lines[:row]), lines[row]
    for at in range(len(cut)):
        assert wrong(verify(io.BytesIO(before + cut[:at]))) == (CUT_OFF, 7), at


def test_who_makes_hashes_anew_is_found_between_two_checkpoints(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.coldchain.proof_file.APART", 10)
    for _ in range(4):
        log.grow(10)
    text = log.connection.execute("SELECT text FROM leaves WHERE seq = 23").fetchone()[0].replace("4851", "3851")
    log.connection.execute("UPDATE leaves SET text = ?, hash = ? WHERE seq = 23", (text, hash_of(text)))
    verdict = verify(log.lines())
    assert wrong(verdict) == (REWRITTEN, 20)
    assert "rows 20 to 29" in str(verdict.wrong)


def test_the_table_itself_is_verified_row_by_row(log: Log) -> None:
    log.grow(30)
    log.change("UPDATE leaves SET text = replace(text, '\"cool\"', '\"off\"') WHERE seq = 11")
    assert wrong(verify(log.lines()))[1] == 11
    log.change("DELETE FROM leaves WHERE seq = 4")
    assert wrong(verify(log.lines())) == (REMOVED, 4)


def test_a_part_shows_its_rows_alone_and_proves_them(log: Log) -> None:
    for rows in (17, 30, 1, 50):
        log.grow(rows)
    for first, end in ((0, 98), (0, 1), (20, 60), (33, 34), (64, 96), (97, 98)):
        lines = encoded(part(log.connection, first, end, lambda text: '"food"' in text))
        verdict = verify(lines)
        assert (verdict.wrong, verdict.first, verdict.rows, verdict.signed) == (None, first, end - first, 98)
        assert verdict.shown == sum(number % 2 == 0 for number in range(first, end))
        assert not any(b"medicine" in line for line in lines)
        for number, line in enumerate(lines):
            assert verify([*lines[:number], *lines[number + 1 :]]).wrong is not None, line


def test_a_row_in_a_part_that_is_altered_is_named(log: Log) -> None:
    log.grow(90)
    lines = encoded(part(log.connection, 20, 60, lambda text: '"food"' in text))
    changed = [line.replace(b'[32,"minute"', b'[32,"event"') for line in lines]
    assert wrong(verify(changed))[1] == 32
    hidden = next(number for number, line in enumerate(lines) if len(line) == 65)
    lines[hidden] = bytes(reversed(lines[hidden][:-1])) + b"\n"
    assert wrong(verify(lines)) == (REWRITTEN, 20)


def test_what_is_not_signed_yet_cannot_be_proven(log: Log) -> None:
    with pytest.raises(FirmwareError, match="no row of this record is signed yet"):
        log.lines()
    log.grow(10)
    log.grow(5, is_sealed=False)
    assert verify(log.lines()).rows == 10
    with pytest.raises(FirmwareError, match="row 12 is not signed yet: 10 rows are"):
        encoded(part(log.connection, 12, 14, lambda _: True))


def test_a_stranger_s_signature_is_none(log: Log, tmp_path: Path) -> None:
    log.grow(10)
    lines, stranger = log.lines(), SigningKey.of(tmp_path / "stranger.key")
    own = log.notes()[0]
    forged, key = stranger.signed(Checkpoint.read(own.text))
    head = f"checkpoint {canonical(str(forged))}\n".encode()
    assert wrong(verify([lines[0], head, *lines[2:]])) == (UNSIGNED, None)
    by_stranger = [lines[0], head, f"key {key.text}\n".encode(), *lines[3:]]
    assert verify(by_stranger).wrong is None  # a log of the stranger's own: only who knows the key can tell
    known = Key.read(verify(lines).keys[0])
    assert wrong(verify(by_stranger, trusted=known)) == (UNSIGNED, None)
    assert verify(lines, trusted=known).wrong is None
    both = f"checkpoint {canonical(str(own.with_signature(*forged.signatures[0])))}\n".encode()
    assert wrong(verify([lines[0], both, *lines[2:]])) == (UNSIGNED, None)
    other = Key(known.name, ED25519, stranger.public)
    assert wrong(verify(lines, trusted=other)) == (UNSIGNED, None)


def test_what_somebody_has_seen_before_must_still_be_there(log: Log, tmp_path: Path) -> None:
    log.grow(10)
    log.grow(25)
    log.grow(5)
    seen = [Checkpoint.read(note.text) for note in log.notes()]
    assert verify(log.lines(), seen=seen).wrong is None
    rewritten = Log(tmp_path)
    rewritten.grow(40)
    assert verify(rewritten.lines(), seen=seen).wrong is None  # the same rows
    text = minute(12)._replace(kind="altered")
    other = Log(tmp_path)
    other.grow(12)
    write(other.connection, Batch(leaves=(text,)), MAX_BYTES)
    other.size += 1
    other.grow(27)
    assert verify(other.lines()).wrong is None  # its owner has signed it again
    assert verify(other.lines(), seen=seen[:1]).wrong is None
    assert wrong(verify(other.lines(), seen=seen[1:2])) == (REWRITTEN, 0)
    assert wrong(verify(other.lines(), seen=seen[2:])) == (REWRITTEN, 0)
    short = Log(tmp_path)
    short.grow(10)
    assert wrong(verify(short.lines(), seen=seen[2:])) == (CUT_OFF, 10)
    a_part = encoded(part(log.connection, 20, 30, lambda _: True))
    assert verify(a_part, seen=seen[2:]).wrong is None
    assert wrong(verify(a_part, seen=seen[:1])) == (UNREADABLE, None)
    stranger = Checkpoint("homeward/other", 10, seen[0].root)
    assert wrong(verify(log.lines(), seen=[stranger])) == (REWRITTEN, None)


def test_a_time_of_day_that_was_known_later_changes_no_row(log: Log) -> None:
    log.grow(10)
    before = log.lines()
    log.connection.execute("INSERT INTO boots VALUES ('b', 0, 0, 1.0, 'ntp')")
    assert log.lines() == before


def test_a_key_is_made_once_and_for_the_service_alone(tmp_path: Path) -> None:
    file = tmp_path / "evidence.key"
    first = SigningKey.of(file)
    assert SigningKey.of(file).public == first.public
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["evidence.key"]
    file.write_text("nonsense")
    with pytest.raises(FirmwareError, match="64 hexadecimal digits"):
        SigningKey.of(file)


def test_a_public_vector_of_signed_notes_is_verified() -> None:
    # The example of golang.org/x/mod/sumdb/note, on which c2sp.org/signed-note is built.
    key = Key.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    note = Note.read(text)
    assert str(note) == text
    assert note.is_signed(key)
    assert not Note(note.text.replace("is", "was"), note.signatures).is_signed(key)
    assert b64encode(key.id).decode() == "x08gow=="
