"""By which rules the service manager treats the service: read from the unit that a car gets."""

import configparser
import sys
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Self

from hil.kernel.machine import SOURCES
from hil.kernel.rig_errors import RigError

UNIT = SOURCES / "systemd" / "homeward.service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of the service manager; a program is as it is installed here, and told `config`."""

    start: tuple[str, ...]
    stop_post: tuple[str, ...]
    restart_s: float
    watchdog_s: float
    watchdog_signal: Signals
    start_within_s: float
    oom_score_adjust: int

    @classmethod
    def read(cls, config: Path, unit: Path = UNIT) -> Self:
        """Read the rules of `unit`; raises RigError where it lacks one or has another kind of restart."""
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
        parser.read_string(unit.read_text(encoding="utf-8"))
        service = parser["Service"]
        if (service.get("Type"), service.get("Restart")) != ("notify", "always"):
            raise RigError(f"{unit}: must have Type=notify and Restart=always")
        try:
            return cls(
                start=_program(service["ExecStart"], config),
                stop_post=_program(service["ExecStopPost"], config),
                restart_s=float(service["RestartSec"]),
                watchdog_s=float(service["WatchdogSec"]),
                watchdog_signal=Signals[service["WatchdogSignal"]],
                start_within_s=float(service["TimeoutStartSec"]),
                oom_score_adjust=int(service["OOMScoreAdjust"]),
            )
        except (KeyError, ValueError) as error:
            raise RigError(f"{unit}: {error}") from error


def _program(line: str, config: Path) -> tuple[str, ...]:
    name, *arguments = line.split()
    return (str(Path(sys.executable).with_name(Path(name).name)), *arguments, "--config", str(config))
