"""The uplink to the home hub: one MQTT connection, kept up for ever.

The car is often far from home: that is one fault line, never a reason to end.
"""

import asyncio
import random
from collections import deque
from typing import NoReturn

from firmware.clock import Clock
from firmware.config import MqttConfig
from firmware.faults import Faults
from firmware.store import Store
from firmware.uplink.discovery import Installation
from firmware.uplink.faults import NoAnswer, VersionRefused
from firmware.uplink.link import MqttLink
from firmware.uplink.messages import Message
from firmware.uplink.talk import LinkLost, Talk
from firmware.uplink.topics import OFFLINE, Topics

FAULT = "mqtt"

STABLE_S = 60.0
LONGEST_WAIT_S = 60.0
"""Full jitter: a random time from 0 to 2^n s, with n from 0 again after a connection that was stable."""

VERSIONS = {"auto": ("5", "3.1.1"), "5": ("5",), "3.1.1": ("3.1.1",)}


class Uplink:
    """Connects, talks, and connects again."""

    def __init__(
        self,
        config: MqttConfig,
        installation: Installation,
        store: Store,
        faults: Faults,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._config, self._faults, self._clock, self._rng = config, faults, clock, rng
        self._identity = installation.identity
        self._status = Topics(config.base_topic, config.discovery_prefix, self._identity.device_id).status
        self._talk = Talk(config, installation, store, clock, rng)
        self._versions = deque(VERSIONS[config.protocol])
        self._up_since_s: float | None = None

    @property
    def messages(self) -> int:
        """How many messages were published."""
        return self._talk.published

    async def run(self) -> NoReturn:
        """Never ends and never raises for trouble with the broker; when cancelled it says goodbye first."""
        failures = 0
        while True:
            self._up_since_s = None
            try:
                await self._connection()
            except LinkLost as trouble:
                self._faults.report(FAULT, str(trouble))
            failures = 0 if self._was_stable() else min(failures + 1, 10)
            await asyncio.sleep(self._rng.uniform(0.0, min(LONGEST_WAIT_S, 2.0**failures)))

    async def _connection(self) -> None:
        link = await self._connected()
        try:
            await self._talk.over(link, self._announced)
        finally:
            await link.close(Message(self._status, OFFLINE, retain=True))

    async def _connected(self) -> MqttLink:
        """A broker that refuses one version of MQTT is at once asked with the other."""
        try:
            return await self._open()
        except VersionRefused:
            if len(self._versions) == 1:
                raise
            return await self._open()

    async def _open(self) -> MqttLink:
        """With the version that worked last; the next attempt takes the other one if it may be that."""
        link = MqttLink(self._config, self._identity, self._status, self._versions[0])
        try:
            await link.open()
        except (VersionRefused, NoAnswer):
            self._versions.rotate(1)
            raise
        return link

    def _announced(self) -> None:
        """The hub knows everything: the broker works."""
        self._faults.clear(FAULT)
        if self._up_since_s is None:
            self._up_since_s = self._clock.monotonic_s()

    def _was_stable(self) -> bool:
        return self._up_since_s is not None and self._clock.monotonic_s() - self._up_since_s >= STABLE_S
