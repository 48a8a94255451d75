"""What changes nothing leaves no row, what comes in floods is summed, and neither wears the card out."""

import asyncio
import json

import pytest

from controller import (
    AlarmRaised,
    AutotuneRequest,
    Request,
    RequestAccepted,
    RequestRefused,
    SetPointRequest,
    Snapshot,
    initial,
    step,
)
from firmware.control.state_store import Health, State, Store
from firmware.record import Record
from firmware.record.keys import TARGETS
from firmware.record.rate_limits import OTHER_ROWS_PER_WINDOW, WINDOW_S, Floods, Pace, Sum
from tests.firmware.record.record_place import POINTS, SETTINGS, Place

ACCEPTED, REFUSED = RequestAccepted.__name__, RequestRefused.__name__


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("run") / "record.db")


class Car:
    """A cycle that is asked things, recorded as in the daemon; `commits` counts the transactions."""

    def __init__(self, record: Record) -> None:
        self.record, self.store, self.memory, self.commits = record, Store(), initial(SETTINGS, now_s=0.0), 0
        self.task = asyncio.create_task(record.run(self.store.subscribe(), POINTS, SETTINGS))
        write = record._file.write

        def counted(batch):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  # stands in for a method
            self.commits += bool(batch)
            return write(batch)

        record._file.write = counted  # type: ignore[method-assign]

    async def tick(self, *requests: Request) -> None:
        await asyncio.sleep(0.5)
        now_s = asyncio.get_running_loop().time()
        result = step(self.memory, Snapshot(requests=requests), SETTINGS, now_s=now_s)
        self.memory = result.memory
        self.store.publish(State(step=result, health=Health()))

    async def stop(self) -> None:
        await asyncio.sleep(0.5)
        self.task.cancel()


def food(set_point_c: float) -> SetPointRequest:
    return SetPointRequest("1", "mqtt", "food", set_point_c)


def kinds(place: Place) -> list[str]:
    return [kind for kind, _ in place.events()]


def test_what_holds_already_leaves_no_row_however_often_it_is_asked(place: Place) -> None:
    async def scene(record: Record) -> int:
        car = Car(record)
        await car.tick(food(3.0))
        for _ in range(240):
            await car.tick(*[food(3.0)] * 32)
        await car.stop()
        return car.commits

    commits = place.use(scene)
    assert kinds(place) == [ACCEPTED]
    assert commits <= 5


def test_each_change_is_a_row_and_is_persisted(place: Place) -> None:
    async def scene(record: Record) -> float:
        car = Car(record)
        for set_point_c in (3.0, 3.0, 5.0):
            await car.tick(food(set_point_c))
        await car.stop()
        persisted = await record.persisted(TARGETS)
        return float(persisted["compartments"]["food"]["set_point_c"])

    assert place.use(scene) == 5.0
    assert [text for _, text in place.events()] == ["accepted from mqtt: food 3 °C", "accepted from mqtt: food 5 °C"]


def test_what_begins_something_is_a_row_though_no_target_changes(place: Place) -> None:
    async def scene(record: Record) -> None:
        car = Car(record)
        await car.tick()
        await car.tick(AutotuneRequest("1", "mqtt", "cabin"))
        await car.stop()

    place.use(scene)
    assert kinds(place)[0] == ACCEPTED


def test_a_flood_of_changes_is_summed_and_written_at_a_pace(place: Place) -> None:
    """64 commands a second for ten minutes, each of which changes the set-point: about a gigabyte a day before."""

    async def scene(record: Record) -> int:
        car = Car(record)
        for number in range(1_200):
            await car.tick(*(food(3.0 + (number + each) % 2) for each in range(32 + 1)))
        await car.stop()
        return car.commits

    commits = place.use(scene)
    assert len(place.events()) <= 11 * 11
    summed = [json.loads(data) for (data,) in place.select("SELECT data FROM events WHERE kind = 'EventsSummed'")]
    assert sum(each[ACCEPTED] for each in summed) + kinds(place).count(ACCEPTED) == 1_200 * 33
    assert commits <= 20 + 600 / 30 + 11
    assert place.use(lambda record: record.persisted(TARGETS))["compartments"]["food"]["set_point_c"] == 4.0


def test_refusals_are_summed_with_their_number(place: Place) -> None:
    async def scene(record: Record) -> None:
        car = Car(record)
        for _ in range(4):
            await car.tick(*(SetPointRequest("1", "mqtt", f"no {n}", 4.0) for n in range(32)))
        await car.stop()

    place.use(scene)
    assert kinds(place) == [REFUSED] * 10 + ["EventsSummed"]
    assert place.events()[-1][1] == f"118 more {REFUSED} within a minute"


def test_an_alarm_does_not_wait_for_the_pace(place: Place) -> None:
    async def scene(record: Record) -> int:
        car = Car(record)
        for number in range(120):
            await car.tick(food(3.0 + number % 2))
        record.add_event(AlarmRaised(60.0, "fridge.food.too_warm", "close the lid"))
        await car.tick()
        found = place.select("SELECT count(*) FROM events WHERE kind = 'AlarmRaised'")[0][0]
        await car.stop()
        return int(found)

    assert place.use(scene) == 1


def test_a_window_begins_anew_each_minute_and_kinds_do_not_count_together() -> None:
    floods = Floods()
    assert [floods.is_row(ACCEPTED) for _ in range(12)] == [True] * 10 + [False] * 2
    assert [floods.is_row(REFUSED) for _ in range(11)] == [True] * 10 + [False]
    assert all(floods.is_row("ReadingLost") for _ in range(OTHER_ROWS_PER_WINDOW))
    assert not floods.is_row("ReadingLost")
    assert floods.sums(WINDOW_S - 0.5) == ()
    assert floods.sums(WINDOW_S) == (Sum(ACCEPTED, 2), Sum(REFUSED, 1), Sum("ReadingLost", 1))
    assert floods.is_row(ACCEPTED)
    assert floods.rest(WINDOW_S + 1.0) == ()
    assert floods.sums(2 * WINDOW_S + 0.5) == ()


def test_a_pace_lets_a_burst_pass_and_then_one_at_a_time() -> None:
    pace = Pace(3, 30.0)
    assert [pace.wait_s(100.0) for _ in range(3)] == [0.0] * 3
    assert pace.wait_s(100.0) == 30.0
    assert pace.wait_s(130.0) == 30.0
    assert pace.wait_s(145.0) == 30.0
    assert pace.wait_s(1_000.0) == 0.0
    assert [pace.wait_s(1_000.0) for _ in range(3)] == [0.0, 0.0, 30.0]
