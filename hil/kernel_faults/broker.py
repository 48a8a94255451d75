"""The home hub's broker: a real mosquitto, which keeps nothing over a restart."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

from hil.kernel.machine import SOURCES
from hil.kernel.rig_errors import RigError
from hil.rig.place import LOOPBACK

PORT = 1883
_UP_WITHIN_S = 20.0
_LOOK_EVERY_S = 0.05
_CONFIG = Path("/run/mosquitto.conf")
_ACCESS = Path("/run/mosquitto.acl")
_ALL = "topic readwrite #\n"
_PLACES = ("/usr/sbin", "/usr/local/sbin", str(SOURCES / ".cache" / "mosquitto" / "bin"))


def program() -> str:
    """Return the path of mosquitto; raises RigError where there is none."""
    found = shutil.which("mosquitto", path=os.pathsep.join((os.environ["PATH"], *_PLACES)))
    if found is None:
        raise RigError("no mosquitto: `sh tools/get_mosquitto.sh` fetches it")
    return found


class Mosquitto:
    """On 127.0.0.1:PORT of the kernel that this runs in."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        _ACCESS.write_text(_ALL, encoding="utf-8")
        _ACCESS.chmod(0o600)
        _CONFIG.write_text(
            f"listener {PORT} {LOOPBACK}\npersistence false\nallow_anonymous true\nlog_type none\nuser root\n"
            f"acl_file {_ACCESS}\n",
            encoding="utf-8",
        )

    async def start(self) -> None:
        """Start; returns when clients can connect. Raises RigError."""
        self._process = await asyncio.create_subprocess_exec(
            *(program(), "-c", str(_CONFIG)), stderr=asyncio.subprocess.DEVNULL
        )
        give_up_s = asyncio.get_running_loop().time() + _UP_WITHIN_S
        while not await _answers():
            if asyncio.get_running_loop().time() > give_up_s:
                raise RigError(f"mosquitto does not listen on port {PORT} within {_UP_WITHIN_S:g} s")
            await asyncio.sleep(_LOOK_EVERY_S)

    async def kill(self) -> None:
        """Kill it without a goodbye to anybody; again does nothing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()

    def freeze(self) -> None:
        """Freeze it: its sockets stay open, and nobody is behind them."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def deny(self, *filters: str) -> None:
        """Let nobody publish to these topics from now on, nor subscribe to them; without any, all is allowed."""
        _ACCESS.write_text("".join(f"topic deny {each}\n" for each in filters) + _ALL, encoding="utf-8")
        self._signal(signal.SIGHUP)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)


async def _answers() -> bool:
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, PORT)
    except OSError:
        return False
    writer.close()
    return True
