"""Safe mode in the simulated car, in virtual time: everything off, whatever breaks, and an end after an hour."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from controller import AlarmCleared, AlarmRaised, RequestRefused, SetPointRequest
from firmware.control.output_stage import output_names
from firmware.control.state_store import Health, State
from firmware.record import Record
from firmware.runtime.clock import Clock
from firmware.service import interfaces, safe_mode, status_line
from firmware.service.restart_policy import RETRY_AFTER_S
from firmware.service.safe_cycle import ALARM, FAULT
from firmware.service.safe_mode import SafeMode
from firmware.service.status_line import regulating
from hil.plants import demo_car
from hil.rig.demo_config import demo_config
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig
from hil.rig.virtual_time import run

WHY = "KeyError: 'law' (step.py:1)"
CLOSED_PORT = 9
MINUTE_S = 60.0


class Terminal:
    """A technician who types each minute, and what is shown."""

    def __init__(self) -> None:
        self.shown = ""
        self.typed = ["status", "set food set_point 3"]
        self.openings = 0

    def open(self) -> None:
        self.openings += 1

    async def lines(self) -> AsyncIterator[str]:
        for line in self.typed:
            await asyncio.sleep(MINUTE_S)
            yield line
        await asyncio.sleep(1e9)

    def write(self, text: str) -> None:
        self.shown += text

    def close(self) -> None:
        """Nothing is held."""


class Car:
    """A simulated car with a service in safe mode."""

    def __init__(self, folder: Path) -> None:
        place = Place(Broker("127.0.0.1", CLOSED_PORT, embedded=False), os.devnull, folder, None)
        self.config = demo_config(place)
        self.now_s = asyncio.get_running_loop().time
        self.rig = Rig(demo_car(seed=1), self.config, self.now_s, seed=1)
        self.terminal = Terminal()
        self.hardware: Any = self.rig.hardware()
        self.clock = Clock(monotonic_s=self.now_s, wall_s=lambda: 1e9 + self.now_s(), boot_id="boot")
        self.safe = SafeMode(self.config, self.hardware, self.clock, WHY)
        self.state: State | None = None

    @property
    def duties_pct(self) -> list[float]:
        return [self.rig.pins.duty_pct(output) for output in self.config.outputs]


def stay(folder: Path, monkeypatch: pytest.MonkeyPatch, scene: Callable[[Car], None] = lambda _car: None) -> Car:
    """A whole stay in safe mode, with what was told at its end; no output is ever on."""

    async def main() -> Car:
        car = Car(folder)
        monkeypatch.setattr(interfaces, "console_line", lambda _config, _hardware: car.terminal)
        scene(car)
        staying = asyncio.create_task(car.safe.run())
        while not staying.done():
            await asyncio.sleep(0.5)
            assert not any(car.duties_pct)
        with suppress(asyncio.CancelledError):
            staying.result()
        car.state = car.safe.store.latest
        return car

    return run(main(), speed=None)


def test_for_an_hour_everything_is_off_and_everybody_is_told_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    car = stay(tmp_path, monkeypatch)
    assert car.now_s() == pytest.approx(RETRY_AFTER_S, abs=2.0)
    assert car.state is not None
    assert WHY in car.state.health.faults[FAULT]
    assert [(alarm.name, alarm.text) for alarm in car.state.step.alarms] == [(ALARM, car.state.health.faults[FAULT])]
    assert car.state.step.inputs.cabin.air_c.value is None
    assert "in safe mode" in car.terminal.shown
    assert WHY in " ".join(car.terminal.shown.split())
    assert "refused: safe mode" in car.terminal.shown
    assert any(WHY in record.message for record in caplog.records)


def test_the_record_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(Record, "add_event", lambda _record, event: told.append(event))
    stay(tmp_path, monkeypatch)
    assert [(type(event), event.alarm) for event in told] == [(AlarmRaised, ALARM), (AlarmCleared, ALARM)]


def test_restart_ends_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def restart(car: Car) -> None:
        car.terminal.typed = ["restart"]

    car = stay(tmp_path, monkeypatch, restart)
    assert car.now_s() == pytest.approx(MINUTE_S, abs=2.0)
    assert car.terminal.shown.endswith("restarting: all outputs are off meanwhile\n> ")


def test_what_people_asked_for_before_still_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def persisted(_record: Record, _key: str) -> Any:
        target = {"set_point_c": 2.5, "mode": "cool", "preset": "none"}
        return {
            "compartments": {"food": target},
            "cabin": {**target, "set_point_c": 19.0, "mode": "auto"},
            "quiet": False,
        }

    monkeypatch.setattr(Record, "persisted", persisted)
    car = stay(tmp_path, monkeypatch)
    assert car.state is not None
    targets = car.state.step.memory.targets
    assert (targets.compartments[0].set_point_c, targets.cabin.set_point_c) == (2.5, 19.0)


def broken_record(_car: Car, monkeypatch: pytest.MonkeyPatch) -> str:
    async def breaks(_record: Record) -> None:
        raise ZeroDivisionError("disk")

    monkeypatch.setattr(Record, "open", breaks)
    monkeypatch.setattr(Record, "close", breaks)
    return "record"


def broken_console(car: Car, monkeypatch: pytest.MonkeyPatch) -> str:
    def breaks() -> None:
        car.terminal.openings += 1
        raise ZeroDivisionError("terminal")

    monkeypatch.setattr(car.terminal, "open", breaks)
    return "task console"


def broken_pins(_car: Car, monkeypatch: pytest.MonkeyPatch) -> str:
    def breaks(*_arguments: object) -> None:
        raise ZeroDivisionError("pins")

    monkeypatch.setattr(safe_mode, "outputs", breaks)
    return "outputs"


@pytest.mark.parametrize("breaks", [broken_record, broken_console, broken_pins])
def test_a_part_that_breaks_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: Callable[[Car, pytest.MonkeyPatch], str]
) -> None:
    names: list[str] = []
    car = stay(tmp_path, monkeypatch, lambda car: names.append(breaks(car, monkeypatch)))
    assert car.now_s() == pytest.approx(RETRY_AFTER_S, abs=2.0)
    assert car.state is not None
    (name,) = names
    assert "ZeroDivisionError" in car.state.health.faults[name]
    assert FAULT in car.state.health.faults
    if name != "task console":
        assert WHY in " ".join(car.terminal.shown.split())
    else:
        assert 10 < car.terminal.openings < 100  # tried again, and not all the time


def test_the_service_manager_is_told_what_is_regulated_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = stay(tmp_path, monkeypatch)
    assert car.state is not None
    assert regulating((), None) == "starting"
    quiet = State(step=car.state.step, health=Health(), others={})
    told = regulating(("compressor", "fan.food", "blower", "purifier"), quiet)
    assert told == f"regulating: fridge, cabin climate, air purifier; 1 alarm: {ALARM}, no fault"
    two = State(step=car.state.step, health=Health(faults={"mqtt": "...", "console": "..."}), others={})
    assert regulating((), two) == f"measuring: no output is fitted; 1 alarm: {ALARM}, 2 faults: mqtt, console"
    assert status_line.safe("safe mode: x", wait_s=3_590.0) == "safe mode: x (next try in 60 min)"


def test_every_output_that_can_be_fitted_belongs_to_an_appliance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = stay(tmp_path, monkeypatch)
    told = regulating(output_names(car.config.settings), car.state)
    assert told.startswith("regulating: fridge, cabin climate, air purifier, alarms, supply; ")


def test_a_request_is_refused_by_an_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[RequestRefused] = []

    def listen(car: Car) -> None:
        publish = car.safe.store.publish

        def tell(state: State) -> None:
            received.extend(event for event in state.step.events if isinstance(event, RequestRefused))
            publish(state)

        monkeypatch.setattr(car.safe.store, "publish", tell)
        car.safe.store.submit(SetPointRequest("7", "mqtt", "food", 3.0))

    stay(tmp_path, monkeypatch, listen)
    assert [(event.request_id, event.origin) for event in received] == [("7", "mqtt"), ("console-1", "console")]
