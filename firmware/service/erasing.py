"""The order to erase what tells of a person, as the running service carries it out: it alone writes the record."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from firmware.points.table import is_personal
from firmware.record import Record
from firmware.record.erasure import ORDER
from firmware.requests.tokens import CommandError
from firmware.service.order_desk import Work

__all__ = ["ORDER", "work"]


def work(record: Record) -> Work:
    """Return what erases from `record` and answers with the rows that are gone, as JSON."""

    async def erase(_order: Mapping[str, Any]) -> str:
        try:
            return json.dumps(asdict(await record.erase(is_personal)))
        except (OSError, sqlite3.Error) as error:
            raise CommandError(f"the record cannot be written: {error}") from error

    return erase
