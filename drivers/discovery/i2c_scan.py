"""Scan of an I2C bus: each address is probed by a bare read, and each chip that answers is asked for its identity.

A bare read of one byte is what every adapter can do; the empty write of `i2cdetect` is not (Raspberry Pi 5). Chips that
do not answer it are asked at the addresses where they may be (see identities.py). Nothing is changed in any chip;
a switch is put back as it was.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from drivers.discovery.identities import HINTS, IDENTITIES
from drivers.errors import BusMissing, BusTimeout, DriverError
from drivers.i2c.tca9548a import Tca9548a
from drivers.i2c.tca9548a_codec import CHANNELS, MASK_BYTES, channel_mask, is_selected
from drivers.ports import I2cDevicePort

_T = TypeVar("_T")

ADDRESSES = range(0x08, 0x78)
"""The others are reserved (NXP UM10204, 3.1.12)."""

SWITCHES = range(0x70, 0x78)
"""Addresses that a TCA9548A can have."""

_NO_CHANNEL = b"\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One address that is taken: `what` is there in words, `chip` as the configuration calls it where it is known.

    `owner` is the kernel driver that has it. `channels` are what is behind a switch, by channel.
    """

    address: int
    what: str
    chip: str | None = None
    owner: str | None = None
    channels: Mapping[int, tuple["Found", ...]] = field(default_factory=dict)


async def scan(
    bus: I2cDevicePort,
    owner_of: Callable[[int], str | None] = lambda _address: None,
    *,
    hidden: Collection[int] = (),
) -> tuple[Found, ...]:
    """Return everything on `bus`, by address, but for `hidden` addresses; raises BusMissing or BusTimeout.

    What `owner_of` says to belong to the kernel is left alone. Nobody else may use the bus meanwhile.
    """
    owned = {address: owner for address in ADDRESSES if (owner := owner_of(address)) is not None}
    free = [address for address in ADDRESSES if address not in owned and address not in hidden]
    found = [Found(address=address, what="left alone", owner=owner) for address, owner in owned.items()]
    switches = {address: mask for address in SWITCHES if address in free and (mask := await _mask(bus, address))}
    async with _put_aside(bus, switches):
        asked = [await _look(bus, address) for address in free if address not in switches]
        found += [each for each in asked if each is not None]
        before = {*hidden, *switches, *(each.address for each in found)}
        found += [await _behind(bus, address, before) for address in switches]
    return tuple(sorted(found, key=lambda each: each.address))


async def _look(bus: I2cDevicePort, address: int) -> Found | None:
    """Identify the chip at `address`; return None for an empty address."""
    byte = await _or_none(bus.transfer(address, 1))
    for identity in IDENTITIES:
        if identity.may_ask(address, answers=byte is not None):
            what = await _or_none(identity.ask(bus, address))
            if what is not None:
                return Found(address=address, what=what, chip=identity.chip)
    hints = [hint for addresses, hint in HINTS if address in addresses]
    return (
        None
        if byte is None
        else Found(address=address, what="; ".join(hints) or "answers, and is none of the known chips")
    )


async def _or_none(answer: Awaitable[_T]) -> _T | None:
    """Return the answer of a chip; None where there is none, or a wrong one. A bus that fails is raised."""
    try:
        return await answer
    except (BusMissing, BusTimeout):
        raise
    except DriverError:
        return None


async def _mask(bus: I2cDevicePort, address: int) -> bytes | None:
    """Return the control byte of the switch at `address`; None where there is none.

    A switch keeps whatever one byte is written. To another chip that byte is at most a pointer.
    """
    before = await _or_none(bus.transfer(address, MASK_BYTES))
    for channel in (CHANNELS[0], CHANNELS[1]):
        if before is None or not await _or_none(_keeps(bus, address, channel)):
            return None
    return before


async def _keeps(bus: I2cDevicePort, address: int, channel: int) -> bool:
    await bus.transfer(address, channel_mask(channel))
    return is_selected(await bus.transfer(address, MASK_BYTES), channel)


@asynccontextmanager
async def _put_aside(bus: I2cDevicePort, switches: Mapping[int, bytes]) -> AsyncIterator[None]:
    """Disconnect all channels inside; afterwards they are as they were."""
    for address in switches:
        await bus.transfer(address, _NO_CHANNEL)
    try:
        yield
    finally:
        for address, mask in switches.items():
            await bus.transfer(address, mask)


async def _behind(bus: I2cDevicePort, address: int, before: Collection[int]) -> Found:
    """Return the switch at `address`, and what is behind it but not `before` it."""
    switch = Tca9548a(bus, address)
    channels = {number: await scan(switch.channel(number), hidden=before) for number in CHANNELS}
    await bus.transfer(address, _NO_CHANNEL)
    return Found(
        address=address,
        what="TCA9548A, a switch",
        channels={number: found for number, found in channels.items() if found},
    )
