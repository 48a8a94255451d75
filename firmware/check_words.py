"""How errors of a configuration are put in words: key, value, what would be right."""

from collections.abc import Iterable, Iterator


def one_of(key: str, value: str, known: Iterable[str]) -> Iterator[str]:
    """A line unless `value` is one of the `known`."""
    choices = sorted(known)
    if value not in choices:
        yield f"{key} = {value!r}: is not known here; known: {', '.join(choices) or 'none'}"


def repeated(section: str, key: str, values: Iterable[object]) -> Iterator[str]:
    """A line for each of `values` that was there before; None is no value."""
    seen: set[object] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield f"{section}[{index}].{key} = {value!r}: is there twice; each must be there once"
        if value is not None:
            seen.add(value)
