"""The acts of a person on the car of the demo, a key each, and the keys as they are pressed."""

import asyncio
import os
import signal
import termios
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from hil.plants import CoolingCompartment, People
from hil.rig.rig import Rig

GOODS_KG, GOODS_C = 2.0, 25.0
"""A shopping bag that has been in the sun."""

LOADING_S = 40.0
"""So long somebody keeps the lid open to put goods in."""

SENSOR = "food air"
_TWO_ADULTS = People(adults=2)

_READ_AT_ONCE = 64

KEYS = "keys: o lid, w warm goods, u unplug, d drive/park, k kill daemon, q quit"
"""As the screen shows them."""


class Acts:
    """The acts, each of which returns what was done, for the story; `pid` tells the process of the daemon, if any."""

    def __init__(self, rig: Rig, pid: Callable[[], int | None], quit_demo: Callable[[], None]) -> None:
        self._rig, self._pid, self._quit = rig, pid, quit_demo
        self._acts: Mapping[str, Callable[[], str]] = {
            "o": self._lid,
            "w": self._warm_goods,
            "u": self._sensor,
            "d": self._drive,
            "k": self._kill,
            "q": self._end,
        }

    def do(self, key: str) -> str | None:
        """Do what `key` stands for; None where it stands for nothing."""
        act = self._acts.get(key.lower())
        return act and act()

    def _lid(self) -> str:
        name, food = self._food
        food.set_lid(not food.lid_open)
        return f"you open the lid of {name}" if food.lid_open else f"you shut the lid of {name}"

    def _warm_goods(self) -> str:
        name, food = self._food
        opened = "" if food.lid_open else f"open the lid of {name} for {LOADING_S:g} s and "
        if opened:
            food.set_lid(True)
            asyncio.get_running_loop().call_later(LOADING_S, food.set_lid, False)
        food.add(GOODS_KG, GOODS_C)
        return f"you {opened}put {GOODS_KG:g} kg of {GOODS_C:g} °C into {name}"

    def _sensor(self) -> str:
        faults = self._rig.chips[SENSOR].faults
        faults.unplugged = not faults.unplugged
        return f"you unplug the sensor {SENSOR}" if faults.unplugged else f"you plug the sensor {SENSOR} in again"

    def _drive(self) -> str:
        vehicle = self._rig.car.vehicle
        if vehicle.is_used:
            vehicle.park()
            return "the car is parked"
        vehicle.drive_off(_TWO_ADULTS)
        return "two people get in and drive off"

    def _kill(self) -> str:
        pid = self._pid()
        if pid is None:
            return "there is no daemon to kill"
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return f"you kill the daemon: kill -9 {pid}"

    def _end(self) -> str:
        self._quit()
        return "you end the demo"

    @property
    def _food(self) -> tuple[str, CoolingCompartment]:
        number = 0
        return self._rig.config.fridge.compartments[number].name, self._rig.car.fridge.compartments[number]


@contextmanager
def pressed(fd: int, on_key: Callable[[str], None]) -> Iterator[None]:
    """Tell each key of the terminal `fd` while inside; nothing where it is none. It is given back as it was."""
    if not os.isatty(fd):
        yield
        return
    loop, before = asyncio.get_running_loop(), termios.tcgetattr(fd)

    def read() -> None:
        keys = os.read(fd, _READ_AT_ONCE)
        if not keys:
            loop.remove_reader(fd)  # the terminal is gone
        for key in keys.decode(errors="ignore"):
            on_key(key)

    tty.setcbreak(fd)
    loop.add_reader(fd, read)
    try:
        yield
    finally:
        loop.remove_reader(fd)
        with suppress(termios.error):
            termios.tcsetattr(fd, termios.TCSADRAIN, before)
