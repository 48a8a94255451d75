"""The password for the broker, in a file of its own: one line of text."""

from pathlib import Path

from firmware.errors import FirmwareError

MAX_BYTES = 65_535
"""Of a password in MQTT: its length is a number of two bytes (MQTT 5.0, 1.5.6)."""


class PasswordError(FirmwareError):
    """A file that holds no password; `may_come` where that is a matter of the place and the user who looks."""

    def __init__(self, text: str, *, may_come: bool = False) -> None:
        super().__init__(text)
        self.may_come = may_come


def read_password(file: Path) -> str:
    """Read the password, without the end of its line; raises PasswordError."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_BYTES + 1).decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except IsADirectoryError as error:
        raise PasswordError(f"{file}: is a folder: name the file in it that holds the password") from error
    except OSError as error:
        why = f"cannot be read: {error.strerror}: write the password to it, readable for this service"
        raise PasswordError(f"{file}: {why}", may_come=True) from error
    except UnicodeDecodeError as error:
        raise PasswordError(f"{file}: is not UTF-8 text: write only the password to it") from error
    if not text:
        raise PasswordError(f"{file}: is empty: write the password to it")
    if len(text.encode()) > MAX_BYTES or not text.isprintable():
        raise PasswordError(f"{file}: is not one line of text: write only the password to it")
    return text
