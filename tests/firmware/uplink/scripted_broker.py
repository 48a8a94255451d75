"""A broker that answers as a test wants, where a real one never would."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.firmware.uplink.uplink_car import ROOT

SUBSCRIBE, UNSUBSCRIBE = 8, 10


def length(number: int) -> bytes:
    """MQTT's variable byte integer."""
    first = number & 0x7F
    return bytes([first]) if number < 0x80 else bytes([first | 0x80]) + length(number >> 7)


def publish(topic: bytes, payload: bytes, *, qos: int = 0, mid: int = 1) -> bytes:
    """A PUBLISH of MQTT 5 without properties."""
    body = len(topic).to_bytes(2, "big") + topic + (mid.to_bytes(2, "big") if qos else b"") + b"\0" + payload
    return bytes([0x30 | qos << 1]) + length(len(body)) + body


async def packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The first byte, and what follows the length."""
    first, size, shift = (await reader.readexactly(1))[0], 0, 0
    while True:
        byte = (await reader.readexactly(1))[0]
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return first, await reader.readexactly(size)


Says = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Scripted:
    """A broker of MQTT 5 that says yes to everything, and then what the test wants.

    `properties` and `reason` are its CONNACK's; `refuses` gives a reason code for a filter that is subscribed.
    """

    def __init__(
        self,
        says: Says | None = None,
        properties: bytes = b"",
        reason: int = 0,
        refuses: Callable[[str], int] = lambda _filter: 0,
    ) -> None:
        self.port = 0
        self.connects: list[bytes] = []
        self.published: list[tuple[int, bytes]] = []
        self._says, self._properties, self._reason, self._refuses = says, properties, reason, refuses

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (EOFError, OSError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, connect = await packet(reader)
        self.connects.append(connect)
        writer.write(b"\x20" + bytes([3 + len(self._properties), 0, self._reason, len(self._properties)]))
        writer.write(self._properties)
        while True:
            first, body = await packet(reader)
            kind = first >> 4
            if kind == 3:
                self.published.append((first, body))
                if first & 6:
                    begin = 2 + int.from_bytes(body[:2], "big")
                    writer.write(b"\x40\x02" + body[begin : begin + 2])
                if body[2:].startswith(f"{ROOT}/set/echo".encode()):
                    writer.write(publish(f"{ROOT}/set/echo".encode(), b""))
                    if self._says is not None:
                        await self._says(writer)
            elif kind in {SUBSCRIBE, UNSUBSCRIBE}:
                codes = bytes(self._refuses(each) for each in filters(body, has_options=kind == SUBSCRIBE))
                answer = body[:2] + b"\0" + codes
                writer.write(bytes([0x90 if kind == SUBSCRIBE else 0xB0, len(answer)]) + answer)


def filters(body: bytes, *, has_options: bool) -> list[str]:
    """Those of a SUBSCRIBE or UNSUBSCRIBE."""
    found, at = [], 3
    while at < len(body):
        size = int.from_bytes(body[at : at + 2], "big")
        found.append(body[at + 2 : at + 2 + size].decode())
        at += 2 + size + has_options
    return found


@asynccontextmanager
async def scripted(broker: Scripted) -> AsyncIterator[Scripted]:
    async with await asyncio.start_server(broker.serve, "127.0.0.1", 0) as server:
        broker.port = server.sockets[0].getsockname()[1]
        yield broker
