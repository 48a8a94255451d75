"""The frames that the simulated car puts on its bus: the truth, packed by hand: no decoder can share its mistakes.

demo_car.dbc describes the same frames for the decoder. What cannot be encoded is sent as "not available", as a real
control unit does.
"""

import asyncio
import struct
from collections.abc import Iterator
from math import isfinite
from typing import Protocol

import can
from crccheck.crc import Crc8SaeJ1850  # type: ignore[import-untyped]  # it has no types

TICK_S = 0.1
"""The shortest cycle time on this bus."""

DRIVE_ID, AIR_ID, DOORS_ID = 0x110, 0x320, 0x420
_AIR_TICKS, _DOORS_TICKS = 10, 5

_QUALITY_NO_DATA, _QUALITY_OK = 1, 3


class Vehicle(Protocol):
    """The truth. A value that is no finite number is one that the car's own sensor lacks."""

    @property
    def speed_kph(self) -> float:
        """0 to 300 km/h."""

    @property
    def engine_rpm(self) -> float:
        """0 to 10 000."""

    @property
    def outside_c(self) -> float:
        """-40 to 60 degrees."""

    @property
    def driver_door_open(self) -> bool:
        """True where the driver's door is open."""


class Bus(Protocol):
    """The way for frames: a python-can bus."""

    def send(self, msg: can.Message) -> None:
        """Put one frame on the bus."""


def frames(vehicle: Vehicle, tick: int) -> Iterator[can.Message]:
    """Yield the frames that are due at the `tick`-th tenth of a second."""
    yield _frame(DRIVE_ID, _drive(vehicle, counter=tick % 16))
    if tick % _AIR_TICKS == 0:
        yield _frame(AIR_ID, _air(vehicle))
    if tick % _DOORS_TICKS == 0:
        yield _frame(DOORS_ID, _doors(vehicle))


async def run(bus: Bus, vehicle: Vehicle) -> None:
    """Send for ever, at the pace of the running loop; a late tick is sent late, none is left out."""
    loop = asyncio.get_running_loop()
    start_s, tick = loop.time(), 0
    while True:
        for frame in frames(vehicle, tick):
            bus.send(frame)
        tick += 1
        await asyncio.sleep(max(0.0, start_s + tick * TICK_S - loop.time()))


def _frame(arbitration_id: int, data: bytes) -> can.Message:
    return can.Message(arbitration_id=arbitration_id, data=data, is_extended_id=False)


def _drive(vehicle: Vehicle, *, counter: int) -> bytes:
    """Pack speed and engine speed, low byte first; two bits of quality; a checksum; a counter in the top four bits."""
    speed = _raw(vehicle.speed_kph, per_unit=100.0, maximum=30_000, otherwise=0xFFFF)
    engine = _raw(vehicle.engine_rpm, per_unit=4.0, maximum=40_000, otherwise=0xFFFF)
    quality = _QUALITY_OK if isfinite(vehicle.speed_kph) else _QUALITY_NO_DATA
    before, behind = struct.pack("<HHBx", speed, engine, quality), bytes([counter << 4])
    return before + bytes([Crc8SaeJ1850.calc(before + behind)]) + behind


def _air(vehicle: Vehicle) -> bytes:
    """Pack ten bits from the highest bit on, high byte first."""
    outside = _raw(vehicle.outside_c + 40.0, per_unit=10.0, maximum=1_000, otherwise=0x3FF)
    return struct.pack(">Hxx", outside << 6)


def _doors(vehicle: Vehicle) -> bytes:
    """Pack the driver's door in bits 1 and 2 of the second byte."""
    return struct.pack("xB", int(vehicle.driver_door_open) << 1)


def _raw(value: float, *, per_unit: float, maximum: int, otherwise: int) -> int:
    """Return the number that stands for `value`, or for there being none."""
    if not isfinite(value):
        return otherwise
    raw = round(value * per_unit)
    return raw if 0 <= raw <= maximum else otherwise
