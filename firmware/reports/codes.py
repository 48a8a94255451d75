"""QR codes, by the library segno of the extra `report`."""

from io import BytesIO
from pathlib import Path

from firmware.errors import FirmwareError

MAX_BYTES = 2_331
"""The most that a code of level M holds (ISO/IEC 18004, table 7)."""

_KINDS = frozenset({".png", ".svg"})
_NEEDED = "a QR code needs the library of homeward[report] (segno): pip install 'homeward[report]'"


def code(text: str, kind: str) -> bytes:
    """Draw `text` as a PNG or SVG image; raises FirmwareError."""
    try:
        import segno  # noqa: PLC0415  # of the extra `report`
    except ImportError as error:
        raise FirmwareError(_NEEDED) from error
    if len(text.encode()) > MAX_BYTES:
        raise FirmwareError(f"{len(text.encode())} bytes are too many for a QR code of {MAX_BYTES}: use the file")
    drawn = BytesIO()
    more = {"xmldecl": False, "svgclass": None} if kind == "svg" else {}
    segno.make(text, error="m", micro=False).save(drawn, kind=kind, scale=4, border=2, **more)
    return drawn.getvalue()


def save_code(text: str, file: Path) -> None:
    """Draw `text` into a file, whose name tells the kind of image; raises FirmwareError."""
    if file.suffix.lower() not in _KINDS:
        raise FirmwareError(f"{file}: must end with {' or '.join(sorted(_KINDS))}")
    image = code(text, file.suffix[1:].lower())
    try:
        file.write_bytes(image)
    except OSError as error:
        raise FirmwareError(f"{file}: {error.strerror}: must be a file to write") from error
