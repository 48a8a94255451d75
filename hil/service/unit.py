"""The service as systemd knows it."""

import asyncio
import os
import pwd
import signal
from dataclasses import dataclass
from pathlib import Path

from hil.service.verdicts import TAKEN

UNIT = "homeward.service"

_PROPERTIES = "MainPID,ActiveState,Result,StatusText,ExecMainStartTimestampMonotonic,ActiveEnterTimestampMonotonic"
_LOG_LINES = 40
_BEFORE, _LOOK_EVERY_S = "condition", 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The unit at one moment; times are CLOCK_MONOTONIC, as the loop's are."""

    pid: int
    is_active: bool
    result: str
    """How it ended last, in systemd's words: success, signal, watchdog, ..."""
    status: str
    """What it says of itself."""
    began_at_s: float
    """When its program was started."""
    active_at_s: float
    """When that had said that it is ready."""


async def look() -> Look:
    """Ask systemd."""
    told = await _properties(UNIT, _PROPERTIES)
    return Look(
        pid=int(told["MainPID"]),
        is_active=told["ActiveState"] == "active",
        result=told["Result"],
        status=told["StatusText"],
        began_at_s=int(told["ExecMainStartTimestampMonotonic"]) / 1e6,
        active_at_s=int(told["ActiveEnterTimestampMonotonic"]) / 1e6,
    )


async def last_words() -> list[str]:
    """Return the end of the journal of the service."""
    arguments = ("--no-pager", "--output=short-monotonic", f"--lines={_LOG_LINES}", f"--unit={UNIT}")
    return (await said_by("journalctl", *arguments)).splitlines()


async def login_on(port: str) -> str:
    """Start a login on the serial port /dev/`port`: TAKEN, or what systemd says instead."""
    unit, wanted = f"serial-getty@{port}.service", "SubState,ExecMainPID"
    await said_by("systemctl", "start", unit)
    told = await _properties(unit, wanted)
    while told["SubState"] == _BEFORE:  # an idle service waits some seconds for others
        await asyncio.sleep(_LOOK_EVERY_S)
        told = await _properties(unit, wanted)
    if told["ExecMainPID"] != "0":
        return TAKEN
    # systemd forgets at once how a unit ended that it has not begun; its journal does not.
    return (await said_by("journalctl", "--no-pager", "--output=cat", "--lines=1", f"--unit={unit}")).strip()


async def _properties(unit: str, names: str) -> dict[str, str]:
    said = await said_by("systemctl", "show", f"--property={names}", unit)
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


async def said_by(*command: str) -> str:
    """Return the output of a program."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode(errors="replace")


def user_of(pid: int) -> str:
    """Return the name of the user that a process runs as."""
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


async def ended_by(number: signal.Signals, pid: int) -> float:
    """Send a process a signal and wait until it has ended: when it had; raises ProcessLookupError where it had before.

    The process is held from before the signal, after which the service manager may be the quicker one.
    """
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[float] = loop.create_future()
    descriptor = os.pidfd_open(pid)

    def has_ended() -> None:
        if not ended.done():
            ended.set_result(loop.time())

    loop.add_reader(descriptor, has_ended)
    try:
        signal.pidfd_send_signal(descriptor, number)
        return await ended
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
