from dataclasses import replace

from firmware.control.state_store import State
from firmware.points import table
from firmware.uplink.state_publisher import States
from firmware.uplink.topics import Topics
from tests.firmware.uplink.uplink_car import INPUTS, POINTS, ROOT, SETTINGS, Car

HEARTBEAT_S = 30.0
TOPICS = Topics("homeward", "homeassistant", "a1b2c3")
AIR = f"{ROOT}/cabin/air_c"
STILL = tuple(
    point for point in POINTS if not point.sources or point.measured or point.key.endswith(("mode", "point_c"))
)
"""Without what the controller drives: nothing of these changes by itself."""


class Published:
    """States in front of a car."""

    def __init__(self) -> None:
        self.car = Car()
        self.states = States(STILL, TOPICS, heartbeat_s=HEARTBEAT_S)

    def at(self, now_s: float, **values: float | None) -> dict[str, str]:
        self.car.values |= {name.replace("__", "."): value for name, value in values.items()}
        return self.of(self.car.tick(now_s))

    def of(self, state: State) -> dict[str, str]:
        messages = list(self.states.due(state))
        assert all(message.retain for message in messages)
        return {message.topic: message.payload for message in messages}


def test_the_first_time_everything_is_published() -> None:
    published = Published().at(0.0)
    assert {f"{ROOT}/{point.key.replace('.', '/')}" for point in STILL} <= set(published)
    assert published[AIR] == "8.0"
    assert {
        f"{ROOT}/{device}/status": "online" for device in ("fridge", "cabin", "vehicle")
    }.items() <= published.items()


def test_what_does_not_change_is_published_again_with_the_heartbeat_only() -> None:
    published = Published()
    published.at(0.0)
    assert published.at(HEARTBEAT_S - 0.5) == {}
    assert AIR in published.at(HEARTBEAT_S)
    assert published.at(2 * HEARTBEAT_S - 0.5) == {}


def test_a_change_within_the_dead_band_waits_for_the_heartbeat() -> None:
    published = Published()
    published.at(0.0)
    assert AIR not in published.at(20.0, cabin__air_c=8.06)
    assert published.at(HEARTBEAT_S)[AIR] == "8.1"


def test_a_fast_change_waits_until_the_last_one_is_old_enough_and_is_not_forgotten() -> None:
    published = Published()
    published.at(0.0)
    assert AIR not in published.at(1.0, cabin__air_c=9.0)
    assert AIR not in published.at(9.5, cabin__air_c=10.0)
    assert published.at(10.0)[AIR] == "10.0"


def test_a_value_that_goes_and_comes_is_published_at_once() -> None:
    published = Published()
    published.at(0.0)
    assert published.at(0.5, cabin__air_c=None)[AIR] == "None"
    assert published.at(1.0) == {}
    assert published.at(1.5, cabin__air_c=8.0)[AIR] == "8.0"


def test_a_switch_is_published_at_once() -> None:
    published = Published()
    published.at(0.0, vehicle__driver_door_open=0.0)
    assert published.at(0.5, vehicle__driver_door_open=1.0) == {f"{ROOT}/vehicle/driver_door_open": "ON"}


def test_a_unit_is_offline_only_when_none_of_its_sensors_gives_a_value() -> None:
    published = Published()
    published.at(0.0)
    nothing: dict[str, float | None] = {
        name.replace(".", "__"): None
        for name in INPUTS
        if name.startswith("vehicle.") and name != "vehicle.driver_door_open"
    }
    assert f"{ROOT}/vehicle/status" not in published.at(1.0, **nothing)
    assert published.at(2.0, vehicle__driver_door_open=None)[f"{ROOT}/vehicle/status"] == "offline"
    assert published.at(3.0, vehicle__speed_kph=0.0)[f"{ROOT}/vehicle/status"] == "online"


def test_a_unit_without_a_sensor_says_nothing_of_itself() -> None:
    states = States(table(SETTINGS, frozenset({"heater"})), TOPICS, heartbeat_s=HEARTBEAT_S)
    assert not [message.topic for message in states.due(Car().tick(0.0)) if message.topic.endswith("/status")]


def test_a_fault_is_reported_with_its_line_and_once() -> None:
    published, topic = Published(), f"{ROOT}/hub/faults"
    assert published.at(0.0)[f"{topic}/notes"] == "{}"
    published.car.faults["record"] = "record: the disk is full: free some space"
    assert published.at(1.0) == {
        topic: "1",
        f"{topic}/notes": '{"record": "record: the disk is full: free some space"}',
    }
    assert published.at(2.0) == {}


def test_what_holds_is_published_again_when_somebody_asked_in_vain() -> None:
    published = Published()
    published.at(0.0)
    published.states.again("fridge.food")
    again = set(published.at(0.5))
    assert {f"{ROOT}/fridge/food/set_point_c", f"{ROOT}/fridge/food/mode"} <= again
    assert all(topic.startswith(f"{ROOT}/fridge/food/") for topic in again)


def test_after_forgetting_everything_is_published_again() -> None:
    published = Published()
    first = published.at(0.0)
    published.states.forget()
    assert set(published.at(0.5)) == set(first)


def test_the_broker_does_not_keep_what_it_must_not() -> None:
    fleeting = replace(next(point for point in STILL if point.key == "cabin.air_c"), retained=False)
    states = States((fleeting,), TOPICS, heartbeat_s=HEARTBEAT_S)
    sent = {message.topic: message.retain for message in states.due(Car().tick(0.0))}
    assert sent == {AIR: False, f"{ROOT}/cabin/status": True}
    assert list(states.topics) == [f"{ROOT}/cabin/status"]
