import asyncio
from collections.abc import Callable

import pytest

from drivers.errors import ChecksumFailed, Offline
from drivers.ports import TransferCounts
from firmware.devices.device import Carrier, Device
from firmware.devices.health import Condition, DeviceHealth, Outcome
from firmware.runtime.one_line import MAX_CHARACTERS
from hil.rig.virtual_time import run


def after(*happenings: Callable[[Device], None], counts: TransferCounts | None = None) -> DeviceHealth:
    """How a device does to which one thing happens a second, from the first second on."""

    async def main() -> DeviceHealth:
        device = Device("food", kind="tmp117", where="main 0x48", counts=counts, carrier=Carrier())
        for happening in happenings:
            await asyncio.sleep(1.0)
            happening(device)
        return device.health

    return run(main(), speed=None)


def start(serial: str | None = None) -> Callable[[Device], None]:
    return lambda device: device.started(serial)


def value(device: Device) -> None:
    device.answered(now_s=asyncio.get_running_loop().time())


def test_a_device_of_which_nothing_is_known_says_so() -> None:
    assert after() == DeviceHealth(
        name="food",
        kind="tmp117",
        where="main 0x48",
        condition=Condition.UNKNOWN,
        since_s=0.0,
        reason=None,
        serial=None,
        newest_s=None,
    )


def test_since_when_is_that_of_the_condition_not_of_the_newest_value() -> None:
    health = after(start(), value, value, value)
    assert (health.condition, health.since_s, health.newest_s, health.starts) == (Condition.OK, 2.0, 4.0, 1)


def test_the_newest_reason_is_kept_until_a_value_comes() -> None:
    def fail(device: Device) -> None:
        device.failed(ChecksumFailed("CRC"))

    def give_up(device: Device) -> None:
        device.failed(Offline("no acknowledge"), Outcome.GIVEN_UP)

    failed = after(start(), value, fail, give_up)
    assert (failed.condition, failed.since_s, failed.reason) == (Condition.LOST, 4.0, "no acknowledge")
    assert (failed.newest_s, failed.bad_checks) == (2.0, 1)
    assert after(start(), fail, give_up, start(), value).reason is None


def test_a_restart_of_its_bus_makes_everything_unknown() -> None:
    health = after(start(), value, Device.bus_restarted)
    assert (health.condition, health.reason) == (Condition.UNKNOWN, "its bus was recovered")


def test_another_one_in_its_place_is_noticed_by_its_serial_number(caplog: pytest.LogCaptureFixture) -> None:
    assert after(start("A1"), start("A1"), start(None)).serial == "A1"
    assert caplog.messages == []
    assert after(start("A1"), start("B2")).serial == "B2"
    assert caplog.messages == ["food: another one is fitted: serial number B2, before A1"]


def test_counts_are_those_of_the_moment() -> None:
    counts = TransferCounts(transfers=9, nacks=2, timeouts=1, other_errors=3)
    health = after(counts=counts)
    counts.transfers += 1
    assert (health.transfers, health.nacks, health.timeouts, health.other_errors) == (9, 2, 1, 3)


def test_a_reason_of_others_is_one_line_at_the_console() -> None:
    async def main() -> None:
        device = Device("probe", carrier=Carrier())
        device.failed(Offline("a\n\x1b[31mred" + "!" * 10_000))
        assert (device.health.reason or "").startswith("a [31mred!!!")
        assert len(device.health.reason or "") <= MAX_CHARACTERS

    run(main(), speed=None)
