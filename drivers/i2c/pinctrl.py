"""The wires of an I2C bus past its adapter, by Raspberry Pi's tool pinctrl; it needs the right to use /dev/gpiomem."""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from drivers.errors import BusError, BusTimeout, NotFitted
from drivers.i2c.i2c_recovery import Line
from drivers.i2c.pinctrl_codec import PinState, pin_states

TOOL = "/usr/bin/pinctrl"
DEADLINE_S = 2.0  # it takes some milliseconds (engineering choice)

Run = Callable[..., Awaitable[str]]
"""Runs the tool with the words given and returns what it prints; raises DriverError."""


class PinctrlLines:
    """The lines SCL and SDA by their BCM numbers; a drivers.i2c.i2c_recovery.BusLines.

    What the pins did before, an alternate function that differs between the models of Raspberry Pi, is read first and
    restored.
    """

    def __init__(self, scl_pin: int, sda_pin: int, run: Run) -> None:
        self._pins, self._run = {Line.SCL: scl_pin, Line.SDA: sda_pin}, run
        self._before: dict[Line, PinState] = {}

    async def take(self) -> None:
        """Make inputs of both; raises DriverError."""
        self._before = {line: await self._state(line) for line in Line}
        for line in Line:
            await self.let_go(line)

    async def pull_low(self, line: Line) -> None:
        """Make an output that is low; raises DriverError."""
        await self._run("set", str(self._pins[line]), "op", "dl")

    async def let_go(self, line: Line) -> None:
        """Make an input; raises DriverError."""
        await self._run("set", str(self._pins[line]), "ip")

    async def is_high(self, line: Line) -> bool:
        """Return whether the line is high; raises DriverError."""
        return (await self._state(line)).is_high

    async def give_back(self) -> None:
        """Restore what both pins did before; raises DriverError."""
        for line, state in self._before.items():
            await self._run("set", str(self._pins[line]), state.function)

    async def _state(self, line: Line) -> PinState:
        pin = self._pins[line]
        states = pin_states(await self._run("get", str(pin)))
        if pin not in states:
            raise NotFitted(f"pinctrl: knows no GPIO {pin}")
        return states[pin]


async def run_pinctrl(*words: str) -> str:
    """Run the tool on a thread of its own; raises NotFitted where there is none, BusError where it fails."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pinctrl") as worker:
        return await asyncio.get_running_loop().run_in_executor(worker, partial(_run, words))


def _run(words: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # a fixed path, and words that are made here
            (TOOL, *words), capture_output=True, text=True, timeout=DEADLINE_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BusTimeout(f"pinctrl {' '.join(words)}: no end after {DEADLINE_S:g} s") from error
    except OSError as error:
        raise NotFitted(f"{TOOL}: cannot be run: {error.strerror} (install raspi-utils)") from error
    if done.returncode:
        said = " ".join((done.stdout + done.stderr).split())
        raise BusError(f"pinctrl {' '.join(words)}: {said or f'exit code {done.returncode}'}")
    return done.stdout
