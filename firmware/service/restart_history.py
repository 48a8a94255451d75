"""The legacy of one process of the service for the next: a small file in the service's runtime folder.

systemd keeps that folder over restarts only, whoever causes them (RuntimeDirectoryPreserve=restart), and in memory: a
stop or a reboot begins anew, and no SD card is worn. Without the folder, and so without a service manager, nothing is
kept, and there is no safe mode.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from firmware.runtime.exit_reason import in_one_line, of_the_killed
from firmware.service.restart_policy import TRIES, Happening, Trial, after

_LOG = logging.getLogger(__name__)

_NAME = "tries.json"


class Service(Protocol):
    """The work of a process in its mode."""

    async def run(self) -> None:
        """Run until cancelled; safe mode ends by itself when it is time to try again."""

    @property
    def is_ready(self) -> bool:
        """True once a cycle is complete."""


class Tries:
    """The tries as this process found them, and what becomes of them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
        self._file = Path(folder) / _NAME if folder else None
        self.trial = _read(self._file) if self._file else Trial()
        self.mode = self.trial.mode

    def note(self, happening: Happening, why: str | None = None) -> None:
        """Keep what happens to this process. Never fails: a full disk is no reason not to regulate."""
        before, self.trial = self.trial, after(self.trial, self.mode, happening, why)
        if self._file is None or self.trial == before:
            return
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps({"tries_left": self.trial.tries_left, "why": self.trial.why}), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as error:
            _LOG.warning("%s: cannot be written: %s: early ends are not counted", self._file, error.strerror)

    async def run(self, service: Service, *, stable_after_s: float) -> None:
        """Run `service`, and keep how it goes."""
        self.note(Happening.BEGUN)
        stable = asyncio.get_running_loop().call_later(stable_after_s, self.note, Happening.STABLE)
        try:
            await service.run()
        except asyncio.CancelledError:
            # Before the first cycle it is no order of a person, but of a manager that lost its patience.
            if service.is_ready:
                self.note(Happening.STOPPED)
            raise
        except BaseException as error:
            self.note(Happening.DIED, in_one_line(error))
            raise
        else:
            self.note(Happening.WAITED)
        finally:
            stable.cancel()


def note_the_killed(environment: Mapping[str, str]) -> None:
    """Keep how the last process ended, if it was killed; for ExecStopPost=, where systemd tells."""
    Tries(environment).note(Happening.DIED, of_the_killed(environment))


def _read(file: Path) -> Trial:
    """Read the file; content that cannot be believed is as good as none."""
    try:
        persisted = json.loads(file.read_text(encoding="utf-8"))
        tries_left, why = persisted["tries_left"], persisted["why"]
    except (OSError, ValueError, LookupError, TypeError):
        return Trial()
    if type(tries_left) is not int or not 0 <= tries_left <= TRIES or not isinstance(why, str | None):
        return Trial()
    return Trial(tries_left, why)
