import pytest

from drivers.errors import BusError, BusMissing, BusTimeout, DriverError, NotFitted, Offline
from drivers.i2c.bus_counts import ERRORS_UNTIL_DOWN, BusCounts, ErrorStreak
from drivers.ports import TransferCounts


def test_each_end_of_a_transfer_is_counted_for_its_device_and_in_all() -> None:
    counts = BusCounts()
    for error in (None, Offline("x"), BusTimeout("x"), BusError("x"), NotFitted("x")):
        counts.count(0x48, error)
    counts.count(0x49, Offline("x"))
    assert counts.of(0x48) == TransferCounts(transfers=5, nacks=1, timeouts=1, other_errors=2)
    assert counts.of(0x49) == TransferCounts(transfers=1, nacks=1)
    assert counts.totals == TransferCounts(transfers=6, nacks=2, timeouts=1, other_errors=2)
    assert counts.devices == 2


def test_counts_go_on_in_the_hands_of_those_who_have_them() -> None:
    counts = BusCounts()
    of_one = counts.of(0x48)
    counts.count(0x48, None)
    assert of_one.transfers == 1


def noted(*ends: tuple[int, DriverError | None], devices: int = 3) -> DriverError | None:
    streak = ErrorStreak()
    for address, error in ends:
        streak.note(address, error, devices=devices)
    return streak.error


TIMEOUT, OTHER = BusTimeout("held"), BusError("disturbed")


def test_what_hits_several_devices_in_a_row_is_the_bus() -> None:
    ends: list[tuple[int, DriverError | None]] = [(0x48, TIMEOUT)] * (ERRORS_UNTIL_DOWN - 1)
    assert noted(*ends) is None
    assert noted(*ends, (0x49, OTHER)) is OTHER


def test_what_hits_one_device_of_several_is_not_the_bus() -> None:
    ends: list[tuple[int, DriverError | None]] = [(0x48, TIMEOUT)] * 20
    assert noted(*ends) is None
    assert noted(*ends, devices=1) is TIMEOUT


@pytest.mark.parametrize("sign_of_life", [None, Offline("no acknowledge")])
def test_a_sign_of_life_ends_it(sign_of_life: DriverError | None) -> None:
    down: list[tuple[int, DriverError | None]] = [(0x48, TIMEOUT), (0x49, TIMEOUT)] * ERRORS_UNTIL_DOWN
    assert noted(*down, (0x4A, sign_of_life)) is None
    assert noted(*down, (0x4A, sign_of_life), (0x48, TIMEOUT)) is None, "and counting begins anew"


def test_a_chip_that_the_kernel_owns_tells_nothing_about_the_bus() -> None:
    down: list[tuple[int, DriverError | None]] = [(0x48, TIMEOUT), (0x49, TIMEOUT)] * ERRORS_UNTIL_DOWN
    assert noted(*down, (0x68, NotFitted("owned"))) is TIMEOUT


def test_a_bus_that_is_missing_is_so_at_once() -> None:
    missing = BusMissing("no /dev/i2c-1")
    assert noted((0x48, missing)) is missing
