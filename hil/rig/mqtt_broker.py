"""An MQTT 3.1.1 broker inside the running loop, for the demo and for tests; on the loopback interface only.

It is amqtt with six changes. It keeps no keep-alive timers: the loop's time may run far ahead of the clients', and
one that dies closes its socket anyway. A client that comes back ends its own old connection, and is given only the
retained messages that it asks for. One that speaks MQTT 5 is refused in words that it understands (amqtt falls silent
when such a client has a last will). What a client said before it left is passed on. Topics can be denied, as by an
access list: nobody is told.
"""

import asyncio
import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action

from hil.rig.place import LOOPBACK

_LOG = logging.getLogger(__name__)

_LISTENER = "default"
_CONFIG = {
    "listeners": {_LISTENER: {"type": "external"}},
    "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
}

# The fixed header and the protocol level of CONNECT, and CONNACK (MQTT 3.1.1, sections 2.2, 3.1.2 and 3.2).
_MAX_FIXED_HEADER = 5
_MQTT_5 = 5
_REFUSED = bytes.fromhex("20 02 00 01")

# Refused clients and garbage are the business of their tests; what is said of them here would spoil the demo's screen.
for _noisy in ("amqtt", "transitions"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)


class EmbeddedBroker:
    """An async context manager: while entered, clients connect without a password at 127.0.0.1:`port`.

    Port 0 is any free one; `port` is the real one once entered. Entering raises OSError when the port is taken. What is
    published to topics that begin with one of `denied`, which may change at any time, vanishes.
    """

    def __init__(self, *, port: int = 0, denied: Sequence[str] = ()) -> None:
        self.port = port
        self._denied = denied
        self._broker: _Broker
        self._server: asyncio.Server
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._broker = _Broker(_CONFIG)
        self._broker.denied = self._denied
        await self._broker.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        await self._broker.shutdown()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await _head(reader)
            if head[-1] == _MQTT_5:
                writer.write(_REFUSED)
                return
            await self._broker.external_connected(_Reader(head, reader), StreamWriterAdapter(writer), _LISTENER)
        except (OSError, EOFError) as error:
            _LOG.debug("a client that is none: %s", error)
        finally:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    """Read the beginning of a CONNECT packet, up to its protocol level; raises EOFError when there is no more."""
    head = await reader.readexactly(2)
    while head[-1] & 0x80 and len(head) < _MAX_FIXED_HEADER:
        head += await reader.readexactly(1)
    return head + await reader.readexactly(len(b"\0\4MQTT") + 1)


class _Reader(StreamReaderAdapter):  # type: ignore[misc]  # amqtt has no type information
    """Reads `head` before the rest."""

    def __init__(self, head: bytes, reader: asyncio.StreamReader) -> None:
        super().__init__(reader)
        self._head = head

    async def read(self, n: int = -1) -> bytes:
        """Read as amqtt wants it: exactly `n` bytes."""
        head, self._head = self._head[:n], self._head[n:]
        return head + (await super().read(n - len(head)) if len(head) < n else b"")


class _Broker(Broker):  # type: ignore[misc]  # amqtt has no type information
    denied: Sequence[str] = ()

    async def _topic_filtering(self, session: Any, topic: str, action: Any) -> bool:
        if action is Action.PUBLISH and topic.startswith(tuple(self.denied)):
            return False
        return bool(await super()._topic_filtering(session, topic, action))

    async def _initialize_client_session(self, *connection: Any) -> tuple[Any, Any]:
        handler, session = await super()._initialize_client_session(*connection)
        session.keep_alive = 0
        return handler, session

    async def _handle_disconnect(self, session: Any, handler: Any, left: Any) -> None:
        """Pass on first what the client said before; amqtt drops what waits."""
        waiting = session.delivered_message_queue
        while not waiting.empty():
            message = asyncio.get_running_loop().create_future()
            message.set_result(waiting.get_nowait())
            await self._handle_message_delivery(session, handler, message)
        await super()._handle_disconnect(session, handler, left)

    async def _delete_session(self, client_id: str) -> None:
        _, handler = self._sessions.get(client_id, (None, None))
        if handler is not None:
            await self._stop_handler(handler)
        await super()._delete_session(client_id)

    async def _publish_retained_messages_for_subscription(self, subscription: tuple[str, int], session: Any) -> None:
        """Publish only what `session` asked for; amqtt gives one that comes back the messages of all others, too."""
        subscribers = self._subscriptions.get(subscription[0], ())
        if any(subscriber.client_id == session.client_id for subscriber, _qos in subscribers):
            await super()._publish_retained_messages_for_subscription(subscription, session)
