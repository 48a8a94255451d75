"""Say what is wrong with a text that is no TOML, in terms of what people write."""

import re
from collections.abc import Mapping
from tomllib import TOMLDecodeError

from firmware.runtime.one_line import one_line

_LONGEST = 60
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")

_HINTS: Mapping[str, str] = {
    "[\u2018\u2019\u201c-\u201e\u00ab\u00bb]": "quotes must be straight ones",
    r"[\u00a0\u2000-\u200f\u202f\ufeff]": "there is an invisible character in this line: write it anew",
    r"^\s*//": "a comment begins with #",
    r"^\s*[\w.-]+\s*:": "a key and its value have = between them",
    r"=\s*-?\d+,\d+\s*(#|$)": "the decimal sign is a point",
    r"=\s*(True|False|yes|no|on|off|Yes|No|On|Off)\b": "write true or false",
    r"=\s*-?0\d": "a number has no zero in front",
    r"=\s*[+-]?[\d.]+\s*(°|%|[A-Za-z])": "a number stands without its unit, which is in the name of the key",
    r'=\s*"[^"]*\\[^"]*"': "in double quotes \\ has a meaning of its own: write '...' or \\\\",
    r"=\s*(\"[^\"]*|'[^']*)$": "a quote is not closed",
    r"=\s*[A-Za-z_/]": "text stands in quotes",
    r"^\s*\[[^\]]*$": "a table's name ends with ], a list's with ]]",
    r"=\s*(#|$)": "the value is missing",
    r"^\s*[\w.-]+\s*(#|$)": "a key has = and a value",
}
"""What a line looks like, and what would be right; the first that fits counts."""

_HEADER = re.compile(r"\s*(\[+)\s*([\w.-]+)\s*\]+")
_REPEATED = ("Cannot overwrite a value", "Cannot declare")


def not_toml(source: str, text: str, error: TOMLDecodeError) -> str:
    """The line for `error` in `text`, with what is written there."""
    reason = str(error)
    place = _PLACE.search(reason)
    reason = _PLACE.sub("", reason)
    number = int(place[1]) if place and place[1] else len(text.splitlines())
    lines = text.splitlines()
    written = lines[number - 1] if 0 < number <= len(lines) else ""
    hint = _repeated(lines[: number - 1], written) if reason.startswith(_REPEATED) else _hint(written)
    return f"{source}:{number}: {one_line(written, _LONGEST)}: is not TOML: {reason}{hint}"


def _repeated(before: list[str], written: str) -> str:
    """Where the same header stands first: the wrong one of the two may be that."""
    header = _HEADER.match(written)
    headers = ((number, _HEADER.match(line)) for number, line in enumerate(before, start=1))
    for number, first in headers:
        if header and first and header[2] == first[2]:
            return f"; line {number} has {first[0].strip()}: a table stands once, those of a list [[in two brackets]]"
    return "; each key and each table stands once; a list's tables are [[in two brackets]]"


def _hint(written: str) -> str:
    return next((f"; {right}" for shape, right in _HINTS.items() if re.search(shape, written)), "")
