"""Faults on the car's own bus."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import chain
from random import Random

import can

from hil.process_faults.stage import Stage
from hil.rig import can_traffic

_SLICE_S = 0.01
_SEED = 7
_STANDARD_IDS = 0x800
_NEAR_KPH = 5.0
_TESTERS_OWN_ID = 0x18DA_F1F1


@asynccontextmanager
async def silent(stage: Stage) -> AsyncIterator[None]:
    """No control unit sends any more."""
    await stage.end("traffic")
    yield
    stage.begin("traffic", can_traffic.run(stage.bus, stage.rig.on_the_bus))


def speed_is_absent(stage: Stage) -> bool:
    """Old frames are no reading."""
    return stage.speed_kph is None


def speed_is_no_lie(stage: Stage) -> bool:
    """What the controller believes is what the car does, or nothing."""
    said = stage.speed_kph
    return said is None or abs(said - stage.rig.on_the_bus.speed_kph) < _NEAR_KPH


def besides(frames: Iterator[can.Message], per_s: float) -> Callable[[Stage], AbstractAsyncContextManager[None]]:
    """Somebody sends these frames, too."""

    @asynccontextmanager
    async def inject(stage: Stage) -> AsyncIterator[None]:
        stage.begin("intruder", _send(stage.bus, frames, max(1, round(per_s * _SLICE_S))))
        yield
        await stage.end("intruder")

    return inject


def unknown() -> Iterator[can.Message]:
    """Frames of ids that nobody waits for, eight bytes each."""
    rng = Random(_SEED)
    known = {can_traffic.DRIVE_ID, can_traffic.AIR_ID, can_traffic.DOORS_ID}
    while True:
        number = rng.randrange(_STANDARD_IDS)
        if number not in known:
            yield can.Message(arbitration_id=number, data=rng.randbytes(8), is_extended_id=False)


def garbage() -> Iterator[can.Message]:
    """Known ids with any bytes, of any length."""
    rng = Random(_SEED)
    while True:
        number = rng.choice((can_traffic.DRIVE_ID, can_traffic.AIR_ID, can_traffic.DOORS_ID))
        data = rng.randbytes(rng.randrange(9))
        yield can.Message(arbitration_id=number, data=data, is_extended_id=False)


def spoofed() -> Iterator[can.Message]:
    """A speed of 200 km/h under the right id, with a checksum that does not fit and a counter that stands."""
    data = bytes.fromhex("20 4E 00 00 01 00 00 00")
    while True:
        yield can.Message(arbitration_id=can_traffic.DRIVE_ID, data=data, is_extended_id=False)


def diagnostic() -> Iterator[can.Message]:
    """Ids of 29 bits by which testers ask and control units answer, the tester's own first, with frames of ISO-TP."""
    rng = Random(_SEED)
    heads = ("00", "02410C", "037F2278", "10146201010203FF", "1FFF", "21", "2F", "300000", "32", "40", "")
    for number in chain(range(0x18DA_F100, 0x18DA_F200), iter(lambda: 0x18DA_0000 | rng.getrandbits(17), -1)):
        head = bytes.fromhex(rng.choice(heads))
        data = head + rng.randbytes(rng.randrange(9 - len(head)))
        yield can.Message(arbitration_id=_TESTERS_OWN_ID, data=data, is_extended_id=True)
        yield can.Message(arbitration_id=number, data=data, is_extended_id=True)


def bus_is_heard(stage: Stage) -> bool:
    """The daemon goes on, and nothing of the car's bus is told as a fault."""
    return not stage.ended_by_itself("daemon") and not any(
        each.startswith(("can ", "task can")) for each in stage.faults
    )


async def _send(bus: can.BusABC, frames: Iterator[can.Message], at_once: int) -> None:
    while True:
        for _ in range(at_once):
            bus.send(next(frames))
        await asyncio.sleep(_SLICE_S)
