"""Removal of ghosts: entities that this installation announced once and announces no more.

A compartment or a sensor that was taken out of the configuration leaves its announcement and its last states retained
at the broker, and the hub shows them for ever. They are known by a list that is persisted over restarts, and by what
the broker itself still holds: the list may be lost, and earlier versions kept none; the broker may not be read.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from firmware.runtime.persistence import Persistence
from firmware.uplink.port import Link, Message
from firmware.uplink.topics import Topics

ANNOUNCED = "mqtt_announced"
"""The key under which the list is persisted: all topics at which something of this installation may be retained."""

CALM_S = 2.0
"""Between the removal of an announcement and that of its states, which the hub would otherwise take for values."""

RETRY_S = 60.0
"""What the broker refuses to remove is tried again after this long."""

MAX_TOPICS = 10_000
"""More than any installation has; a broker that shows more is not believed."""

Publish = Callable[[Iterable[Message]], Awaitable[list[Message]]]
"""Publishes messages in order, and returns those that are known to be refused."""

_LOG = logging.getLogger(__name__)


class Ghosts:
    """All topics are this device's own; `current` are those in use. The broker is looked at once, by one connection.

    `persistence` keeps the list; without one it ends with the process.
    """

    def __init__(self, topics: Topics, current: Iterable[str], *, within_s: float) -> None:
        self._topics, self._current, self._within_s = topics, frozenset(current), within_s
        self._persistence: Persistence | None = None
        self._listed: Any = None
        self._known: set[str] = set()
        self._has_looked = False
        self._looking_at: list[str] = []
        self._look_until_s = 0.0
        self._remove_from_s = 0.0

    def remember_in(self, persistence: Persistence) -> None:
        """Keep the list over restarts; to be called before `begin`."""
        self._persistence = persistence

    async def begin(self, link: Link, *, granted: frozenset[str], now_s: float) -> None:
        """Take up the list, and ask the broker for what it holds; `granted` are filters that are subscribed already."""
        await self._take_up_list()
        self._looking_at = []
        if not self._has_looked:
            self._has_looked = True  # also where a broker ends the connection because of it
            filters = [each for each in (*self._topics.own_states, self._topics.own_discovery) if each not in granted]
            self._looking_at = filters
            self._look_until_s = now_s + self._within_s
            await link.subscribe(filters, qos=0)

    def saw(self, topic: str) -> None:
        """Note that the broker holds something at `topic`."""
        if self._topics.is_own(topic) and len(self._known) < MAX_TOPICS:
            self._known.add(topic)

    def has_seen_all(self) -> None:
        """Note that the broker sends what is new: it has sent all that it holds."""
        self._look_until_s = 0.0

    async def remove(self, link: Link, publish_all: Publish, *, now_s: float) -> None:
        """Empty what there is to be emptied by now: announcements first, their states after a while."""
        if now_s < max(self._look_until_s, self._remove_from_s):
            return
        if self._looking_at:
            filters, self._looking_at = self._looking_at, []
            await link.unsubscribe(filters)
        ghosts = sorted(self._known - self._current)
        announcements = [topic for topic in ghosts if self._topics.is_announcement(topic)]
        if ghosts:
            is_done = await self._empty(announcements or ghosts, publish_all)
            self._remove_from_s = now_s + (CALM_S if is_done else RETRY_S)

    async def _empty(self, topics: list[str], publish_all: Publish) -> bool:
        """Empty `topics`; return whether nothing was refused."""
        refused = await publish_all(Message(topic, "", retain=True) for topic in topics)
        gone = [topic for topic in topics if topic not in {message.topic for message in refused}]
        if gone:
            _LOG.info("mqtt: removed %d topics of what is configured no more, such as %s", len(gone), gone[0])
            self._known.difference_update(gone)
            self._persist_list()
        return not refused

    async def _take_up_list(self) -> None:
        if self._persistence is not None and self._listed is None:
            self._listed = await self._persistence.persisted(ANNOUNCED)
            listed = self._listed if isinstance(self._listed, list) else []
            self._known |= {each for each in listed if isinstance(each, str) and self._topics.is_own(each)}
            self._persist_list()

    def _persist_list(self) -> None:
        listed = sorted(self._known | self._current)
        if self._persistence is not None and listed != self._listed:
            self._listed = listed
            self._persistence.persist_soon(ANNOUNCED, listed)
