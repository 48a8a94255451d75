"""How something ended, in one line for a person. Pure."""

import traceback
from collections.abc import Mapping
from pathlib import Path

_KILLED: Mapping[str, str] = {
    "watchdog": "the watchdog found it hanging",
    "oom-kill": "the machine had no memory left",
    "timeout": "it was not ready, or not done, in time",
    "signal": "killed by SIG{EXIT_STATUS}",
    "core-dump": "died of SIG{EXIT_STATUS}",
}
"""What the service manager says after a process that could not speak for itself: systemd.exec(5), $SERVICE_RESULT."""


def in_one_line(error: BaseException) -> str:
    """What was raised and where in the code; of a group the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}{where}" if text else f"{type(error).__name__}{where}"


def of_the_killed(environment: Mapping[str, str]) -> str | None:
    """How a process ended, from what systemd tells ExecStopPost=; None where it could speak for itself."""
    text = _KILLED.get(environment.get("SERVICE_RESULT", ""))
    return text and text.format(EXIT_STATUS=environment.get("EXIT_STATUS", "?"))
