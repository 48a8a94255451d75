"""Announce each entity to Home Assistant (MQTT discovery, one retained message per entity). Pure.

The keys are those that Home Assistant 2024.3 and all later versions take; `device` and `origin` are strict there. None
stands for a key that is left out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from controller import Preset
from firmware.points.quantities import Climate, Point
from firmware.uplink.topics import CLEARED, HUB_EVENT, RAISED, Identity, Topics, slug

MANUFACTURER = "Homeward"

MODELS = {"hub": "Controller", "fridge": "Fridge", "cabin": "Cabin climate", "vehicle": "Vehicle bus"}
"""The devices. The hub comes first, because the others hang on it."""


EXPIRES_AFTER_HEARTBEATS = 3
"""A measurement that was not renewed for so many heartbeats is shown as unavailable."""

TIME_PATTERN = r"^(([01]?\d|2[0-3]):[0-5]\d|off)?$"
"""What the hub lets a person type as a time of day; nothing is off."""

Keys = dict[str, Any]


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
    """Maker of the announcements of one installation."""

    def __init__(self, installation: Installation, topics: Topics, *, heartbeat_s: float) -> None:
        self._installation, self._topics, self._heartbeat_s = installation, topics, heartbeat_s

    def announcements(self) -> tuple[Announcement, ...]:
        """Return an announcement of every entity, those of the hub first."""
        devices = list(MODELS)
        return tuple(made for _, made in sorted(self._entities(), key=lambda entity: devices.index(entity[0])))

    def _entities(self) -> Iterator[tuple[str, Announcement]]:
        """Yield the announcement of each entity with the device it belongs to."""
        yield "hub", self._entity("event", HUB_EVENT, "Alarm event", "hub", _alarm_event(self._topics))
        for climate in self._installation.climates:
            device = climate.key.partition(".")[0]
            yield device, self._entity("climate", climate.key, climate.name, device, self._climate(climate))
        for point in self._installation.points:
            component = point.kind.component
            if component != "climate":
                yield point.device, self._entity(component, point.key, point.name, point.device, self._value(point))

    def _value(self, point: Point) -> Keys:
        return _value(point, self._topics, heartbeat_s=self._heartbeat_s)

    def _climate(self, climate: Climate) -> Keys:
        air = f"{climate.key}.air_c"
        is_there = any(point.key == air for point in self._installation.points)
        return _climate(climate, self._topics, air_topic=self._topics.state(air) if is_there else None)

    def _entity(self, component: str, key: str, name: str | None, device: str, own: dict[str, Any]) -> Announcement:
        """Add to `own` what all entities have; the name None stands for the device's own name."""
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


def _value(point: Point, topics: Topics, *, heartbeat_s: float) -> Keys:
    """Make an entity of one value. A measurement is unavailable when its whole unit is."""
    kind = point.kind
    return _ways_to_set(point, topics) | {
        "state_topic": topics.state(point.key),
        "unit_of_measurement": kind.unit,
        "device_class": kind.device_class,
        "options": kind.words if kind.device_class == "enum" else None,
        "state_class": kind.state_class,
        "suggested_display_precision": kind.precision if kind.unit else None,
        "icon": kind.icon,
        "entity_category": "diagnostic" if point.diagnostic else None,
        "json_attributes_topic": topics.notes(point.key) if point.notes else None,
        "expire_after": round(EXPIRES_AFTER_HEARTBEATS * heartbeat_s) if point.measured else None,
        "availability": _availability(topics, point.device if point.measured else None),
    }


def _climate(one: Climate, topics: Topics, *, air_topic: str | None) -> Keys:
    """Make a climate entity. It can be set as long as the controller lives, whatever its sensors do."""
    key = one.key
    return {
        "modes": one.modes,
        "mode_state_topic": topics.state(f"{key}.mode"),
        "mode_command_topic": topics.command(one.appliance, "mode"),
        "preset_modes": [preset for preset in one.presets if preset is not Preset.NONE],  # the hub adds it itself
        "preset_mode_state_topic": topics.state(f"{key}.preset"),
        "preset_mode_command_topic": topics.command(one.appliance, "preset"),
        "temperature_state_topic": topics.state(f"{key}.set_point_c"),
        "temperature_command_topic": topics.command(one.appliance, "set_point"),
        "current_temperature_topic": air_topic,
        "action_topic": topics.state(f"{key}.action"),
        "temperature_unit": "C",
        "min_temp": one.min_c,
        "max_temp": one.max_c,
        "temp_step": 0.5,
        "precision": 0.1,
        "availability": _availability(topics),
    }


def _alarm_event(topics: Topics) -> Keys:
    """Make the entity of alarms as they come and go."""
    return {
        "state_topic": topics.events,
        "event_types": [RAISED, CLEARED],
        "icon": "mdi:bell",
        "availability": _availability(topics),
    }


def _ways_to_set(point: Point, topics: Topics) -> Keys:
    """Return the further keys of an entity that takes requests."""
    if point.command is None:
        return {}
    own = {"min": 0, "max": len("00:00"), "pattern": TIME_PATTERN} if point.kind.component == "text" else {}
    return own | {"command_topic": topics.command(*point.command)}


def _availability(topics: Topics, unit: str | None = None) -> list[dict[str, str]]:
    units = [] if unit is None else [topics.unit_status(unit)]
    return [{"topic": topic} for topic in (topics.status, *units)]
