"""The uplink to the home hub: one MQTT connection, kept up for ever.

The car is often far from home: that is one fault line, never a reason to end.
"""

import asyncio
import random
from collections import deque
from dataclasses import replace
from typing import NoReturn

from firmware.config import MqttConfig
from firmware.control.state_store import Store
from firmware.requests.alarm_orders import AlarmDesk
from firmware.requests.trip_orders import TripDesk
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.persistence import Persistence
from firmware.uplink.connection_errors import NoAnswer, VersionRefused, WillRefused, where
from firmware.uplink.discovery import Installation
from firmware.uplink.mqtt_link import MqttLink, client_id
from firmware.uplink.passage import Passage
from firmware.uplink.port import LinkLost, Message
from firmware.uplink.reconnecting import Pace
from firmware.uplink.session import Talk
from firmware.uplink.topics import OFFLINE, Topics

FAULT = "mqtt"
CLASH = "mqtt id"
"""The fault that another controller seems to have the same identity."""

VERSIONS = {"auto": ("5", "3.1.1"), "5": ("5",), "3.1.1": ("3.1.1",)}


class Uplink:
    """The uplink: it connects, talks, and connects again."""

    def __init__(
        self,
        config: MqttConfig,
        installation: Installation,
        store: Store,
        *,
        faults: Faults,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._config, self._faults, self._clock, self._rng = config, faults, clock, rng
        self._identity = installation.identity
        topics = Topics(config.base_topic, config.discovery_prefix, self._identity.device_id)
        self._will = Message(topics.status, OFFLINE, retain=True)
        self._passage = Passage(config, self._identity, faults, clock)
        self._talk = Talk(config, installation, self._passage, store=store, clock=clock, rng=rng)
        self._versions = deque(VERSIONS[config.protocol])
        self._pace = Pace()
        self._up_since_s: float | None = None

    @property
    def messages(self) -> int:
        """The number of published messages."""
        return self._passage.published

    def remember_in(self, persistence: Persistence) -> None:
        """Keep over restarts what was announced; to be called before `run`."""
        self._talk.ghosts.remember_in(persistence)

    def serve(self, trips: TripDesk) -> None:
        """Pass on what the hub orders of trips; to be called before `run`."""
        self._talk.trips = trips

    def list_alarms(self, alarms: AlarmDesk) -> None:
        """Pass on what the hub orders of the list of alarms; to be called before `run`."""
        self._talk.alarms = alarms

    async def run(self) -> NoReturn:
        """Keep the uplink up for ever; no error of the broker is raised. When cancelled it says goodbye first."""
        while True:
            self._up_since_s = None
            try:
                await self._connection()
            except LinkLost as why:
                self._faults.report(FAULT, str(why))
                wait = self._pace.ended(why, lasted_s=self._lasted_s)
                self._report_clash()
                await asyncio.sleep(self._rng.uniform(wait.min_s, wait.max_s))

    async def _connection(self) -> NoReturn:
        link = await self._connected()
        self._up_since_s = self._clock.monotonic_s()
        try:
            await self._talk.over(link, self._published)
        finally:
            await link.close(self._will)
        raise LinkLost(f"{where(self._config)}: connection lost; trying again")

    async def _connected(self) -> MqttLink:
        """Connect; ask a broker that refuses one version of MQTT, or one last will, at once with another."""
        for _ in range(3):
            try:
                return await self._open()
            except VersionRefused:
                if len(self._versions) == 1:
                    raise
            except WillRefused:
                if not self._will.retain:
                    raise
                self._will = replace(self._will, retain=False, qos=0)
        return await self._open()

    async def _open(self) -> MqttLink:
        """Open a link with the version that worked last; the next attempt takes the other one if it may be that."""
        link = MqttLink(self._config, self._identity, self._will, self._versions[0])
        try:
            await link.open()
        except (VersionRefused, NoAnswer):
            self._versions.rotate(1)
            raise
        return link

    def _published(self) -> None:
        """Note that the hub knows everything: the broker works."""
        lasted_s = self._lasted_s or 0.0
        self._pace.lasts(lasted_s)
        if self._pace.is_trusted(lasted_s):
            self._faults.clear(FAULT)
        if not self._pace.is_suspicious:
            self._faults.clear(CLASH)

    @property
    def _lasted_s(self) -> float | None:
        return None if self._up_since_s is None else self._clock.monotonic_s() - self._up_since_s

    def _report_clash(self) -> None:
        if self._pace.is_suspicious:
            name = f"{self._identity.name} ({client_id(self._identity.device_id)})"
            what = "another controller uses the identity of"
            if not self._pace.is_taken_over:
                what = "it closes each connection soon, perhaps because another controller uses the identity of"
            advice = "if a card was copied, stop the service of one of the two and run `homeward identity --new` there"
            self._faults.report(CLASH, f"{where(self._config)}: {what} {name}: {advice}")
