"""The text of a signal database (DBC) before its parser sees it: what it may cost to be read at all. Pure.

Everything here takes time in proportion to the length of the text. The limits are engineering choices: ten times and
more what the largest community map has that was looked at (800 kB).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from drivers.errors import BadDatabase

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_WORDS = 1_000_000
"""Words, numbers and signs; the parser keeps each (3 s and 150 MB on a PC)."""

MAX_NUMBER = 64
"""Digits; a number of 64 bits has 20."""

MAX_EXPONENT_DIGITS = 3
"""The parser writes some numbers out: 1e999999999 would be a gigabyte of digits."""

MAX_TEXT = 65_536
"""Characters between quotation marks; the parser needs 20 times as much memory for them."""

_QUOTE_OR_REMARK = re.compile(r'"|//')
_WORD = re.compile(r"\w++|[^\w\s]")
_LONG_NUMBER = re.compile(rf"\d{{{MAX_NUMBER + 1},}}+|(?<![\w.])\d++\.?\d*+[eE][-+]?+\d{{{MAX_EXPONENT_DIGITS + 1},}}+")
_LONG_QUOTED_NUMBER = re.compile(
    rf"\s*+[-+]?+[._]*+\d(?:[\d._]{{{MAX_NUMBER},}}+|[\d._]*+[eE][-+]?+[\d_]{{{MAX_EXPONENT_DIGITS + 1},}}+)\s*+"
)
_LONG_ATTRIBUTE = re.compile(r"\bBA_[^;#]*+#")


@dataclass(frozen=True, slots=True)
class BareText:
    """A text of which `bare` is all but what is quoted and what is remarked, with the same lines."""

    source: str
    bare: str

    def bad(self, place: int, reason: str) -> BadDatabase:
        """Make the error that tells `reason` with the line of a `place` in the bare text."""
        return _bad(self.source, self.bare, place, reason)


def bare_text(text: str, source: str) -> BareText:
    """Take the quoted texts and remarks out of `text`; raises BadDatabase where it is beyond a limit."""
    if len(text) > MAX_FILE_BYTES:
        raise BadDatabase(f"{source}: has more than {MAX_FILE_BYTES} characters: no signal database is so large")
    if text.count('"') > 2 * MAX_WORDS:
        raise BadDatabase(f"{source}: has more than {MAX_WORDS} words: no signal database has so many")
    bare = "".join(_outside(text, source))
    _refuse(_LONG_NUMBER, bare, source)
    _refuse(_LONG_ATTRIBUTE, bare, source)
    if sum(1 for _ in islice(_WORD.finditer(bare), MAX_WORDS + 1)) > MAX_WORDS:
        raise BadDatabase(f"{source}: has more than {MAX_WORDS} words: no signal database has so many")
    return BareText(source, bare)


def _outside(text: str, source: str) -> Iterator[str]:
    """Give the parts of `text` between what is quoted and what is remarked; of that, its quotation marks and lines.

    A `#` between the marks stands for a long number: an attribute of that kind would be worked out.
    """
    end = 0
    while begin := _QUOTE_OR_REMARK.search(text, end):
        yield text[end : begin.start()]
        if begin[0] == '"':
            end = _after_quoted(text, begin.start(), source)
            is_long = _LONG_QUOTED_NUMBER.fullmatch(text, begin.end(), end - 1)
            yield ('"#"' if is_long else '""') + "\n" * text.count("\n", begin.start(), end)
        else:
            end = text.find("\n", begin.start()) % (len(text) + 1)
    yield text[end:]


def _after_quoted(text: str, begin: int, source: str) -> int:
    """Find where the text ends that begins with a quotation mark: with the next one that no backslash precedes."""
    end = text.find('"', begin + 1)
    while end > 0 and text[end - 1] == "\\":
        end = text.find('"', end + 1)
    if end < 0:
        raise _bad(source, text, begin, "a text in quotation marks that does not end")
    if end - begin > MAX_TEXT:
        raise _bad(source, text, begin, f"a text of more than {MAX_TEXT} characters")
    return end + 1


def _refuse(pattern: re.Pattern[str], text: str, source: str) -> None:
    if match := pattern.search(text):
        reason = f"a number of more than {MAX_NUMBER} digits or beyond 1e{'9' * MAX_EXPONENT_DIGITS}"
        raise _bad(source, text, match.start(), reason)


def _bad(source: str, text: str, place: int, reason: str) -> BadDatabase:
    line = text.count("\n", 0, place) + 1
    return BadDatabase(f"{source}:{line}: {reason}")
