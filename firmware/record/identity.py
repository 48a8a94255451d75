"""Identity of an installation: its own name, and the computer on which its record was begun.

Where the record cannot tell the name, it is always the same on the same computer. A moved card keeps its identity. A
copied one must not: two controllers with one identity throw each other out at the hub. Only the owner knows which it
is, so the service tells and changes nothing; `homeward identity` decides.
"""

import hashlib
import hmac
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from firmware.errors import FirmwareError
from firmware.record.keys import BOARD, DEVICE_ID
from firmware.record.schema import FORGET
from firmware.runtime.faults import Faults
from firmware.runtime.persistence import Persistence

FAULT = "identity"

SERIAL_NUMBER = Path("firmware/devicetree/base/serial-number")
"""Of a Raspberry Pi's board, below /sys. A machine id would be copied with the card."""

_KNOWN = "SELECT json FROM kept WHERE key = ?"

_ID_PURPOSE, _BOARD_PURPOSE = b"homeward device_id", b"homeward board"
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
            return hmac.digest(text.lower().encode("ascii"), _ID_PURPOSE, hashlib.sha256).hex()[:32]
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip("\0\n ")
    except (OSError, ValueError):
        return ""


def board(sysfs: Path) -> str | None:
    """Name this computer's board without giving away its number; None where it has none."""
    try:
        number = (sysfs / SERIAL_NUMBER).read_bytes().strip(b"\0\n ")
    except OSError:
        return None
    return hmac.digest(number, _BOARD_PURPOSE, hashlib.sha256).hex()[:16] if number else None


async def report_moved_card(record: Persistence, sysfs: Path, faults: Faults) -> None:
    """Keep the board's name where none is persisted; tell where another one is."""
    here, begun_on = board(sysfs), await record.persisted(BOARD)
    if here is None:
        return
    if not isinstance(begun_on, str):
        record.persist_soon(BOARD, here)
    elif begun_on != here:
        faults.report(
            FAULT,
            "identity: this record was begun on another computer: run `homeward identity --keep` if its card was moved"
            " here, `homeward identity --new` if it was copied and the other one is still in use; then restart",
        )


def forget(file: Path, *keys: str) -> None:
    """Take the values of `keys` from the record in `file`; it counts from its next start. Raises FirmwareError."""
    with _opened(file, "rw") as connection:
        connection.executemany(FORGET, [(key,) for key in keys])


def device_id_in(file: Path) -> str | None:
    """Read the device id that the record in `file` keeps; raises FirmwareError."""
    with _opened(file, "ro") as connection:
        found = connection.execute(_KNOWN, (DEVICE_ID,)).fetchone()
    return None if found is None else str(found[0]).strip('"')


@contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)) as connection, connection:
            yield connection
    except sqlite3.Error as error:
        advice = "the record of a service that has run, stopped now; run this as its user or as root"
        raise FirmwareError(f"{file}: {error}: must be {advice}") from error
