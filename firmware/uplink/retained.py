"""Removal of retained values of people from the broker, and the look that proves it; by a command, beside the service.

The broker is asked for all that it holds of this installation, so also values that an earlier configuration published.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from firmware.config import MqttConfig
from firmware.uplink.connection import VERSIONS
from firmware.uplink.connection_errors import VersionRefused, where
from firmware.uplink.mqtt_link import MqttLink
from firmware.uplink.port import Link, Message
from firmware.uplink.topics import Identity, Topics

_NAME = "homeward-erase"
_LOOK_S = 2.0
"""A broker sends what it holds right after a subscription; a slow line has this long for it (engineering choice)."""

_NOTES = "/notes"


@dataclass(frozen=True, slots=True)
class Emptied:
    """The result: topics that were emptied, those that still hold something, and why nobody knows, if so."""

    broker: str
    topics: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unknown: str = ""


async def empty(config: MqttConfig, device_id: str, is_personal: Callable[[str], bool]) -> Emptied:
    """Empty the topics of this installation that hold something personal. Raises LinkLost."""
    *others, last = VERSIONS[config.protocol]
    for version in others:
        try:
            return await _over(config, device_id, is_personal, version)
        except VersionRefused:
            continue
    return await _over(config, device_id, is_personal, last)


async def _over(config: MqttConfig, device_id: str, is_personal: Callable[[str], bool], version: str) -> Emptied:
    topics = Topics(config.base_topic, config.discovery_prefix, device_id)
    # Nobody listens for this one: it is there only because each connection has a last will.
    link = MqttLink(config, Identity(_NAME, _NAME, ""), Message(topics.command_echo, ""), version)
    await link.open()
    try:
        refused, held = await _held(link, topics, is_personal)
        if refused:
            return Emptied(where(config), unknown=f"{refused}: allow subscribing for this command")
        kept = [topic for topic in held if await link.publish(Message(topic, "", retain=True))]
        _, left = await _held(link, topics, is_personal)
        return Emptied(where(config), tuple(held), tuple(sorted({*kept, *left})))
    finally:
        await link.close(Message(topics.command_echo, ""))


async def _held(link: Link, topics: Topics, is_personal: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return why the broker may not be asked, if so, and the personal topics at which it holds something."""
    filters = topics.own_states
    refused = await link.subscribe(filters, qos=0)
    held: set[str] = set()

    async def listen() -> None:
        async for message in link.received():
            if message.retained and message.payload:
                held.add(message.topic)

    with suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_S):
            await listen()
    await link.unsubscribe(filters)
    return "; ".join(refused.values()), sorted(topic for topic in held if is_personal(_key(topics, topic)))


def _key(topics: Topics, topic: str) -> str:
    return topic.removeprefix(f"{topics.root}/").removesuffix(_NOTES).replace("/", ".")
