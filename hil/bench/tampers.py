"""Ways to tamper with the file that proves a record, each with the first row that is wrong by it."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Tampered:
    """A file that was tampered with. `row` is its first wrong row, None where it is none of the rows."""

    how: str
    content: bytes
    row: int | None


class Tamperer:
    """Someone who has the lines of a whole record."""

    def __init__(self, lines: Sequence[bytes], seed: int) -> None:
        self._lines = list(lines)
        self._rows = [number for number, line in enumerate(lines) if line[_DIGITS : _DIGITS + 2] == b" ["]
        self._content = b"".join(lines)
        self._random = random.Random(seed)
        self._ends = list(_ends(self._lines))

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self._rows)

    def flipped(self) -> Tampered:
        """Flip one bit anywhere."""
        at, content = self._random.randrange(len(self._content)), bytearray(self._content)
        content[at] ^= 1 << self._random.randrange(8)
        line = next(number for number, end in enumerate(self._ends) if at < end)
        row = self._rows.index(line) if line in self._rows else None
        return Tampered("bit flipped", bytes(content), row)

    def deleted(self, row: int) -> Tampered:
        """Take one row out."""
        lines = [*self._lines]
        del lines[self._rows[row]]
        return self._of("deleted", lines, row)

    def swapped(self, row: int) -> Tampered:
        """Swap one row with another, now and then with its neighbour."""
        other = row
        while other == row:
            other = self._random.choice((row + 1, self._random.randrange(self.rows))) % self.rows
        lines, (left, right) = [*self._lines], (self._rows[row], self._rows[other])
        lines[left], lines[right] = lines[right], lines[left]
        return self._of("swapped", lines, min(row, other))

    def inserted(self, row: int) -> Tampered:
        """Put a copy of another row before a row, or one that is made up and has the number of that row."""
        lines, at = [*self._lines], self._rows[row]
        if self._random.random() < 0.5:  # noqa: PLR2004  # one half of them
            text = lines[at][_DIGITS + 1 : -1].replace(b'"ms":60000', b'"ms":59999')
            lines.insert(at, sha256(b"\0" + text).hexdigest().encode() + b" " + text + b"\n")
            return self._of("inserted", lines, row)
        copied = self._random.choice([each for each in range(self.rows) if each != row])
        lines.insert(at, lines[self._rows[copied]])
        return self._of("inserted", lines, row - 1 if copied == row - 1 else row)

    def truncated(self, row: int) -> Tampered:
        """Cut the file off within a row, or before it."""
        begin, end = self._ends[self._rows[row]] - len(self._lines[self._rows[row]]), self._ends[self._rows[row]]
        return Tampered("truncated", self._content[: self._random.randrange(begin, end)], row)

    def any(self) -> Tampered:
        """Tamper in one of these ways somewhere."""
        how = self._random.choice(tuple(AT_EACH_ROW))
        return AT_EACH_ROW[how](self, self._random.randrange(self.rows))

    def _of(self, how: str, lines: Sequence[bytes], row: int) -> Tampered:
        return Tampered(how, b"".join(lines), row)


AT_EACH_ROW: Mapping[str, Callable[[Tamperer, int], Tampered]] = {
    "deleted": Tamperer.deleted,
    "swapped": Tamperer.swapped,
    "inserted": Tamperer.inserted,
    "truncated": Tamperer.truncated,
}
"""Ways to tamper at a row."""


def _ends(lines: Sequence[bytes]) -> Iterator[int]:
    at = 0
    for line in lines:
        at += len(line)
        yield at
