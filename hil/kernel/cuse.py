"""A character device /dev/i2c-N whose bus is simulated here: a thread serves it, on /dev/cuse of the running kernel."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from drivers.ports import RawI2c
from hil.kernel import fuse_codec
from hil.kernel.caller import CopiedCaller, DirectCaller, MoreNeeded
from hil.kernel.i2c_ioctl import I2cFile
from hil.kernel.rig_errors import RigError

APPEARS_WITHIN_S = 10.0
"""The kernel makes a device node within 0.2 s here; a loaded host takes its time."""

_LOOK_EVERY_S = 0.02

I2C_MAJOR = 89
"""The number of I2C devices in Documentation/admin-guide/devices.txt; free as long as i2c-dev is not loaded."""


class CuseI2c:
    """/dev/i2c-`number` on what `open_bus` gives; each open file of the device has its own."""

    def __init__(self, number: int, open_bus: Callable[[], RawI2c], *, device: str = "/dev/cuse") -> None:
        self._number, self._open_bus = number, open_bus
        self._fd = os.open(device, os.O_RDWR | os.O_CLOEXEC)
        self._files: dict[int, I2cFile] = {}
        self._handles = count(1)
        self._reach_in = True

    def serve(self) -> None:
        """Begin to answer; returns when the device node is there. Raises RigError when it does not appear."""
        Thread(target=self._run, name=f"cuse-i2c-{self._number}", daemon=True).start()
        node, give_up_s = Path(f"/dev/i2c-{self._number}"), monotonic() + APPEARS_WITHIN_S
        while not node.exists():
            if monotonic() > give_up_s:
                raise RigError(f"{node}: has not appeared (is the module i2c-dev loaded? it takes the number)")
            sleep(_LOOK_EVERY_S)

    def close(self) -> None:
        """Take the device away, as a bus that vanishes: open files of it fail from now on."""
        os.close(self._fd)

    def _run(self) -> None:
        with suppress(OSError):  # closed, or the kernel goes down
            while True:
                answer = self.answer(fuse_codec.parse(os.read(self._fd, fuse_codec.MAX_REQUEST)))
                if answer is not None:
                    os.write(self._fd, answer)

    def answer(self, request: fuse_codec.Request) -> bytes | None:
        """Return the reply to one request, None where there is to be none."""
        if request.opcode == fuse_codec.Opcode.INTERRUPT:
            return None
        if request.opcode == fuse_codec.Opcode.IOCTL:
            return self._ioctl(request)
        body = self._body(request)
        if body is None:
            return fuse_codec.reply(request.unique, errno=errno.ENOSYS)
        return fuse_codec.reply(request.unique, body)

    def _body(self, request: fuse_codec.Request) -> bytes | None:
        """Answer one of the plain requests; return None for one that is not supported."""
        match request.opcode:
            case fuse_codec.Opcode.INIT:
                return fuse_codec.init_body(f"i2c-{self._number}", I2C_MAJOR, self._number)
            case fuse_codec.Opcode.OPEN:
                handle = next(self._handles)
                self._files[handle] = I2cFile(self._open_bus())
                return fuse_codec.open_body(handle)
            case fuse_codec.Opcode.RELEASE:
                self._files.pop(fuse_codec.handle_of(request.body), None)
                return b""
            case fuse_codec.Opcode.FLUSH | fuse_codec.Opcode.FSYNC:
                return b""
        return None

    def _ioctl(self, request: fuse_codec.Request) -> bytes:
        ioctl = fuse_codec.parse_ioctl(request.body)
        file = self._files.get(ioctl.handle)
        if file is None:
            return fuse_codec.reply(request.unique, errno=errno.EBADF)
        try:
            if self._reach_in and not ioctl.data and not ioctl.out_size:
                return self._directly(request, ioctl, file)
            return self._by_copies(request, ioctl, file)
        except OSError as error:
            return fuse_codec.reply(request.unique, errno=error.errno or errno.EIO)
        except RigError:
            return fuse_codec.reply(request.unique, errno=errno.EINVAL)

    def _directly(self, request: fuse_codec.Request, ioctl: fuse_codec.Ioctl, file: I2cFile) -> bytes:
        caller = DirectCaller(request.pid)
        try:
            result = file.ioctl(ioctl.command, ioctl.argument, caller)
        except PermissionError:
            self._reach_in = False
            return self._by_copies(request, ioctl, file)
        return fuse_codec.reply(request.unique, fuse_codec.ioctl_body(result))

    def _by_copies(self, request: fuse_codec.Request, ioctl: fuse_codec.Ioctl, file: I2cFile) -> bytes:
        caller = CopiedCaller(ioctl)
        try:
            result = file.ioctl(ioctl.command, ioctl.argument, caller)
        except MoreNeeded as more:
            return fuse_codec.reply(request.unique, fuse_codec.retry_body(more.ins, more.outs))
        return fuse_codec.reply(request.unique, fuse_codec.ioctl_body(result, caller.data))
