"""Inside the kernel of the rig: the simulated car at its devices, and one command that runs beside it.

vcan0 <- the car's traffic       /dev/i2c-N <- CUSE <- simulated chips
pins  <- simulated pigpiod       /dev/ttyUSB0 and /dev/ttyUSB1: the two ends of a serial cable

The configuration of the demo fits unchanged; HOMEWARD_CONFIG names it.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from functools import partial
from pathlib import Path

import can

from firmware.checks.configuration import load_checked
from firmware.config import Config
from hil.kernel import gpio_sim
from hil.kernel.cuse import CuseI2c
from hil.kernel.pigpiod import Pigpiod
from hil.kernel.rig_errors import RigError
from hil.plants import demo_car
from hil.rig import can_traffic
from hil.rig.background import background
from hil.rig.demo_config import FILE
from hil.rig.null_modem import NullModem
from hil.rig.rig import Rig

PERSON_PORT = Path("/dev/ttyUSB1")
_SEED = 1


async def run(command: Sequence[str]) -> int:
    """Bring the car up, run `command` in it and return its exit code; raises RigError."""
    async with car(load_checked(FILE)):
        return await _beside(command)


@asynccontextmanager
async def car(config: Config) -> AsyncIterator[Rig]:
    """Keep the simulated car at its devices while inside, as `config` wires it; raises RigError, OSError, CanError."""
    rig = Rig(demo_car(seed=_SEED), config, asyncio.get_running_loop().time, seed=_SEED)
    with ExitStack() as stack:
        for number in sorted({bus.bus for bus in config.i2c if bus.bus is not None}):
            stack.enter_context(_i2c(number, rig))
        stack.enter_context(_cable(Path(config.console.port) if config.console else None))
        vehicle = stack.enter_context(can.Bus(config.can[0].channel, "socketcan"))
        pins = _pins(rig)
        async with background(rig.run(), can_traffic.run(vehicle, rig.on_the_bus), pins.run()):
            await pins.listens.wait()
            os.environ.update(pins.environment)
            yield rig


def _pins(rig: Rig) -> Pigpiod | gpio_sim.GpioSim:
    """Return the kernel's own, where it has some."""
    if gpio_sim.is_there():
        return gpio_sim.GpioSim(rig.pins, [pin for output in rig.config.outputs for pin in output.pins])
    return Pigpiod(rig.pins)


@contextmanager
def _i2c(number: int, rig: Rig) -> Iterator[None]:
    with closing(CuseI2c(number, partial(rig.bus, number))) as device:
        device.serve()
        yield


@contextmanager
def _cable(daemon_port: Path | None) -> Iterator[None]:
    """Provide the technician's cable, under the names that real ports would have."""
    with NullModem() as cable:
        if daemon_port is not None:
            daemon_port.symlink_to(cable.daemon_port)
            PERSON_PORT.symlink_to(cable.person_port)
        yield


async def _beside(command: Sequence[str]) -> int:
    """Run `command` to its end; its exit code as a shell would give it."""
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, "HOMEWARD_CONFIG": str(FILE)})
    code = await process.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    """Run the command that the arguments are."""
    try:
        return asyncio.run(run(sys.argv[1:]))
    except (RigError, OSError, can.CanError) as error:
        print(f"rig: {error}", file=sys.stderr)
        return 125


if __name__ == "__main__":
    sys.exit(main())
