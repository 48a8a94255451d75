"""Verify a file that proves a cold-chain record, by docs/record-format.md alone: this shares no code with the program.

usage: verify_record.py FILE [KEY]     KEY is the only key that may have signed

Prints one JSON object; ends with 0 where everything fits, 1 where something does not, 2 where there is no such file.
"""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4
HASH_DIGITS = 64


class Wrong(Exception):
    """What does not fit, and the first wrong row, where it is one."""

    def __init__(self, what: str, row: int | None = None) -> None:
        super().__init__(what)
        self.what, self.row = what, row


class Key(NamedTuple):
    """A public key."""

    name: str
    algorithm: int
    public: bytes
    id: bytes

    @classmethod
    def read(cls, text: str) -> "Key":
        """Read NAME+ID+KEY."""
        name, digits, encoded = text.split("+", 2)
        data = base64(encoded)
        if not name or data[0] not in (LOG, WITNESS) or len(data) != 33:  # noqa: PLR2004  # a byte, and the key
            raise Wrong("unreadable")
        key_id = sha256(name.encode() + b"\n" + data).digest()[:4]
        if key_id.hex() != digits:
            raise Wrong("unreadable")
        return cls(name, data[0], data[1:], key_id)

    def is_right(self, text: str, signature: bytes) -> bool:
        """Check a signature of this key under the text of a note."""
        message = text.encode()
        if self.algorithm == WITNESS:
            time_s, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n" % time_s + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Checkpoint(NamedTuple):
    """The name of a log, its number of rows and their root."""

    log: str
    rows: int
    root: bytes


class Tree:
    """A frontier: pairs of the number of leaves and the root of each whole subtree."""

    def __init__(self) -> None:
        self.subtrees: list[tuple[int, bytes]] = []
        self.fitted = 0
        """The rows at the last checkpoint that fitted."""

    @property
    def rows(self) -> int:
        """The leaves until now."""
        return sum(leaves for leaves, _ in self.subtrees)

    def add(self, leaves: int, root: bytes) -> None:
        """Add a subtree behind the last."""
        while self.subtrees and self.subtrees[-1][0] == leaves:
            root = node(self.subtrees.pop()[1], root)
            leaves *= 2
        self.subtrees.append((leaves, root))

    @property
    def root(self) -> bytes:
        """The root over all of them."""
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = node(left, root)
        return root


class File:
    """The lines of a file, one after the other; each ends with a line feed but perhaps the last."""

    def __init__(self, content: bytes) -> None:
        self.lines = content.split(b"\n")
        self.is_cut = self.lines[-1] != b""
        if not self.is_cut:
            self.lines.pop()
        self.at = 0

    @property
    def is_whole_line(self) -> bool:
        """True for a line that is there to its end."""
        return self.at < len(self.lines) - self.is_cut

    @property
    def line(self) -> bytes:
        """The present line; empty behind the last."""
        return self.lines[self.at] if self.at < len(self.lines) else b""

    def word(self, word: str) -> str:
        """Take a line that begins with `word`; return the rest of it."""
        if not self.is_whole_line:
            raise Wrong("cut off")
        first, gap, rest = self.line.decode().partition(" ")
        if first != word or not gap:
            raise Wrong("unreadable")
        self.at += 1
        return rest


def base64(text: str) -> bytes:
    """Read base64 in the one form that it has."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode() != text:
        raise Wrong("unreadable")
    return data


def digest(text: str) -> bytes:
    """Read a hash."""
    data = bytes.fromhex(text)
    if data.hex() != text or len(text) != HASH_DIGITS:
        raise Wrong("unreadable")
    return data


def node(left: bytes, right: bytes) -> bytes:
    """Hash an inner node."""
    return sha256(b"\x01" + left + right).digest()


def leaf(row: bytes) -> bytes:
    """Hash a row."""
    return sha256(b"\x00" + row).digest()


def checkpoint(line: str, keys: list[Key], allowed: Key | None) -> Checkpoint:
    """Read a checkpoint, all of whose signatures must be right."""
    note = json.loads(line)
    if not isinstance(note, str) or json.dumps(note, ensure_ascii=False) != line:
        raise Wrong("unreadable")
    text, gap, below = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if not gap or len(lines) != 4 or lines[3] or not below.endswith("\n"):  # noqa: PLR2004  # three, and what is behind
        raise Wrong("unreadable")
    found = Checkpoint(lines[0], number(lines[1]), base64(lines[2]))
    signed_by = [signer(each, text, keys, allowed) for each in below[:-1].split("\n")]
    if not any(key.name == found.log and allowed in (None, key) for key in signed_by):
        raise Wrong("not signed")
    return found


def signer(line: str, text: str, keys: list[Key], allowed: Key | None) -> Key:
    """Return the key that has made a signature."""
    dash, name, encoded = line.split(" ", 2)
    data = base64(encoded)
    if dash != "\u2014":
        raise Wrong("unreadable")
    for key in [*keys, *([allowed] if allowed else [])]:
        if (key.name, key.id) == (name, data[:4]) and key.is_right(text, data[4:]):
            return key
    raise Wrong("not signed")


def number(text: str) -> int:
    """Read a number."""
    if str(int(text)) != text or int(text) < 0:
        raise Wrong("unreadable")
    return int(text)


def steps(at: int, end: int) -> Iterator[int]:
    """Yield the sizes of the subtrees that lead from `at` rows to `end`."""
    while at < end:
        size = 1
        while at % (2 * size) == 0 and at + 2 * size <= end:
            size *= 2
        yield size
        at += size


def verify(content: bytes, allowed: Key | None = None) -> dict[str, Any]:
    """Give the verdict on the content of a file."""
    try:
        rows = verified(File(content), allowed)
    except Wrong as wrong:
        return {"good": False, "what": wrong.what, "row": wrong.row}
    except (ValueError, IndexError, RecursionError):
        return {"good": False, "what": "unreadable", "row": None}
    return {"good": True, "what": None, "row": None, "rows": rows}


def verified(file: File, allowed: Key | None) -> int:
    """Verify, and return the number of rows."""
    tree, keys, newest = read_head(file, allowed)
    first = tree.rows
    if first >= newest.rows:
        raise Wrong("unreadable")
    at = read_rows(file, tree, keys, allowed, newest.rows)
    if at > newest.rows:
        raise Wrong("inserted", newest.rows)
    ahead = list(steps(at, newest.rows))
    if ahead and not file.line.startswith(b"after "):
        raise diagnosis(file, at, newest.rows)
    for size in ahead:
        tree.add(size, digest(file.word("after")))
    if tree.root != newest.root:
        raise Wrong("rewritten", tree.fitted)
    if file.line != b"end" or not file.is_whole_line or len(file.lines) > file.at + 1:
        raise Wrong("unreadable" if file.line else "cut off")
    return at - first


def read_head(file: File, allowed: Key | None) -> tuple[Tree, list[Key], Checkpoint]:
    """Read all before the first row: the frontier there, the keys, the newest checkpoint."""
    if file.line != b"homeward-record/1" or not file.is_whole_line:
        raise Wrong("unreadable")
    file.at += 1
    newest_line, keys = file.word("checkpoint"), list[Key]()
    while file.line.startswith(b"key "):
        keys.append(Key.read(file.word("key")))
    first, tree = number(file.word("first")), Tree()
    for bit in reversed(range(first.bit_length())):
        if first >> bit & 1:
            tree.add(1 << bit, digest(file.word("before")))
    tree.fitted = first
    return tree, keys, checkpoint(newest_line, keys, allowed)


def read_rows(file: File, tree: Tree, keys: list[Key], allowed: Key | None, signed: int) -> int:
    """Add rows to the tree, and hold the checkpoints between them against it; return how many rows there are then."""
    at = tree.rows
    while True:
        hashed, row = file.line[:HASH_DIGITS], file.line[HASH_DIGITS + 1 :]
        if file.line[HASH_DIGITS : HASH_DIGITS + 2] == b" [" or (row == b"" and len(file.line) == HASH_DIGITS):
            is_hidden = row == b""
            fits = is_hidden or (leaf(row).hex().encode() == hashed and row.startswith(b"[%d," % at))
            if not fits or not file.is_whole_line:
                raise diagnosis(file, at, signed)
            try:
                tree.add(1, digest(hashed.decode()))
            except (Wrong, ValueError) as error:
                raise Wrong("altered", at) from error
            at += 1
            file.at += 1
        elif file.line.startswith(b"checkpoint "):
            mark = checkpoint(file.word("checkpoint"), keys, allowed)
            if mark.rows != at:
                raise Wrong("rewritten", min(at, mark.rows))
            if mark.root != tree.root:
                raise Wrong("rewritten", tree.fitted)
            tree.fitted = at
        else:
            return at


def diagnosis(file: File, at: int, signed: int) -> Wrong:
    """Tell what happened where row `at` should be."""
    others = (b"checkpoint", b"after", b"end")
    if not file.is_whole_line or file.line.split(b" ")[0] in others:
        return Wrong("cut off", at)
    behind = [sound(line) for line in file.lines[file.at + 1 :] if line.split(b" ")[0] not in others]
    here = sound(file.line)
    if here is None:
        return Wrong("inserted" if behind[:1] == [at] else "altered", at)
    more = at + 1 + len(behind) - signed
    if here == at - 1:
        return Wrong("inserted", here)
    if here < at or (at in behind and more > 0):
        return Wrong("inserted", at)
    if at in behind:
        return Wrong("reordered", at)
    return Wrong("altered" if more == 0 else "removed", at)


def sound(line: bytes) -> int | None:
    """Return the number of a row that has its own hash; None for anything else."""
    row = line[HASH_DIGITS + 1 :]
    digits = row[1:].split(b",")[0]
    if row[:1] != b"[" or not digits.isdigit() or leaf(row).hex().encode() != line[:HASH_DIGITS]:
        return None
    return int(digits)


def main(arguments: list[str]) -> int:
    """Verify the file that is named."""
    if len(arguments) not in (1, 2):
        print("usage: verify_record.py FILE [KEY]", file=sys.stderr)
        return 2
    try:
        content = Path(arguments[0]).read_bytes()
        allowed = Key.read(arguments[1]) if arguments[1:] else None
    except (OSError, ValueError, Wrong) as error:
        print(f"verify_record.py: {error}", file=sys.stderr)
        return 2
    verdict = verify(content, allowed)
    print(json.dumps(verdict))
    return 0 if verdict["good"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
