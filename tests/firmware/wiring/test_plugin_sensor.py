"""Whatever the driver of a plug-in does, it costs no more than its own readings."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import nan
from types import SimpleNamespace
from typing import Any

import pytest

from controller import Absence, Settings
from drivers.errors import BadFrame, ChecksumFailed, DriverError, NoDataYet, Offline
from drivers.ports import I2cDevicePort
from firmware.acquisition.sensor_poller import SensorPoller
from firmware.config import SensorConfig
from firmware.control.process_image import Board
from firmware.runtime.faults import Faults
from firmware.wiring import plugin_sensor
from firmware.wiring.driver_spec import describe
from firmware.wiring.plugin_sensor import MAX_PERIOD_S, READ_WITHIN_S, Foreign, PlugInFailed
from hil.rig.virtual_time import run
from tests.patience import PATIENCE_S

EVERY_S = 2.0
CONFIG = SensorConfig(
    name="cabin air",
    chip="wild",
    i2c="main",
    address=0x38,
    every_s=EVERY_S,
    gives={"temperature_c": "cabin.air_c", "humidity_pct": "cabin.humidity_pct"},
)


@dataclass(frozen=True)
class Sample:
    temperature_c: float
    humidity_pct: float


class Wild:
    """A driver that reads as `reads` says."""

    def __init__(self, _bus: I2cDevicePort, _address: int) -> None:
        self.reads: Callable[[], Any] = lambda: Sample(21.0, 40.0)
        self.closed = False

    async def start(self) -> None: ...

    async def read(self) -> Sample:
        given = self.reads()
        sample: Sample = (await given) if asyncio.iscoroutine(given) else given
        return sample

    async def close(self) -> None:
        self.closed = True


def wild(reads: Callable[[], Any]) -> Foreign:
    def make() -> Wild:
        driver = Wild(None, 0x38)  # type: ignore[arg-type]
        driver.reads = reads
        return driver

    return Foreign("wild", describe(Wild), make, every_s=EVERY_S)


def raising(error: BaseException) -> Callable[[], Any]:
    def reads() -> Any:
        raise error

    return reads


async def forever() -> None:
    await asyncio.sleep(1e9)


async def cancels_itself() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(1.0)


class Explosive:
    humidity_pct = 40.0

    @property
    def temperature_c(self) -> float:
        raise RecursionError


@pytest.mark.parametrize(
    ("reads", "line"),
    [
        (raising(SystemExit(0)), r"wild: SystemExit: 0 \(test_plugin_sensor\.py:\d+\)"),
        (raising(asyncio.CancelledError()), r"wild: CancelledError \(test_plugin_sensor\.py:\d+\)"),
        (raising(KeyboardInterrupt()), r"wild: KeyboardInterrupt \("),
        (raising(GeneratorExit()), r"wild: GeneratorExit \("),
        (cancels_itself, r"wild: CancelledError \("),
        (forever, rf"wild: TimeoutError: not done within {READ_WITHIN_S[0]:g} s"),
        (raising(BaseExceptionGroup("both", [SystemExit(1)])), r"wild: SystemExit: 1"),
    ],
)
def test_whatever_a_read_raises_or_awaits_is_a_failed_read_of_that_device(reads: Callable[[], Any], line: str) -> None:
    async def main() -> None:
        sensor = wild(reads)
        await sensor.start()
        for _ in range(2):
            with pytest.raises(PlugInFailed, match=line):
                await sensor.read()

    run(main(), speed=None)


def test_errors_of_drivers_pass_as_they_are() -> None:
    async def main() -> None:
        for error in (NoDataYet("not yet"), ChecksumFailed("crc")):
            with pytest.raises(type(error)) as caught:
                await wild(raising(error)).read()
            assert caught.value is error

    run(main(), speed=None)


def test_a_driver_that_cannot_be_stopped_is_called_once_and_never_again() -> None:
    calls: list[float] = []
    is_over = asyncio.Event()

    async def deaf() -> None:
        while not is_over.is_set():
            try:
                await is_over.wait()
            except asyncio.CancelledError:
                continue

    def reads() -> Any:
        calls.append(asyncio.get_running_loop().time())
        return deaf()

    async def main() -> None:
        sensor = wild(reads)
        with pytest.raises(PlugInFailed, match="not done within"):
            await sensor.read()
        for call in (sensor.read, sensor.start, sensor.close):
            with pytest.raises(PlugInFailed, match=r"^wild: its driver neither answers nor stops: mend it"):
                await call()
        is_over.set()

    run(main(), speed=None)
    assert calls == [0.0]


@pytest.mark.parametrize("sample", [None, "warm", 21.0, object(), (21.0, 40.0), SimpleNamespace(), Sample])
def test_what_is_no_sample_at_all_is_a_failed_read(sample: Any) -> None:
    with pytest.raises(BadFrame, match=r"^wild: its driver must give floats, not "):
        run(wild(lambda: sample).read(), speed=None)


@pytest.mark.parametrize(
    ("temperature", "absence"),
    [
        (None, Absence.UNDECODABLE),
        ("warm", Absence.UNDECODABLE),
        (True, Absence.UNDECODABLE),
        (Decimal(21), Absence.UNDECODABLE),
        (b"\xff", Absence.UNDECODABLE),
        (nan, Absence.OUT_OF_RANGE),
        (float("-inf"), Absence.OUT_OF_RANGE),
        (1e160, Absence.OUT_OF_RANGE),
        (10**5_000, Absence.OUT_OF_RANGE),
        (10**200, Absence.OUT_OF_RANGE),
        (ChecksumFailed("crc"), Absence.CHECKSUM),
    ],
    ids=lambda value: f"{value!s:.12}" if not isinstance(value, int) else type(value).__name__,
)
def test_one_field_of_nonsense_is_absent_alone_with_its_reason(temperature: Any, absence: Absence) -> None:
    board = Board(Settings(), frozenset(CONFIG.gives.values()))

    async def main() -> None:
        sensor = wild(lambda: SimpleNamespace(temperature_c=temperature, humidity_pct=40))
        polling = asyncio.create_task(SensorPoller(sensor, CONFIG, board, Faults()).run())
        await asyncio.sleep(1.0)
        polling.cancel()

    run(main(), speed=None)
    assert board.readings["cabin.air_c"].absence is absence
    assert board.readings["cabin.humidity_pct"].value == 40.0


def test_a_field_whose_look_raises_is_absent_alone_too() -> None:
    sample = run(wild(Explosive).read(), speed=None)
    assert sample.humidity_pct == 40.0
    assert isinstance(sample.temperature_c, DriverError)
    assert "RecursionError" in str(sample.temperature_c)


class Speechless(Offline):
    """An error whose text is code as broken as what raised it."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


class Talkative(NoDataYet):
    """An error of a plug-in's own, that says too much."""


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (Speechless(), Offline, "Speechless, whose text cannot be read: RuntimeError: no text"),
        (Talkative("warms\n\x1b[31mup" + "!" * 10_000), NoDataYet, "warms [31mup!!!"),
        (Offline(Speechless()), Offline, "Offline, whose text cannot be read"),
    ],
)
def test_an_error_of_its_own_keeps_its_meaning_and_becomes_one_line(
    error: DriverError, kind: type[DriverError], text: str
) -> None:
    async def main() -> None:
        with pytest.raises(kind) as caught:
            await wild(raising(error)).read()
        field = (await wild(lambda: SimpleNamespace(temperature_c=error, humidity_pct=40.0)).read()).temperature_c
        for found in (caught.value, field):
            assert type(found) is kind
            assert str(found).startswith(text)
            assert len(str(found)) < 600

    run(main(), speed=None)


def test_it_is_closed_where_it_was_made_and_can_be() -> None:
    made: list[Wild] = []

    def make() -> Wild:
        made.append(Wild(None, 0x38))  # type: ignore[arg-type]
        return made[-1]

    async def main() -> None:
        sensor = Foreign("wild", describe(Wild), make, every_s=EVERY_S)
        await sensor.close()
        assert made == []
        await sensor.start()
        await sensor.close()

    run(main(), speed=None)
    assert [driver.closed for driver in made] == [True]


def test_a_constructor_is_tried_with_a_limit_of_time_and_whatever_it_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    makes: list[tuple[Callable[[], Any], float, str]] = [
        (raising(SystemExit(0)), PATIENCE_S, r"^wild: SystemExit: 0 \(test_plugin_sensor\.py:\d+\)$"),
        (let_go.wait, 0.1, r"^wild: TimeoutError: its constructor does not end within 0\.1 s$"),
    ]
    for make, within_s, line in makes:
        monkeypatch.setattr(plugin_sensor, "MAKE_WITHIN_S", within_s)
        with pytest.raises(PlugInFailed, match=line):
            Foreign("wild", describe(Wild), make, every_s=EVERY_S).try_to_make()
    let_go.set()
    monkeypatch.setattr(plugin_sensor, "MAKE_WITHIN_S", PATIENCE_S)
    wild(lambda: None).try_to_make()


class Frank(Wild):
    """A driver that says all it can."""

    period_s: Any = 5.0
    complaints: Any = ("its lamp\nis dark",)


def frank(period_s: Any = 5.0, complaints: Any = ("its lamp\nis dark",)) -> Foreign:
    def make() -> Frank:
        driver = Frank(None, 0x38)  # type: ignore[arg-type]
        driver.period_s, driver.complaints = period_s, complaints
        return driver

    return Foreign("frank", describe(Frank), make, every_s=EVERY_S)


def started(sensor: Foreign) -> Foreign:
    run(sensor.start(), speed=None)
    return sensor


def test_it_may_have_a_pace_and_complaints_of_its_own() -> None:
    sensor = frank(period_s=7)
    assert (sensor.period_s, sensor.complaints) == (5.0, ()), "what its class says"
    started(sensor)
    assert (sensor.period_s, sensor.complaints) == (7.0, ("its lamp is dark",))


@pytest.mark.parametrize("period_s", ["often", -1.0, float("inf"), nan, None])
def test_a_pace_that_is_none_counts_for_nothing(period_s: object) -> None:
    assert started(frank(period_s)).period_s == 0.0


def test_a_pace_is_bounded_by_a_day() -> None:
    assert started(frank(1e300)).period_s == MAX_PERIOD_S


@pytest.mark.parametrize(
    ("complaints", "lines"),
    [("its lamp is dark", ("its lamp is dark",)), (map(str, count()), tuple(map(str, range(10))))],
)
def test_one_complaint_may_be_a_text_and_a_flood_of_them_is_cut(complaints: object, lines: tuple[str, ...]) -> None:
    assert started(frank(complaints=complaints)).complaints == lines


@pytest.mark.parametrize("complaints", [None, 7])
def test_complaints_that_cannot_be_read_are_one(complaints: object) -> None:
    (line,) = started(frank(complaints=complaints)).complaints
    assert line.startswith("frank: what it complains of cannot be read: TypeError")
