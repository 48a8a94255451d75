"""Orders of the command line to the running service: a file each in a folder, which the service takes and answers.

There is one writer of the record, the service; so a command hands it an order and waits for the answer. An order that
was given while the service does not run is taken back and refused, never carried out hours later.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

from firmware.errors import FirmwareError
from firmware.requests.tokens import CommandError

FOLDER = "orders"
"""Beside the record; who may write into it may order: root, and the service's group."""

_MODE = 0o770
LOOK_EVERY_S = 1.0
"""A person waits; an empty folder costs nothing to look at. Engineering choice."""

TAKEN_WITHIN_S = 10.0
ANSWER_WITHIN_S = 30.0
_ASK_EVERY_S = 0.1
KEPT_LOOKS = 60
"""An answer that nobody took while the folder was looked at so often is thrown away."""

_MAX_BYTES = 4_000
_ORDER, _ANSWER = ".order", ".answer"

CarryOut = Callable[[Any, str], Awaitable[str]]
"""Carries out an order, a JSON value of anybody, for who asked; returns the answer. Raises CommandError."""


class NotTakenError(FirmwareError):
    """Nobody takes the order, and nothing was changed."""


class Spool:
    """The service's side of the folder beside the record `file`."""

    def __init__(self, file: Path, carry_out: CarryOut) -> None:
        self._folder, self._carry_out = file.parent / FOLDER, carry_out
        self._looks: dict[Path, int] = {}
        """How often each file was seen that is no order."""

    async def run(self) -> None:
        """Take orders and answer them, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Carry out the orders that are there; a folder that cannot be used has none."""
        with suppress(OSError):
            if not self._folder.is_dir():
                self._folder.mkdir(mode=_MODE)
                self._folder.chmod(_MODE)  # whatever the service's umask is
            there = sorted(self._folder.iterdir())
            self._looks = {each: self._looks.get(each, 0) + 1 for each in there}
            for each in there:
                await self._take(each)

    async def _take(self, each: Path) -> None:
        if each.suffix == _ORDER:
            _reply(each, await self._answer(_taken(each)))
        elif self._looks[each] > KEPT_LOOKS:
            _taken(each)

    async def _answer(self, content: bytes) -> dict[str, Any]:
        try:
            return {"ok": True, "text": await self._carry_out(json.loads(content), "cli")}
        except CommandError as error:
            return {"ok": False, "text": str(error)}
        except (ValueError, RecursionError):
            return {"ok": False, "text": "order: must be a JSON object"}


def _taken(file: Path) -> bytes:
    """Take a file away, and return what it held; of what is longer nothing can be made."""
    content = file.read_bytes()[:_MAX_BYTES]
    file.unlink()
    return content


def _reply(order: Path, answer: Mapping[str, Any]) -> None:
    draft = order.with_suffix(".new")
    draft.write_text(json.dumps(answer), encoding="utf-8")
    draft.chmod(0o660)
    draft.replace(order.with_suffix(_ANSWER))


def ask(
    file: Path,
    order: Mapping[str, Any],
    *,
    within_s: float = ANSWER_WITHIN_S,
    taken_within_s: float = TAKEN_WITHIN_S,
) -> str:
    """Hand `order` to the service that writes the record `file`; return its answer.

    Raises CommandError where it is refused, NotTakenError, FirmwareError.
    """
    folder = file.parent / FOLDER
    name = folder / uuid.uuid4().hex
    written = name.with_suffix(".draft")
    try:
        written.write_text(json.dumps(order), encoding="utf-8")
        written.chmod(0o660)
        written.replace(name.with_suffix(_ORDER))
    except FileNotFoundError as error:
        raise NotTakenError(f"{folder}: is not there: the service makes it, start it first") from error
    except OSError as error:
        raise FirmwareError(f"{folder}: {error.strerror}: be root, or of the service's group") from error
    return _wait(name, taken_within_s, within_s)


def _wait(name: Path, taken_within_s: float, within_s: float) -> str:
    pause = Event()
    for _ in range(int(taken_within_s / _ASK_EVERY_S)):
        if not name.with_suffix(_ORDER).exists():
            break
        pause.wait(_ASK_EVERY_S)
    else:
        with suppress(FileNotFoundError):
            name.with_suffix(_ORDER).unlink()
            raise NotTakenError("the service does not answer, nothing was changed: see systemctl status homeward")
    for _ in range(int(within_s / _ASK_EVERY_S)):
        with suppress(FileNotFoundError):
            return _read(name.with_suffix(_ANSWER))
        pause.wait(_ASK_EVERY_S)
    raise FirmwareError("the service took the order and did not answer: look at journalctl -u homeward")


def _read(answer: Path) -> str:
    given = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    if not given["ok"]:
        raise CommandError(str(given["text"]))
    return str(given["text"])
