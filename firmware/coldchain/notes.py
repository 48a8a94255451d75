"""Signed notes and checkpoints in the public forms of C2SP: c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature.

A note is text and the signatures of some keys under it. A checkpoint is a note that names a log, how many leaves it has
and their root. What a witness adds is a cosignature: it has seen this checkpoint at that time, and none that is against
it. The library for signatures is imported only where one is made or checked.
"""

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from firmware.coldchain.tree import HASH_BYTES

ED25519, COSIGNATURE = 1, 4
"""The two algorithms: of the log itself, and of its witnesses, whose signatures tell their time."""

KEY_BYTES, SIGNATURE_BYTES = 32, 64
_ID_BYTES, _TIME_BYTES = 4, 8
_DASH = "\u2014"


class NoteError(ValueError):
    """A note, key or signature that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its name and algorithm."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that signatures name it by."""
        own = self.name.encode() + b"\n" + bytes((self.algorithm,)) + self.public
        return hashlib.sha256(own).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as it is handed to those who check signatures ("vkey")."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes((self.algorithm,)) + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read such a text; raises NoteError."""
        name, _, rest = text.strip().partition("+")
        digits, _, encoded = rest.partition("+")
        data = decoded(encoded)
        if not name or len(data) != 1 + KEY_BYTES or data[0] not in (ED25519, COSIGNATURE):
            raise NoteError(f"{text:.120}: is no key: must be NAME+ID+KEY as `homeward record key` prints it")
        key = cls(name, data[0], data[1:])
        if key.id.hex() != digits:
            raise NoteError(f"{text:.120}: the id of this key is {key.id.hex()}: it was copied wrongly")
        return key

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Return True where `signature` is of this key, over `message`."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  # see above
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415  # see above

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures: the name of each key, and the bytes that begin with the key's id."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    @classmethod
    def read(cls, note: str) -> Self:
        """Take a note apart; raises NoteError."""
        text, gap, rest = note.rpartition("\n\n")
        lines = rest.splitlines()
        if not gap or not lines or not note.endswith("\n"):
            raise NoteError("it has no signatures: must be a signed note")
        return cls(f"{text}\n", tuple(_signature(line) for line in lines))

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature_line(name, each) for name, each in self.signatures)

    def with_signature(self, name: str, signature: bytes) -> "Note":
        """Return it with one more signature."""
        return Note(self.text, (*self.signatures, (name, signature)))

    def times_signed(self, key: Key) -> Iterator[int]:
        """Yield the time of each right signature of `key`; 0 for algorithms that have none."""
        for name, data in self.signatures:
            if name != key.name or data[:_ID_BYTES] != key.id:
                continue
            rest, time_s, message = data[_ID_BYTES:], 0, self.text.encode()
            if key.algorithm == COSIGNATURE:
                time_s = int.from_bytes(rest[:_TIME_BYTES], "big")
                rest, message = rest[_TIME_BYTES:], cosigned(self.text, time_s)
            if len(rest) == SIGNATURE_BYTES and key.has_signed(message, rest):
                yield time_s

    def is_signed(self, key: Key) -> bool:
        """Return True where `key` has signed it."""
        return next(self.times_signed(key), None) is not None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its name, the number of its leaves and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read such a text; raises NoteError."""
        origin, *rest = text.splitlines()
        if len(rest) < 2 or not origin or not rest[0].isdecimal() or str(int(rest[0])) != rest[0]:  # noqa: PLR2004
            raise NoteError("it is no checkpoint: must have a name, a number of rows and their root")
        root = decoded(rest[1])
        if len(root) != HASH_BYTES:
            raise NoteError("its root has not the length of one")
        return cls(origin, int(rest[0]), root)


def cosigned(text: str, time_s: int) -> bytes:
    """Return the message that a witness signs."""
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def signature_bytes(key: Key, signature: bytes, time_s: int | None = None) -> bytes:
    """Return a signature as a note has it."""
    return key.id + (b"" if time_s is None else time_s.to_bytes(_TIME_BYTES, "big")) + signature


def signature_line(name: str, signature: bytes) -> str:
    """Return the line of a signature."""
    return f"{_DASH} {name} {b64encode(signature).decode()}\n"


def decoded(text: str) -> bytes:
    """Read base64, of which every bit counts; raises NoteError."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{text:.60}: is no base64") from error
    if b64encode(data).decode() != text:
        raise NoteError(f"{text:.60}: is base64 that nobody writes")
    return data


def hashes(lines: Iterable[str]) -> list[bytes]:
    """Read lines of base64 that are hashes; raises NoteError."""
    found = [decoded(line) for line in lines]
    if any(len(each) != HASH_BYTES for each in found):
        raise NoteError("a hash of the proof has not the length of one")
    return found


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = decoded(encoded)
    if dash != _DASH or not name or len(data) <= _ID_BYTES:
        raise NoteError(f"{line:.80}: is no signature of a note")
    return name, data
