"""One value of a sample: a number, or the reason why it alone is absent. It never costs the good ones beside it."""

from collections.abc import Callable
from typing import ParamSpec

from drivers.errors import DriverError

Measured = float | DriverError
"""The type of each field of a sample."""

_Arguments = ParamSpec("_Arguments")


def alone(measure: Callable[_Arguments, float], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Measured:
    """Return what `measure` gives, or the DriverError that it raises."""
    try:
        return measure(*args, **kwargs)
    except DriverError as error:
        return error


def product(left: Measured, right: Measured) -> Measured:
    """Multiply; the error of one of them where it has no value."""
    if isinstance(left, DriverError):
        return left
    return right if isinstance(right, DriverError) else left * right
