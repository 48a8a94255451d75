"""The devices of the kernel rig, without a kernel: what they answer to the bytes of a kernel."""

import errno
import struct
from collections.abc import Sequence
from time import monotonic

import pytest

from hil.chips import SimTmp117
from hil.kernel import fuse_codec
from hil.kernel.caller import CopiedCaller, MoreNeeded
from hil.kernel.i2c_ioctl import FUNCTIONS, Command, I2cFile
from hil.kernel.rig_errors import RigError
from hil.rig.simulated_i2c import SimI2cBus

ADDRESS = 0x48
DEVICE_ID = b"\x01\x17"  # TMP117, register 0x0f (Linux drivers/iio/temperature/tmp117.c)
ARGUMENT, TABLE, WRITTEN, ANSWER = 0x1000, 0x2000, 0x3000, 0x4000


class Memory:
    """A caller whose memory is a dictionary."""

    def __init__(self, areas: dict[int, bytes]) -> None:
        self.areas = areas
        self._outs: Sequence[fuse_codec.Area] = ()

    def read(self, areas: Sequence[fuse_codec.Area]) -> list[bytes]:
        return [self.areas[address][:length] for address, length in areas]

    def room(self, areas: Sequence[fuse_codec.Area]) -> None:
        self._outs = areas

    def write(self, chunks: Sequence[bytes]) -> None:
        for (address, length), chunk in zip(self._outs, chunks, strict=True):
            assert len(chunk) == length
            self.areas[address] = chunk


def opened() -> I2cFile:
    return I2cFile(SimI2cBus({ADDRESS: SimTmp117(monotonic, lambda: 20.0)}))


def register_read(address: int = ADDRESS) -> dict[int, bytes]:
    """struct i2c_rdwr_ioctl_data, two struct i2c_msg, and the byte that is written."""
    return {
        ARGUMENT: struct.pack("=QIxxxx", TABLE, 2),
        TABLE: struct.pack("=HHHxxQ", address, 0, 1, WRITTEN) + struct.pack("=HHHxxQ", address, 1, 2, ANSWER),
        WRITTEN: b"\x0f",
    }


def test_a_combined_transfer_reads_a_register() -> None:
    memory = Memory(register_read())
    assert opened().ioctl(Command.RDWR, ARGUMENT, memory) == 2
    assert memory.areas[ANSWER] == DEVICE_ID


def test_a_chip_that_does_not_answer_is_a_remote_error() -> None:
    with pytest.raises(OSError, match=r"\[Errno 121\]"):
        opened().ioctl(Command.RDWR, ARGUMENT, Memory(register_read(0x50)))


def test_the_kernel_is_asked_again_until_all_areas_are_known() -> None:
    """As a kernel does: each answer lists all areas, which then come copied, in that order."""
    memory, file = register_read(), opened()
    copied, out_size, rounds = b"", 0, 0
    while True:
        caller = CopiedCaller(
            fuse_codec.Ioctl(handle=1, command=Command.RDWR, argument=ARGUMENT, data=copied, out_size=out_size)
        )
        try:
            assert file.ioctl(Command.RDWR, ARGUMENT, caller) == 2
            break
        except MoreNeeded as more:
            copied = b"".join(memory[address][:length] for address, length in more.ins)
            out_size = sum(length for _, length in more.outs)
            rounds += 1
    assert caller.data == DEVICE_ID
    assert rounds == 4


@pytest.mark.parametrize(
    ("size", "command", "expected"), [(2, 0x0F, DEVICE_ID[:1]), (3, 0x0F, DEVICE_ID), (8, 0x0F, DEVICE_ID)]
)
def test_smbus_calls_are_carried_out_as_messages(size: int, command: int, expected: bytes) -> None:
    data = ANSWER if size != 8 else ANSWER - 1
    memory = Memory({ARGUMENT: struct.pack("=BBxxIQ", 1, command, size, data), ANSWER - 1: b"\x02"})
    file = opened()
    assert file.ioctl(Command.SLAVE, ADDRESS, memory) == 0
    assert file.ioctl(Command.SMBUS, ARGUMENT, memory) == 0
    assert memory.areas[ANSWER] == expected


def test_the_bus_tells_its_abilities() -> None:
    memory = Memory({})
    opened().ioctl(Command.FUNCS, ARGUMENT, memory)
    assert memory.areas[ARGUMENT] == struct.pack("=Q", FUNCTIONS)


@pytest.mark.parametrize(
    ("command", "argument", "areas", "number"),
    [
        (Command.SLAVE, 0x80, {}, errno.EINVAL),
        (Command.TENBIT, 1, {}, errno.ENOTTY),
        (Command.RDWR, ARGUMENT, {ARGUMENT: struct.pack("=QIxxxx", TABLE, 43)}, errno.EINVAL),
        (Command.SMBUS, ARGUMENT, {ARGUMENT: struct.pack("=BBxxIQ", 1, 0, 5, ANSWER)}, errno.EOPNOTSUPP),
    ],
)
def test_an_impossible_request_is_refused(
    command: Command, argument: int, areas: dict[int, bytes], number: int
) -> None:
    with pytest.raises(OSError, match=rf"\[Errno {number}\]"):
        opened().ioctl(command, argument, Memory(areas))


def test_a_reply_with_an_error_has_no_body() -> None:
    assert fuse_codec.reply(7, b"body", errno=errno.EREMOTEIO) == struct.pack("=IiQ", 16, -121, 7)
    assert fuse_codec.reply(7, b"body") == struct.pack("=IiQ", 20, 0, 7) + b"body"


def test_a_request_too_short_for_its_header_is_an_error() -> None:
    with pytest.raises(RigError, match="at least 40"):
        fuse_codec.parse(bytes(39))
