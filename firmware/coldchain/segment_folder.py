"""The folder of segments that others handed over, beside the record: a file each, as it was taken up."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from firmware.coldchain.segment import MAX_BYTES, Handed, read
from firmware.errors import FirmwareError

_MODE = 0o750
_ENDING = ".segment"


def folder_of(record: Path) -> Path:
    """Return the folder beside the record."""
    return record.parent / "segments"


def load(file: Path) -> tuple[str, Handed]:
    """Read and verify a segment; return its text as well. Raises FirmwareError."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise FirmwareError(f"{file}: is too large for a segment")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise FirmwareError(f"{file}: {reason}: must be a file of `homeward trip hand-over`") from error
    return text, read(text, str(file))


def keep(folder: Path, text: str) -> Path:
    """Keep the text of a segment, once however often it comes; return its file. Raises FirmwareError."""
    file = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}{_ENDING}"
    part = file.with_suffix(".part")
    try:
        folder.mkdir(mode=_MODE, exist_ok=True)
        with part.open("w", encoding="utf-8") as made:
            made.write(text)
            made.flush()
            os.fsync(made.fileno())
        part.replace(file)
    except OSError as error:
        raise FirmwareError(f"{folder}: {error.strerror}: be root, or of the service's group") from error
    return file


def kept(folder: Path) -> Iterator[Handed | FirmwareError]:
    """Yield every segment in the folder, or why one cannot be used."""
    for file in sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else ():
        try:
            yield load(file)[1]
        except FirmwareError as error:
            yield error
