"""A connection to a broker as the rest of the uplink sees it: messages, the open link, the errors of one that is lost.

`mqtt_link` implements the link; nothing else in the uplink depends on it, nor on the library below it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from firmware.errors import FirmwareError


class LinkLost(FirmwareError):
    """The connection cannot be had or is no more; the text is one clear line."""


class TakenOver(LinkLost):
    """Loss because another client has connected with the same client id."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message for the broker; with `qos` 1 it is sent until the broker has it."""

    topic: str
    payload: str
    retain: bool = False
    qos: int = 1


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message from the broker; one that is `retained` was published before we came."""

    topic: str
    payload: bytes
    retained: bool


class Link(Protocol):
    """An open connection to a broker. Everything may raise LinkLost."""

    @property
    def reports_refusals(self) -> bool:
        """True where the broker tells of a refused message (MQTT 5); with 3.1.1 it vanishes."""

    async def publish(self, message: Message) -> str:
        """Send one message; returns why it was refused, "" where nothing is known against it."""

    async def subscribe(self, filters: list[str], *, qos: int = 1) -> dict[str, str]:
        """Ask for all messages of these topic filters; returns those that were refused, each with the reason."""

    async def unsubscribe(self, filters: list[str]) -> None:
        """Ask for them no more."""

    def received(self) -> AsyncIterator[ReceivedMessage]:
        """Yield every message, until the connection is lost."""
