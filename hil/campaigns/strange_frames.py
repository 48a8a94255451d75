"""Frames that do not belong on the car's bus."""

from collections.abc import Iterator
from itertools import chain
from random import Random

import can

from hil.rig import can_traffic

_SEED = 7
_STANDARD_IDS = 0x800
_TESTERS_OWN_ID = 0x18DA_F1F1


def unknown() -> Iterator[can.Message]:
    """Yield frames of ids that nobody waits for, eight bytes each."""
    rng = Random(_SEED)
    known = {can_traffic.DRIVE_ID, can_traffic.AIR_ID, can_traffic.DOORS_ID}
    while True:
        number = rng.randrange(_STANDARD_IDS)
        if number not in known:
            yield can.Message(arbitration_id=number, data=rng.randbytes(8), is_extended_id=False)


def garbage() -> Iterator[can.Message]:
    """Yield known ids with any bytes, of any length."""
    rng = Random(_SEED)
    while True:
        number = rng.choice((can_traffic.DRIVE_ID, can_traffic.AIR_ID, can_traffic.DOORS_ID))
        data = rng.randbytes(rng.randrange(9))
        yield can.Message(arbitration_id=number, data=data, is_extended_id=False)


def spoofed() -> Iterator[can.Message]:
    """Yield a speed of 200 km/h under the right id, with a checksum that does not fit and a counter that stands."""
    data = bytes.fromhex("20 4E 00 00 01 00 00 00")
    while True:
        yield can.Message(arbitration_id=can_traffic.DRIVE_ID, data=data, is_extended_id=False)


def diagnostic() -> Iterator[can.Message]:
    """Yield ids of 29 bits by which testers ask and control units answer, the tester's own first, with ISO-TP."""
    rng = Random(_SEED)
    heads = ("00", "02410C", "037F2278", "10146201010203FF", "1FFF", "21", "2F", "300000", "32", "40", "")
    for number in chain(range(0x18DA_F100, 0x18DA_F200), iter(lambda: 0x18DA_0000 | rng.getrandbits(17), -1)):
        head = bytes.fromhex(rng.choice(heads))
        data = head + rng.randbytes(rng.randrange(9 - len(head)))
        yield can.Message(arbitration_id=_TESTERS_OWN_ID, data=data, is_extended_id=True)
        yield can.Message(arbitration_id=number, data=data, is_extended_id=True)
