"""Look at one value of a sample: it has a number, or a reason why not."""

from drivers.errors import DriverError
from drivers.measured import Measured


def number(measured: Measured) -> float:
    """Fail unless there is one."""
    assert not isinstance(measured, DriverError), measured
    return measured


def error(measured: Measured) -> DriverError:
    """Fail unless it is absent alone."""
    assert isinstance(measured, DriverError), measured
    return measured


def absent_fields(sample: object) -> list[str]:
    """The names of the fields that have no number, in their order."""
    names = getattr(sample, "__slots__", ())
    return [name for name in names if isinstance(getattr(sample, name), DriverError)]
