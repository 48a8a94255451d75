"""How the values of the core are made: dataclasses that nobody changes, which mypy holds everybody to.

A dataclass that is frozen at run time too sets each of its fields by a call of its own and takes six times as long to
make; a tick makes some sixty of them, and the rig lives through thousands of days. The settings, which are made once,
are frozen.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Made]) -> type[Made]:
    """A dataclass with slots, equal and hashed by its fields. To change one is an error of types; `replace` it."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
