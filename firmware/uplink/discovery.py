"""What Home Assistant is told about each entity (MQTT discovery, one retained message each). Pure.

The keys are those that Home Assistant 2024.3 and all later versions take; `device` and `origin` are strict there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from firmware.points import Climate, Point
from firmware.uplink.topics import Topics, slug

MANUFACTURER = "Homeward"

MODELS = {"hub": "Controller", "fridge": "Fridge", "cabin": "Cabin climate", "vehicle": "Vehicle bus"}
"""The devices. The hub comes first, because the others hang on it."""

EXPIRES_AFTER_HEARTBEATS = 3
"""A measurement that was not renewed for so many heartbeats is shown as unavailable."""

RAISED, CLEARED = "raised", "cleared"
"""The types of alarm events."""


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
        self._installation, self._topics = installation, topics
        self._expire_after_s = round(EXPIRES_AFTER_HEARTBEATS * heartbeat_s)

    def announcements(self) -> tuple[Announcement, ...]:
        """Every entity, those of the hub first."""
        devices = list(MODELS)
        return tuple(made for _, made in sorted(self._entities(), key=lambda entity: devices.index(entity[0])))

    def _entities(self) -> Iterator[tuple[str, Announcement]]:
        """Each with the device it belongs to."""
        yield "hub", self._entity("event", "hub.alarm_event", "Alarm event", "hub", self._event())
        for climate in self._installation.climates:
            device = climate.key.partition(".")[0]
            yield device, self._entity("climate", climate.key, climate.name, device, self._climate(climate))
        for point in self._installation.points:
            component = point.kind.component
            if component != "climate":
                yield point.device, self._entity(component, point.key, point.name, point.device, self._state(point))

    def _state(self, point: Point) -> dict[str, Any]:
        """A sensor or binary_sensor. What is measured is gone when its whole unit is."""
        kind, topics = point.kind, self._topics
        return {
            "state_topic": topics.state(point.key),
            "unit_of_measurement": kind.unit,
            "device_class": kind.device_class,
            "state_class": kind.state_class,
            "suggested_display_precision": kind.precision if kind.unit else None,
            "icon": kind.icon,
            "entity_category": "diagnostic" if point.diagnostic else None,
            "json_attributes_topic": topics.notes(point.key) if point.notes else None,
            "expire_after": self._expire_after_s if point.measured else None,
            "availability": self._availability(point.device if point.measured else None),
        }

    def _climate(self, climate: Climate) -> dict[str, Any]:
        """It can be set as long as the controller lives, whatever its sensors do."""
        topics, key = self._topics, climate.key
        air = f"{key}.air_c"
        return {
            "modes": climate.modes,
            "mode_state_topic": topics.state(f"{key}.mode"),
            "mode_command_topic": topics.command(climate.target, "mode"),
            "temperature_state_topic": topics.state(f"{key}.set_point_c"),
            "temperature_command_topic": topics.command(climate.target, "set_point"),
            "current_temperature_topic": topics.state(air) if self._has(air) else None,
            "action_topic": topics.state(f"{key}.action"),
            "temperature_unit": "C",
            "min_temp": climate.lowest_c,
            "max_temp": climate.highest_c,
            "temp_step": 0.5,
            "precision": 0.1,
            "availability": self._availability(),
        }

    def _event(self) -> dict[str, Any]:
        return {
            "state_topic": self._topics.events,
            "event_types": [RAISED, CLEARED],
            "icon": "mdi:bell",
            "availability": self._availability(),
        }

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

    def _availability(self, unit: str | None = None) -> list[dict[str, str]]:
        units = [] if unit is None else [self._topics.unit_status(unit)]
        return [{"topic": topic} for topic in (self._topics.status, *units)]

    def _has(self, key: str) -> bool:
        return any(point.key == key for point in self._installation.points)
