import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.at24 import At24
from drivers.chips.calibration_store import CalibrationStore
from drivers.errors import BadFrame, OutOfRange
from drivers.i2c.i2c_bus import I2cBus
from drivers.measured import Measured
from drivers.ports import Paced, SelfMonitored
from firmware.acquisition.calibration import Calibration, unpack
from firmware.runtime.faults import Faults
from hil.rig.simulated_i2c import SimI2cBus
from hil.rig.virtual_time import run
from tests.drivers.discovery.scanned_bus import eeprom

OFFSETS_K = {"food air.temperature_c": -0.12}


@dataclass(frozen=True, slots=True)
class Sample:
    temperature_c: Measured
    humidity_pct: float


class Thermometer:
    serial = "4711"

    async def start(self) -> None:
        pass

    async def read(self) -> Sample:
        return Sample(4.0, 50.0)


class Slow(Thermometer):
    """It says how slow it is and what is wrong with it; its humidity is all it has."""

    period_s = 30.0
    complaints = ("its door is open",)

    async def read(self) -> Any:
        return Sample(OutOfRange("broken"), 50.0)


def kept(offsets_k: Mapping[str, float]) -> bytes:
    """The text by which a memory holds offsets."""
    return json.dumps(offsets_k).encode()


class Bench:
    """A sensor board with a 24C32."""

    def __init__(self) -> None:
        self.chip = eeprom(asyncio.get_running_loop().time)
        self.bus = I2cBus("main", lambda: SimI2cBus({0x50: self.chip}))
        self.store = CalibrationStore(At24(self.bus, 0x50, 32))
        self.faults = Faults()

    async def measured(self, name: str = "food air") -> Sample:
        """What a sensor measures after a start of the daemon with this board."""
        calibration = Calibration(self.store)
        running = asyncio.create_task(calibration.run(self.faults))
        sensor = calibration.corrected(Thermometer(), name)
        await sensor.start()
        sample: Sample = await sensor.read()
        running.cancel()
        return sample


def test_what_was_saved_corrects_the_sensor_after_a_restart() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.store.save(kept(OFFSETS_K))
        assert await bench.measured() == Sample(3.88, 50.0)
        assert await bench.measured("medicine air") == Sample(4.0, 50.0)
        assert bench.faults.current == {}

    run(scenario(), speed=None)


def test_a_blank_memory_corrects_nothing_and_is_no_fault() -> None:
    async def scenario() -> None:
        bench = Bench()
        assert await bench.measured() == Sample(4.0, 50.0)
        assert bench.faults.current == {}

    run(scenario(), speed=None)


def test_a_memory_that_cannot_be_read_is_a_fault_and_the_sensors_still_measure() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.store.save(kept(OFFSETS_K))
        bench.chip.faults.unplugged = True
        assert await bench.measured() == Sample(4.0, 50.0)
        assert bench.faults.current.keys() == {"calibration"}

    run(scenario(), speed=None)


def test_a_memory_that_comes_back_corrects_again() -> None:
    async def scenario() -> None:
        bench = Bench()
        await bench.store.save(kept(OFFSETS_K))
        bench.chip.faults.unplugged = True
        calibration = Calibration(bench.store)
        running = asyncio.create_task(calibration.run(bench.faults))
        await calibration.known()
        assert calibration.offsets_k == {}
        bench.chip.faults.unplugged = False
        await asyncio.sleep(60.0)
        assert calibration.offsets_k == OFFSETS_K
        assert bench.faults.current == {}
        running.cancel()

    run(scenario(), speed=None)


def test_without_a_memory_the_sensor_is_left_as_it_is() -> None:
    async def scenario() -> None:
        calibration, sensor = Calibration(None), Thermometer()
        assert calibration.corrected(sensor, "food air") is sensor
        assert calibration.offsets_k == {}

    run(scenario(), speed=None)


def test_a_corrected_sensor_tells_all_that_it_told_before() -> None:
    async def scenario() -> None:
        calibration = Calibration(Bench().store)
        calibration.offsets_k = {"food air.temperature_c": 1.0}
        slow = calibration.corrected(Slow(), "food air")
        assert isinstance(slow, Paced)
        assert isinstance(slow, SelfMonitored)
        assert (slow.period_s, slow.complaints) == (30.0, ("its door is open",))
        assert isinstance((await slow.read()).temperature_c, OutOfRange)
        plain: Any = calibration.corrected(Thermometer(), "food air")
        assert (plain.period_s, plain.complaints) == (0.0, ())

    run(scenario(), speed=None)


def test_a_corrected_sensor_keeps_its_number() -> None:
    async def scenario() -> None:
        corrected = Calibration(Bench().store).corrected(Thermometer(), "food air")
        assert getattr(corrected, "serial", None) == "4711"

    run(scenario(), speed=None)


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b'"a"', b'{"a.b_c": 5.1}', b'{"a.b_c": NaN}', b'{"a.b_c": true}', b'{"a.b_c": "1"}', b"\xff"],
)
def test_what_is_no_table_of_offsets_is_refused(payload: bytes) -> None:
    with pytest.raises(BadFrame):
        unpack(payload)


@given(st.dictionaries(st.text(), st.floats(-5.0, 5.0)))
def test_offsets_are_read_as_they_were_written(offsets_k: dict[str, float]) -> None:
    assert unpack(kept(offsets_k)) == offsets_k


@given(st.binary())
def test_any_bytes_are_offsets_or_refused(payload: bytes) -> None:
    with suppress(BadFrame):
        unpack(payload)
