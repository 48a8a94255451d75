import errno
from contextlib import closing

import can
import pytest

from drivers.can.socket_source import SocketSource
from firmware.wiring.raspberry_pi import RealHardware

WANTED = [can.typechecking.CanFilter(can_id=0x110, can_mask=0x7FF, extended=False)]


def open_can(interface: str, channel: str) -> object:
    return RealHardware().open_can(interface, channel, bitrate=500_000, fd=True, filters=WANTED)


def test_multicast_is_read_by_a_source_that_counts_its_losses() -> None:
    source = open_can("udp_multicast", "239.74.163.2")
    assert isinstance(source, SocketSource)
    with closing(source):
        assert source.lost == 0


def test_socketcan_is_opened_without_python_can() -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  # which of the two depends on the kernel
        open_can("socketcan", "nocan0")
    assert caught.value.errno in {errno.ENODEV, errno.EAFNOSUPPORT}


def test_any_other_interface_is_one_of_python_can() -> None:
    bus = open_can("virtual", "test_raspberry_can")
    assert isinstance(bus, can.BusABC)
    with bus:
        assert bus.filters == WANTED
