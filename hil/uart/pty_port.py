"""A simulated device behind a pseudo-terminal: a real port of the kernel, opened by path."""

import asyncio
import contextlib
import fcntl
import os
import pty
import struct
import tty
from types import TracebackType
from typing import Self

from hil.uart.baud import as_read
from hil.uart.simulated_device import SimUartDevice

_TCGETS2 = 0x802C542A  # Linux asm-generic/ioctls.h; it tells bauds that have no name, such as 256000
_TERMIOS2 = struct.Struct("4I20s2I")
_CHUNK = 1_024


class PtyPort:
    """`path` is the port, while the loop runs that entered it. Bytes come as they do at the baud of who opened it."""

    def __init__(self, device: SimUartDevice) -> None:
        self._device = device
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)  # without this the port would echo
        os.set_blocking(self._master, False)
        self._plugged = True
        self.path = os.ttyname(self._slave)

    def __enter__(self) -> Self:
        self._device.wire = self._send
        asyncio.get_running_loop().add_reader(self._master, self._receive)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()

    def unplug(self) -> None:
        """Take the port away; again does nothing."""
        if not self._plugged:
            return
        self._plugged = False
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)
        os.close(self._slave)

    @property
    def baud(self) -> int:
        """At which the port is open."""
        state = fcntl.ioctl(self._slave, _TCGETS2, bytes(_TERMIOS2.size))
        baud: int = _TERMIOS2.unpack(state)[-1]
        return baud

    def _send(self, data: bytes) -> None:
        """Send `data`; if nobody reads, it is lost when the kernel's buffer is full, as on a real port."""
        with contextlib.suppress(BlockingIOError):
            if self._plugged:
                os.write(self._master, as_read(data, self._device.baud, self.baud))

    def _receive(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._device.receive(as_read(os.read(self._master, _CHUNK), self.baud, self._device.baud))
