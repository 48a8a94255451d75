"""The queue in which the kernel keeps what a socket has received: made long, and asked what did not fit (Linux)."""

import socket
import struct
from contextlib import suppress

QUEUE_BYTES = 2 * 1024 * 1024
"""Holds 5 400 CAN frames, 1.2 s of a full bus of 500 kbit/s; an ordinary queue holds 278 (measured)."""

SO_RCVBUFFORCE, SO_RXQ_OVFL, SO_MEMINFO = 33, 40, 55
"""asm-generic/socket.h; Python has no names for them."""

_MEMINFO = struct.Struct("9I")
_DROPS = 8
"""SK_MEMINFO_DROPS, the last of SK_MEMINFO_VARS (linux/sock_diag.h)."""

_COUNTER = struct.Struct("I")
ANCILLARY_BYTES = socket.CMSG_SPACE(_COUNTER.size)
"""Room for what SO_RXQ_OVFL adds to a frame."""


def enlarge(receiver: socket.socket) -> None:
    """Ask for QUEUE_BYTES; without the right to exceed the system's limit (net.core.rmem_max) it is that limit."""
    for option in (SO_RCVBUFFORCE, socket.SO_RCVBUF):
        with suppress(OSError):
            receiver.setsockopt(socket.SOL_SOCKET, option, QUEUE_BYTES)
            return


def dropped(receiver: socket.socket) -> int:
    """Return the number of packets lost to a full queue since the socket was made, modulo 2^32."""
    drops: int = _MEMINFO.unpack(receiver.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMINFO.size))[_DROPS]
    return drops


def dropped_before(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    """The same count as it was when a packet came, from what came with it; None where it does not tell."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_RXQ_OVFL) and len(data) >= _COUNTER.size:
            return int(_COUNTER.unpack_from(data)[0])
    return None
