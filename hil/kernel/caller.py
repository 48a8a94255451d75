"""The memory of the process that called an ioctl.

Its areas are not known before its arguments are read, so there are two ways to it: ask the kernel to send the same
ioctl again with more of them copied (always possible, a round trip each time), or reach into the process directly
(process_vm_readv, where the rig may).
"""

import ctypes
import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from hil.kernel.fuse_codec import Area, Ioctl


class Caller(Protocol):
    """Memory of the process that called an ioctl, as the ioctl reads and writes it."""

    def read(self, areas: Sequence[Area]) -> list[bytes]:
        """Read the contents of each area; all reads come before `room`."""

    def room(self, areas: Sequence[Area]) -> None:
        """Make sure that these can be written: what follows is done only once."""

    def write(self, chunks: Sequence[bytes]) -> None:
        """Fill the areas of `room`, in order."""


class MoreNeeded(Exception):  # no error: the kernel is to come again
    """The kernel has not copied these areas yet."""

    def __init__(self, ins: list[Area], outs: list[Area]) -> None:
        super().__init__(f"{len(ins)} areas in, {len(outs)} out")
        self.ins, self.outs = ins, outs


class CopiedCaller:
    """By what the kernel copied; `data` is the reply's."""

    def __init__(self, ioctl: Ioctl) -> None:
        self._copied, self._out_size = ioctl.data, ioctl.out_size
        self._ins: list[Area] = []
        self.data = b""

    def read(self, areas: Sequence[Area]) -> list[bytes]:
        """Read as Caller.read; raises MoreNeeded."""
        start = sum(length for _, length in self._ins)
        self._ins += areas
        if sum(length for _, length in self._ins) > len(self._copied):
            raise MoreNeeded(self._ins, [])
        chunks = []
        for _, length in areas:
            chunks.append(self._copied[start : start + length])
            start += length
        return chunks

    def room(self, areas: Sequence[Area]) -> None:
        """Take room as Caller.room; raises MoreNeeded."""
        if sum(length for _, length in areas) != self._out_size:
            raise MoreNeeded(self._ins, list(areas))

    def write(self, chunks: Sequence[bytes]) -> None:
        """Write as Caller.write."""
        self.data = b"".join(chunks)


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class DirectCaller:
    """By reaching into the process `pid`; raises OSError where that is not allowed."""

    data = b""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._outs: list[Area] = []

    def read(self, areas: Sequence[Area]) -> list[bytes]:
        """Read as Caller.read."""
        return [self._copied(_libc().process_vm_readv, area, bytearray(area[1])) for area in areas]

    def room(self, areas: Sequence[Area]) -> None:
        """Take room as Caller.room."""
        self._outs = list(areas)

    def write(self, chunks: Sequence[bytes]) -> None:
        """Write as Caller.write."""
        for area, chunk in zip(self._outs, chunks, strict=True):
            self._copied(_libc().process_vm_writev, area, bytearray(chunk))

    def _copied(self, call: Callable[..., int], area: Area, buffer: bytearray) -> bytes:
        address, length = area
        if not length:
            return b""
        here = (ctypes.c_char * length).from_buffer(buffer)
        ours, theirs = _Iovec(ctypes.addressof(here), length), _Iovec(address, length)
        if call(self._pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0) != length:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"memory of process {self._pid}")
        return bytes(buffer)
