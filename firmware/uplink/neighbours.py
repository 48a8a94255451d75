"""Other controllers at the same broker that have the same name: the hub shows both, and nobody knows which is which."""

import json

from firmware.runtime.faults import Faults
from firmware.uplink.topics import HUB_EVENT, ONLINE, Identity, Topics, slug

FAULT = "mqtt name"

MAX_NEIGHBOURS = 100
"""More are not looked at."""

MAX_BYTES = 10_000
"""No announcement is longer."""

_SHORT_ID = 6
"""Characters of a device id that tell some cars apart."""


class Neighbours:
    """The neighbours that the broker shows: names, and presence. `place` is the broker, as faults name it."""

    def __init__(self, identity: Identity, topics: Topics, place: str, faults: Faults) -> None:
        self._identity, self._place, self._faults = identity, place, faults
        self._status = f"{topics.base_topic}/", "/status"
        self._announced = f"{topics.discovery_prefix}/event/", f"/{slug(HUB_EVENT)}/config"
        self.filters = ["+".join(self._status), "+".join(self._announced)]
        self._names: dict[str, str] = {}
        self._online: set[str] = set()

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a message; one that says nothing about another controller is ignored."""
        known = len(self._names) + len(self._online)
        for (begin, end), take in ((self._status, self._take_status), (self._announced, self._take_name)):
            node = topic.removeprefix(begin).removesuffix(end)
            is_other = topic == f"{begin}{node}{end}" and "/" not in node and node != slug(self._identity.device_id)
            if is_other and len(payload) <= MAX_BYTES and known < MAX_NEIGHBOURS:
                take(node, payload)
                self._report()

    def forget(self) -> None:
        """Forget all: the connection is another one."""
        self._names.clear()
        self._online.clear()

    def _take_status(self, node: str, payload: bytes) -> None:
        if payload == ONLINE.encode():
            self._online.add(node)
        else:
            self._online.discard(node)

    def _take_name(self, node: str, payload: bytes) -> None:
        try:
            self._names[node] = str(json.loads(payload)["device"]["name"])
        except (LookupError, RecursionError, TypeError, ValueError):
            self._names.pop(node, None)

    def _report(self) -> None:
        name = self._identity.name
        same = sorted(node for node in self._online if self._names.get(node) == name)
        if not same:
            self._faults.clear(FAULT)
            return
        own, other = self._identity.device_id[:_SHORT_ID], same[0][:_SHORT_ID]
        advice = "set another name in the configuration of one of them"
        self._faults.report(FAULT, f"{self._place}: {name} ({own}) and {name} ({other}) have the same name: {advice}")
