"""Sockets that bring one frame with each packet, as sources that count what they lose (Linux). Nothing here sends.

The queue in which the kernel keeps received packets is made long, and asked what did not fit. The buses of python-can
that do the same cannot count that, and cost several times as much for each frame.
"""

import socket
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress

from can.typechecking import CanFilter

from drivers.can.multicast_codec import parse_datagram
from drivers.can.socketcan_codec import CAN_ERR_MASK, CAN_RAW_ERR_FILTER, RawFrame, pack_filters, parse_frame

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
    """Return the same count as it was when a packet came, from what came with it; None where it does not tell."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_RXQ_OVFL) and len(data) >= _COUNTER.size:
            return int(_COUNTER.unpack_from(data)[0])
    return None


MAX_PACKET_BYTES = 512
"""A datagram with 64 bytes of data has 230; the packets of SocketCAN have 72 at most."""

MULTICAST_PORT = 43_113
"""Port where python-can's udp_multicast buses meet unless they are told otherwise."""


class SocketSource:
    """A source of frames from `receiver`, which is closed with it; `parse` makes one of a packet, or None."""

    def __init__(self, receiver: socket.socket, parse: Callable[[bytes], RawFrame | None]) -> None:
        receiver.setblocking(False)
        receiver.setsockopt(socket.SOL_SOCKET, SO_RXQ_OVFL, 1)
        enlarge(receiver)
        self._receiver, self._parse, self._lost = receiver, parse, 0

    @property
    def lost(self) -> int:
        """Frames that were lost before they could be read (FrameSource)."""
        return self._lost

    def fileno(self) -> int:
        """Return the descriptor to wait on (FrameSource)."""
        return self._receiver.fileno()

    def read(self, frames: list[RawFrame], limit: int) -> None:
        """Read the frames that wait (FrameSource)."""
        receive, parse = self._receiver.recvmsg, self._parse
        try:
            while len(frames) < limit:
                packet, ancillary, _, _ = receive(MAX_PACKET_BYTES, ANCILLARY_BYTES)
                if ancillary:
                    self._lost = dropped_before(ancillary) or self._lost
                if frame := parse(packet):
                    frames.append(frame)
        except BlockingIOError:
            # With the queue empty, this is what was dropped behind the last frame, too.
            self._lost = dropped(self._receiver)

    def close(self) -> None:
        """Give the socket back (FrameSource)."""
        self._receiver.close()


def open_socketcan(channel: str, filters: Iterable[CanFilter]) -> SocketSource:
    """Listen on the interface `channel` through the kernel's `filters`, to classical, CAN FD and error frames.

    The system brings the interface up, with its bit rate; raises OSError where there is none.
    """
    receiver = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
    try:
        receiver.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FILTER, pack_filters(filters))
        receiver.setsockopt(socket.SOL_CAN_RAW, CAN_RAW_ERR_FILTER, CAN_ERR_MASK)
        receiver.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
        source = SocketSource(receiver, parse_frame)
        receiver.bind((channel,))
    except OSError:
        receiver.close()
        raise
    return source


def open_multicast(group: str, port: int = MULTICAST_PORT) -> SocketSource:
    """Listen to what python-can's udp_multicast buses send to the IPv4 or IPv6 address `group`; raises OSError."""
    family, _, _, _, address = socket.getaddrinfo(group, port, type=socket.SOCK_DGRAM)[0]
    receiver = socket.socket(family, socket.SOCK_DGRAM)
    try:
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            receiver.setsockopt(socket.SOL_SOCKET, option, 1)  # others of this machine receive from the same bus
        member = socket.inet_pton(family, str(address[0])) + bytes(4)  # on the interface that the system chooses
        if family == socket.AF_INET:
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        else:
            receiver.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member)
        source = SocketSource(receiver, parse_datagram)
        receiver.bind(address)
    except OSError:
        receiver.close()
        raise
    return source
