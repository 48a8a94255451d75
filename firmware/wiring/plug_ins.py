"""Chips of others: packages that give a driver by the entry point group `homeward.sensors`.

Their code is not ours. Whatever it raises, while it is loaded or later, costs only the sensors that need it.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from drivers.errors import BadFrame, DriverError, NotFitted
from drivers.ports import Sensor
from firmware.last_words import in_one_line
from firmware.wiring.driver import Driver, describe

GROUP = "homeward.sensors"


@dataclass(frozen=True, slots=True)
class BrokenPlugIn:
    """One that cannot be used; `line` says whose it is, why, and what would be right."""

    chip: str
    line: str


class PlugInFailed(DriverError):
    """The code of a plug-in has failed in a way that drivers must not."""


def plug_ins(
    built_in: Collection[str], found: Iterable[EntryPoint] | None = None
) -> Iterator[tuple[str, Driver] | BrokenPlugIn]:
    """Each plug-in that is installed, or one of `found`: its chip and driver, or why it cannot be used."""
    seen = set(built_in)
    for entry in sorted(entry_points(group=GROUP) if found is None else found, key=lambda each: each.name):
        if entry.name in seen:
            kind = "is built in" if entry.name in built_in else "comes from another package, too"
            yield BrokenPlugIn(entry.name, f"{_owner(entry)}: {entry.name} {kind}: it must have a name of its own")
            continue
        seen.add(entry.name)
        yield _loaded(entry)


class Contained:
    """The Sensor of a plug-in: what goes wrong in it becomes a DriverError, and what it gives is looked at."""

    def __init__(self, chip: str, driver: Driver, make: Callable[[], Sensor]) -> None:
        self._chip, self._driver = chip, driver
        try:
            self._sensor = make()
        except DriverError:
            raise
        except Exception as error:  # not our code
            raise PlugInFailed(f"{chip}: {in_one_line(error, with_caller=False)}") from error

    async def start(self) -> None:
        """As Sensor.start."""
        await self._guarded(self._sensor.start)

    async def read(self) -> Any:
        """As Sensor.read."""
        sample = await self._guarded(self._sensor.read)
        values = [getattr(sample, field, None) for field in self._driver.fields]
        if not all(isinstance(value, float) for value in values):
            raise BadFrame(f"{self._chip}: its driver must give floats, not {sample!r}")
        return sample

    async def close(self) -> None:
        """Where it has something to give back."""
        close = getattr(self._sensor, "close", None)
        if close is not None:
            await self._guarded(close)

    async def _guarded(self, call: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await call()
        except DriverError:
            raise
        except Exception as error:  # not our code
            raise PlugInFailed(f"{self._chip}: {in_one_line(error, with_caller=False)}") from error


class Missing:
    """Stands where the Sensor of a broken plug-in should be, and says so."""

    def __init__(self, line: str) -> None:
        self._line = line

    async def start(self) -> None:
        """Raises NotFitted."""
        raise NotFitted(self._line)

    async def read(self) -> Any:
        """Raises NotFitted."""
        raise NotFitted(self._line)


def _loaded(entry: EntryPoint) -> tuple[str, Driver] | BrokenPlugIn:
    try:
        return entry.name, describe(entry.load())
    except Exception as error:  # noqa: BLE001  # see above: not our code
        why = in_one_line(error, with_caller=False)
        return BrokenPlugIn(
            entry.name, f"{_owner(entry)}: the chip {entry.name} ({entry.value}) cannot be loaded: {why}"
        )


def _owner(entry: EntryPoint) -> str:
    return f"plug-in {entry.dist.name if entry.dist else 'of no package'}"
