"""What any bytes must do to whatever reads them: give something sensible, or raise one of the package's own errors."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from importlib import import_module
from math import isinf, isnan
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import drivers
from drivers.errors import DriverError
from drivers.i2c.sensirion_codec import pack_words
from drivers.measured import Measured

PARSERS_WITHOUT_THE_NAME = ("dbc", "formula")
"""Modules that read what others wrote and are not called codecs."""

WORDS = st.lists(st.integers(0, 0xFFFF), max_size=16).map(lambda words: pack_words(*words))
"""Sensirion's words with sound check bytes, so that what is behind the check is tried, too."""


def reply(*sizes: int) -> SearchStrategy[bytes]:
    """Any bytes, and more often those of the right size."""
    right = [st.binary(min_size=size, max_size=size) for size in sizes]
    return st.one_of(*right, st.binary(max_size=2 * max(sizes, default=0) + 1))


class Target:
    """`read` is called with what `arguments` draw; what it returns must be `sensible`, errors aside.

    `covers` are the functions that it stands for, where it is not itself one.
    """

    def __init__(
        self,
        read: Callable[..., object],
        *arguments: SearchStrategy[Any],
        sensible: Callable[[Any], object] = lambda _: True,
        covers: tuple[Callable[..., object], ...] = (),
    ) -> None:
        self._read, self._sensible = read, sensible
        self.arguments = st.tuples(*arguments)
        self.covers = covers or (read,)

    def __str__(self) -> str:
        """Module and name, by which pytest shows it."""
        return "+".join(name_of(each) for each in self.covers)

    def attack(self, arguments: tuple[object, ...]) -> None:
        """Fail unless what comes out is sensible and finite, or one of the package's own errors."""
        try:
            found = self._read(*arguments)
        except DriverError:
            return
        assert not any(map(isinf, numbers_in(found))), found
        assert self._sensible(found), found


def numbers_in(found: object) -> Iterator[float]:
    """All numbers in what a codec returned. Not a number is how a sample says that a field is unknown."""
    if isinstance(found, float):
        yield found
    elif is_dataclass(found) and not isinstance(found, type):
        yield from numbers_in([getattr(found, name) for name in found.__dataclass_fields__])
    elif isinstance(found, Mapping):
        yield from numbers_in(list(found.values()))
    elif isinstance(found, (list, tuple)):
        for each in found:
            yield from numbers_in(each)


def between(low: float, high: float) -> Callable[[float], bool]:
    """Whether a number is in range."""
    return lambda value: low <= value <= high


def fields_between(**ends: tuple[float, float]) -> Callable[[object], bool]:
    """Whether the fields of a sample are in range, or absent alone."""

    def is_sensible(value: Measured, low: float, high: float) -> bool:
        return isinstance(value, DriverError) or isnan(value) or low <= value <= high

    return lambda sample: all(is_sensible(getattr(sample, name), *limits) for name, limits in ends.items())


def name_of(function: Callable[..., object]) -> str:
    """Module and name, without the packages."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"


def readers() -> set[str]:
    """Every public function and method of a codec that takes bytes, or a text of the kernel's or of a file's."""
    folder = Path(drivers.__path__[0])
    names = {
        file.stem: ".".join(("drivers", *file.relative_to(folder).with_suffix("").parts))
        for file in folder.rglob("*.py")
    }
    modules = [names[stem] for stem in names if stem.endswith("_codec") or stem in PARSERS_WITHOUT_THE_NAME]
    return {name_of(each) for module in modules for each in _public(module) if _reads(each)}


def _public(module: str) -> Iterator[Callable[..., object]]:
    for name, member in vars(import_module(module)).items():
        if name.startswith("_") or getattr(member, "__module__", None) != module:
            continue
        if inspect.isfunction(member):
            yield member
        elif inspect.isclass(member) and not getattr(member, "_is_protocol", False):
            methods = ((key, each) for key, each in vars(member).items() if inspect.isfunction(each))
            yield from (each for key, each in methods if not key.startswith("_"))


def _reads(function: Callable[..., object]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any("bytes" in str(each.annotation) or each.name == "text" for each in parameters)
