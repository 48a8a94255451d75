"""Problems in the words of the file: line, key path, what is written there, and the name of what it belongs to."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from firmware.config.form import at
from firmware.config.problem import UNSAID, KeyPath, Problem, key_path
from firmware.config.toml_places import Place, places
from firmware.runtime.one_line import one_line

_KINDS = {"sensors": "sensor", "outputs": "output", "i2c": "bus", "can": "CAN", "compartments": "compartment"}
"""What the tables of a list are called one by one."""

_MAX_LENGTH, _MAX_LINE = 60, 2_000
"""Of one thing that is written in the file, and of a whole line with all that is known instead, in characters."""


class Source:
    """A file of that `name` with that `text`, which is the TOML of `document`."""

    def __init__(self, name: str, text: str, document: Mapping[str, Any]) -> None:
        self.name = name
        self._text, self._document = text, document

    def lines(self, problems: Iterable[Problem]) -> list[str]:
        """Return a line for each problem, from the top of the file to its end."""
        return [self._as_line(each) for each in sorted(problems, key=lambda problem: self._place(problem.path).line)]

    def label(self, path: KeyPath) -> str:
        """Return the name by which another line refers to a place."""
        line = self._place(path).line
        inside = [each for each in (self._owner(path), f"line {line}" if line else "") if each]
        return key_path(path) + (f" ({', '.join(inside)})" if inside else "")

    def _as_line(self, problem: Problem) -> str:
        place, owner = self._place(problem.path), self._owner(problem.path)
        line = f":{place.line}" if place.line else ""
        written = self._places[problem.path].written if problem.path in self._places else ""
        value = f" = {one_line(written, _MAX_LENGTH)}" if written and problem.value is not UNSAID else ""
        name = f" ({owner})" if owner else ""
        text = problem.text_with(self.label)
        return one_line(f"{self.name}{line}: {key_path(problem.path)}{value}{name}: {text}", _MAX_LINE)

    @cached_property
    def _places(self) -> Mapping[KeyPath, Place]:
        return places(self._text)

    def _place(self, path: KeyPath) -> Place:
        """Return the place of `path`, or of the table that it is missing in."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, Place(0))

    def _owner(self, path: KeyPath) -> str:
        """Return the name of the table that `path` is in, as the user gave it."""
        if path[-1:] == ("name",):
            return ""
        for end in range(len(path), 1, -1):
            kind = _KINDS.get(str(path[end - 2]))
            name = at(self._document, (*path[:end], "name"))
            if kind is not None and isinstance(path[end - 1], int) and isinstance(name, str):
                return f'{kind} "{one_line(name, _MAX_LENGTH)}"'
        return ""
