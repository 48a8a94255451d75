"""Immutable values of the core: dataclasses that nobody changes, held by mypy.

A dataclass that is frozen at run time too sets each of its fields by a call of its own and takes six times as long to
make; a tick makes some sixty of them, and the rig lives through thousands of days. The settings, which are made once,
are frozen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform, overload

Made = TypeVar("Made")


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(cls: type[Made]) -> type[Made]: ...


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(*, kw_only: bool) -> Callable[[type[Made]], type[Made]]: ...


def immutable(
    cls: type[Made] | None = None, *, kw_only: bool = False
) -> type[Made] | Callable[[type[Made]], type[Made]]:
    """Make a dataclass with slots, equal and hashed by its fields. To change one is an error of types; `replace` it.

    With more than four fields it takes them by keyword only (`kw_only`): two of one type are too easily swapped.
    """
    if cls is None:
        return dataclass(slots=True, unsafe_hash=True, kw_only=kw_only)
    return dataclass(slots=True, unsafe_hash=True)(cls)
