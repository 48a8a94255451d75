"""The line of each key of a TOML text, and its value as it is written there; tomllib tells neither.

The text must be good TOML already, so that only the ends of things are looked for here, not their meaning.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from firmware.config.problem import KeyPath

_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_LONG = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}(?!")', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL)
_SHORT = re.compile(r'"(?:[^"\\]|\\.)*"')
_SHORT_LITERAL = re.compile(r"'[^']*'")
_PLAIN = re.compile(r"[^,\]}#\r\n]*")


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a key, by lines from 1, and its value as written; "" for a table."""

    line: int
    written: str = ""


def places(text: str) -> dict[KeyPath, Place]:
    """Return every key, every table, and every element of a list, by its path."""
    return _Scanner(text=text).scan()


@dataclass(slots=True, kw_only=True)
class _Scanner:
    text: str
    newlines: list[int] = field(default_factory=list)
    at: int = 0
    found: dict[KeyPath, Place] = field(default_factory=dict)
    counts: dict[KeyPath, int] = field(default_factory=dict)

    def scan(self) -> dict[KeyPath, Place]:
        """Read the whole text; return the place of each key."""
        self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        table: KeyPath = ()
        self._skip(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_GAP)
        return self.found

    def _header(self) -> KeyPath:
        """Read [table] or [[list of tables]]; return the path that the keys below it have."""
        line, is_list = self._line(), self.text.startswith("[[", self.at)
        self.at += 2 if is_list else 1
        path = self._within(self._key(), line)
        self.at += 2 if is_list else 1
        if is_list:
            self.found.setdefault(path, Place(line))
            index = self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, index)
        self._note(path, line)
        return path

    def _within(self, keys: tuple[str, ...], line: int) -> KeyPath:
        """Return the path of a header's `keys`: each list of tables on the way means its last element."""
        path: KeyPath = ()
        for key in keys:
            if path:
                self._note(path, line)
            if path in self.counts:
                path = (*path, self.counts[path])
            path = (*path, key)
        return path

    def _pair(self, table: KeyPath) -> None:
        """Read one key with its value, below `table`."""
        line, keys = self._line(), self._key()
        self.at += 1  # =
        path = (*table, *keys)
        for end in range(len(table) + 1, len(path)):
            self._note(path[:end], line)
        self._value(path, line)

    def _value(self, path: KeyPath, line: int) -> None:
        self._skip(_BLANK)
        start = self.at
        if self.text[start] == "{":
            self._inline_table(path)
        elif self.text[start] == "[":
            self._list(path)
        else:
            self._skip(self._scalar())
        self.found[path] = Place(line, self.text[start : self.at].strip())

    def _scalar(self) -> re.Pattern[str]:
        """Return the pattern of the value that begins here."""
        openings = ('"""', _LONG), ("'''", _LONG_LITERAL), ('"', _SHORT), ("'", _SHORT_LITERAL)
        return next((shape for quotes, shape in openings if self.text.startswith(quotes, self.at)), _PLAIN)

    def _inline_table(self, path: KeyPath) -> None:
        self._opened()
        while self.text[self.at] != "}":
            self._pair(path)
            self._next()
        self.at += 1

    def _list(self, path: KeyPath) -> None:
        self._opened()
        index = 0
        while self.text[self.at] != "]":
            self._value((*path, index), self._line())
            self._next()
            index += 1
        self.at += 1

    def _opened(self) -> None:
        self.at += 1
        self._skip(_GAP)

    def _next(self) -> None:
        self._skip(_GAP)
        if self.text[self.at] == ",":
            self._opened()

    def _key(self) -> tuple[str, ...]:
        """Read one key, or several with dots between."""
        keys: list[str] = []
        while True:
            match = _KEY.match(self.text, self.at)
            if match is None:
                return tuple(keys)
            self.at = match.end()
            keys.append(next(group for group in match.groups() if group is not None))
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _note(self, path: KeyPath, line: int) -> None:
        self.found.setdefault(path, Place(line))

    def _line(self) -> int:
        return bisect_left(self.newlines, self.at) + 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
