"""One connection to an MQTT broker. The only file that knows aiomqtt."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiomqtt

from firmware.cancelling import cancellable
from firmware.config import MqttConfig
from firmware.uplink.discovery import Identity
from firmware.uplink.faults import REFUSED, lost, not_opened, number, password, where
from firmware.uplink.messages import Message
from firmware.uplink.talk import Heard, Link, LinkLost
from firmware.uplink.topics import OFFLINE, slug

GOODBYE_S = 2.0
"""A broker that does not take the goodbye within this time learns of the end by the last will."""

CONNECT_S = 6.0
MOMENT_S = 0.1
"""The library's thread gives up to connect after 5 s; before that it cannot be interrupted, but asked now and then."""

HEARD_KEPT = 256
"""Messages that wait to be looked at; what floods in beyond this is not looked at."""

AT_ONCE = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)
"""Small messages are not held back to go together (Nagle), which would cost 40 ms for each answer."""

VERSIONS = {"5": aiomqtt.ProtocolVersion.V5, "3.1.1": aiomqtt.ProtocolVersion.V311}

_LOG = logging.getLogger(__name__)
_LIBRARY_LOG = logging.getLogger(f"{__name__}.library")
_LIBRARY_LOG.setLevel(logging.CRITICAL + 1)
"""What the library has to say arrives as an exception, and becomes one line of ours."""


class _Client(aiomqtt.Client):
    """The library tells the loop of a socket a moment late, by its number; by then it may be closed, or another's.

    The loop would log a traceback, or never rest again.
    """

    def _on_socket_open(self, client: Any, userdata: Any, sock: Any) -> None:
        self._loop.call_soon_threadsafe(self._if_open, super()._on_socket_open, client, userdata, sock)

    def _on_socket_register_write(self, client: Any, userdata: Any, sock: Any) -> None:
        self._loop.call_soon_threadsafe(self._if_open, self._write_later, client, userdata, sock)

    def _if_open(self, act: Callable[[Any, Any, Any], None], client: Any, userdata: Any, sock: Any) -> None:
        if sock.fileno() >= 0:
            act(client, userdata, sock)

    def _write_later(self, client: Any, _userdata: Any, sock: Any) -> None:
        if client.want_write():
            self._loop.add_writer(sock, client.loop_write)


class MqttLink(Link):
    """A connection through aiomqtt, in one of VERSIONS of MQTT, whose last will on `status` is offline."""

    def __init__(self, config: MqttConfig, identity: Identity, status: str, version: str) -> None:
        self._config = config
        self._client = _Client(
            config.host,
            config.port,
            username=config.username,
            password=password(config),
            identifier=f"homeward-{slug(identity.device_id)}",
            protocol=VERSIONS[version],
            will=aiomqtt.Will(status, OFFLINE, qos=1, retain=True),
            keepalive=config.keepalive_s,
            timeout=config.timeout_s,
            max_queued_incoming_messages=HEARD_KEPT,
            logger=_LIBRARY_LOG,
            socket_options=AT_ONCE,
        )

    async def open(self) -> None:
        """Connect. Cancelled, it first waits for the library's thread, so that nothing is left behind."""
        entering = asyncio.ensure_future(self._client.__aenter__())
        try:
            await asyncio.shield(entering)
        except asyncio.CancelledError:
            await self._give_up(entering)
            raise
        except (aiomqtt.MqttError, ValueError) as error:
            self._drop()
            raise not_opened(self._config, error) from error

    async def _give_up(self, entering: asyncio.Future[_Client]) -> None:
        """Wait as long as the thread may be at work; the broker's answer need not be waited for."""
        for _ in range(round(CONNECT_S / MOMENT_S)):
            is_connected = self._paho.socket() is not None
            await asyncio.wait([entering], timeout=MOMENT_S)
            if is_connected or entering.done():
                break
        entering.cancel()
        await asyncio.gather(entering, return_exceptions=True)
        self._drop()

    async def publish(self, message: Message) -> None:
        """Send one message."""
        try:
            with cancellable():
                await self._client.publish(message.topic, message.payload, message.qos, message.retain)
        except aiomqtt.MqttError as error:
            raise lost(self._config, error) from error

    async def subscribe(self, topics: list[str]) -> None:
        """Ask for all messages of these topics; what the broker does not allow is one line in the log."""
        try:
            with cancellable():
                granted = await self._client.subscribe([(topic, 1) for topic in topics])
        except aiomqtt.MqttError as error:
            raise lost(self._config, error) from error
        for topic, code in zip(topics, granted, strict=False):
            if number(code) >= REFUSED:
                _LOG.warning("%s: may not subscribe to %s: allow it in the broker", where(self._config), topic)

    async def heard(self) -> AsyncIterator[Heard]:
        """Every message, until the connection is lost."""
        try:
            async for message in self._client.messages:
                yield Heard(message.topic.value, message.payload, message.retain)
        except aiomqtt.MqttError as error:
            raise lost(self._config, error) from error

    async def close(self, goodbye: Message) -> None:
        """Say goodbye and disconnect in order if that is possible, and disconnect in any case."""
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self.publish(goodbye)
                await self._client.__aexit__(None, None, None)
        except (LinkLost, aiomqtt.MqttError, TimeoutError) as error:
            _LOG.debug("%s: no orderly end: %s", where(self._config), error)
        finally:
            self._drop()

    def _drop(self) -> None:
        """The library leaves the socket open when a connection does not come about, or does not end in order."""
        self._paho._sock_close()  # noqa: SLF001  # there is no public way

    @property
    def _paho(self) -> Any:
        """What aiomqtt is made of."""
        return self._client._client  # noqa: SLF001  # there is no public way
