"""The messages of a character device in user space (CUSE), as bytes. Pure.

Layouts: Linux include/uapi/linux/fuse.h, protocol 7.31, native byte order. One read of /dev/cuse is one request, one
write is one reply.
"""

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

from hil.kernel.rig_errors import RigError

MAX_REQUEST = 128 * 1024
"""Read with a buffer of this size: the kernel refuses to hand a request to one that could not hold it."""

Area = tuple[int, int]
"""Address and length of memory of the process that called ioctl."""

_IN_HEADER = Struct("=IIQQIIII")
_OUT_HEADER = Struct("=IiQ")
_INIT_OUT = Struct("=IIIIIIII40x")
_IOCTL_IN = Struct("=QIIQII")
_IOCTL_OUT = Struct("=iIII")
_AREA = Struct("=QQ")
_HANDLE = Struct("=Q")
_OPEN_OUT = Struct("=QII")

_MAJOR, _MINOR = 7, 31
_UNRESTRICTED_IOCTL = 1  # the numbers of I2C's ioctls carry no size: a restricted device would be given no data
_RETRY = 4
_TRANSFER_BYTES = 64 * 1024


class Opcode(IntEnum):
    """The requests that a device meets."""

    OPEN = 14
    RELEASE = 18
    FSYNC = 20
    FLUSH = 25
    INTERRUPT = 36
    IOCTL = 39
    INIT = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `pid` is who asks, `body` what follows the header."""

    opcode: int
    unique: int
    pid: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ioctl:
    """An ioctl: the open file it is for, its number and argument, and what the kernel copied of the caller's memory."""

    handle: int
    command: int
    argument: int
    data: bytes
    out_size: int


def parse(message: bytes) -> Request:
    """Decode one request; raises RigError."""
    if len(message) < _IN_HEADER.size:
        raise RigError(f"/dev/cuse: {len(message)} bytes: a request has at least {_IN_HEADER.size}")
    _length, opcode, unique, _node, _uid, _gid, pid, _padding = _IN_HEADER.unpack_from(message)
    return Request(opcode, unique, pid, message[_IN_HEADER.size :])


def parse_ioctl(body: bytes) -> Ioctl:
    """Decode the body of an IOCTL request."""
    handle, _flags, command, argument, in_size, out_size = _IOCTL_IN.unpack_from(body)
    return Ioctl(
        handle=handle,
        command=command,
        argument=argument,
        data=body[_IOCTL_IN.size : _IOCTL_IN.size + in_size],
        out_size=out_size,
    )


def handle_of(body: bytes) -> int:
    """Return the open file that a RELEASE, FLUSH or FSYNC is for."""
    (handle,) = _HANDLE.unpack_from(body)
    return int(handle)


def reply(unique: int, body: bytes = b"", *, errno: int = 0) -> bytes:
    """Encode a reply; with an error nothing but the header goes."""
    body = b"" if errno else body
    return _OUT_HEADER.pack(_OUT_HEADER.size + len(body), -errno, unique) + body


def init_body(name: str, major: int, minor: int) -> bytes:
    """Encode the name and the numbers of the device."""
    fixed = _INIT_OUT.pack(_MAJOR, _MINOR, 0, _UNRESTRICTED_IOCTL, _TRANSFER_BYTES, _TRANSFER_BYTES, major, minor)
    return fixed + f"DEVNAME={name}\0".encode()


def open_body(handle: int) -> bytes:
    """Encode an open file."""
    return _OPEN_OUT.pack(handle, 0, 0)


def ioctl_body(result: int, data: bytes = b"") -> bytes:
    """Encode the end of an ioctl: its result and what goes into the caller's memory."""
    return _IOCTL_OUT.pack(result, 0, 0, 0) + data


def retry_body(ins: list[Area], outs: list[Area]) -> bytes:
    """Ask the kernel to send the ioctl again with these areas copied in, and room for those to be copied out."""
    areas = b"".join(_AREA.pack(*area) for area in (*ins, *outs))
    return _IOCTL_OUT.pack(0, _RETRY, len(ins), len(outs)) + areas
