"""Orders of the command line to the running service: a file each in a folder, which the service takes and answers.

There is one writer of the record, the service; so a command hands it an order and waits for the answer. An order that
was given while the service does not run is taken back and refused, never carried out hours later.
"""

import asyncio
import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

from firmware.errors import FirmwareError
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import TripOrder, from_json, to_json

FOLDER = "orders"
"""Beside the record; who may write into it may order: root, and the service's group."""

_MODE = 0o770
LOOK_EVERY_S = 1.0
"""A person waits; an empty folder costs nothing to look at. Engineering choice."""

ANSWER_WITHIN_S = 10.0
_ASK_EVERY_S = 0.1
KEPT_LOOKS = 60
"""An answer that nobody took while the folder was looked at so often is thrown away."""

_MAX_BYTES = 4_000
_ORDER, _ANSWER = ".order", ".answer"

CarryOut = Callable[[TripOrder, str], str]


class Spool:
    """The service's side of the folder beside the record `file`."""

    def __init__(self, file: Path, carry_out: CarryOut) -> None:
        self._folder, self._carry_out = file.parent / FOLDER, carry_out
        self._looks: dict[Path, int] = {}
        """How often each file was seen that is no order."""

    async def run(self) -> None:
        """Take orders and answer them, for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Carry out the orders that are there; a folder that cannot be used has none."""
        with suppress(OSError):
            if not self._folder.is_dir():
                self._folder.mkdir(mode=_MODE)
                self._folder.chmod(_MODE)  # whatever the service's umask is
            there = sorted(self._folder.iterdir())
            self._looks = {each: self._looks.get(each, 0) + 1 for each in there}
            for each in there:
                self._take(each)

    def _take(self, each: Path) -> None:
        if each.suffix == _ORDER:
            text = each.read_bytes()[:_MAX_BYTES]  # of what is longer nothing can be made
            each.unlink()
            answer = each.with_suffix(".new")
            answer.write_text(json.dumps(self._answer(text)), encoding="utf-8")
            answer.chmod(0o660)
            answer.replace(each.with_suffix(_ANSWER))
        elif self._looks[each] > KEPT_LOOKS:
            each.unlink()

    def _answer(self, content: bytes) -> dict[str, Any]:
        try:
            return {"ok": True, "text": self._carry_out(from_json(json.loads(content)), "cli")}
        except CommandError as error:
            return {"ok": False, "text": str(error)}
        except (ValueError, RecursionError):
            return {"ok": False, "text": "trip order: must be a JSON object"}


def ask(file: Path, order: TripOrder, *, within_s: float = ANSWER_WITHIN_S) -> str:
    """Hand `order` to the service that writes the record `file`; return its answer. Raises FirmwareError."""
    folder = file.parent / FOLDER
    name = folder / uuid.uuid4().hex
    written = name.with_suffix(".draft")
    try:
        written.write_text(json.dumps(to_json(order)), encoding="utf-8")
        written.chmod(0o660)
        written.replace(name.with_suffix(_ORDER))
    except FileNotFoundError as error:
        raise FirmwareError(f"{folder}: is not there: the service makes it, start it first") from error
    except OSError as error:
        raise FirmwareError(f"{folder}: {error.strerror}: be root, or of the service's group") from error
    return _wait(name, within_s)


def _wait(name: Path, within_s: float) -> str:
    answer, pause = name.with_suffix(_ANSWER), Event()
    for _ in range(int(within_s / _ASK_EVERY_S)):
        with suppress(FileNotFoundError):
            given = json.loads(answer.read_text(encoding="utf-8"))
            answer.unlink()
            if given["ok"]:
                return str(given["text"])
            raise CommandError(str(given["text"]))
        pause.wait(_ASK_EVERY_S)
    with suppress(FileNotFoundError):
        name.with_suffix(_ORDER).unlink()
        raise FirmwareError("the service does not answer, nothing was changed: see systemctl status homeward")
    raise FirmwareError("the service took the order and did not answer: look at homeward trip list")
