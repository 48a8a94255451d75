"""The observer that writes the evidence: rows of every compartment into the record, and checkpoints that sign them."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from controller import Settings
from firmware.coldchain import sealing, signing_key
from firmware.coldchain.follower import Follower
from firmware.coldchain.minutes import Compartment
from firmware.control.state_store import Subscription
from firmware.errors import FirmwareError
from firmware.points.quantities import Point
from firmware.record.leaves import Leaf
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

SEAL_EVERY_S = 3_600.0
"""What is not sealed could still be rewritten by who has the card. Engineering choice: a signature and 700 bytes."""

_FIRST_SEAL_S = 60.0

FAULT = "evidence"

_T = TypeVar("_T")


class LeafRecord(Protocol):
    """The record as this observer sees it."""

    def add_leaf(self, leaf: Leaf) -> None:
        """Add a leaf with the next commit."""

    async def commit(self) -> bool:
        """Write what waits."""

    async def work(self, do: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do something with the file."""


class Evidence:
    """The evidence of one run; `key_file` is made with the first checkpoint where it is not there."""

    def __init__(self, record: LeafRecord, file: Path, clock: Clock, faults: Faults) -> None:
        self._record, self._clock, self._faults = record, clock, faults
        self._key_file = signing_key.beside(file)

    async def run(self, subscription: Subscription, points: Iterable[Point], settings: Settings, version: str) -> None:
        """Follow the states, and seal the log now and then, for ever."""
        by_key = {point.key: point for point in points}
        compartments = [Compartment(each.name, by_key) for each in settings.fridge.compartments]
        follower = Follower(compartments, self._clock)
        self._record.add_leaf(follower.start(version))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_sealing(), name="evidence seals")
                async for state, events in subscription.changes():
                    for leaf in follower.follow(state, events):
                        self._record.add_leaf(leaf)
        finally:
            for leaf in follower.stop():
                self._record.add_leaf(leaf)

    async def seal(self) -> bool:
        """Write what waits, and sign the log as it is; tell if that could be done. Never fails."""
        await self._record.commit()
        try:
            await self._record.work(partial(sealing.seal, key_file=self._key_file))
        except (OSError, sqlite3.Error, FirmwareError, ImportError) as error:
            self._faults.report(FAULT, f"evidence: the record cannot be signed: {error}; it is recorded all the same")
            return False
        self._faults.clear(FAULT)
        return True

    async def _keep_sealing(self) -> None:
        await asyncio.sleep(_FIRST_SEAL_S)
        while True:
            await self.seal()
            await asyncio.sleep(SEAL_EVERY_S)
