"""What fails right now, one clear line each: said once when it begins and once when it ends."""

import logging
from collections.abc import Mapping

_LOG = logging.getLogger(__name__)


class Faults:
    """The open faults of devices and services, by name ("i2c main 0x48", "mqtt", "record", ...)."""

    def __init__(self) -> None:
        self._open: dict[str, str] = {}

    def report(self, name: str, line: str) -> None:
        """`name` fails: `line` says what, where and what would be right."""
        if name not in self._open:
            _LOG.warning("%s", line)
        self._open[name] = line

    def clear(self, name: str) -> None:
        """`name` works (again)."""
        if self._open.pop(name, None) is not None:
            _LOG.info("%s: works again", name)

    def withdraw(self, name: str) -> None:
        """What is wrong with `name` is told as part of another fault; it does not work again."""
        self._open.pop(name, None)

    @property
    def current(self) -> Mapping[str, str]:
        """A copy of the open faults."""
        return dict(self._open)
