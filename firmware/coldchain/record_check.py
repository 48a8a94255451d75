"""Verification of the record's own file: signed rows as others do, and the newest, which are not signed yet."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from firmware.coldchain.notes import Checkpoint, Key
from firmware.coldchain.proof_check import ALTERED, REMOVED, Verdict, WrongError, verify
from firmware.coldchain.proof_file import whole
from firmware.record.leaves import hash_of
from firmware.record.schema import number
from firmware.record.thinning import THINNED

_SIGNED = "SELECT coalesce(max(size), 0) FROM checkpoints"
_FORGOTTEN = "SELECT seq FROM leaves WHERE text IS NULL ORDER BY seq"
_TOLD = f"SELECT text FROM leaves WHERE text GLOB '[[]*[0-9],\"{THINNED}\",*'"  # noqa: S608 - a constant
_NEWEST = "SELECT seq, text, hash FROM leaves WHERE seq >= ? ORDER BY seq"


def verify_record(
    connection: sqlite3.Connection, *, trusted: Key | None = None, seen: Sequence[Checkpoint] = ()
) -> Verdict:
    """Verify all rows, as `verify` does; the newest only by their own hashes and numbers. Raises sqlite3.Error."""
    signed = number(connection, _SIGNED)
    verdict = Verdict(wrong=None)
    if signed:
        lines = (f"{line}\n".encode() for line in whole(connection))
        verdict = verify(lines, trusted=trusted, seen=seen)
    if verdict.wrong is not None:
        return verdict
    wrong, unsigned = _newest(connection, signed)
    return replace(verdict, wrong=wrong or _untold(connection), unsigned=unsigned)


def _untold(connection: sqlite3.Connection) -> WrongError | None:
    """Find a row whose text is gone, though no row tells that it was forgotten to make room."""
    told = [json.loads(text)[7] for (text,) in connection.execute(_TOLD)]
    for (seq,) in connection.execute(_FORGOTTEN):
        if not any(each["first"] <= seq <= each["last"] for each in told):
            return WrongError(REMOVED, seq, f"the text of row {seq} was removed, and its hash is left")
    return None


def _newest(connection: sqlite3.Connection, first: int) -> tuple[WrongError | None, int]:
    """Check the rows from `first` on; return what is wrong, and how many are right until there."""
    at = first
    for seq, text, hashed in connection.execute(_NEWEST, (first,)):
        if seq != at:
            return WrongError(REMOVED, at, f"rows {at} to {seq - 1} were removed"), at - first
        if text is not None and (hash_of(text) != hashed or not text.startswith(f"[{at},")):
            return WrongError(ALTERED, at, f"row {at}, which is not signed yet, or its hash was altered"), at - first
        at += 1
    return None, at - first
