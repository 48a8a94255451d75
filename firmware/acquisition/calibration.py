"""Calibration of the sensors: offsets in K, read from a memory that lives on the sensors' own board."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from math import isfinite
from typing import Any, Protocol

from drivers.errors import BadFrame, DriverError, NoDataYet
from drivers.ports import Sensor
from firmware.acquisition.wrapped_sensors import WrappedSensor
from firmware.runtime.faults import Faults
from firmware.runtime.tasks import keep_going

MAX_OFFSET_K = 5.0
"""A thermometer that is further off is broken, not uncalibrated (engineering choice)."""

_NAME = "calibration"
_TEMPERATURE = "_c"


class OffsetStore(Protocol):
    """The memory of the offsets; its driver is named in the wiring alone."""

    async def load(self) -> bytes:
        """Return what was saved last; raises NoDataYet where there never was anything, or DriverError."""


class Calibration:
    """Offsets by "sensor name.field", which are added to what the sensor measures; without `store` there are none.

    A memory that cannot be read is a fault, and the sensors then measure as they come from the factory.
    """

    def __init__(self, store: OffsetStore | None) -> None:
        self._store = store
        self._looked = asyncio.Event()
        self.offsets_k: Mapping[str, float] = {}

    async def run(self, faults: Faults) -> None:
        """Read the memory, and again while that fails; never ends."""
        await keep_going(_NAME, lambda: self._hold(faults), faults, lambda _error: None)

    def corrected(self, sensor: Sensor, name: str) -> Sensor:
        """Return `sensor` with the offsets of `name`; it starts when they are known, or cannot be."""
        return sensor if self._store is None else _Corrected(sensor, name, self)

    async def known(self) -> None:
        """Wait until the memory was looked at, well or not."""
        await self._looked.wait()

    async def _hold(self, faults: Faults) -> None:
        try:
            await self._look()
        finally:  # whatever happened: sensors wait for this
            self._looked.set()
        faults.clear(_NAME)
        await asyncio.get_running_loop().create_future()  # there is no more to do

    async def _look(self) -> None:
        if self._store is not None:
            try:
                self.offsets_k = unpack(await self._store.load())
            except NoDataYet:
                self.offsets_k = {}


class _Corrected(WrappedSensor):
    """A Sensor whose temperatures are corrected."""

    def __init__(self, sensor: Sensor, name: str, calibration: Calibration) -> None:
        super().__init__(sensor)
        self._name, self._calibration = name, calibration

    async def start(self) -> None:
        """Start the sensor once the offsets are known, or cannot be; raises DriverError."""
        await self._calibration.known()
        await self._sensor.start()

    async def read(self) -> Any:
        """Read a sample, its temperatures corrected; raises DriverError."""
        sample = await self._sensor.read()
        offsets_k = self._calibration.offsets_k
        changes = {
            field.name: value + offsets_k[f"{self._name}.{field.name}"]
            for field in fields(sample)
            if field.name.endswith(_TEMPERATURE) and f"{self._name}.{field.name}" in offsets_k
            if not isinstance(value := getattr(sample, field.name), DriverError)
        }
        return replace(sample, **changes) if changes else sample


def unpack(payload: bytes) -> Mapping[str, float]:
    """Return the offsets in `payload`; raises BadFrame."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"the stored text is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadFrame(f"the stored text is no table of offsets: {found!r}")
    return _checked(found)


def _checked(offsets_k: Mapping[str, Any]) -> dict[str, float]:
    for name, offset_k in offsets_k.items():
        is_number = isinstance(offset_k, int | float) and not isinstance(offset_k, bool) and isfinite(offset_k)
        if not is_number or abs(offset_k) > MAX_OFFSET_K:
            raise BadFrame(f"the offset of {name} is {offset_k!r}: it must be within {MAX_OFFSET_K:g} K of 0")
    return {name: float(offset_k) for name, offset_k in offsets_k.items()}
