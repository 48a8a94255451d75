"""The simulated car with everything that a Raspberry Pi would be wired to: chips, pins, the car's own bus."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from firmware.config import Config
from hil.plants import SimulatedCar
from hil.rig.device_factory import CHIPS, TALKERS, Fit, Thermometer
from hil.rig.load_faults import LoadFaults
from hil.rig.simulated_hardware import CanFaults, CarTask, PinFaults, Pins, SimulatedHardware
from hil.rig.simulated_i2c import I2cWires, SimI2cBus
from hil.uart.pty_port import PtyPort

_SHOW_EVERY_S = 1.0
"""How often what the kernel shows of its thermometers is brought up to date."""


class Rig:
    """One simulated car as `config` wires it. Its parts are by the name of their sensor, for faults to be put into.

    `chips` are on I2C buses, `talkers` on serial ports, `thermometers` on the kernel's 1-Wire bus, which needs `sysfs`,
    an empty folder.
    """

    def __init__(
        self,
        car: SimulatedCar,
        config: Config,
        now_s: Callable[[], float],
        *,
        seed: int,
        sysfs: Path = Path(os.devnull),
    ) -> None:
        self.car, self.config = car, config
        self.pins = Pins()
        fits = [Fit(each, car, now_s, seed) for each in config.sensors]
        self.chips = {fit.sensor.name: CHIPS[fit.sensor.chip](fit) for fit in fits if fit.sensor.i2c}
        self.talkers = {fit.sensor.name: TALKERS[fit.sensor.chip](fit) for fit in fits if fit.sensor.port}
        devices = sysfs / "bus/w1/devices"
        self.thermometers = {fit.sensor.name: Thermometer(fit, devices) for fit in fits if fit.sensor.one_wire}
        self.wires = I2cWires(config, self.chips, now_s)
        self.load_faults = LoadFaults()
        self.task = CarTask(car, self.pins, config, self.load_faults)
        self.on_the_bus = OnTheBus(car)
        self.can_faults, self.pin_faults = CanFaults(), PinFaults()
        self._sysfs = sysfs
        self._ports: dict[str, str] = {}

    def bus(self, number: int) -> SimI2cBus:
        """Open the I2C bus /dev/i2c-`number` anew."""
        return SimI2cBus(self.wires.on_bus(number))

    def hardware(self) -> SimulatedHardware:
        """Return all of it, for a daemon in this process."""
        numbers = (each.bus for each in self.config.i2c if each.bus is not None)
        buses = {number: partial(self.bus, number) for number in numbers}
        hardware = SimulatedHardware(buses, self.pins.set, self._sysfs, self._ports, self.can_faults)
        hardware.pin_faults = self.pin_faults
        return hardware

    def connect(self, port: str, path: str) -> None:
        """Let the serial port that the configuration calls `port` really be `path`."""
        self._ports[port] = path

    async def run(self) -> None:
        """Let time pass in the car and in all that speaks without being asked; never ends."""
        with self._cables():
            await self._go_on()

    @contextmanager
    def _cables(self) -> Iterator[None]:
        """Provide the serial ports while inside."""
        with ExitStack() as stack:
            for sensor in self.config.sensors:
                if sensor.port:
                    self._ports[sensor.port] = stack.enter_context(PtyPort(self.talkers[sensor.name])).path
            try:
                yield
            finally:
                self._ports.clear()

    async def _go_on(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.task.run())
            for talker in self.talkers.values():
                group.create_task(talker.run())
            if self.thermometers:
                group.create_task(self._show())

    async def _show(self) -> None:
        while True:
            for thermometer in self.thermometers.values():
                thermometer.show()
            await asyncio.sleep(_SHOW_EVERY_S)


class OnTheBus:
    """The knowledge of the car's control units, which they send."""

    def __init__(self, car: SimulatedCar) -> None:
        self._car = car

    @property
    def speed_kph(self) -> float:
        """Speed over ground."""
        return self._car.vehicle.speed_kph

    @property
    def engine_rpm(self) -> float:
        """Engine speed."""
        return self._car.vehicle.engine_rpm

    @property
    def outside_c(self) -> float:
        """Air temperature outside."""
        return self._car.weather.outside_c

    @property
    def driver_door_open(self) -> bool:
        """True where the driver's door is open."""
        return self._car.vehicle.driver_door_open
