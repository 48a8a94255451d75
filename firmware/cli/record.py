"""homeward record: prove, verify, cosign, export and report the cold-chain record."""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from firmware.cli import record_import, record_papers
from firmware.cli.record_access import moment, proven, record_of, writing
from firmware.coldchain import proof_file, witness
from firmware.coldchain.notes import Checkpoint, Key, Note, NoteError
from firmware.coldchain.proof_check import Verdict, verify
from firmware.coldchain.record_check import verify_record
from firmware.coldchain.rows import opened
from firmware.coldchain.signing_key import SigningKey
from firmware.coldchain.trip_reader import trip_in
from firmware.errors import ConfigError, FirmwareError

_SQLITE = b"SQLite format 3\0"


class Action(NamedTuple):
    """One action of the command: its line of help, its arguments, its work."""

    what: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    main: Callable[[argparse.Namespace], int]


def add_arguments(parser: argparse.ArgumentParser, config: Path) -> None:
    """Add the actions and their arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    for name, action in ACTIONS.items():
        sub = actions.add_parser(name, help=action.what, description=action.what)
        sub.add_argument("--config", type=Path, metavar="CONFIG", default=config, help=f"tells the record [{config}]")
        action.add_arguments(sub)
        sub.set_defaults(parser=sub)


def main(options: argparse.Namespace) -> int:
    """Do one action."""
    try:
        return ACTIONS[options.action].main(options)
    except NoteError as error:
        raise ConfigError([f"homeward record {options.action}: {error}"]) from error
    except sqlite3.Error as error:
        raise FirmwareError(f"the record cannot be read: {error}") from error


@contextmanager
def _own(options: argparse.Namespace) -> Iterator[sqlite3.Connection]:
    with opened(record_of(options)) as connection:
        yield connection


def _trip(options: argparse.Namespace, name: str) -> Iterator[str]:
    """Yield the lines that prove a trip of the own record, without the rows of other compartments."""
    record = record_of(options)
    trip = trip_in(record, name)
    with opened(record) as connection:
        yield from proven(connection, trip.started_s, trip.stopped_s, (trip.compartment,))


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    what = "what `record prove` has written, a record.db, or a trip of the own record"
    parser.add_argument("file", type=Path, metavar="FILE|TRIP", help=what)
    parser.add_argument("--key", metavar="KEY", help="the only key that may have signed, as `record key` prints it")
    parser.add_argument("--seen", type=Path, metavar="NOTE", help="a checkpoint that somebody kept: it must fit")
    parser.add_argument("--witness", metavar="KEY", help="the key that must have cosigned that checkpoint")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line")


def _verify(options: argparse.Namespace) -> int:
    trusted = None if options.key is None else Key.read(options.key)
    seen = () if options.seen is None else (_seen(options.seen, options.witness),)
    if not options.file.exists() and options.config.exists():
        lines = (f"{line}\n".encode() for line in _trip(options, str(options.file)))
        return _said(options, verify(lines, trusted=trusted, seen=seen))
    try:
        with options.file.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
            file.seek(0)
            if not is_database:
                verdict = verify(file, trusted=trusted, seen=seen)
    except OSError as error:
        raise ConfigError([f"{options.file}: {error.strerror}: must be a file to verify"]) from error
    if is_database:
        with opened(options.file) as connection:
            verdict = verify_record(connection, trusted=trusted, seen=seen)
    return _said(options, verdict)


def _said(options: argparse.Namespace, verdict: Verdict) -> int:
    print(json.dumps(_json(verdict)) if options.json else _line(options.file, verdict))
    return 0 if verdict.wrong is None else 1


def _seen(file: Path, of: str | None) -> Checkpoint:
    """Read a checkpoint that a witness has signed; who gives no key of a witness trusts the file."""
    try:
        note = Note.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{file}: {error}: must be a checkpoint that was kept"]) from error
    if of is not None and not note.is_signed(Key.read(of)):
        raise ConfigError([f"{file}: is not signed by the witness {of}"])
    return Checkpoint.read(note.text)


def _json(verdict: Verdict) -> Mapping[str, object]:
    wrong = verdict.wrong
    return {
        "good": wrong is None,
        "wrong": None if wrong is None else {"row": wrong.row, "what": wrong.what, "text": str(wrong)},
        "first": verdict.first,
        "rows": verdict.rows,
        "shown": verdict.shown,
        "signed": verdict.signed,
        "unsigned": verdict.unsigned,
        "log": verdict.origin,
        "keys": verdict.keys,
    }


def _line(file: Path, verdict: Verdict) -> str:
    if verdict.wrong is not None:
        return f"{file}: WRONG: {verdict.wrong.what}: {verdict.wrong}"
    hidden = verdict.rows - verdict.shown
    shown = f"{verdict.shown} rows" + (f" ({hidden} more are there as their hash)" if hidden else "")
    newest = f"; the newest {verdict.unsigned} rows are not signed yet" if verdict.unsigned else ""
    return f"{file}: good: {shown}, signed by {', '.join(verdict.keys) or 'nobody yet'}{newest}"


def _prove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--compartment", metavar="NAME", help="show only rows of it, and of the whole car [all]")
    parser.add_argument("--from", dest="since", type=moment, metavar="TIME", help="such as 2026-11-30T08:00 [all]")
    parser.add_argument("--to", dest="until", type=moment, metavar="TIME", help="the end of the time [now]")
    parser.add_argument("--trip", metavar="NAME", help="show a trip, instead of these")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there [the terminal]")


def _prove(options: argparse.Namespace) -> int:
    if options.trip is not None:
        _write(_trip(options, options.trip), options.out)
        return 0
    shown = None if options.compartment is None else (options.compartment,)
    with _own(options) as connection:
        _write(proven(connection, options.since, options.until, shown), options.out)
    return 0


def _write(lines: Iterable[str], to: Path | None) -> None:
    if to is None:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return
    with writing(to), to.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _key(options: argparse.Namespace) -> int:
    with _own(options) as connection:
        print(proof_file.newest_key(connection))
    return 0


def _checkpoint_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--old", type=int, default=0, metavar="ROWS", help="how many the witness has seen [0]")


def _checkpoint(options: argparse.Namespace) -> int:
    with _own(options) as connection:
        print(witness.request(connection, options.old), end="")
    return 0


def _cosign_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", type=Path, metavar="FILE", help="what `record checkpoint` of the log has printed")
    parser.add_argument("--log", required=True, metavar="KEY", help="the key of the log, as its `record key` prints it")
    parser.add_argument("--name", required=True, help="of this witness, such as home.example/hub")
    parser.add_argument("--folder", type=Path, required=True, help="where the witness keeps its key, and what it saw")


def _cosign(options: argparse.Namespace) -> int:
    try:
        text = options.request.read_text(encoding="utf-8")
        options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"homeward record cosign: {error}: must be a request and a folder"]) from error
    if not options.name or set(options.name) & set(" +\n"):
        raise ConfigError([f"--name {options.name!r}: must have no spaces and no +"])
    key = SigningKey.of(options.folder / "witness.key")
    log, seen = Key.read(options.log), options.folder / "seen.json"
    note, own = witness.cosign(text, log, key, options.name, seen, time_s=int(time.time()))
    print(note, end="")
    print(f"the key of this witness is {own.text}", file=sys.stderr)
    return 0


ACTIONS: Mapping[str, Action] = {
    "verify": Action(
        "Say if each row of a file fits, or which is the first that does not.", _verify_arguments, _verify
    ),
    "prove": Action("Write a file by which others can verify the record or a part of it.", _prove_arguments, _prove),
    "key": Action("Print the public key that signs the record.", lambda _: None, _key),
    "checkpoint": Action("Print what a witness needs to cosign the record.", _checkpoint_arguments, _checkpoint),
    "export": Action("Write the record as a table.", record_papers.export_arguments, record_papers.export),
    "report": Action(
        "Make a page of a trip or a consignment to hand over.",
        record_papers.report_arguments,
        lambda options: record_papers.report(options, made_s=time.time()),
    ),
    "import": Action("Read what another device has recorded.", record_import.add_arguments, record_import.read_in),
    "cosign": Action("Be the witness of another's record: sign that it has only grown.", _cosign_arguments, _cosign),
}
"""The actions of the command."""
