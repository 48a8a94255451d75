"""Draft of a Config from a file that may be wrong: errors are told and set aside, and the rest is judged.

Where a key is wrong, its table gets the default, or a stand-in where there is none. What then seems wrong only because
something stands in is told by `is_consequence`.
"""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from firmware.config.buses import I2cConfig
from firmware.config.form import UNKNOWN, at, form_problem
from firmware.config.installation import Config
from firmware.config.json_schema import known_keys, meant_key
from firmware.config.problem import KeyPath, Problem
from firmware.config.sound import unsound

_MAX_PASSES = 100
"""One setting of the controller is found in each; a file with more of them is told in parts."""

_DECIDE = frozenset({("fridge", "kind")})
"""Keys that decide which others their table may have; one within a table inside another may decide, too."""


@dataclass(frozen=True, slots=True)
class _StandIn:
    """Keys that a table of a list must have. Those `together` are judged as one thing, such as the place of a chip."""

    keys: Mapping[str, Any]
    together: frozenset[str] = frozenset()


_STAND_INS: Mapping[KeyPath, _StandIn] = {
    ("sensors",): _StandIn(
        {"name": "?", "chip": "?", "one_wire": "00-000000000000", "gives": {"?": "?"}},
        frozenset({"i2c", "address", "port", "one_wire"}),
    ),
    ("i2c",): _StandIn({"name": "unknown", "bus": 64}, frozenset(I2cConfig.model_fields) - {"name"}),
    ("can",): _StandIn({"name": "unknown", "vehicle": "?"}, frozenset({"interface", "polling"})),
    ("outputs",): _StandIn({"name": "?", "pin": 0, "kind": "relay"}),
    ("fridge", "compartments"): _StandIn({"name": "unknown"}),
}


class Draft:
    """A draft: `config` is what could be made of `document`, `problems` are all that is wrong with its form."""

    def __init__(self, document: Mapping[str, Any], folder: Path) -> None:
        self._document: dict[str, Any] = deepcopy(dict(document))
        self._folder = folder
        self._aside: set[KeyPath] = set()
        self._shaken: set[KeyPath] = set()
        self._renamed: dict[KeyPath, KeyPath] = {}
        self.problems: list[Problem] = []
        for problem in unsound(document):
            self.problems.append(problem)
            self._set_aside(problem.path)
        self.config = self._made()

    def is_consequence(self, problem: Problem) -> bool:
        """Return True where it depends on a place that is wrong itself."""
        places = (problem.path, *problem.also)
        return any(path[:end] in self._aside for path in places for end in range(len(path) + 1))

    def as_written(self, problem: Problem) -> Problem:
        """Return `problem` with its keys as the file spells them."""
        also = tuple(self._written(path) for path in problem.also)
        return replace(problem, path=self._written(problem.path), also=also)

    def _written(self, path: KeyPath) -> KeyPath:
        for right, written in self._renamed.items():
            if _is_at_or_below(path, right):
                return (*written, *path[len(right) :])
        return path

    def _made(self) -> Config:
        for _ in range(_MAX_PASSES):
            try:
                return validated(self._document, self._folder)
            except ValidationError as error:
                self._take(error.errors())
        return Config()

    def _take(self, errors: Iterable[Any]) -> None:
        told = [each for each in errors if not self._follows_from_below(each)]
        found = [(form_problem(each, self._document), each["type"] in UNKNOWN) for each in told]
        self.problems += [
            self.as_written(problem)
            for problem, _ in found
            if not self.is_consequence(problem) and problem.path not in self._shaken
        ]
        for problem, is_unknown in found:
            if not (is_unknown and self._rename(problem.path)):
                self._set_aside(problem.path)

    def _follows_from_below(self, error: Any) -> bool:
        """Return True where a table as a whole does not fit after what decides on that was set aside inside it."""
        path: KeyPath = error["loc"]
        return error["type"] == "value_error" and any(
            each in _DECIDE or len(each) > len(path) + 1 for each in self._aside if _is_at_or_below(each, path)
        )

    def _rename(self, path: KeyPath) -> bool:
        """Go on as if an unknown key were the one that it is like."""
        table, old = at(self._document, path[:-1]), str(path[-1])
        meant = meant_key(path)
        if meant is None or not isinstance(table, dict) or old not in table:
            return False
        right: KeyPath = (*path[:-1], meant)
        if meant not in table:
            table[meant] = table.pop(old)
            self._renamed[right] = path
            return True
        there, more = table[meant], table[old]
        if not (isinstance(there, list) and isinstance(more, list)):
            return False
        self._renamed |= {(*right, len(there) + index): (*path, index) for index in range(len(more))}
        there += table.pop(old)
        return True

    def _set_aside(self, path: KeyPath) -> None:
        entry, stand_in = _entry_of(path)
        if stand_in is None or not isinstance(at(self._document, entry), dict) or entry in self._aside:
            self._drop(path if stand_in is None else entry)
        elif len(path) > len(entry) + 1 or (len(path) > len(entry) and path[-1] not in known_keys(entry)):
            self._drop(path)
        else:
            self._stand_in(entry, path[-1] if len(path) > len(entry) else None, stand_in)

    def _stand_in(self, entry: KeyPath, key: Any, stand_in: _StandIn) -> None:
        """Set the `key` of a table aside, None for what its model judges together; twice the same is all of it."""
        keys = stand_in.together if key is None or key in stand_in.together else {key}
        if {(*entry, each) for each in keys} <= self._aside:
            keys = frozenset(at(self._document, entry))
            self._aside.add(entry)
        table = at(self._document, entry)
        for each in keys:
            table.pop(each, None)
            self._aside.add((*entry, each))
        has_place = bool(stand_in.together & table.keys())
        for name, value in stand_in.keys.items():
            if name not in table and not (name in stand_in.together and has_place):
                table[name] = f"unknown{entry[-1]}" if value == "unknown" else deepcopy(value)

    def _drop(self, path: KeyPath) -> None:
        """Leave `path` out, or the table that it is missing in."""
        while path and at(self._document, path) is None:
            path = path[:-1]
            if path in self._aside:
                return  # by an earlier error
        self._aside.add(path)
        self._shaken.add(path[:-1])
        stand_in = _entry_of(path)[1]
        if not path:
            self._document.clear()
        elif isinstance(path[-1], int) and stand_in is not None:
            at(self._document, path[:-1])[path[-1]] = {}
            self._stand_in(path, None, stand_in)
        else:
            at(self._document, path[:-1]).pop(path[-1])


def validated(document: Mapping[str, Any], folder: Path) -> Config:
    """Validate `document`; raises pydantic's ValidationError.

    As JSON, strictly: texts may still become paths and modes, but "true" is no number and "4" no temperature.
    """
    return Config.model_validate_json(json.dumps(document, default=str), strict=True, context=folder)


def _entry_of(path: KeyPath) -> tuple[KeyPath, _StandIn | None]:
    """Return the table of a list that `path` is in, and what may stand in it."""
    for section, stand_in in _STAND_INS.items():
        if path[: len(section)] == section and len(path) > len(section):
            return path[: len(section) + 1], stand_in
    return (), None


def _is_at_or_below(path: KeyPath, above: KeyPath) -> bool:
    return path[: len(above)] == above
