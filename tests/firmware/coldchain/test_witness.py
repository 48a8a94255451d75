"""A witness signs a log that has grown, and none that was rewritten, is a stranger's, or asks for the wrong size."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.coldchain import witness
from firmware.coldchain.notes import Checkpoint, Key, Note
from firmware.coldchain.proof_file import newest_key
from firmware.coldchain.sealing import seal
from firmware.coldchain.signing_key import SigningKey
from firmware.errors import FirmwareError
from firmware.record.migrations import migrate
from firmware.record.write_buffer import Batch
from firmware.record.writing import transaction, write
from hil.bench.sealed_record import MAX_BYTES, minute

NAME, TIME_S = "hub.example/witness", 1_800_000_000

OPEN: list[sqlite3.Connection] = []
"""Logs of a test, to be closed after it."""


class Log:
    """A log, and a witness of it."""

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        OPEN.append(self.connection)
        migrate(self.connection, 0)
        self.folder, self.rows = folder, 0
        self.witness = SigningKey.of(folder / "witness.key")

    def grow(self, rows: int) -> None:
        leaves = tuple(minute(number) for number in range(self.rows, self.rows + rows))
        write(self.connection, Batch(leaves=leaves), MAX_BYTES)
        self.rows += rows
        with transaction(self.connection):
            seal(self.connection, self.folder / "evidence.key")

    def cosigned(self, old: int, request: str | None = None) -> tuple[str, Key]:
        asked = witness.request(self.connection, old) if request is None else request
        log = Key.read(newest_key(self.connection))
        return witness.cosign(asked, log, self.witness, NAME, self.folder / "seen.json", time_s=TIME_S)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    yield Log(tmp_path)
    while OPEN:
        OPEN.pop().close()


def test_what_has_grown_is_cosigned_with_the_time(log: Log) -> None:
    log.grow(10)
    note, key = log.cosigned(0)
    assert list(Note.read(note).times_signed(key)) == [TIME_S]
    log.grow(7)
    note, key = log.cosigned(10)
    signed = Note.read(note)
    assert Checkpoint.read(signed.text).size == 17
    assert signed.is_signed(key)
    assert signed.is_signed(Key.read(newest_key(log.connection)))
    assert not Note(signed.text.replace("17", "18"), signed.signatures).is_signed(key)


def test_a_size_that_the_witness_has_not_seen_is_refused_with_the_right_one(log: Log) -> None:
    log.grow(10)
    log.cosigned(0)
    log.grow(5)
    with pytest.raises(FirmwareError, match="this witness has seen 10 rows: ask with `record checkpoint --old 10`"):
        log.cosigned(0)
    with pytest.raises(FirmwareError, match="--old 99: must be the rows that the witness has seen, at most the 15"):
        log.cosigned(99)


def test_a_log_that_was_rewritten_is_never_cosigned(log: Log, tmp_path: Path) -> None:
    log.grow(10)
    log.cosigned(0)
    other = Log(tmp_path)
    write(other.connection, Batch(leaves=(minute(0), minute(1)._replace(kind="other"))), MAX_BYTES)
    other.rows = 2
    other.grow(18)
    with pytest.raises(FirmwareError, match="rows 0 to 9 are not those that this witness has seen"):
        other.cosigned(10)
    log.grow(10)
    log.cosigned(10)


def test_a_stranger_and_nonsense_are_refused(log: Log, tmp_path: Path) -> None:
    log.grow(10)
    request = witness.request(log.connection, 0)
    with pytest.raises(FirmwareError, match="the request of the log cannot be read"):
        log.cosigned(0, "nonsense")
    with pytest.raises(FirmwareError, match="the request of the log cannot be read"):
        log.cosigned(0, request.replace("old 0", "young"))
    (tmp_path / "other").mkdir()
    stranger = Log(tmp_path / "other")
    stranger.grow(10)
    with pytest.raises(FirmwareError, match="signed by a stranger"):
        log.cosigned(0, witness.request(stranger.connection, 0))
    (tmp_path / "seen.json").write_text("[]")
    with pytest.raises(FirmwareError, match="must be what this witness has written"):
        log.cosigned(0)
