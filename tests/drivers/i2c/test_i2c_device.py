import os
from errno import ENOTTY

import pytest

from drivers.i2c import i2c_device
from drivers.i2c.i2c_device import open_i2c


class FakeSmbus:
    """A device that is open."""

    def __init__(self, bus: int) -> None:
        self.fd = bus


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int]]:
    """What is asked of the device, which does not know it."""
    seen: list[tuple[int, int, int]] = []

    def ioctl(descriptor: int, request: int, argument: int) -> None:
        seen.append((descriptor, request, argument))
        raise OSError(ENOTTY, os.strerror(ENOTTY))

    monkeypatch.setattr("smbus2.SMBus", FakeSmbus)
    monkeypatch.setattr(i2c_device, "ioctl", ioctl)
    return seen


def test_the_adapter_is_told_to_give_up_after_a_tenth_of_a_second(calls: list[tuple[int, int, int]]) -> None:
    assert isinstance(open_i2c(7), FakeSmbus), "also where the adapter does not take it"
    assert calls == [(7, 0x0702, 10)]


def test_a_bus_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        open_i2c(63)
