"""What each kind of entity is made of at the hub: the keys that it has of its own. Pure.

They are those that Home Assistant 2024.3 and all later versions take. None stands for a key that is left out.
"""

from typing import Any

from controller import Preset
from firmware.points import Climate, Point
from firmware.uplink.topics import Topics

EXPIRES_AFTER_HEARTBEATS = 3
"""A measurement that was not renewed for so many heartbeats is shown as unavailable."""

RAISED, CLEARED = "raised", "cleared"
"""The types of alarm events."""

TIME_PATTERN = r"^(([01]?\d|2[0-3]):[0-5]\d|off)?$"
"""What the hub lets a person type as a time of day; nothing is off."""

Keys = dict[str, Any]


def value(point: Point, topics: Topics, *, heartbeat_s: float) -> Keys:
    """An entity of one value. What is measured is gone when its whole unit is."""
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


def climate(one: Climate, topics: Topics, *, air_topic: str | None) -> Keys:
    """It can be set as long as the controller lives, whatever its sensors do."""
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
        "min_temp": one.lowest_c,
        "max_temp": one.highest_c,
        "temp_step": 0.5,
        "precision": 0.1,
        "availability": _availability(topics),
    }


def alarm_event(topics: Topics) -> Keys:
    """Alarms as they come and go."""
    return {
        "state_topic": topics.events,
        "event_types": [RAISED, CLEARED],
        "icon": "mdi:bell",
        "availability": _availability(topics),
    }


def _ways_to_set(point: Point, topics: Topics) -> Keys:
    """What an entity that can be asked for something has more."""
    if point.command is None:
        return {}
    own = {"min": 0, "max": len("00:00"), "pattern": TIME_PATTERN} if point.kind.component == "text" else {}
    return own | {"command_topic": topics.command(*point.command)}


def _availability(topics: Topics, unit: str | None = None) -> list[dict[str, str]]:
    units = [] if unit is None else [topics.unit_status(unit)]
    return [{"topic": topic} for topic in (topics.status, *units)]
