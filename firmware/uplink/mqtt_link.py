"""One connection to an MQTT broker."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator

from firmware.config import MqttConfig
from firmware.runtime.tasks import cancellable
from firmware.uplink.client import Client, MqttError, Will
from firmware.uplink.connection_errors import lost, not_opened, password, where
from firmware.uplink.port import Link, LinkLost, Message, ReceivedMessage
from firmware.uplink.reasons import REFUSED, RETAIN_REFUSED, number, words
from firmware.uplink.topics import Identity, slug

GOODBYE_S = 2.0
"""A broker that does not take the goodbye within this time learns of the end by the last will."""

CONNECT_S = 6.0
MOMENT_S = 0.1
"""The library's thread gives up to connect after 5 s; before that it cannot be interrupted, but asked now and then."""

AT_ONCE = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)
"""Small messages are not held back to go together (Nagle), which would cost 40 ms for each answer."""

HEADER_BYTES = 16
"""At most, of a message besides its topic and its payload (MQTT 5.0, section 3.3), without properties."""

_LOG = logging.getLogger(__name__)


class MqttLink(Link):
    """A connection in one `version` of MQTT; without an orderly end the broker publishes `will`."""

    def __init__(self, config: MqttConfig, identity: Identity, will: Message, version: str) -> None:
        self._config = config
        self._version = version
        self._client = Client(
            config.host,
            config.port,
            version=version,
            username=config.username,
            password=password(config),
            identifier=client_id(identity.device_id),
            will=Will(will.topic, will.payload, qos=will.qos, retain=will.retain),
            keepalive=config.keepalive_s,
            timeout=config.timeout_s,
            socket_options=AT_ONCE,
        )

    @property
    def reports_refusals(self) -> bool:
        """True where the broker tells of a refused message."""
        return self._version == "5"

    async def open(self) -> None:
        """Connect. Cancelled, it first waits for the library's thread, so that nothing is left behind."""
        entering = asyncio.ensure_future(self._client.__aenter__())
        try:
            await asyncio.shield(entering)
        except asyncio.CancelledError:
            await self._give_up(entering)
            raise
        except (MqttError, ValueError) as error:
            self._client.drop()
            raise not_opened(self._config, error, self._client.moved_to) from error

    async def _give_up(self, entering: asyncio.Future[Client]) -> None:
        """Wait as long as the thread may be at work; the broker's answer need not be waited for."""
        for _ in range(round(CONNECT_S / MOMENT_S)):
            is_connected = self._client.has_socket
            await asyncio.wait([entering], timeout=MOMENT_S)
            if is_connected or entering.done():
                break
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
        self._client.drop()

    async def publish(self, message: Message) -> str:
        """Send one message, as far as the broker takes such; returns why it was refused, "" if it was not."""
        limits, payload = self._client.limits, message.payload.encode()
        size = len(message.topic.encode()) + len(payload) + HEADER_BYTES
        if size > limits.packet_bytes:
            return f"about {size} bytes, the broker takes {limits.packet_bytes}: raise its maximum packet size"
        qos, retain = min(message.qos, limits.qos), message.retain and limits.retains
        try:
            with cancellable():
                code = await self._client.send(message.topic, payload, qos=qos, retain=retain)
        except MqttError as error:
            raise self._lost(error) from error
        if code >= REFUSED:
            return words(code)
        return words(RETAIN_REFUSED) if message.retain and not retain else ""

    async def subscribe(self, filters: list[str], *, qos: int = 1) -> dict[str, str]:
        """Ask for all messages of these topic filters; returns those that were refused, each with the reason."""
        try:
            with cancellable():
                granted = await self._client.subscribe([(each, qos) for each in filters])
        except MqttError as error:
            raise self._lost(error) from error
        codes = zip(filters, map(number, granted), strict=False)
        return {each: words(code) for each, code in codes if code >= REFUSED}

    async def unsubscribe(self, filters: list[str]) -> None:
        """Ask for them no more."""
        try:
            with cancellable():
                await self._client.unsubscribe(filters)
        except MqttError as error:
            raise self._lost(error) from error

    async def received(self) -> AsyncIterator[ReceivedMessage]:
        """Yield every message, until the connection is lost."""
        try:
            async for message in self._client.messages:
                yield ReceivedMessage(message.topic.value, message.payload, message.retain)
        except MqttError as error:
            raise self._lost(error) from error

    async def close(self, goodbye: Message) -> None:
        """Say goodbye and disconnect in order if that is possible, and disconnect in any case."""
        try:
            async with asyncio.timeout(0.0 if self._client.broken_rule else GOODBYE_S):
                await self.publish(goodbye)
                await self._client.__aexit__(None, None, None)
        except (LinkLost, MqttError, TimeoutError) as error:
            _LOG.debug("%s: no clean disconnect: %s", where(self._config), error)
        finally:
            self._client.drop()

    def _lost(self, error: MqttError) -> LinkLost:
        return lost(self._config, error, broken_rule=self._client.broken_rule, moved_to=self._client.moved_to)


def client_id(device_id: str) -> str:
    """Return the id by which the broker knows this controller."""
    return f"homeward-{slug(device_id)}"
