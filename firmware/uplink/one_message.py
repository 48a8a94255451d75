"""One message to the home hub from a command, beside the service and under a name of its own."""

from firmware.config.services import MqttConfig
from firmware.uplink.connection import VERSIONS
from firmware.uplink.connection_errors import VersionRefused
from firmware.uplink.mqtt_link import MqttLink
from firmware.uplink.port import Message
from firmware.uplink.topics import Identity

_NAME = "homeward-command"


async def publish(config: MqttConfig, topic: str, payload: str) -> str:
    """Publish a retained message; return why it was refused, "" where it was not. Raises LinkLost.

    It is its own last will: where the connection breaks right behind it, the broker publishes it as well.
    """
    message = Message(topic, payload, retain=True)
    *others, last = VERSIONS[config.protocol]
    for version in others:
        try:
            return await _published(config, message, version)
        except VersionRefused:
            continue
    return await _published(config, message, last)


async def _published(config: MqttConfig, message: Message, version: str) -> str:
    link = MqttLink(config, Identity(_NAME, _NAME, ""), message, version)
    await link.open()
    try:
        return await link.publish(message)
    finally:
        await link.close(message)
