"""Line editing for a serial terminal: echo, erasing, and a word about what cannot be used. Pure."""

from dataclasses import dataclass
from enum import Enum, auto

MAX_LINE = 200
"""Bytes of one line (engineering choice: more than two rows of a terminal is no command)."""

_ERASE = b"\b \b"
_NEW_LINE = b"\r\n"
_BACKSPACE, _LINE_FEED, _RETURN, _CTRL_C, _CTRL_U, _ESCAPE, _DELETE = 0x08, 0x0A, 0x0D, 0x03, 0x15, 0x1B, 0x7F
_FIRST_PRINTABLE = 0x20
_CONTINUATION_MASK, _CONTINUATION = 0xC0, 0x80
"""Bytes of a UTF-8 character after its first (RFC 3629 section 3)."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The bytes to send back to the terminal, and the complete lines; an empty line asks for a new prompt."""

    echo: bytes
    lines: tuple[str, ...]


class _Key(Enum):
    """The position of the next byte in a key's escape sequence (ECMA-48 section 5.4: ESC [ ... final byte)."""

    NONE = auto()
    AFTER_ESCAPE = auto()
    WITHIN = auto()


class LineEditor:
    """An editor of lines from bytes as they arrive; any bytes are fine. CR, LF and CRLF each end one line."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._too_long = False
        self._after_return = False
        self._key = _Key.NONE
        self._echo = bytearray()
        self._lines: list[str] = []
        self._controls = {
            _BACKSPACE: self._erase,
            _DELETE: self._erase,
            _CTRL_U: self._erase_line,
            _CTRL_C: self._cancel,
            _RETURN: self._end,
            _LINE_FEED: self._end,
            _ESCAPE: self._start_key,
        }

    def feed(self, data: bytes) -> Edited:
        """Take `data` and tell what comes of it."""
        self._echo.clear()
        self._lines.clear()
        for byte in data:
            self._take(byte)
        return Edited(bytes(self._echo), tuple(self._lines))

    def _take(self, byte: int) -> None:
        second_half_of_crlf = self._after_return and byte == _LINE_FEED
        self._after_return = byte == _RETURN
        if second_half_of_crlf or self._is_of_key(byte):
            return
        if byte in self._controls:
            self._controls[byte]()
        elif byte >= _FIRST_PRINTABLE:
            self._add(byte)

    def _is_of_key(self, byte: int) -> bool:
        """Swallow the rest of what an arrow or function key sends; a control byte ends it early."""
        state, self._key = self._key, _Key.NONE
        if state is _Key.NONE or byte < _FIRST_PRINTABLE:
            return False
        if state is _Key.AFTER_ESCAPE:
            self._key = _Key.WITHIN if byte in b"[O" else _Key.NONE
        elif not 0x40 <= byte <= 0x7E:  # noqa: PLR2004 - the final bytes of ECMA-48
            self._key = _Key.WITHIN
        return True

    def _start_key(self) -> None:
        self._key = _Key.AFTER_ESCAPE

    def _add(self, byte: int) -> None:
        if len(self._line) >= MAX_LINE:
            self._too_long = True
            return
        self._line.append(byte)
        self._echo.append(byte)

    def _erase(self) -> None:
        while self._line and self._line[-1] & _CONTINUATION_MASK == _CONTINUATION:
            self._line.pop()
        if self._line:
            self._line.pop()
            self._echo += _ERASE

    def _erase_line(self) -> None:
        while self._line:
            self._erase()
        self._too_long = False

    def _cancel(self) -> None:
        self._echo += b"^C" + _NEW_LINE
        self._start("")

    def _end(self) -> None:
        self._echo += _NEW_LINE
        if self._too_long:
            self._refuse(f"longer than {MAX_LINE} bytes")
            return
        try:
            text = self._line.decode()
        except UnicodeDecodeError:
            self._refuse("not UTF-8 text; check the baud rate and the character set of the terminal")
        else:
            self._start("".join(character for character in text if character.isprintable()))

    def _refuse(self, why: str) -> None:
        self._echo += f"line ignored: {why}".encode() + _NEW_LINE
        self._start("")

    def _start(self, finished: str) -> None:
        self._lines.append(finished)
        self._line.clear()
        self._too_long = False
