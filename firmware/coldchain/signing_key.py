"""The device's private key: made at the first start, in a file that only the service can read."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.coldchain.notes import (
    COSIGNATURE,
    ED25519,
    KEY_BYTES,
    Checkpoint,
    Key,
    Note,
    cosigned,
    signature_bytes,
)
from firmware.errors import FirmwareError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ADVICE = "must be 64 hexadecimal digits, which this program has written"


def beside(record: Path) -> Path:
    """Return the file of the key that signs `record`."""
    return record.with_name("evidence.key")


class SigningKey:
    """A private key; raises FirmwareError where it cannot be read."""

    def __init__(self, private: bytes) -> None:
        self._private = _loaded(private)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def of(cls, file: Path) -> "SigningKey":
        """Read the key in `file`; where there is none it is made. Raises FirmwareError."""
        try:
            with suppress(FileExistsError):
                _write(file, os.urandom(KEY_BYTES))
            return cls(bytes.fromhex(file.read_text(encoding="ascii").strip()))
        except (OSError, ValueError) as error:
            raise FirmwareError(f"{file}: {error}: {_ADVICE}") from error

    def signed(self, checkpoint: Checkpoint) -> tuple[Note, Key]:
        """Sign a checkpoint of the own log, whose name is that of the key then."""
        return self.signed_text(checkpoint.origin, checkpoint.text)

    def signed_text(self, name: str, text: str) -> tuple[Note, Key]:
        """Sign a text that is no checkpoint, under the `name` of the own log."""
        key = Key(name, ED25519, self.public)
        return Note(text, ((key.name, signature_bytes(key, self._private.sign(text.encode()))),)), key

    def cosigned(self, note: Note, name: str, time_s: int) -> tuple[bytes, Key]:
        """Sign the checkpoint of another as its witness `name`; return the signature."""
        key = Key(name, COSIGNATURE, self.public)
        return signature_bytes(key, self._private.sign(cosigned(note.text, time_s)), time_s), key


def _loaded(private: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415  # only where something is signed
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(private)


def _write(file: Path, private: bytes) -> None:
    """Make the file with its content, or not at all."""
    if file.exists():
        return
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as made:
        made.write(f"{private.hex()}\n")
        made.flush()
        os.fsync(made.fileno())
    part.replace(file)
