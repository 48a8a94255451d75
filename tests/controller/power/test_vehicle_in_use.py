import pytest

from controller import VehicleInputs, present
from controller.power.power_memory import Waking
from controller.power.vehicle_in_use import BUS_HOLD_S, JUMP_HOLD_S, bus_tells, is_awake, update


def after(by_bus: bool | None, rest_v: float | None, *, jump: bool = False, later_s: float = 0.0) -> bool:
    """Whether the car counts as in use `later_s` after one look."""
    waking = update(Waking(), by_bus, rest_v, jump, now_s=100.0)
    return is_awake(waking, by_bus, rest_v, now_s=100.0 + later_s)


@pytest.mark.parametrize(
    ("vehicle", "told"),
    [
        (VehicleInputs(), None),
        (VehicleInputs(engine_rpm=present(0.0, 0.0), speed_kph=present(0.0, 0.0)), False),
        (VehicleInputs(engine_rpm=present(220.0, 0.0)), False),
        (VehicleInputs(engine_rpm=present(800.0, 0.0)), True),
        (VehicleInputs(speed_kph=present(30.0, 0.0)), True),
        (VehicleInputs(ready=present(1.0, 0.0)), True),
        (VehicleInputs(charging=present(1.0, 0.0)), True),
    ],
)
def test_the_bus_tells_what_it_can(vehicle: VehicleInputs, told: bool | None) -> None:
    assert bus_tells(vehicle) is told


def test_a_smart_alternator_at_12_4_volts_is_known_by_the_bus() -> None:
    assert after(True, 12.4)


def test_a_surface_charge_is_no_charger() -> None:
    assert not after(False, 13.15)
    assert not after(None, 13.15)


def test_a_charger_is_seen_whatever_the_bus_says() -> None:
    assert after(False, 14.2)
    assert after(None, 14.2)


def test_a_jump_counts_only_where_the_bus_is_silent() -> None:
    assert after(None, 12.6, jump=True)
    assert not after(False, 12.6, jump=True)


def test_the_car_falls_asleep_some_time_after_the_last_sign() -> None:
    assert after(True, 12.4, later_s=BUS_HOLD_S)
    assert not after(True, 12.4, later_s=BUS_HOLD_S + 1.0)
    assert after(None, 12.6, jump=True, later_s=JUMP_HOLD_S)
    assert not after(None, 12.6, jump=True, later_s=JUMP_HOLD_S + 1.0)


def test_an_engine_whose_alternator_has_failed_carries_nothing() -> None:
    assert not after(True, 11.5)


def test_without_a_voltage_the_bus_alone_tells() -> None:
    assert after(True, None)
    assert not after(False, None)
