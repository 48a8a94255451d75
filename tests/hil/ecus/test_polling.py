import asyncio
from pathlib import Path

import can
import pytest

from firmware.devices.health import Condition, DeviceHealth
from hil.ecus import Network, SimEcu
from hil.rig.virtual_time import run
from tests.hil.ecus.polled_car import PolledCar, engine_ecu, kona_ecus


class Trip:
    """A car with one control unit, whose supply and engine a test sets."""

    def __init__(self, folder: Path, *, armed: bool = True) -> None:
        self.supply_v, self.rpm = 14.1, 800.0
        self.ecu: SimEcu = engine_ecu(lambda: self.supply_v, lambda: self.rpm)
        self.car = PolledCar(folder, self._network, vehicle="obd2", armed=armed)

    def _network(self, bus: can.BusABC) -> Network:
        return Network(bus, [self.ecu])

    def park(self, supply_v: float) -> None:
        """The engine stops, the ignition is off; the supply is no longer charged."""
        self.supply_v, self.rpm, self.car.network.in_use = supply_v, 0.0, False

    def health(self) -> DeviceHealth:
        """Return the daemon's words on the asking."""
        state = self.car.daemon.store.latest
        assert state is not None
        (health,) = (each for each in state.health.devices if each.name == "can car polling")
        return health


def test_the_daemon_asks_the_control_units_and_their_values_come_to_the_board(tmp_path: Path) -> None:
    async def main() -> None:
        trip = Trip(tmp_path)
        async with trip.car as car:
            await asyncio.sleep(30.0)
            values = {point: value for point, value in car.values().items() if value is not None}
            assert values == {
                "vehicle.engine_rpm": 800.0,
                "vehicle.coolant_c": 83.0,
                "vehicle.outside_c": 21.0,
                "vehicle.control_module_v": pytest.approx(14.1),
            }
            assert car.daemon.faults.current == {}
            assert {request.hex() for request in trip.ecu.requests} == {
                "0100",
                "0105",
                "010c",
                "0120",
                "0140",
                "0142",
                "0146",
            }
            health = trip.health()
            assert (health.condition, health.nacks, health.timeouts, health.other_errors) == (Condition.OK, 0, 0, 0)
            assert 20 <= health.transfers <= 30
            assert len(car.asked()) <= 30

    run(main(), speed=None)


def test_long_records_of_an_electric_car_are_asked_for_once_for_all_their_points(tmp_path: Path) -> None:
    async def main() -> None:
        ecus = kona_ecus()
        async with PolledCar(tmp_path, lambda bus: Network(bus, ecus), vehicle="hyundai-kona", armed=True) as car:
            await asyncio.sleep(10.0)
            assert car.values() == {
                "vehicle.soc_pct": 50.0,
                "vehicle.pack_v": 357.2,
                "vehicle.pack_a": -12.3,
                "vehicle.cabin_c": 24.5,
                "vehicle.outside_c": 7.0,
            }
            asked = [data.hex() for data in car.asked()]
            assert asked[:4] == ["03220101aaaaaaaa", "300000aaaaaaaaaa", "03220100aaaaaaaa", "300000aaaaaaaaaa"]
            assert sum(len(ecu.requests) for ecu in ecus) == len(asked) / 2

    run(main(), speed=None)


def test_a_car_that_falls_asleep_is_no_longer_asked_and_sleeps_on(tmp_path: Path) -> None:
    async def main() -> None:
        trip = Trip(tmp_path)
        async with trip.car as car:
            await asyncio.sleep(30.0)
            trip.park(12.9)
            await asyncio.sleep(150.0)
            asked = len(car.asked())
            await asyncio.sleep(400.0)
            assert (car.network.is_awake, car.network.woken_by, len(car.asked())) == (False, [], asked)
            assert trip.health().reason == "silent: the car is asleep"
            assert car.values()["vehicle.engine_rpm"] == 0.0

            trip.rpm, trip.supply_v, car.network.in_use = 900.0, 14.0, True
            await asyncio.sleep(20.0)
            assert car.values()["vehicle.engine_rpm"] == 900.0
            assert trip.health().condition is Condition.OK

    run(main(), speed=None)


def test_a_low_supply_stops_the_asking_while_the_car_is_still_awake(tmp_path: Path) -> None:
    async def main() -> None:
        trip = Trip(tmp_path)
        async with trip.car as car:
            await asyncio.sleep(30.0)
            trip.supply_v, trip.rpm = 12.5, 0.0
            await asyncio.sleep(30.0)
            assert car.values()["vehicle.control_module_v"] == pytest.approx(12.5)
            asked = len(car.asked())
            await asyncio.sleep(200.0)
            assert len(car.asked()) == asked
            assert trip.health().reason == "waits: the 12 V supply is low"
            assert car.network.is_awake

    run(main(), speed=None)


def test_unless_it_is_armed_the_daemon_sends_nothing_and_still_hears_what_others_ask_for(tmp_path: Path) -> None:
    async def main() -> None:
        trip = Trip(tmp_path, armed=False)
        async with trip.car as car:
            await asyncio.sleep(30.0)
            assert car.asked() == []
            with can.Bus(car.car.channel, "virtual", ignore_config=True) as tester:
                tester.send(can.Message(arbitration_id=0x7DF, is_extended_id=False, data=b"\x02\x01\x05"))
                await asyncio.sleep(1.0)
            assert car.values()["vehicle.coolant_c"] == 83.0
            state = car.daemon.store.latest
            assert state is not None
            assert [each.name for each in state.health.devices if "polling" in each.name] == []

    run(main(), speed=None)
