"""A witness: whoever signs that the log it sees today is the one it saw before, and has only grown.

What the device shows it is the request of c2sp.org/tlog-witness: the size that the witness knows, the proof that the
log is consistent with it, and the newest checkpoint. It keeps one small file for all the logs that it has seen.
"""

import json
import os
import sqlite3
from base64 import b64encode
from pathlib import Path

from firmware.coldchain.notes import Checkpoint, Key, Note, NoteError, hashes
from firmware.coldchain.proof_file import newest, subtree_in
from firmware.coldchain.signing_key import SigningKey
from firmware.coldchain.tree import consistency_proof, is_consistent
from firmware.errors import FirmwareError


def request(connection: sqlite3.Connection, old: int) -> str:
    """Make the request to a witness that has seen `old` rows; raises FirmwareError, sqlite3.Error."""
    note = newest(connection)
    size = Checkpoint.read(note.text).size
    if not 0 <= old <= size:
        raise FirmwareError(f"--old {old}: must be the rows that the witness has seen, at most the {size} signed ones")
    proof = consistency_proof(old, size, subtree_in(connection))
    return f"old {old}\n" + "".join(f"{b64encode(each).decode()}\n" for each in proof) + f"\n{note}"


def cosign(text: str, log: Key, key: SigningKey, name: str, seen_file: Path, *, time_s: int) -> tuple[str, Key]:
    """Check a request, remember what was seen, and return the checkpoint with one more signature, and whose it is.

    Raises FirmwareError with the reason why the witness must not sign.
    """
    try:
        head, gap, rest = text.partition("\n\n")
        first, *proof = head.split("\n")
        note = Note.read(rest)
        checkpoint = Checkpoint.read(note.text)
        path = hashes(proof)
    except NoteError as error:
        raise FirmwareError(f"the request of the log cannot be read: {error}") from error
    if not gap or not first.startswith("old "):
        raise FirmwareError("the request of the log cannot be read: must be what `homeward record checkpoint` prints")
    if checkpoint.origin != log.name or not note.is_signed(log):
        raise FirmwareError(f"this checkpoint of {checkpoint.origin} is signed by a stranger: must be by {log.text}")
    seen = _seen(seen_file)
    old = seen.get(checkpoint.origin)
    if old is not None:
        _must_have_grown(old, first, checkpoint, path)
    _remember(seen_file, {**seen, checkpoint.origin: checkpoint})
    signature, own = key.cosigned(note, name, time_s)
    return str(note.with_signature(name, signature)), own


def _must_have_grown(old: Checkpoint, first: str, checkpoint: Checkpoint, proof: list[bytes]) -> None:
    if first != f"old {old.size}":
        raise FirmwareError(f"this witness has seen {old.size} rows: ask with `record checkpoint --old {old.size}`")
    if not is_consistent(old.size, old.root, checkpoint.size, checkpoint.root, proof):
        raise FirmwareError(
            f"{checkpoint.origin}: rows 0 to {old.size - 1} are not those that this witness has seen:"
            " the record was rewritten, and is not signed"
        )


def _seen(file: Path) -> dict[str, Checkpoint]:
    """Read what was seen; nothing where there is no file yet."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return {origin: Checkpoint.read(text) for origin, text in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise FirmwareError(f"{file}: {error}: must be what this witness has written") from error


def _remember(file: Path, seen: dict[str, Checkpoint]) -> None:
    """Keep what was seen before it is signed: a witness that forgets could sign two truths."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8") as made:
            json.dump({origin: each.text for origin, each in seen.items()}, made, indent=1)
            made.flush()
            os.fsync(made.fileno())
        part.replace(file)
    except OSError as error:
        raise FirmwareError(f"{file}: {error.strerror}: must be a file that this witness may write") from error
