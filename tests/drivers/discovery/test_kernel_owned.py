from pathlib import Path

from drivers.discovery.kernel_owned import kernel_owner
from tests.drivers.fake_sysfs import add_i2c_client


def test_an_address_with_a_driver_of_the_kernel_is_owned_by_it(tmp_path: Path) -> None:
    add_i2c_client(tmp_path, bus=1, address=0x68, driver="rtc-ds1307")
    assert kernel_owner(1, 0x68, tmp_path) == "rtc-ds1307"
    assert kernel_owner(1, 0x69, tmp_path) is None
    assert kernel_owner(0, 0x68, tmp_path) is None


def test_a_device_that_the_kernel_knows_but_does_not_drive_is_free(tmp_path: Path) -> None:
    add_i2c_client(tmp_path, bus=1, address=0x50, driver=None)
    assert kernel_owner(1, 0x50, tmp_path) is None


def test_a_machine_without_such_files_owns_nothing() -> None:
    assert kernel_owner(1, 0x68, Path("/dev/null")) is None
