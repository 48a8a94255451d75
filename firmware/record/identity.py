"""Identity of an installation whose record cannot tell it: always the same on the same computer."""

import hashlib
import hmac
import re
from pathlib import Path
from typing import Any

_PURPOSE = b"homeward device_id"
"""Machine ids must not be shown to others (machine-id(5)): what is shown cannot be turned back into one."""

_SOURCES = ("etc/machine-id", "proc/device-tree/serial-number")
"""Made at the first boot of a system; the number of a Raspberry Pi's board."""

_GOOD_ID = re.compile(r"[!-~]{1,64}")
_GOOD_SOURCE = re.compile(r"[0-9a-f]{8,64}", re.IGNORECASE)


def is_identity(persisted: Any) -> bool:
    """Return True where a persisted value can be a name: printable, without spaces, at most 64 characters."""
    return isinstance(persisted, str) and _GOOD_ID.fullmatch(persisted) is not None


def of_this_computer(root: Path = Path("/")) -> str | None:
    """Make a name of 32 hexadecimal digits; None for a computer that says nothing of itself."""
    for source in _SOURCES:
        text = _text(root / source)
        if _GOOD_SOURCE.fullmatch(text):
            return hmac.digest(text.lower().encode("ascii"), _PURPOSE, hashlib.sha256).hex()[:32]
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip("\0\n ")
    except (OSError, ValueError):
        return ""
