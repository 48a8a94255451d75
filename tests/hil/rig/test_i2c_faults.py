"""Faults of an I2C bus in a car, byte by byte, and the daemon's way with each."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from errno import EIO, ENODEV, ENOENT, ETIMEDOUT
from os import strerror
from typing import Any

import pytest

from controller import Reading, Settings
from drivers.chips.sht4x import Sht4x
from drivers.chips.tmp117 import Tmp117
from drivers.i2c.i2c_bus import I2cBus
from drivers.ports import RecoveryAction, Sensor
from firmware.acquisition.sensor_poller import SensorPoller
from firmware.config import SensorConfig
from firmware.control.process_image import Board
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.device import Device
from firmware.devices.health import Condition
from firmware.runtime.faults import Faults as OpenFaults
from firmware.runtime.tasks import MAX_WAIT_S
from hil.chips import Faults, SimChip, SimSht4x, SimTmp117
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run

FOOD, CABIN = "fridge.food.air_c", "cabin.air_c"
SETTLED_S = 10.0


@dataclass
class Car:
    """A TMP117 and an SHT4x on one bus, watched as in the daemon; /dev/i2c-1 is there while `is_there`."""

    actions: list[RecoveryAction] = field(default_factory=list)
    is_there: bool = True

    def __post_init__(self) -> None:
        now_s = asyncio.get_running_loop().time
        self.food, self.cabin = SimTmp117(now_s, lambda: 4.0), SimSht4x(now_s, lambda: 21.0, lambda: 40.0)
        self.chips: dict[int, SimChip] = {0x48: self.food, 0x44: self.cabin}
        self.wires = SimI2cBus(self.chips)
        self.board, self.faults = Board(Settings(), frozenset({FOOD, CABIN})), OpenFaults()
        self.bus = I2cBus("main", self._open)
        self.monitor = BusMonitor(self.bus, self.faults, self.actions, every_s=60.0)
        self.devices = {"food": self._device("food", 0x48), "cabin": self._device("cabin", 0x44)}

    async def watched(self, *acts: tuple[float, Callable[[], None]]) -> None:
        """Run until the last act; each has its time."""
        tasks = [asyncio.create_task(work) for work in (self.monitor.run(), *self._sensors())]
        for at_s, act in acts:
            await asyncio.sleep(at_s - asyncio.get_running_loop().time())
            act()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await self.bus.close()

    def reading(self, point: str) -> Reading:
        return self.board.readings[point]

    def _open(self) -> SimI2cBus:
        if not self.is_there:
            raise FileNotFoundError(ENOENT, strerror(ENOENT), "/dev/i2c-1")
        return self.wires

    def _device(self, name: str, address: int) -> Device:
        device = Device(name, counts=self.bus.counts_of(address), carrier=self.monitor)
        self.monitor.carries(device)
        return device

    def _sensors(self) -> list[Any]:
        fitted: list[tuple[str, Sensor, int, str]] = [
            ("food", Tmp117(self.bus, 0x48), 0x48, FOOD),
            ("cabin", Sht4x(self.bus, 0x44), 0x44, CABIN),
        ]
        return [
            SensorPoller(
                sensor,
                SensorConfig(name=name, chip="x", i2c="main", address=address, gives={"temperature_c": point}),
                self.board,
                self.faults,
                device=self.devices[name],
            ).run()
            for name, sensor, address, point in fitted
        ]


Spoil = Callable[[Faults], None]


def nothing() -> None:
    return


def sets(**faults: int | bool) -> Spoil:
    """Put these faults into a chip."""

    def spoil(of_chip: Faults) -> None:
        for name, value in faults.items():
            setattr(of_chip, name, value)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "counter"),
    [
        (sets(nacks=2), "nacks"),
        (sets(read_nacks=2), "nacks"),
        (sets(write_nacks=2), "nacks"),
        (sets(bad_checks=1), "bad_checks"),
        (sets(short_reads=2), "other_errors"),
        (sets(adapter_errno=EIO), "other_errors"),
        (sets(adapter_errno=ETIMEDOUT), "timeouts"),
    ],
)
def test_a_passing_disturbance_is_counted_and_nothing_else(spoil: Spoil, counter: str) -> None:
    async def scenario() -> None:
        car = Car()

        def end() -> None:
            car.cabin.faults = Faults()

        await car.watched(
            (SETTLED_S - 0.5, lambda: spoil(car.cabin.faults)), (SETTLED_S + 1.5, end), (2 * SETTLED_S, nothing)
        )
        health = car.devices["cabin"].health
        assert getattr(health, counter) > 0
        assert (health.condition, health.starts, health.reason) == (Condition.OK, 1, None)
        assert car.reading(CABIN).taken_at_s > SETTLED_S
        assert car.faults.current == {}

    run(scenario(), speed=None)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (sets(unplugged=True), "no acknowledge (is the chip wired and powered?)"),
        (sets(bad_checks=1_000_000), "check byte"),
        (sets(stuck_at=0x00), "check byte"),
        (sets(stuck_at=0xFF), "check byte"),
        (sets(adapter_errno=ETIMEDOUT), "Connection timed out (is SDA or SCL held low?)"),
        (sets(adapter_errno=EIO), "shorten the cables or lower the bus speed"),
        (sets(write_nacks=1_000_000), "no acknowledge"),
        (sets(read_nacks=1_000_000), "no acknowledge"),
        (sets(short_reads=1_000_000), "disturbed or stretched clock"),
    ],
)
def test_a_chip_that_fails_is_degraded_then_lost_and_comes_back_while_the_other_goes_on(
    spoil: Spoil, line: str
) -> None:
    async def scenario() -> None:
        car = Car()
        conditions: list[Condition] = []

        def look() -> None:
            device = car.devices["cabin"]
            conditions.append(device.condition)
            assert car.reading(CABIN).value is None
            assert line in car.faults.current["cabin"]
            assert list(car.faults.current) == ["cabin"], "the bus is well, and the other chip, too"
            assert device.health.reason is not None

        def mend() -> None:
            car.cabin.faults = Faults()

        await car.watched(
            (SETTLED_S, lambda: spoil(car.cabin.faults)),
            (SETTLED_S + 40.0, look),
            (SETTLED_S + 41.0, mend),
            (SETTLED_S + 90.0, nothing),
        )
        assert conditions == [Condition.LOST]
        health = car.devices["cabin"].health
        assert (health.condition, health.starts >= 2) == (Condition.OK, True)
        assert car.reading(CABIN).value == pytest.approx(21.0, abs=0.1)
        assert car.faults.current == {}
        assert car.devices["food"].health.starts == 1
        assert car.devices["food"].health.newest_s == pytest.approx(SETTLED_S + 90.0, abs=2.5)

    run(scenario(), speed=None)


def test_a_brown_out_is_healed_by_setting_the_chip_up_anew_before_it_is_lost() -> None:
    async def scenario() -> None:
        car = Car()
        conditions = set[Condition]()
        await car.watched(
            (SETTLED_S, car.cabin.power_cycle),
            *((SETTLED_S + each, lambda: conditions.add(car.devices["cabin"].condition)) for each in range(1, 20)),
        )
        assert Condition.LOST not in conditions
        assert car.devices["cabin"].condition is Condition.OK

    run(scenario(), speed=None)


def test_a_chip_that_stays_away_is_asked_less_and_less_often() -> None:
    async def scenario() -> None:
        car = Car()
        car.cabin.faults.unplugged = True
        hour_s = 3_600.0
        await car.watched((hour_s, nothing))
        starts = 7 + hour_s / MAX_WAIT_S
        assert car.devices["cabin"].health.transfers <= 4 * starts, "each start tries its first transfer four times"
        assert car.devices["cabin"].health.nacks == car.devices["cabin"].health.transfers

    run(scenario(), speed=None)


def test_another_chip_in_its_place_is_identified_before_it_is_trusted() -> None:
    async def scenario() -> None:
        car = Car()
        other = SimTmp117(asyncio.get_running_loop().time, lambda: 99.0)

        def swap() -> None:
            car.chips[0x44] = other

        await car.watched((SETTLED_S, swap), (SETTLED_S + 60.0, nothing))
        assert car.reading(CABIN).value is None
        assert car.devices["cabin"].condition is Condition.LOST

    run(scenario(), speed=None)


@pytest.mark.parametrize("number", [ETIMEDOUT, EIO])
def test_a_bus_on_which_nothing_gets_through_is_one_fault_and_all_come_back(number: int) -> None:
    async def scenario() -> None:
        car = Car()

        def spoil() -> None:
            car.wires.adapter_errno = number

        def look() -> None:
            assert list(car.faults.current) == ["i2c main"]
            assert "nothing gets through" in car.faults.current["i2c main"]
            assert car.reading(CABIN).value is None

        def mend() -> None:
            car.wires.adapter_errno = None

        await car.watched(
            (SETTLED_S, spoil), (SETTLED_S + 100.0, look), (SETTLED_S + 101.0, mend), (SETTLED_S + 120.0, nothing)
        )
        assert car.faults.current == {}
        assert {device.condition for device in car.devices.values()} == {Condition.OK}, "also long after the last try"

    run(scenario(), speed=None)


def test_a_bus_that_vanishes_is_one_fault_and_all_come_back_when_it_does() -> None:
    async def scenario() -> None:
        car = Car()

        def vanish() -> None:
            car.is_there, car.wires.adapter_errno = False, ENODEV

        def look() -> None:
            assert list(car.faults.current) == ["i2c main"]
            assert "/dev/i2c-1: No such file or directory (enable I2C" in car.faults.current["i2c main"]

        def come_back() -> None:
            car.is_there, car.wires.adapter_errno = True, None

        await car.watched(
            (SETTLED_S, vanish), (SETTLED_S + 60.0, look), (SETTLED_S + 200.0, come_back), (SETTLED_S + 205.0, nothing)
        )
        assert car.faults.current == {}
        assert {device.condition for device in car.devices.values()} == {Condition.OK}

    run(scenario(), speed=None)


def test_a_bus_that_never_was_there_is_one_fault() -> None:
    async def scenario() -> None:
        car = Car(is_there=False)
        await car.watched((SETTLED_S, nothing))
        assert list(car.faults.current) == ["i2c main"]
        assert {device.condition for device in car.devices.values()} == {Condition.LOST}

    run(scenario(), speed=None)


class SupplySwitch:
    """Takes the supply from both chips and with it whatever held the line."""

    name = "sensor supply"

    def __init__(self) -> None:
        self.car: Car | None = None

    def prepare(self) -> None:
        return

    def close(self) -> None:
        return

    async def apply(self) -> None:
        assert self.car is not None
        self.car.wires.adapter_errno = None
        self.car.food.power_cycle()
        self.car.cabin.power_cycle()


def test_a_stuck_bus_is_recovered_and_every_device_on_it_set_up_anew() -> None:
    async def scenario() -> None:
        supply = SupplySwitch()
        supply.car = car = Car([supply])

        def spoil() -> None:
            car.wires.adapter_errno = ETIMEDOUT

        await car.watched((SETTLED_S, spoil), (SETTLED_S + 30.0, nothing))
        assert car.faults.current == {}
        for device in car.devices.values():
            assert device.condition is Condition.OK
            assert (device.health.recoveries, device.health.starts >= 2) == (1, True)

    run(scenario(), speed=None)
