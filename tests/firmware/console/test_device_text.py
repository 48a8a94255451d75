from firmware.console.device_text import devices
from firmware.console.text import WIDTH
from firmware.devices.health import Condition, DeviceHealth

NOW_S = 10_000.0
FOOD = DeviceHealth(
    name="food",
    kind="tmp117",
    where="main 0x48",
    condition=Condition.OK,
    since_s=NOW_S - 7_300.0,
    reason=None,
    serial="0042",
    newest_s=NOW_S - 1.4,
    transfers=4_711,
    starts=1,
)
CABIN = DeviceHealth(
    name="cabin",
    kind="sht4x",
    where="main 0x44",
    condition=Condition.LOST,
    since_s=NOW_S - 90.0,
    reason="i2c main 0x44: no acknowledge (is the chip wired and powered?)",
    serial=None,
    newest_s=NOW_S - 120.0,
    transfers=100,
    nacks=7,
    timeouts=1,
    other_troubles=2,
    bad_checks=3,
    starts=4,
    recoveries=5,
)
BUS = DeviceHealth(
    name="i2c main",
    kind="bus",
    where="i2c main",
    condition=Condition.OK,
    since_s=0.0,
    reason=None,
    serial=None,
    newest_s=None,
    transfers=4_811,
)


def test_each_device_has_its_condition_its_place_and_its_figures() -> None:
    assert devices([BUS, FOOD], now_s=NOW_S).splitlines() == [
        "i2c main: ok for 2 h (bus)",
        "  4811 transfers",
        "food: ok for 2 h (tmp117 at main 0x48, serial number 0042)",
        "  newest value 1 s old, 4711 transfers, 1 starts",
    ]


def test_what_is_not_well_says_why_and_how_it_failed() -> None:
    assert devices([CABIN], now_s=NOW_S).splitlines() == [
        "cabin: lost for 1 min (sht4x at main 0x44)",
        "  i2c main 0x44: no acknowledge (is the chip wired and powered?)",
        "  newest value 2 min old, 100 transfers, 7 not acknowledged, 1 timed out, 2",
        "      disturbed, 3 with bad check bytes, 4 starts, 5 recoveries of the bus",
    ]


def test_nothing_is_wider_than_a_terminal() -> None:
    assert max(len(line) for line in devices([BUS, FOOD, CABIN], now_s=NOW_S).splitlines()) < WIDTH


def test_a_car_without_devices_says_so() -> None:
    assert devices([], now_s=NOW_S) == "no devices"
