"""The simulated car at the devices of the kernel, with a person at its serial console.

Each device can be taken away and come back.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing, suppress
from functools import partial
from pathlib import Path
from threading import Event

import can
from smbus2 import i2c_msg

from drivers.ports import RawI2c
from firmware.config import Config
from firmware.console.text import PROMPT
from hil.kernel.cuse import CuseI2c
from hil.kernel.pigpiod import Pigpiod
from hil.kernel.rig_errors import RigError
from hil.plants import demo_car
from hil.rig import can_traffic
from hil.rig.background import background
from hil.rig.null_modem import NullModem
from hil.rig.rig import Rig
from hil.rig.simulated_i2c import SimI2cBus

INTERFACE = "vcan0"
_SEED = 1
_TRY_AGAIN_S = 0.1

ANSWER_WITHIN_S = 4.0
_LOOK_EVERY_S = 0.05
_CHUNK = 4_096
_CYCLES = re.compile(r": (\d+) cycles, \d+ missed")


class Technician:
    """A person at the serial port `port`: types a line, reads up to the next prompt."""

    def __init__(self, port: Path) -> None:
        self._descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._received = b""
        asyncio.get_running_loop().add_reader(self._descriptor, self._listen)

    def close(self) -> None:
        """Go away."""
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _listen(self) -> None:
        with suppress(OSError):
            self._received += os.read(self._descriptor, _CHUNK)

    async def ask(self, line: str) -> str:
        """Type a line; return the answer, "" where nothing comes in time."""
        loop = asyncio.get_running_loop()
        self._received = b""
        with suppress(OSError):
            os.write(self._descriptor, line.encode() + b"\r")
        give_up_s = loop.time() + ANSWER_WITHIN_S
        while not self._received.endswith(PROMPT.encode()):
            if loop.time() > give_up_s:
                return ""
            await asyncio.sleep(_LOOK_EVERY_S)
        return self._received.decode(errors="replace")

    async def cycles(self) -> int | None:
        """Read the completed cycles in the `status` on the screen; None where it tells nothing."""
        found = _CYCLES.search(" ".join((await self.ask("status")).split()))
        return None if found is None else int(found[1])

    async def is_reported(self, fault: str) -> bool:
        """Return True where the `status` on the screen names a fault that begins so."""
        _, _, faults = (await self.ask("status")).partition("faults:")
        return fault in " ".join(faults.split())


class Devices:
    """`rig` is the car; its devices are there from `open` on."""

    def __init__(self, config: Config) -> None:
        if config.console is None:
            raise RigError(f"{config.name}: must have a console")
        self.rig = Rig(demo_car(seed=_SEED), config, asyncio.get_running_loop().time, seed=_SEED)
        self._port = Path(config.console.port)
        self._cable = ExitStack()
        self.technician: Technician | None = None
        self._buses: dict[int, CuseI2c] = {}
        self._goes_on = Event()
        self._goes_on.set()
        self._car_talks = asyncio.Event()
        self._car_talks.set()

    async def open(self) -> None:
        """Plug in all devices; raises RigError, OSError."""
        for number in sorted({bus.bus for bus in self.rig.config.i2c if bus.bus is not None}):
            await self.plug_bus(number)
        self.plug_cable()

    def close(self) -> None:
        """Unplug all devices."""
        self.release_i2c()
        self.unplug_cable()
        for number in list(self._buses):
            self.unplug_bus(number)

    def plug_cable(self) -> None:
        """Plug in a serial adapter of the usual name, with a person at the far end."""
        cable = self._cable.enter_context(NullModem())
        self._port.symlink_to(cable.daemon_port)
        self._cable.callback(self._port.unlink)
        self.technician = self._cable.enter_context(closing(Technician(Path(cable.person_port))))

    def unplug_cable(self) -> None:
        """Pull the adapter, whoever has it open; again does nothing."""
        self.technician = None
        self._cable.close()

    async def plug_bus(self, number: int) -> None:
        """Plug in /dev/i2c-`number`."""
        device = self._buses[number] = CuseI2c(number, partial(self._open_bus, number))
        await asyncio.to_thread(device.serve)

    def unplug_bus(self, number: int) -> None:
        """Part the kernel from the server of /dev/i2c-`number`: whoever has it open gets an error from now on."""
        Path(f"/sys/class/cuse/i2c-{number}/abort").write_text("1", encoding="ascii")
        self._buses.pop(number).close()

    def hang_i2c(self) -> None:
        """Take transfers from now on, and do not answer them."""
        self._goes_on.clear()

    def release_i2c(self) -> None:
        """Answer them now."""
        self._goes_on.set()

    def silence_car(self) -> None:
        """Let no frame of the car be heard."""
        self._car_talks.clear()

    def let_car_talk(self) -> None:
        """Let it be heard again."""
        self._car_talks.set()

    async def keep_talking(self) -> None:
        """Send the car's own frames on INTERFACE whenever it is there, for ever."""
        while True:
            with suppress(can.CanError, OSError), can.Bus(INTERFACE, "socketcan") as bus:
                await can_traffic.run(_Received(bus, self._car_talks), self.rig.on_the_bus)
            await asyncio.sleep(_TRY_AGAIN_S)

    def _open_bus(self, number: int) -> RawI2c:
        return _Hangable(self.rig.bus(number), self._goes_on)


class _Hangable:
    """An I2C bus on which nothing happens until `goes_on` is set."""

    def __init__(self, bus: SimI2cBus, goes_on: Event) -> None:
        self._bus, self._goes_on = bus, goes_on

    def i2c_rdwr(self, *messages: i2c_msg) -> None:
        """Carry out the transaction as soon as the bus goes on."""
        self._goes_on.wait()
        self._bus.i2c_rdwr(*messages)

    def close(self) -> None:
        """Close the bus."""
        self._bus.close()


class _Received:
    """A CAN bus on which frames are lost unless the car `talks`."""

    def __init__(self, bus: can.BusABC, talks: asyncio.Event) -> None:
        self._bus, self._talks = bus, talks

    def send(self, msg: can.Message) -> None:
        """Send `msg` while the car talks, else lose it."""
        if self._talks.is_set():
            self._bus.send(msg)


@asynccontextmanager
async def car(config: Config) -> AsyncIterator[Devices]:
    """Keep the car at its devices and let time pass in it while inside; raises RigError, OSError."""
    devices = Devices(config)
    with closing(devices):
        await devices.open()
        pigpiod = Pigpiod(devices.rig.pins)
        async with background(devices.rig.run(), devices.keep_talking(), pigpiod.run()):
            await pigpiod.listens.wait()
            yield devices
