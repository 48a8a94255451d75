"""Bounds for every part of a configuration: no text that costs too much to read, no value beyond all sense.

TOML itself has no such bounds: a key of 10 000 parts takes half a minute, a number of 5 000 digits cannot be printed.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from firmware.config.problem import KeyPath, Problem, key_path
from firmware.errors import ConfigError

MAX_LINE_CHARACTERS = 2_000
"""Of a written line; long ones list a sensor's measurements in some 200 (engineering choice)."""

MAX_DEPTH = 8
"""Of tables and lists within each other; the deepest that has a meaning is 4: fridge.compartments[0].name."""

MAX_WHOLE = 2**53
"""Up to here a whole number is the same number as a float."""

_LAST_CONTROL = 0x9F
_BREAKS = "\u2028\u2029"
_TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of a text: what is shown is not what stands there."""


def require_readable(source: str, text: str) -> None:
    """Raise ConfigError for a `text` that would cost too much to be read as TOML."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE_CHARACTERS:
            right = f"{MAX_LINE_CHARACTERS} characters are more than any value needs"
            raise ConfigError([f"{source}:{number}: is too long a line: {right}"])


def require_flat(source: str, document: Mapping[str, Any]) -> None:
    """Raise ConfigError where tables or lists lie deeper in one another than any that has a meaning."""
    for path, _value in _values(document):
        if len(path) > MAX_DEPTH:
            raise ConfigError([nested_too_deeply(f"{source}: {key_path(path[:3])}...")])


def nested_too_deeply(where: str) -> str:
    """Return the line for it."""
    return f"{where}: tables and lists lie too deep in one another: {MAX_DEPTH} levels are more than enough"


def unsound(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each value that no key can have."""
    for path, value in _values(document):
        if isinstance(value, str) and (control := next(filter(_is_control, value), "")):
            yield Problem(path, f"has a control character, U+{ord(control):04X}: write plain text in one line", value)
        elif isinstance(value, float) and not isfinite(value):
            yield Problem(path, "must be a finite number", value)
        elif isinstance(value, int) and abs(value) > MAX_WHOLE:
            yield Problem(path, "is a larger number than any that has a meaning", value)


def _values(document: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Yield everything that is no table and no list, and what lies just too deep, by its path; without recursion."""
    waiting: list[tuple[KeyPath, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if not isinstance(value, Mapping | list) or len(path) > MAX_DEPTH:
            yield path, value
            continue
        inside = value.items() if isinstance(value, Mapping) else enumerate(value)
        waiting += [((*path, key), each) for key, each in inside]


def _is_control(character: str) -> bool:
    return (ord(character) <= _LAST_CONTROL and not character.isprintable()) or character in _BREAKS + _TURNS
