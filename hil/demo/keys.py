"""Single keys of a terminal, as they are pressed; the terminal is given back as it was."""

import asyncio
import contextlib
import os
import termios
import tty
from collections.abc import Callable, Iterator

_READ_AT_ONCE = 64


@contextlib.contextmanager
def pressed(fd: int, on_key: Callable[[str], None]) -> Iterator[None]:
    """Tell each key of the terminal `fd` while inside; nothing where it is none."""
    if not os.isatty(fd):
        yield
        return
    loop, before = asyncio.get_running_loop(), termios.tcgetattr(fd)

    def read() -> None:
        keys = os.read(fd, _READ_AT_ONCE)
        if not keys:
            loop.remove_reader(fd)  # the terminal is gone
        for key in keys.decode(errors="ignore"):
            on_key(key)

    tty.setcbreak(fd)
    loop.add_reader(fd, read)
    try:
        yield
    finally:
        loop.remove_reader(fd)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(fd, termios.TCSADRAIN, before)
