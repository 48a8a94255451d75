"""What Home Assistant is told about each entity (MQTT discovery, one retained message each). Pure.

The keys are those that Home Assistant 2024.3 and all later versions take; `device` and `origin` are strict there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from firmware.points import Climate, Point
from firmware.uplink import entities
from firmware.uplink.topics import Topics, slug

MANUFACTURER = "Homeward"

HUB_EVENT = "hub.alarm_event"
"""The key of the entity that each controller has once."""

MODELS = {"hub": "Controller", "fridge": "Fridge", "cabin": "Cabin climate", "vehicle": "Vehicle bus"}
"""The devices. The hub comes first, because the others hang on it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which installation this is. `device_id` is made once, kept on disk, and never changes."""

    device_id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Installation:
    """All that can be announced."""

    identity: Identity
    points: tuple[Point, ...]
    climates: tuple[Climate, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """One retained message: the configuration of an entity as JSON."""

    topic: str
    payload: str


class Discovery:
    """Draws up the announcements of one installation."""

    def __init__(self, installation: Installation, topics: Topics, *, heartbeat_s: float) -> None:
        self._installation, self._topics, self._heartbeat_s = installation, topics, heartbeat_s

    def announcements(self) -> tuple[Announcement, ...]:
        """Every entity, those of the hub first."""
        devices = list(MODELS)
        return tuple(made for _, made in sorted(self._entities(), key=lambda entity: devices.index(entity[0])))

    def _entities(self) -> Iterator[tuple[str, Announcement]]:
        """Each with the device it belongs to."""
        yield "hub", self._entity("event", HUB_EVENT, "Alarm event", "hub", entities.alarm_event(self._topics))
        for climate in self._installation.climates:
            device = climate.key.partition(".")[0]
            yield device, self._entity("climate", climate.key, climate.name, device, self._climate(climate))
        for point in self._installation.points:
            component = point.kind.component
            if component != "climate":
                yield point.device, self._entity(component, point.key, point.name, point.device, self._value(point))

    def _value(self, point: Point) -> entities.Keys:
        return entities.value(point, self._topics, heartbeat_s=self._heartbeat_s)

    def _climate(self, climate: Climate) -> entities.Keys:
        air = f"{climate.key}.air_c"
        is_there = any(point.key == air for point in self._installation.points)
        return entities.climate(climate, self._topics, air_topic=self._topics.state(air) if is_there else None)

    def _entity(self, component: str, key: str, name: str | None, device: str, own: dict[str, Any]) -> Announcement:
        """`own` with what all entities have; the name None stands for the device's own name."""
        identity, object_id = self._installation.identity, slug(key)
        full_id = f"{slug(identity.name).lower()}_{object_id}"
        common = {
            "unique_id": f"{identity.device_id}_{object_id}",
            "object_id": full_id,
            "default_entity_id": f"{component}.{full_id}",
            "availability_mode": "all",
            "qos": 1,
            "device": self._device(device),
            "origin": {"name": MANUFACTURER, "sw_version": identity.version},
        }
        payload = {"name": name} | {word: value for word, value in (own | common).items() if value is not None}
        return Announcement(self._topics.discovery(component, key), json.dumps(payload, ensure_ascii=False))

    def _device(self, device: str) -> dict[str, Any]:
        identity = self._installation.identity
        own: dict[str, Any] = {"identifiers": [identity.device_id], "name": identity.name}
        if device != "hub":
            own = {
                "identifiers": [f"{identity.device_id}_{device}"],
                "name": device.capitalize(),
                "via_device": identity.device_id,
            }
        return own | {"manufacturer": MANUFACTURER, "model": MODELS[device], "sw_version": identity.version}
