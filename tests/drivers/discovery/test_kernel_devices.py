from pathlib import Path

from drivers.discovery.kernel_devices import (
    BatteryClock,
    CanInterface,
    I2cAdapter,
    can_interfaces,
    clocks,
    i2c_adapters,
    one_wire_ids,
    serial_ports,
)
from hil.chips.ds18b20 import SimDs18b20
from tests.drivers.fake_sysfs import add_i2c_bus, add_network, add_rtc, add_tty


def test_i2c_buses_come_by_number_with_the_name_of_their_adapter(tmp_path: Path) -> None:
    for bus in (10, 1):
        add_i2c_bus(tmp_path, bus, f"adapter {bus}")
    assert i2c_adapters(tmp_path) == (I2cAdapter(1, "adapter 1"), I2cAdapter(10, "adapter 10"))


def test_devices_on_one_wire_come_by_id_without_the_master(tmp_path: Path) -> None:
    devices = tmp_path / "bus/w1/devices"
    (devices / "w1_bus_master1").mkdir(parents=True)
    for serial in ("0316a2797d5c", "0000000000aa"):
        SimDs18b20(devices, serial)
    assert one_wire_ids(tmp_path) == ("28-0000000000aa", "28-0316a2797d5c")


def test_only_serial_ports_that_are_there_are_listed(tmp_path: Path) -> None:
    add_tty(tmp_path, "ttyAMA0", kind=32)
    add_tty(tmp_path, "ttyUSB0")
    add_tty(tmp_path, "ttyS3", kind=0)
    add_tty(tmp_path, "tty1", has_device=False)
    add_tty(tmp_path, "ttyprintk")
    assert serial_ports(tmp_path) == ("/dev/ttyAMA0", "/dev/ttyUSB0")


def test_only_can_interfaces_are_listed_with_their_state(tmp_path: Path) -> None:
    add_network(tmp_path, "eth0", is_can=False)
    add_network(tmp_path, "can0", is_can=True)
    add_network(tmp_path, "vcan0", is_can=True, state="down")
    assert can_interfaces(tmp_path) == (CanInterface("can0", "up"), CanInterface("vcan0", "down"))


def test_a_clock_that_has_lost_its_time_is_reported(tmp_path: Path) -> None:
    add_rtc(tmp_path, "rtc0", "rtc-ds1307 1-0068")
    add_rtc(tmp_path, "rtc1", "rpi-rtc", since_epoch="")
    assert clocks(tmp_path) == (BatteryClock("rtc0", "rtc-ds1307 1-0068", True), BatteryClock("rtc1", "rpi-rtc", False))


def test_a_machine_that_shows_nothing_has_nothing() -> None:
    nowhere = Path("/dev/null")
    for look in (i2c_adapters, one_wire_ids, serial_ports, can_interfaces, clocks):
        assert look(nowhere) == ()
