"""The faults that are open now, one clear line each: reported once at the begin and once at the end."""

import logging
from collections.abc import Mapping

from firmware.runtime.one_line import one_line

_LOG = logging.getLogger(__name__)


class Faults:
    """The open faults of devices and services, by name ("i2c main 0x48", "mqtt", "record", ...).

    Names and lines may come from anywhere; here, once for all who show them, they become printable lines.
    """

    def __init__(self) -> None:
        self._open: dict[str, str] = {}

    def report(self, name: str, line: str) -> None:
        """Note that `name` fails; `line` says what, where and what would be right."""
        name, line = one_line(name), one_line(line)
        if name not in self._open:
            _LOG.warning("%s", line)
        self._open[name] = line

    def clear(self, name: str) -> None:
        """Note that `name` works, or works again."""
        if not self._open:  # the usual case, thousands of times a second on a busy CAN bus
            return
        if self._open.pop(one_line(name), None) is not None:
            _LOG.info("%s: works again", one_line(name))

    def withdraw(self, name: str) -> None:
        """Withdraw the fault `name` because another fault tells it too; it does not work again."""
        self._open.pop(one_line(name), None)

    @property
    def current(self) -> Mapping[str, str]:
        """A copy of the open faults."""
        return dict(self._open)
