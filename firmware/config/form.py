"""Put an error of pydantic in words for the person who wrote the file: what is wrong, what would be right."""

import math
import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from firmware.config import fields
from firmware.config.json_schema import Node, homes, known_keys, meant_key, node_at
from firmware.config.problem import UNSAID, KeyPath, Problem, did_you_mean

UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
_SETTING = re.compile(r"(\w+) = (.*?): (.+)", re.DOTALL)
"""One of the parts of a SettingsError; the value None is that of a key that must be given."""

_MISSING, _DEFAULT = "is missing: ", "is not written, and its default does not fit: "

_MIN_F = 30.0
"""Colder than this nobody keeps food or people: what is below was not meant as °F (-1.1 °C)."""

_GPIO = re.compile(r"(?:GPIO|BCM|GP)?[ _.-]?(\d{1,2})", re.IGNORECASE)
_HEADER = {29: 5, 31: 6, 32: 12, 33: 13, 35: 19, 36: 16, 37: 26, 38: 20, 40: 21}
"""Places on the 40-pin header of a Raspberry Pi that are no BCM number as well, and the BCM number that each has."""

_UNITS: Mapping[str, tuple[tuple[str, Callable[[float], float]], ...]] = {
    "_c": (("°F", lambda value: (value - 32.0) / 1.8 if value >= _MIN_F else math.nan),),
    "_s": (("ms", lambda value: value / 1_000.0), ("minutes", lambda value: value * 60.0)),
    "_pct": (("a ratio", lambda value: value * 100.0),),
    "_v": (("mV", lambda value: value / 1_000.0), ("the value for 24 V", lambda value: value / 2.0)),
}
"""Units that are often meant by mistake: how they become the unit in the name of the key."""


def form_problem(details: Mapping[str, Any], document: Mapping[str, Any]) -> Problem:
    """Return the problem that one error of pydantic, found in `document`, is about."""
    path: KeyPath = details["loc"]
    kind, value = details["type"], details["input"]
    if kind in UNKNOWN:
        return Problem(path, _unknown(path))
    if kind == "missing":
        return Problem(path, f"is missing: {right(path)}")
    if kind == "value_error":
        return _of_the_model(path, details["msg"].removeprefix("Value error, "), document)
    shown = UNSAID if isinstance(value, dict | list) else value
    return Problem(path, right(path) + _hint(path, value, node_at(path)), shown)


def right(path: KeyPath) -> str:
    """Return the values that may stand at `path`."""
    node = node_at(path)
    if "enum" in node:
        return f"must be one of {', '.join(map(_quoted, node['enum']))}"
    if "pattern" in node:
        return f"must be {fields.PATTERNS.get(node['pattern'], node['pattern'])}"
    kind = node.get("type")
    if kind in _NUMBERS:
        return f"must be {_NUMBERS[kind]}{range_of(path)}"
    if kind == "array":
        name = ".".join(key for key in path if isinstance(key, str))
        numbers = node.get("items", {}).get("type") in _NUMBERS
        return f"must be a list of {'numbers, [1, 2]' if numbers else f'tables: each begins with [[{name}]]'}"
    if kind == "object":
        rule = ", with one key or more" if node.get("minProperties") else ""
        shape = "{ key = value }" if any(isinstance(key, int) for key in path) else f"[{'.'.join(map(str, path))}]"
        return f"must be a table, {shape}{rule}"
    return {"string": "must be text, in quotes", "boolean": "must be true or false"}.get(str(kind), "must be given")


_NUMBERS = {"integer": "a whole number", "number": "a number"}


def range_of(path: KeyPath) -> str:
    """Return the range of the number at `path`, as far as its model tells it."""
    node, shape = node_at(path), "#04x" if str(path[-1]).endswith("address") else "g"
    low, high = (format(node[bound], shape) if bound in node else "" for bound in ("minimum", "maximum"))
    if low and high:
        return f" from {low} to {high}"
    return f", {low} or more" if low else f", {high} or less" if high else ""


def _unknown(path: KeyPath) -> str:
    known, elsewhere = ", ".join(known_keys(path[:-1])), homes(str(path[-1]))
    if elsewhere:
        return f"is not a known key here; it belongs to {' or '.join(elsewhere)}; known here: {known}"
    meant = meant_key(path)
    return f"is not a known key; {f'did you mean {meant}? ' if meant else ''}known: {known}"


def _of_the_model(path: KeyPath, text: str, document: Mapping[str, Any]) -> Problem:
    """Turn an error of the model or of the controller's settings into a problem at its first key in the file.

    The others may be no more than consequences: limits often follow from each other.
    """
    table = at(document, path)
    parts = [match for part in text.split("; ") if (match := _SETTING.fullmatch(part))]
    written = [match for match in parts if isinstance(table, dict) and match[1] in table]
    for match in chain(written, parts):
        own = (*path, match[1])
        value = table.get(match[1], UNSAID) if isinstance(table, dict) else UNSAID
        default = "" if written else _MISSING if match[2] == "None" else _DEFAULT
        return Problem(own, default + match[3] + _other_unit(own, value, match[3]), value)
    return Problem(path, text)


def _hint(path: KeyPath, value: Any, node: Node) -> str:
    """Suggest the value that may have been meant."""
    if isinstance(value, str) and "enum" in node:
        meant = did_you_mean(value, [each for each in node["enum"] if isinstance(each, str)], is_value=True)
        return f"; {meant.rstrip()}" if meant else ""
    if str(path[-1]).endswith("pin"):
        return _pin_hint(value)
    if isinstance(value, str) and node.get("type") in _NUMBERS:
        return "; a number has no quotes and no unit"
    if str(path[-1]).endswith("address") and isinstance(value, int):
        bits7 = value >> 1
        is_twice = node.get("minimum", 0) <= bits7 <= node.get("maximum", 0) < value
        return f"; if it includes the read/write bit, the address is 0x{bits7:02x}" if is_twice else ""
    return _other_unit(path, value, range_of(path))


def _pin_hint(value: Any) -> str:
    """Suggest the BCM number for a name, or for a place on the header beyond all BCM numbers."""
    if isinstance(value, str) and (named := _GPIO.fullmatch(value)):
        return f"; write {int(named[1])}, the BCM number alone"
    place = value if isinstance(value, int) else None
    return f"; if it is the place on the 40-pin header, its BCM number is {_HEADER[place]}" if place in _HEADER else ""


def _other_unit(path: KeyPath, value: Any, text: str) -> str:
    """Suggest another unit in which `value` would be in range."""
    limits = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text)]
    if isinstance(value, bool) or not isinstance(value, int | float) or len(limits) != len(("low", "high")):
        return ""
    unit = next((units for ending, units in _UNITS.items() if str(path[-1]).endswith(ending)), ())
    for name, converted in unit:
        if limits[0] <= converted(value) <= limits[1]:
            return f"; was {name} meant? that would be {converted(value):.3g}"
    return ""


def at(document: Any, path: KeyPath) -> Any:
    """Return the value at `path`; None where there is none."""
    for key in path:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
