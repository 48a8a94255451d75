"""homeward erase: remove what tells of a person from this computer and from the hub's broker, with a receipt.

The service erases from its record, where it runs; nobody else may write it. Its files are read back byte by byte.
"""

import argparse
import asyncio
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firmware.checks.configuration import load_checked
from firmware.cli.record_access import writing
from firmware.config import Config, MqttConfig
from firmware.errors import FirmwareError
from firmware.points.table import is_personal, personal_keys
from firmware.record.erasure import ORDER, Erased, erase_beside, erase_file, traces_in
from firmware.record.identity import device_id_in
from firmware.record.schema import DamagedError
from firmware.requests.order_spool import NotTakenError, ask

_REBUILT_WITHIN_S = 1_800.0
"""A record of 2 GB is rebuilt on a slow card in less. Engineering choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """All that was removed, where, and what was found when it was read back."""

    at: str
    """The time at which the record was written for the last time."""
    device_id: str
    files: tuple[Erased, ...]
    read_bytes: int
    traces: int
    broker: dict[str, Any] | None
    permitted: dict[str, tuple[str, ...]]

    @property
    def left(self) -> list[str]:
        """All that may still be somewhere."""
        broker = self.broker or {}
        return [
            *(f"{each.file}: {each.left}" for each in self.files if each.left),
            *([f"{self.traces} rows are still in the files"] if self.traces else []),
            *(
                f"{broker['broker']}: {topic} holds a value again: it is retained anew"
                for topic in broker.get("left", ())
            ),
            *([f"{broker['broker']}: {broker['unknown']}"] if broker.get("unknown") else []),
        ]


def add_arguments(parser: argparse.ArgumentParser, config: Path) -> None:
    """Add the arguments of `homeward erase`."""
    parser.add_argument("--config", type=Path, metavar="FILE", default=config, help=f"[{config}]")
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="write the receipt there as well, as JSON")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def main(options: argparse.Namespace) -> int:
    """Erase, print the receipt; 1 where something may be left."""
    config = load_checked(options.config, may_be_empty=True)
    receipt = _erased(config)
    written = json.dumps({**asdict(receipt), "left": receipt.left}, ensure_ascii=False)
    if options.receipt is not None:
        with writing(options.receipt):
            options.receipt.write_text(f"{written}\n", encoding="utf-8")
    print(written if options.json else "\n".join(_lines(receipt)))
    return 1 if receipt.left else 0


def _erased(config: Config) -> Receipt:
    file = config.record.file
    if not file.exists():
        raise FirmwareError(f"{file}: is not there: nothing was recorded yet")
    device_id = device_id_in(file) or ""
    files = (_from_record(file), *erase_beside(file, is_personal))
    broker = None if config.mqtt is None else _from_broker(config.mqtt, device_id)
    keys = personal_keys() | {key for each in files for key in each.rows}
    there = [each for each in sorted(file.parent.rglob("*")) if each.is_file()]
    read_bytes, traces = traces_in(there, keys)
    return Receipt(
        at=datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        device_id=device_id,
        files=files,
        read_bytes=read_bytes,
        traces=traces,
        broker=broker,
        permitted={name: names for name, names in config.privacy if names},
    )


def _from_record(file: Path) -> Erased:
    """Let the service erase; where none runs, do it here."""
    try:
        return Erased(**json.loads(ask(file, {"order": ORDER}, within_s=_REBUILT_WITHIN_S)))
    except NotTakenError:
        pass
    try:
        return erase_file(file, is_personal)
    except (sqlite3.Error, OSError, DamagedError) as error:
        advice = "stop the service (sudo systemctl stop homeward) and run this as root"
        raise FirmwareError(f"{file}: {error}: {advice}") from error


def _from_broker(config: MqttConfig, device_id: str) -> dict[str, Any]:
    from firmware.uplink.port import LinkLost  # noqa: PLC0415  # with the library of MQTT
    from firmware.uplink.retained import empty  # noqa: PLC0415

    try:
        return asdict(asyncio.run(empty(config, device_id, is_personal)))
    except LinkLost as error:
        return {"broker": config.host, "topics": (), "left": (), "unknown": f"{error}: erase again when it is there"}


def _lines(receipt: Receipt) -> Iterator[str]:
    yield f"erased {receipt.at}, device {receipt.device_id}"
    for each in receipt.files:
        rows = ", ".join(f"{count} of {key}" for key, count in each.rows.items()) or "held nothing personal"
        yield f"{each.file}: {rows}"
    yield f"read back {receipt.read_bytes} bytes of all files there: {receipt.traces or 'no'} rows of personal points"
    if receipt.broker is not None:
        yield f"{receipt.broker['broker']}: {len(receipt.broker['topics'])} values emptied, looked at again"
    for name, names in receipt.permitted.items():
        yield f"still permitted, so new values will come: {name} {', '.join(names)}"
    yield from (f"LEFT: {line}" for line in receipt.left)
