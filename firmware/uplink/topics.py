"""Topics at the broker: one branch for each installation, and the hub's discovery branch."""

import re
from dataclasses import dataclass

COMMANDS = "set"
ECHO = "echo"
"""No appliance and no entity: the word in the topics by which the uplink finds out what the broker lets through."""

ONLINE, OFFLINE = "online", "offline"

GROUPS = ("cabin", "car", "control", "extra", "fridge", "hub", "supply", "vehicle")
"""The first words of all points: what is retained below them in our branch was published by this program."""


MAX_TOPIC, MAX_LEVELS = 400, 150
"""Characters and levels of a topic of ours, at most: brokers take fewer levels than MQTT does (mosquitto 200)."""


HUB_EVENT = "hub.alarm_event"
"""The key of the entity that each controller has once."""

RAISED, CLEARED = "raised", "cleared"
"""The types of alarm events."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The installation as the hub knows it; `device_id` is made once, persisted, and never changes."""

    device_id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of the installation `device_id`."""

    base_topic: str
    discovery_prefix: str
    device_id: str

    @property
    def root(self) -> str:
        """The branch of this installation."""
        return f"{self.base_topic}/{slug(self.device_id)}"

    @property
    def status(self) -> str:
        """The presence of the installation: ONLINE, or OFFLINE as its last will; retained."""
        return f"{self.root}/status"

    def unit_status(self, device: str) -> str:
        """Return the topic that tells if at least one sensor of `device` gives a value; retained."""
        return f"{self.root}/{device}/status"

    def state(self, key: str) -> str:
        """Return the value of a point; retained."""
        return f"{self.root}/{key.replace('.', '/')}"

    def notes(self, key: str) -> str:
        """Return the lines that explain the value of a point, as a JSON object; retained."""
        return f"{self.state(key)}/notes"

    def command(self, appliance: str, field: str) -> str:
        """Return the topic for requests of a set-point or mode of `appliance`."""
        return f"{self.root}/{COMMANDS}/{appliance}/{field}"

    def command_of(self, topic: str) -> tuple[str, str]:
        """Return the appliance and the field of a command's topic."""
        appliance, _, field = topic.removeprefix(f"{self.root}/{COMMANDS}/").partition("/")
        return appliance, field

    def is_command(self, topic: str) -> bool:
        """Return True for a topic of requests."""
        return topic.startswith(f"{self.root}/{COMMANDS}/")

    def is_own(self, topic: str) -> bool:
        """Return True where this installation, and nobody else, publishes retained messages.

        That is also so with a base topic or discovery prefix that was configured before: the device id tells.
        """
        if not _is_publishable(topic):
            return False
        if self.is_announcement(topic):
            return True
        _, _, own = topic.partition(f"/{slug(self.device_id)}/")
        return own == "status" or own.partition("/")[0] in GROUPS

    def is_announcement(self, topic: str) -> bool:
        """Return True where an entity of this installation is announced, below any discovery prefix."""
        levels = topic.split("/")
        return levels[-1] == "config" and levels[-3:-2] == [slug(self.device_id)]

    @property
    def own_states(self) -> list[str]:
        """The filters for all that this installation retains in its own branch."""
        return [self.status, *(f"{self.root}/{group}/#" for group in GROUPS)]

    @property
    def own_discovery(self) -> str:
        """The filter for the announcements of this installation."""
        return f"{self.discovery_prefix}/+/{slug(self.device_id)}/+/config"

    @property
    def command_echo(self) -> str:
        """A command that asks for nothing: what is published there comes back where commands may be read."""
        return f"{self.root}/{COMMANDS}/{ECHO}"

    @property
    def discovery_echo(self) -> str:
        """An announcement of nothing: it is taken where announcements may be written."""
        return self.discovery("event", ECHO)

    @property
    def every_command(self) -> str:
        """The filter for all commands."""
        return f"{self.root}/{COMMANDS}/#"

    @property
    def answers(self) -> str:
        """The topic of answers to requests, as JSON objects."""
        return f"{self.root}/answers"

    @property
    def events(self) -> str:
        """The topic of alarms as they are raised and cleared, as JSON objects."""
        return f"{self.root}/events"

    @property
    def birth(self) -> str:
        """The topic on which the hub says that it has started."""
        return f"{self.discovery_prefix}/status"

    def discovery(self, component: str, key: str) -> str:
        """Return the topic on which an entity is announced to the hub; retained."""
        return f"{self.discovery_prefix}/{component}/{slug(self.device_id)}/{slug(key)}/config"


def _is_publishable(topic: str) -> bool:
    """Return True where a broker takes messages to it; else it ends the connection (MQTT 5.0, sections 1.5.4, 4.7)."""
    is_short = len(topic) <= MAX_TOPIC and topic.count("/") < MAX_LEVELS
    return is_short and topic.isprintable() and not {"+", "#"} & set(topic)


def slug(text: str) -> str:
    """Replace the characters that the hub does not take in topics and ids."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", text)
