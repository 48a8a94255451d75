import asyncio

import can

from controller import CabinSettings, FreshnessSettings, FridgeSettings, Settings, present
from drivers.diagnostics.poller import Supply
from firmware.config.file import parse
from firmware.control.process_image import Board
from firmware.wiring.raspberry_pi import RealHardware
from firmware.wiring.vehicle_polling import FRESH_S, polled_vehicle, polling_health, supply

CAR = '[[can]]\nname = "car"\nvehicle = "{}"\n'


def told(**values: float) -> Supply:
    """What is made of these readings of the board, each as old as it can be."""
    points = {"supply.voltage_v", "vehicle.control_module_v", "vehicle.engine_rpm", "vehicle.speed_kph"}
    board = Board(
        Settings(fridge=FridgeSettings(), cabin=CabinSettings(), freshness=FreshnessSettings()), frozenset(points)
    )

    async def look() -> Supply:
        taken_s = asyncio.get_running_loop().time() - FRESH_S + 5.0
        for name, value in values.items():
            point = name.replace("__", ".")
            board.put(point.removeprefix("old_"), present(value, taken_s - (10.0 if name.startswith("old_") else 0.0)))
        return supply(board)

    return asyncio.run(look())


def test_the_supply_is_what_the_car_says_itself_and_else_what_is_measured() -> None:
    assert told() == Supply(None, None)
    assert told(supply__voltage_v=12.1) == Supply(12.1, None)
    assert told(supply__voltage_v=12.1, vehicle__control_module_v=14.0) == Supply(14.0, None)


def test_an_engine_that_turns_or_a_car_that_moves_is_in_use() -> None:
    assert told(vehicle__engine_rpm=800.0, vehicle__speed_kph=0.0).runs is True
    assert told(vehicle__speed_kph=3.0).runs is True
    assert told(vehicle__engine_rpm=0.0).runs is False


def test_what_is_no_longer_fresh_shows_nothing() -> None:
    assert told(old_supply__voltage_v=14.0, old_vehicle__engine_rpm=800.0) == Supply(None, None)


def test_nothing_is_monitored_of_a_car_that_is_only_listened_to() -> None:
    (bus,) = parse(CAR.format("obd2"), source="car.toml").can
    board = Board(Settings(fridge=FridgeSettings(), cabin=CabinSettings(), freshness=FreshnessSettings()), frozenset())
    vehicle = polled_vehicle(bus, RealHardware(), board)
    assert polling_health(bus, vehicle) is None


def test_the_way_out_is_the_same_bus_once_more_and_receives_next_to_nothing() -> None:
    with (
        can.Bus("way-out", "virtual", ignore_config=True) as car,
        RealHardware().open_can_to_send("virtual", "way-out") as out,
    ):
        car.send(can.Message(arbitration_id=0x110, is_extended_id=False))
        out.send(can.Message(arbitration_id=0x7DF, is_extended_id=False))
        received = car.recv(0)
        assert received is not None
        assert received.arbitration_id == 0x7DF
        assert out.recv(0) is None
