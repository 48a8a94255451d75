"""A person at the serial console: types a line, reads what comes up to the next prompt."""

import asyncio
import os
import re
from contextlib import suppress
from pathlib import Path

from firmware.console.text import PROMPT

ANSWER_WITHIN_S = 4.0
_LOOK_EVERY_S = 0.05
_CHUNK = 4_096
_CYCLES = re.compile(r": (\d+) cycles, \d+ missed")


class Technician:
    """At the serial port `port`, as long as the context lasts."""

    def __init__(self, port: Path) -> None:
        self._descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._heard = b""
        asyncio.get_running_loop().add_reader(self._descriptor, self._listen)

    def close(self) -> None:
        """Go away."""
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _listen(self) -> None:
        with suppress(OSError):
            self._heard += os.read(self._descriptor, _CHUNK)

    async def ask(self, line: str) -> str:
        """Send `line` and return the answer; "" where none comes in time."""
        loop = asyncio.get_running_loop()
        self._heard = b""
        with suppress(OSError):
            os.write(self._descriptor, line.encode() + b"\r")
        give_up_s = loop.time() + ANSWER_WITHIN_S
        while not self._heard.endswith(PROMPT.encode()):
            if loop.time() > give_up_s:
                return ""
            await asyncio.sleep(_LOOK_EVERY_S)
        return self._heard.decode(errors="replace")

    async def cycles(self) -> int | None:
        """Read the completed cycles in the `status` on the screen; None where it tells nothing."""
        found = _CYCLES.search(" ".join((await self.ask("status")).split()))
        return None if found is None else int(found[1])

    async def is_told_of(self, fault: str) -> bool:
        """Return whether the `status` on the screen names a fault that begins with `fault`."""
        _, _, faults = (await self.ask("status")).partition("faults:")
        return fault in " ".join(faults.split())
