"""The whole daemon on the simulated car, in virtual time: what fails is one line, the rest keeps working."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import can
import pytest
import serial
from gpiozero import BadPinFactory
from gpiozero.pins.mock import MockFactory

from controller import Absence
from drivers.chips.tmp117 import Tmp117
from drivers.ports import FrameSource, RawI2c
from drivers.uart.serial_line import SerialLine
from drivers.vehicle.vehicle_bus import VehicleBus
from firmware.acquisition.calibration import Calibration
from firmware.config import CalibrationConfig
from firmware.control.state_store import State
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.health import Condition
from firmware.record import Record
from firmware.record.keys import CLEAN_STOP
from firmware.record.sampler import Sampler
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.service.daemon import Daemon
from firmware.uplink.mqtt_link import MqttLink
from hil.plants import demo_car
from hil.rig.demo_config import demo_config
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig
from hil.rig.virtual_time import run

BOOT = "boot-1"
CLOSED_PORT = 9
MINUTE_S = 60.0
EXPECTED = {"mqtt", "console"}
"""In these runs there is no broker, and the technician's cable is not plugged in."""


def nothing(_car: "Car") -> None:
    """Nothing is done to the car."""


class Car:
    """A simulated car with a daemon in it."""

    def __init__(self, state: Path, boot_id: str = BOOT) -> None:
        place = Place(Broker("127.0.0.1", CLOSED_PORT, embedded=False), str(state / "no-tty"), state, None)
        self.config = demo_config(place)
        loop = asyncio.get_running_loop()
        self.rig = Rig(demo_car(seed=1), self.config, loop.time, seed=1)
        self.hardware = Breakable(self.rig)
        self.daemon = Daemon(
            self.config, self.hardware, Clock(monotonic_s=loop.time, wall_s=lambda: 1e9 + loop.time(), boot_id=boot_id)
        )

    async def drive(self, seconds: float, then: Callable[["Car"], None] = nothing) -> State:
        """Run for `seconds`, then stop the daemon in order; `then` happens halfway."""
        car, daemon = asyncio.create_task(self.rig.run()), asyncio.create_task(self.daemon.run())
        await asyncio.sleep(seconds / 2)
        then(self)
        await asyncio.sleep(seconds / 2)
        for task in (daemon, car):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert self.daemon.store.latest is not None
        return self.daemon.store.latest


class NoPins(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """Pins that cannot be opened."""

    def pin(self, name: Any) -> Any:
        raise BadPinFactory(f"no chip for pin {name}")


class Breakable:
    """The simulated hardware, parts of which may be missing."""

    def __init__(self, rig: Rig) -> None:
        self._whole = rig.hardware()
        self.missing: set[str] = set()

    def open_i2c(self, bus: int) -> RawI2c:
        self._require(f"i2c-{bus}")
        return self._whole.open_i2c(bus)

    def open_can(
        self, interface: str, channel: str, *, bitrate: int, fd: bool, filters: Sequence[can.typechecking.CanFilter]
    ) -> can.BusABC | FrameSource:
        self._require(channel)
        return self._whole.open_can(interface, channel, bitrate=bitrate, fd=fd, filters=filters)

    def open_can_to_send(self, interface: str, channel: str) -> can.BusABC:
        self._require(channel)
        return self._whole.open_can_to_send(interface, channel)

    def open_serial(self, port: str, baud: int) -> serial.SerialBase:
        return self._whole.open_serial(port, baud)

    @property
    def sysfs(self) -> Path:
        return self._whole.sysfs

    def pin_factory(self) -> Any:
        return NoPins() if "gpiochip0" in self.missing else self._whole.pin_factory()

    def _require(self, name: str) -> None:
        if name in self.missing:
            raise OSError(19, "No such device", name)


def drive(state: Path, seconds: float, prepare: Callable[[Car], None], then: Callable[[Car], None]) -> State:
    async def main() -> State:
        car = Car(state)
        prepare(car)
        return await car.drive(seconds, then)

    return run(main(), speed=None)


def test_without_broker_and_console_everything_else_works(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    state = drive(tmp_path, 10 * MINUTE_S, nothing, nothing)
    assert set(state.health.faults) == EXPECTED
    assert all("\n" not in line for line in state.health.faults.values())
    assert state.step.commands.compressor_on
    inputs = state.step.inputs
    readings = [inputs.cabin.air_c, inputs.cabin.co2_ppm, inputs.supply.voltage_v, inputs.fridge.compartments[1].air_c]
    assert all(reading.value is not None for reading in readings)
    assert not [record for record in caplog.records if record.exc_info or record.levelno > logging.WARNING]


def test_a_pulled_sensor_is_absent_with_its_reason_and_one_fault(tmp_path: Path) -> None:
    def pull(car: Car) -> None:
        car.rig.chips["cabin air"].faults.unplugged = True

    state = drive(tmp_path, 4 * MINUTE_S, nothing, pull)
    assert set(state.health.faults) == EXPECTED | {"cabin air"}
    assert state.step.inputs.cabin.air_c.absence is Absence.OFFLINE
    assert state.step.commands.heater_pct == state.step.commands.cooler_pct == 0.0
    assert state.step.inputs.cabin.co2_ppm.value is not None


def test_a_sensor_that_comes_back_is_read_again(tmp_path: Path) -> None:
    def pull(car: Car) -> None:
        car.rig.chips["cabin air"].faults.unplugged = True

    def plug(car: Car) -> None:
        car.rig.chips["cabin air"].faults.unplugged = False

    state = drive(tmp_path, 6 * MINUTE_S, pull, plug)
    assert set(state.health.faults) == EXPECTED
    assert state.step.inputs.cabin.air_c.value is not None


def test_a_bus_that_is_not_there_takes_only_its_own_sensors_and_is_one_fault(tmp_path: Path) -> None:
    lost: set[str] = set()

    def remove(car: Car) -> None:
        car.hardware.missing.add("i2c-3")
        lost.update(sensor.name for sensor in car.config.sensors if sensor.i2c == "fridge")

    state = drive(tmp_path, 2 * MINUTE_S, remove, nothing)
    assert lost
    assert set(state.health.faults) == EXPECTED | {"i2c fridge"}
    conditions = {device.name: device.condition for device in state.health.devices}
    assert {name for name, condition in conditions.items() if condition is Condition.LOST} == {"i2c fridge", *lost}
    assert state.step.inputs.fridge.compartments[0].air_c.absence is Absence.BUS
    assert state.step.inputs.cabin.air_c.value is not None


def test_a_missing_can_interface_is_one_fault_that_names_it(tmp_path: Path) -> None:
    def remove(car: Car) -> None:
        car.hardware.missing.add(car.config.can[0].channel)

    state = drive(tmp_path, 2 * MINUTE_S, remove, nothing)
    (name,) = set(state.health.faults) - EXPECTED
    assert name == "can car"
    assert "no such CAN interface" in state.health.faults[name]
    assert state.step.inputs.vehicle.speed_kph.absence is Absence.BUS


def test_a_damaged_record_is_set_aside_and_regulation_goes_on(tmp_path: Path) -> None:
    (tmp_path / "record.db").write_bytes(b"this is no database" * 100)
    state = drive(tmp_path, 2 * MINUTE_S, nothing, nothing)
    assert set(state.health.faults) == EXPECTED | {"record"}
    assert (tmp_path / "record.db.damaged-1").read_bytes().startswith(b"this is no database")
    assert state.health.cycles > 200


def starts_after(state: Path, *, clean: bool, boot_id: str = BOOT) -> float | None:
    """How long after a restart the compressor starts; before it the fridge was cooled and the daemon stopped."""

    async def main() -> float | None:
        loop = asyncio.get_running_loop()
        first = Car(state)
        await first.drive(5 * MINUTE_S)
        if clean:
            await asyncio.sleep(10 * MINUTE_S)
        else:
            (state / "record.db").unlink()
        second, began_s = Car(state, boot_id), loop.time()
        on_at: list[float] = []
        subscription = second.daemon.store.subscribe()

        async def watch() -> None:
            async for seen, _events in subscription.changes():
                if seen.step.commands.compressor_on and not on_at:
                    on_at.append(loop.time() - began_s)

        watching = asyncio.create_task(watch())
        await second.drive(6 * MINUTE_S)
        watching.cancel()
        return on_at[0] if on_at else None

    return run(main(), speed=None)


def test_after_a_clean_stop_that_lies_back_far_enough_the_compressor_need_not_wait(tmp_path: Path) -> None:
    waited_s = starts_after(tmp_path, clean=True)
    assert waited_s is not None
    assert waited_s < MINUTE_S


@pytest.mark.parametrize(("clean", "boot_id"), [(False, BOOT), (True, "boot-2")])
def test_without_proof_the_compressor_waits_its_minimum_off_time(tmp_path: Path, clean: bool, boot_id: str) -> None:
    waited_s = starts_after(tmp_path, clean=clean, boot_id=boot_id)
    assert waited_s is not None
    assert waited_s >= 180.0


@pytest.mark.parametrize(("missing", "is_proven"), [(set(), True), ({"gpiochip0"}, False)], ids=["well", "no pins"])
def test_a_stop_proves_that_the_compressor_is_off_only_if_the_outputs_were_released(
    tmp_path: Path, missing: set[str], is_proven: bool
) -> None:
    async def main() -> Any:
        car = Car(tmp_path)
        car.hardware.missing |= missing
        state = await car.drive(MINUTE_S)
        assert ("outputs" in state.health.faults) is not is_proven
        loop = asyncio.get_running_loop()
        clock = Clock(monotonic_s=loop.time, wall_s=lambda: 1e9 + loop.time(), boot_id=BOOT)
        record = Record(tmp_path / "record.db", clock, Faults(), commit_every_s=MINUTE_S)
        await record.open()
        try:
            return await record.persisted(CLEAN_STOP)
        finally:
            await record.close()

    assert (run(main(), speed=None) is not None) is is_proven


PARTS: dict[str, tuple[type[Any], str]] = {
    "i2c fridge": (BusMonitor, "_look"),
    "sensor food air": (Tmp117, "start"),
    "can car": (VehicleBus, "run"),
    "record": (Sampler, "due"),
    "uplink": (MqttLink, "open"),
    "console": (SerialLine, "open"),
    "calibration": (Calibration, "_look"),
}
"""A method in the task of each part of the daemon."""


@pytest.mark.parametrize("error", [ZeroDivisionError("odd"), SystemExit(0), asyncio.CancelledError()], ids=repr)
def test_what_breaks_in_every_part_at_once_is_reported_and_control_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def broken(*_arguments: Any) -> Any:
        raise error

    def calibrated(car: Car) -> None:
        config = car.config.model_copy(update={"calibration": CalibrationConfig(i2c="cabin", address=0x50)})
        car.daemon = Daemon(config, car.hardware, car.daemon._clock)

    async def main() -> tuple[State, State]:
        car = Car(tmp_path)
        calibrated(car)
        states: list[State | None] = []
        with monkeypatch.context() as breaking:
            for owner, method in PARTS.values():
                breaking.setattr(owner, method, broken)

            def mend(car: Car) -> None:
                states.append(car.daemon.store.latest)
                breaking.undo()

            state = await car.drive(6 * MINUTE_S, mend)
        assert states[0] is not None
        return states[0], state

    broke, mended = run(main(), speed=None)
    for part in PARTS:
        line = broke.health.faults[f"task {part}"]
        assert line.startswith(f"{part}: {type(error).__name__}")
        assert ".py:" in line
        assert broke.health.restarts[part] > 3
    assert mended.health.cycles > 2 * 6 * MINUTE_S - 5
    assert not any(name.startswith("task ") for name in mended.health.faults)
    assert mended.step.inputs.fridge.compartments[0].air_c.value is not None
