"""A null-modem cable between two serial ports that are pseudo-terminals: one for the daemon, one for a person."""

import asyncio
import contextlib
import os
import pty
import tty
from types import TracebackType
from typing import Self

_CHUNK = 1_024


class NullModem:
    """A cable: bytes written to one port can be read from the other, while the loop runs that entered it.

    `daemon_port` and `person_port` are paths that a terminal program can open. A port that nobody reads loses what
    does not fit any more, like a cable whose far end is not plugged in.
    """

    def __init__(self) -> None:
        self._masters: list[int] = []
        self._slaves: list[int] = []
        for _ in range(2):
            master, slave = pty.openpty()
            tty.setraw(slave)  # without this each port would echo to the other for ever
            os.set_blocking(master, False)
            self._masters.append(master)
            self._slaves.append(slave)  # held open: a master whose slave nobody has open fails
        self.daemon_port, self.person_port = (os.ttyname(slave) for slave in self._slaves)

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        one, other = self._masters
        loop.add_reader(one, self._carry, one, other)
        loop.add_reader(other, self._carry, other, one)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop = asyncio.get_running_loop()
        for master in self._masters:
            loop.remove_reader(master)
        for descriptor in (*self._masters, *self._slaves):
            os.close(descriptor)

    @staticmethod
    def _carry(source: int, target: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(target, os.read(source, _CHUNK))
