"""Plays the service manager: starts, hears, watches and restarts the service by the rules of its unit."""

import asyncio
import shutil
import signal
import socket
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hil.kernel_faults.unit_rules import Rules

RUNTIME = Path("/run/homeward")
_SOCKET = Path("/run/homeward-notify")
_MAX_WORD = 65_536
_MAX_LINES = 40
_LOOK_EVERY_S = 0.1
_RESULTS = {signal.SIGABRT: "core-dump"}


class Service:
    """One process of the service after the other, in `environment`. Times are the running loop's."""

    def __init__(self, rules: Rules, environment: Mapping[str, str]) -> None:
        self.rules = rules
        self._environment = {
            **environment,
            "NOTIFY_SOCKET": str(_SOCKET),
            "WATCHDOG_USEC": str(int(rules.watchdog_s * 1e6)),
            "RUNTIME_DIRECTORY": str(RUNTIME),
        }
        self.pid: int | None = None
        """Of the process that runs."""
        self.began_at_s = 0.0
        self.ready_at_s: float | None = None
        self.fed_at_s = 0.0
        """Time of its last sign of life to its manager."""
        self.status = ""
        """Its last status for its manager."""
        self.ends: list[str] = []
        """Reason of each process's end, in systemd's words."""
        self.log: deque[str] = deque(maxlen=_MAX_LINES)
        """The last lines that they said."""
        self._reading: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Run for ever; the process is killed when this is cancelled."""
        _begin_anew()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as words:
            words.bind(str(_SOCKET))
            asyncio.get_running_loop().add_reader(words, self._receive, words)
            try:
                while True:
                    await self._one_life()
                    await asyncio.sleep(self.rules.restart_s)
            finally:
                asyncio.get_running_loop().remove_reader(words)

    def forget_early_ends(self) -> None:
        """Forget them as a reboot would: faults that kill it come close together, and must not add up to safe mode."""
        (RUNTIME / "tries.json").unlink(missing_ok=True)

    async def _one_life(self) -> None:
        self.began_at_s, self.ready_at_s, self.status = asyncio.get_running_loop().time(), None, ""
        process = await self._spawn(self.rules.start, {})
        self.pid = process.pid
        _set_oom_score(process.pid, self.rules.oom_score_adjust)
        watching = asyncio.create_task(self._watch(process))
        try:
            code = await process.wait()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        result = await watching or _result(code)
        self.pid, self.ready_at_s = None, None
        self.ends.append(result)
        how = {"SERVICE_RESULT": result, "EXIT_STATUS": str(code) if code >= 0 else signal.Signals(-code).name[3:]}
        await (await self._spawn(self.rules.stop_post, how)).wait()

    async def _watch(self, process: asyncio.subprocess.Process) -> str:
        """Watch it until its end; return the reason of the service manager if that ended it.

        Time for which the machine let nobody run is not held against the process: between two looks little counts.
        """
        rules, loop = self.rules, asyncio.get_running_loop()
        hungry_s, seen_s = 0.0, loop.time()
        while process.returncode is None:
            now_s = loop.time()
            hungry_s = 0.0 if self.fed_at_s > seen_s else hungry_s + min(now_s - seen_s, 2.0 * _LOOK_EVERY_S)
            seen_s = now_s
            if self.ready_at_s is None and now_s > self.began_at_s + rules.start_within_s:
                process.kill()
                return "timeout"
            if self.ready_at_s is not None and hungry_s > rules.watchdog_s:
                process.send_signal(rules.watchdog_signal)
                return "watchdog"
            await asyncio.sleep(_LOOK_EVERY_S)
        return ""

    async def _spawn(self, argv: tuple[str, ...], more: Mapping[str, str]) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *argv,
            env={**self._environment, **more},
            cwd=RUNTIME,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._keep_what_it_says(process.stderr))
        return process

    async def _keep_what_it_says(self, stream: asyncio.StreamReader | None) -> None:
        while stream is not None and (line := await stream.readline()):
            self.log.append(line.decode(errors="replace").rstrip())

    def _receive(self, words: socket.socket) -> None:
        now_s = asyncio.get_running_loop().time()
        for line in words.recv(_MAX_WORD).decode(errors="replace").splitlines():
            name, _, text = line.partition("=")
            if name == "STATUS":
                self.status = text
            elif name in {"READY", "WATCHDOG"}:
                self.fed_at_s = now_s
                self.ready_at_s = self.ready_at_s or now_s


def _begin_anew() -> None:
    shutil.rmtree(RUNTIME, ignore_errors=True)
    RUNTIME.mkdir()
    _SOCKET.unlink(missing_ok=True)


def _set_oom_score(pid: int, adjust: int) -> None:
    Path(f"/proc/{pid}/oom_score_adj").write_text(str(adjust), encoding="ascii")


def _result(code: int) -> str:
    """Return the reason of a process's end that the manager did not cause, in systemd's words."""
    if code < 0:
        return _RESULTS.get(signal.Signals(-code), "signal")
    return "exit-code" if code else "success"
