"""Trips through the whole service: ordered by a file, judged, told, and read again from its record."""

import asyncio
import json
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.coldchain.trip_reader import assessment_of, trip_in, trips_in
from firmware.coldchain.trips import Trip
from firmware.errors import FirmwareError
from firmware.requests.order_spool import FOLDER
from firmware.requests.trip_orders import StartTrip, StopTrip, TripOrder, to_json
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.plants import demo_car
from hil.rig.demo_config import demo_config
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig
from hil.rig.virtual_time import run

BEGIN_WALL_S = 1_790_000_000.0
CLOSED_PORT = 9


async def journey(state: Path) -> list[str]:
    """Let the service run for half an hour, with a trip of twenty minutes; return its answers."""
    place = Place(Broker("127.0.0.1", CLOSED_PORT, embedded=False), str(state / "no-tty"), state, None)
    config, loop = demo_config(place), asyncio.get_running_loop()
    rig = Rig(demo_car(seed=1), config, loop.time, seed=1)
    clock = Clock(monotonic_s=loop.time, wall_s=lambda: BEGIN_WALL_S + loop.time(), boot_id="boot")
    tasks = [asyncio.create_task(rig.run())]
    tasks.append(asyncio.create_task(Daemon(config, rig.hardware(), clock).run()))
    await asyncio.sleep(300.0)
    answers = [await ordered(state, StartTrip(compartment="food", consignment="A-17", given_by="shop"))]
    await asyncio.sleep(1_200.0)
    answers.append(await ordered(state, StartTrip(compartment="food")))
    answers.append(await ordered(state, StopTrip(trip="T1", taken_by="Ann")))
    await asyncio.sleep(120.0)
    for task in reversed(tasks):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    return answers


async def ordered(state: Path, order: TripOrder) -> str:
    """Put an order into the folder, as the command line does, and take the answer."""
    name = state / FOLDER / order.__class__.__name__
    name.with_suffix(".order").write_text(json.dumps(to_json(order)), encoding="utf-8")
    await asyncio.sleep(3.0)
    answer = json.loads(name.with_suffix(".answer").read_text(encoding="utf-8"))
    return str(answer["text"])


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    state = tmp_path_factory.mktemp("state")
    return state / "record.db", run(journey(state), speed=None)


def the_trip(file: Path) -> Trip:
    (trip,) = trips_in(file)
    return trip


def test_orders_are_answered(record: tuple[Path, list[str]]) -> None:
    began, refused, ended = record[1]
    assert began.startswith("T1 (food, groceries_chilled) began: not proven to be ready: only")
    assert refused == "food: T1 (food, groceries_chilled) runs there: stop it first"
    assert ended.startswith("T1 (food, groceries_chilled) ended: ")


def test_the_record_knows_the_trip_with_its_sensors(record: tuple[Path, list[str]]) -> None:
    trip = the_trip(record[0])
    assert (trip.consignment, trip.given_by, trip.taken_by) == ("A-17", "shop", "Ann")
    assert trip.started_s == pytest.approx(BEGIN_WALL_S + 300.0, abs=3.0)
    assert "fridge.food.air_c" in {sensor.point for sensor in trip.sensors}


def test_the_record_is_assessed_as_the_service_did(record: tuple[Path, list[str]]) -> None:
    found = assessment_of(record[0], the_trip(record[0]))
    assert found.air.recorded_s == pytest.approx(1_200.0, abs=90.0)
    assert found.gaps == ()
    assert f"{found.verdict}: {found.why}" in record[1][-1]


def test_the_command_line_lists_and_shows_it(
    record: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "car.toml"
    config.write_text(f'[record]\nfile = "{record[0]}"\n', encoding="utf-8")
    assert main(["trip", "list", "--config", str(config)]) == 0
    assert "T1 (food, groceries_chilled): since 2026-" in capsys.readouterr().out
    assert main(["trip", "show", "A-17", "--config", str(config), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["trip"]["trip_id"] == "T1"
    assert shown["assessment"]["air"]["recorded_s"] > 0.0
    assert main(["trip", "show", "T9", "--config", str(config)]) == 1
    assert "trip 'T9': is not in" in capsys.readouterr().err
    assert main(["trip", "start", "--config", str(config)]) == 2
    assert "must name a compartment" in capsys.readouterr().err


def test_a_record_without_the_trip_says_which_there_are(record: tuple[Path, list[str]]) -> None:
    with pytest.raises(FirmwareError, match="there are: T1"):
        trip_in(record[0], "T2")
