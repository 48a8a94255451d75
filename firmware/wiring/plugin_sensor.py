"""The Sensor of a plug-in: whatever its code does, it costs no more than its own readings."""

from collections.abc import Callable
from dataclasses import make_dataclass
from itertools import islice
from math import isfinite
from threading import Thread
from typing import Any

from drivers.errors import BadFrame, DriverError, NotFitted, OutOfRange
from drivers.ports import Sensor
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.isolated_task import Ending, ending_of
from firmware.runtime.one_line import one_line
from firmware.wiring.driver_spec import Driver

MAKE_WITHIN_S = 5.0
"""For the constructor of a driver, which is to remember where the device is and no more (engineering choice)."""

START_WITHIN_S = 60.0
"""A gas sensor warms up in its start; longer than this is for the reads that come after (engineering choice)."""

READ_WITHIN_S = (5.0, 60.0)
"""A read may take as long as the pause to the next, within these (engineering choices: what is slow and what hangs)."""

STOP_WITHIN_S = 2.0

MAX_PERIOD_S = 86_400.0
"""What is older than a day tells nothing of now, and a device that gives nothing for three has failed (engineering
choice)."""

_SHOWN_CHARACTERS = 60
_MAX_COMPLAINT, _MAX_COMPLAINTS = 200, 10


class PlugInFailed(DriverError):
    """The code of a plug-in has failed in a way that drivers must not."""


class Foreign:
    """A Sensor that is made by `make` when it is first started, and read each `every_s`.

    Every call of its driver is a task of its own with a limit of time; what that raises, whatever it is, becomes a
    DriverError. A call that neither ends nor stops is the last one.
    """

    def __init__(self, chip: str, driver: Driver, make: Callable[[], Sensor], *, every_s: float) -> None:
        self._chip, self._driver, self._make = chip, driver, make
        min_s, max_s = READ_WITHIN_S
        self._read_within_s = min(max(every_s, min_s), max_s)
        self._sample = make_dataclass("Sample", driver.fields, frozen=True)
        self._sensor: Any = None
        self._is_stuck = False

    @property
    def period_s(self) -> float:
        """The driver's own pace in s (drivers.ports.Paced); 0 where it says nothing of use."""
        try:
            period_s = float(getattr(self._driver.make if self._sensor is None else self._sensor, "period_s", 0.0))
        except BaseException:  # noqa: BLE001  # not our code
            return 0.0
        return min(period_s, MAX_PERIOD_S) if isfinite(period_s) and period_s >= 0.0 else 0.0

    @property
    def complaints(self) -> tuple[str, ...]:
        """The driver's complaints (drivers.ports.SelfMonitored), as far as they can be read."""
        try:
            complaints = getattr(self._sensor, "complaints", ())
            some = (complaints,) if isinstance(complaints, str) else islice(complaints, _MAX_COMPLAINTS)
            return tuple(one_line(str(each), _MAX_COMPLAINT) for each in some)
        except BaseException as error:  # noqa: BLE001  # not our code
            return (f"{self._chip}: what it complains of cannot be read: {in_one_line(error, with_caller=False)}",)

    def try_to_make(self) -> None:
        """Make one and forget it, without an event loop; raises DriverError, also where that does not end."""
        late = TimeoutError(f"its constructor does not end within {MAKE_WITHIN_S:g} s")
        endings: list[Ending[Any]] = [Ending(error=late)]

        def make() -> None:
            try:
                endings.append(Ending(self._make()))
            except BaseException as error:  # noqa: BLE001  # not our code
                endings.append(Ending(error=error))

        thread = Thread(target=make, name=f"plug-in {self._chip}", daemon=True)
        thread.start()
        thread.join(MAKE_WITHIN_S)
        self._require(endings[-1])

    async def start(self) -> None:
        """Make the driver at first, and start the sensor; raises DriverError."""
        await self._call("start", START_WITHIN_S)

    async def read(self) -> Any:
        """Read a sample; a field that is no number has the DriverError that says so. Raises DriverError."""
        sample = await self._call("read", self._read_within_s)
        values = [self._value(sample, field) for field in self._driver.fields]
        if values and all(isinstance(value, BadFrame) for value in values):
            raise BadFrame(f"{self._chip}: its driver must give floats, not {_shown(sample)}")
        return self._sample(*values)

    async def close(self) -> None:
        """Close the sensor, where it has something to give back."""
        if self._sensor is not None and hasattr(self._driver.make, "close"):
            await self._call("close", STOP_WITHIN_S)

    async def _call(self, method: str, limit_s: float) -> Any:
        if self._is_stuck:
            raise PlugInFailed(f"{self._chip}: its driver neither answers nor stops: mend it, and restart the service")

        async def call() -> Any:
            """Run code of the plug-in from the beginning: to make it and to find its method as well."""
            if self._sensor is None:
                self._sensor = self._make()
            return await getattr(self._sensor, method)()

        name = f"{method} of the plug-in {self._chip}"
        ending = await ending_of(call, name=name, limit_s=limit_s, stop_within_s=STOP_WITHIN_S)
        self._is_stuck = ending.left_behind
        return self._require(ending)

    def _require(self, ending: Ending[Any]) -> Any:
        if ending.error is None:
            return ending.result
        if isinstance(ending.error, DriverError):
            raise _speaking(ending.error)
        raise PlugInFailed(f"{self._chip}: {in_one_line(ending.error, with_caller=False)}") from ending.error

    def _value(self, sample: object, field: str) -> float | DriverError:
        """Return the value of one field, or why it has none; to look at it may run code of the plug-in."""
        try:
            value = getattr(sample, field)
            return _speaking(value) if isinstance(value, DriverError) else self._number(value, field)
        except BaseException as error:  # noqa: BLE001  # not our code
            return BadFrame(f"{self._chip}: {field}: {in_one_line(error, with_caller=False)}")

    def _number(self, value: object, field: str) -> float | DriverError:
        if isinstance(value, bool) or not isinstance(value, float | int):
            return BadFrame(f"{self._chip}: {field} = {_shown(value)}: its driver must give a float")
        try:
            return float(value)
        except OverflowError:
            return OutOfRange(f"{self._chip}: {field}: a whole number of more than 300 digits")


def _speaking(error: DriverError) -> DriverError:
    """Return `error`, or one of the same meaning in a text: a class or an argument of others may be code as well."""
    kind: type[DriverError] = next(each for each in type(error).__mro__ if each.__module__ == DriverError.__module__)
    if type(error) is kind and all(type(each) is str for each in error.args):
        return error
    try:
        return kind(one_line(str(error)))
    except BaseException as failure:  # noqa: BLE001  # not our code
        return kind(f"{type(error).__name__}, whose text cannot be read: {in_one_line(failure, with_caller=False)}")


def _shown(value: object) -> str:
    try:
        return one_line(repr(value), _SHOWN_CHARACTERS)
    except BaseException:  # noqa: BLE001  # a text may be code as well, and a number too long to be written
        return f"a {type(value).__name__}"


class Missing:
    """Stand-in for the Sensor of a broken plug-in, which says so."""

    def __init__(self, line: str) -> None:
        self._line = line

    async def start(self) -> None:
        """Raise NotFitted."""
        raise NotFitted(self._line)

    async def read(self) -> Any:
        """Raise NotFitted."""
        raise NotFitted(self._line)
