"""The library's client with bounds. The only file that knows aiomqtt and paho, which it is made of.

The library takes packets of any size (a buffer of 256 MB for one), keeps any number of messages of QoS 2 that are
never released, and forgets why a message was refused and a connection ended.
"""

import asyncio
import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiomqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from firmware.uplink.reasons import number

MqttError = aiomqtt.MqttError
Will = aiomqtt.Will

VERSIONS = {"5": aiomqtt.ProtocolVersion.V5, "3.1.1": aiomqtt.ProtocolVersion.V311}

MAX_PACKET_BYTES = 2_097_152
"""No larger packet is read. Engineering choice: what a person may publish to a wrong topic is still answered; the
largest of our own announcements has 2 kB."""

RECEIVE_MAXIMUM = 20
"""Messages of QoS 1 that the broker may send before the first is acknowledged (MQTT 5); what the library uses, too."""

MAX_RECEIVED = 2_048
MAX_RECEIVED_BYTES = 4 * MAX_PACKET_BYTES
"""Messages that wait to be looked at; what floods in beyond this is not looked at."""

_QOS_BITS, _QOS_1 = 0b110, 0b010
"""Of the first byte of a PUBLISH (MQTT 5.0, section 3.3.1)."""

_NO_LIMIT = 268_435_460
"""The largest packet of MQTT, section 2.1.4, with its header."""

_LIBRARY_LOG = logging.getLogger(f"{__name__}.library")
_LIBRARY_LOG.setLevel(logging.CRITICAL + 1)
"""What the library has to say arrives as an exception, and becomes one line of ours."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the broker, as it tells them at the beginning of a connection of MQTT 5."""

    packet_bytes: int = _NO_LIMIT
    retains: bool = True
    qos: int = 1

    @staticmethod
    def of(properties: Any) -> "Limits":
        """Read the properties of a CONNACK; what it does not say is not limited."""
        return Limits(
            getattr(properties, "MaximumPacketSize", _NO_LIMIT),
            bool(getattr(properties, "RetainAvailable", 1)),
            min(1, getattr(properties, "MaximumQoS", 1)),
        )


class _Inbox(asyncio.Queue[aiomqtt.Message]):
    """The received messages, bounded by their bytes too."""

    _bytes = 0

    def put_nowait(self, item: aiomqtt.Message) -> None:
        """Put a message; raises QueueFull where there is no room for its bytes."""
        if self._bytes + _size(item) > MAX_RECEIVED_BYTES:
            raise asyncio.QueueFull
        super().put_nowait(item)

    def _put(self, item: aiomqtt.Message) -> None:
        self._bytes += _size(item)
        super()._put(item)

    def _get(self) -> aiomqtt.Message:
        item = super()._get()
        self._bytes -= _size(item)
        return item


class Client(aiomqtt.Client):
    """One connection; `more` are arguments of aiomqtt's own client."""

    def __init__(self, host: str, port: int, *, version: str, **more: Any) -> None:
        super().__init__(
            host,
            port,
            protocol=VERSIONS[version],
            properties=_limits_of_ours() if version == "5" else None,
            queue_type=_Inbox,
            max_queued_incoming_messages=MAX_RECEIVED,
            logger=_LIBRARY_LOG,
            **more,
        )
        self.limits = Limits()
        self.moved_to = ""
        """The other broker that this one named."""
        self.broken_rule = ""
        """Why this end has closed the connection."""
        self._answers: dict[int, asyncio.Future[int]] = {}
        paho: Any = self._client
        # There is no public way to a bound.
        paho._sock_recv = partial(self._receive, paho._sock_recv)  # noqa: SLF001
        paho._handle_publish = partial(self._take, paho._handle_publish)  # noqa: SLF001

    async def send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> int:
        """Publish; returns the reason code of its acknowledgement. Raises MqttError. Many may be on their way at once.

        The library's own way to publish drops the code.
        """
        sent = self._client.publish(topic, payload, qos, retain)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            cause = self._disconnected.exception() if self._disconnected.done() else None
            raise aiomqtt.MqttCodeError(sent.rc, "Could not publish message") from cause
        if qos == 0:
            return 0
        answer = self._answers[sent.mid] = self._loop.create_future()
        try:
            return await self._wait_for(answer, timeout=None)
        finally:
            self._answers.pop(sent.mid, None)

    def drop(self) -> None:
        """Close the socket, which the library leaves open when a connection does not come about or end in order."""
        paho: Any = self._client
        paho._sock_close()  # noqa: SLF001  # there is no public way

    @property
    def has_socket(self) -> bool:
        """True where the library has one."""
        return self._client.socket() is not None

    def _receive(self, receive: Callable[[int], bytes], size: int) -> bytes:
        """Refuse a packet that is too large, for which the library asks at once; an OSError closes the connection."""
        if size > MAX_PACKET_BYTES:
            self.broken_rule = f"the broker sends a packet of {size} bytes, at most {MAX_PACKET_BYTES} are taken"
            raise OSError(errno.EMSGSIZE, "packet too large")
        return receive(size)

    def _take(self, handle: Callable[[], MQTTErrorCode]) -> MQTTErrorCode:
        paho: Any = self._client
        if paho._in_packet["command"] & _QOS_BITS > _QOS_1:  # noqa: SLF001
            self.broken_rule = "the broker sends a message of QoS 2, which was not asked for"
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        return handle()

    def _on_connect(self, *answer: Any) -> None:
        self._note(answer[-1])
        self.limits = Limits.of(answer[-1])
        super()._on_connect(*answer)

    def _on_disconnect(self, *answer: Any) -> None:
        self._note(answer[-1])
        super()._on_disconnect(*answer)

    def _note(self, properties: Any) -> None:
        self.moved_to = getattr(properties, "ServerReference", "") or self.moved_to

    def _on_publish(self, _client: Any, _userdata: Any, mid: int, reason_code: Any, _properties: Any) -> None:
        answer = self._answers.get(mid)
        if answer is not None and not answer.done():
            answer.set_result(number(reason_code))

    def _on_message(self, client: Any, userdata: Any, message: Any) -> None:
        try:
            super()._on_message(client, userdata, message)
        except ValueError:
            self.broken_rule = "the broker sends a message whose topic is not valid"
            raise  # the library takes that for the end of the connection, as MQTT 5.0, section 1.5.4, asks for

    # The library tells the loop of a socket a moment late, by its number; by then it may be closed, or another's. The
    # loop would log a traceback, or never rest again.

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


def _size(message: aiomqtt.Message) -> int:
    payload = message.payload
    return len(payload) if isinstance(payload, bytes | bytearray | str) else 0


def _limits_of_ours() -> Properties:
    """Return the limits that the broker must not exceed."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.MaximumPacketSize = MAX_PACKET_BYTES
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    return properties
