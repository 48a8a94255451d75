"""Wording of problems of a configuration: unknown names, and names given twice."""

from collections.abc import Iterable, Iterator

from firmware.config import Config
from firmware.config.problem import ALSO, KeyPath, Problem, did_you_mean, near

_MAX_SHOWN = 20
"""So many choices are listed one by one."""


def one_of(path: KeyPath, value: str, known: Iterable[str], *, also: Iterable[KeyPath] = ()) -> Iterator[Problem]:
    """Yield a problem unless `value` is one of the `known`, which are found at the places `also`."""
    choices = sorted(known)
    if value not in choices:
        meant = did_you_mean(value, choices, is_value=True)
        text = f"is not known here; {meant}known: {', '.join(_of_interest(value, choices)) or 'none'}"
        yield Problem(path, text, value, tuple(also))


def _of_interest(value: str, choices: list[str]) -> list[str]:
    """Return all choices; of very many those of the same branch, and the names of the other branches."""
    branches = sorted({each.partition(".")[0] for each in choices})
    if len(choices) <= _MAX_SHOWN or len(branches) == len(choices):
        return choices
    branch = near(value.partition(".")[0], branches)
    if branch is None:
        return choices
    return [
        each
        for name in branches
        for each in ([f"{name}..."] if name != branch else [each for each in choices if each.partition(".")[0] == name])
    ]


def names_of(section: str, count: int) -> tuple[KeyPath, ...]:
    """Return the places of all names of a `section` with `count` tables, for those who look one up."""
    return ((section,), *((section, index, "name") for index in range(count)))


def compartments(config: Config) -> tuple[KeyPath, ...]:
    """Return the places of all compartments, which many names are made of."""
    path = ("fridge", "compartments")
    return (path, *((*path, index, "name") for index in range(len(config.fridge.compartments))))


def repeated(section: str, key: str, values: Iterable[object]) -> Iterator[Problem]:
    """Yield a problem for each of `values` that was there before; None is no value."""
    seen: dict[object, KeyPath] = {}
    for index, value in enumerate(values):
        path = (section, index, key)
        if value in seen:
            yield Problem(path, f"is there twice, first at {ALSO}; each must be there once", value, (seen[value],))
        elif value is not None:
            seen[value] = path
