import json
import re
from dataclasses import replace
from typing import Any

import pytest

from firmware.requests.parsing import SET_FIELDS
from firmware.requests.trip_orders import FIELD as TRIP
from firmware.uplink.discovery import Discovery, Installation
from firmware.uplink.topics import Identity, Topics
from tests.firmware.uplink.uplink_car import INSTALLATION, POINTS, ROOT

# What Home Assistant 2024.3 takes; one key more there and it refuses the entity.
DEVICE_KEYS = {"identifiers", "name", "manufacturer", "model", "sw_version", "via_device"}
ORIGIN_KEYS = {"name", "sw_version"}
COMPONENTS = {"sensor", "binary_sensor", "switch", "text", "climate", "event"}


def announced(installation: Installation = INSTALLATION) -> dict[str, dict[str, Any]]:
    topics = Topics("homeward", "homeassistant", installation.identity.device_id)
    made = Discovery(installation, topics, heartbeat_s=30.0).announcements()
    assert len({one.topic for one in made}) == len(made)
    return {one.topic: json.loads(one.payload) for one in made}


ENTITIES = announced()


def entity(component: str, key: str) -> dict[str, Any]:
    return ENTITIES[f"homeassistant/{component}/a1b2c3/{key}/config"]


def test_topics_have_only_what_the_hub_allows() -> None:
    for topic in ENTITIES:
        assert re.fullmatch(rf"homeassistant/({'|'.join(COMPONENTS)})/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config", topic)


def test_strange_names_and_ids_make_no_illegal_topics_or_ids() -> None:
    strange = replace(INSTALLATION, identity=Identity("a/b #+ü", "Müllers Bus #1", "1"))
    for topic, payload in announced(strange).items():
        assert re.fullmatch(r"[a-z]+/[a-z_]+/[a-zA-Z0-9_-]+/[a-zA-Z0-9_-]+/config", topic)
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9_-]+", payload["default_entity_id"])


def test_unique_ids_are_unique_and_the_same_for_ever() -> None:
    ids = [payload["unique_id"] for payload in ENTITIES.values()]
    assert len(set(ids)) == len(ids)
    assert {
        "a1b2c3_fridge_food",
        "a1b2c3_fridge_food_air_c",
        "a1b2c3_fridge_medicine_contents_c",
        "a1b2c3_fridge_food_too_warm",
        "a1b2c3_cabin",
        "a1b2c3_cabin_co2_ppm",
        "a1b2c3_vehicle_speed_kph",
        "a1b2c3_supply_voltage_v",
        "a1b2c3_hub_alarm",
        "a1b2c3_hub_alarm_event",
    } <= set(ids)


def test_ids_do_not_depend_on_the_name() -> None:
    renamed = announced(replace(INSTALLATION, identity=replace(INSTALLATION.identity, name="Other")))
    assert {topic: payload["unique_id"] for topic, payload in renamed.items()} == {
        topic: payload["unique_id"] for topic, payload in ENTITIES.items()
    }


def test_every_point_is_one_entity_or_one_topic_of_a_climate() -> None:
    state_topics = [payload["state_topic"] for payload in ENTITIES.values() if "state_topic" in payload]
    climate_topics = [topic for payload in ENTITIES.values() for key, topic in payload.items() if key in CLIMATE_STATES]
    for point in POINTS:
        topic = f"{ROOT}/{point.key.replace('.', '/')}"
        assert (climate_topics if point.kind.component == "climate" else state_topics).count(topic) == 1


CLIMATE_STATES = {"mode_state_topic", "temperature_state_topic", "preset_mode_state_topic", "action_topic"}


def test_every_device_and_origin_has_only_keys_that_all_versions_take() -> None:
    for payload in ENTITIES.values():
        assert set(payload["device"]) <= DEVICE_KEYS
        assert set(payload["origin"]) == ORIGIN_KEYS
        assert payload["device"]["sw_version"] == payload["origin"]["sw_version"] == "1.2.3"


def test_the_hub_comes_first_and_all_other_devices_hang_on_it() -> None:
    devices = [payload["device"] for payload in ENTITIES.values()]
    hub = [device["identifiers"] == ["a1b2c3"] for device in devices]
    assert hub == sorted(hub, reverse=True)
    assert {device["name"]: device.get("via_device") for device in devices} == {
        "Homeward": None,
        "Fridge": "a1b2c3",
        "Cabin": "a1b2c3",
        "Vehicle": "a1b2c3",
    }


def test_every_entity_is_unavailable_without_the_controller_and_measurements_without_their_unit() -> None:
    bridge, fridge = {"topic": f"{ROOT}/status"}, {"topic": f"{ROOT}/fridge/status"}
    assert all(payload["availability"][0] == bridge for payload in ENTITIES.values())
    assert all(payload["availability_mode"] == "all" for payload in ENTITIES.values())
    assert entity("sensor", "fridge_food_air_c")["availability"] == [bridge, fridge]
    for component, key in (("climate", "fridge_food"), ("binary_sensor", "fridge_food_sensor_lost")):
        assert entity(component, key)["availability"] == [bridge]


def test_measurements_expire_and_what_the_controller_knows_does_not() -> None:
    assert entity("sensor", "cabin_air_c")["expire_after"] == 90
    assert entity("binary_sensor", "vehicle_driver_door_open")["expire_after"] == 90
    assert "expire_after" not in entity("binary_sensor", "fridge_compressor_on")


def test_entity_ids_are_given_for_older_and_newer_hubs() -> None:
    for topic, payload in ENTITIES.items():
        assert payload["default_entity_id"] == f"{topic.split('/')[1]}.{payload['object_id']}"
        assert payload["object_id"].startswith("homeward_")


def test_names_do_not_repeat_the_device_and_the_main_entity_has_none() -> None:
    assert entity("climate", "cabin")["name"] is None
    named = [(payload["name"], payload["device"]["name"]) for payload in ENTITIES.values() if payload["name"]]
    assert not [name for name, device in named if name.lower().startswith(device.lower())]
    assert entity("climate", "fridge_food")["name"] == "Food"


def test_a_climate_has_all_that_the_hub_needs_to_show_and_to_set_it() -> None:
    assert {key: entity("climate", "fridge_food")[key] for key in FOOD} == FOOD
    assert entity("climate", "cabin")["modes"] == ["off", "auto", "heat", "cool", "fan_only"]
    assert entity("climate", "cabin")["preset_modes"] == ["defog", "pet", "rest"]  # the hub adds none by itself


FOOD = {
    "modes": ["off", "cool"],
    "preset_modes": ["boost"],
    "preset_mode_state_topic": f"{ROOT}/fridge/food/preset",
    "preset_mode_command_topic": f"{ROOT}/set/food/preset",
    "mode_state_topic": f"{ROOT}/fridge/food/mode",
    "mode_command_topic": f"{ROOT}/set/food/mode",
    "temperature_state_topic": f"{ROOT}/fridge/food/set_point_c",
    "temperature_command_topic": f"{ROOT}/set/food/set_point",
    "current_temperature_topic": f"{ROOT}/fridge/food/air_c",
    "action_topic": f"{ROOT}/fridge/food/action",
    "min_temp": 1.0,
    "max_temp": 15.0,
    "temp_step": 0.5,
    "temperature_unit": "C",
}


def test_a_climate_without_a_thermometer_has_no_current_temperature() -> None:
    points = tuple(point for point in POINTS if point.key != "cabin.air_c")
    blind = announced(replace(INSTALLATION, points=points))["homeassistant/climate/a1b2c3/cabin/config"]
    assert "current_temperature_topic" not in blind


def test_nothing_is_retained_by_the_hub_nor_believed_by_it_without_an_answer() -> None:
    for payload in ENTITIES.values():
        assert not {"retain", "optimistic"} & set(payload)
        assert payload["qos"] == 1


@pytest.mark.parametrize(
    ("key", "device_class", "unit"),
    [
        ("fridge_food_air_c", "temperature", "°C"),
        ("cabin_humidity_pct", "humidity", "%"),
        ("cabin_co2_ppm", "carbon_dioxide", "ppm"),
        ("supply_voltage_v", "voltage", "V"),
        ("supply_current_a", "current", "A"),
        ("vehicle_speed_kph", "speed", "km/h"),
        ("vehicle_engine_rpm", None, "rpm"),
    ],
)
def test_units_are_those_of_the_hub(key: str, device_class: str | None, unit: str) -> None:
    payload = entity("sensor", key)
    assert (payload.get("device_class"), payload["unit_of_measurement"]) == (device_class, unit)
    assert payload["state_class"] == "measurement"


def test_only_measurements_and_counts_have_a_state_class() -> None:
    for topic, payload in ENTITIES.items():
        is_number = topic.startswith("homeassistant/sensor/") and "options" not in payload
        assert ("state_class" in payload) == is_number


def test_a_choice_tells_all_its_words_and_has_no_unit() -> None:
    payload = entity("sensor", "supply_carries")
    assert payload["device_class"] == "enum"
    assert {"all", "all but comfort", "fridge only", "medicine only", "nothing"} < set(payload["options"])
    for other in ENTITIES.values():
        assert ("options" in other) == (other.get("device_class") == "enum")
        assert not ("options" in other and "unit_of_measurement" in other)


def test_quiet_is_a_switch_that_shows_what_holds() -> None:
    payload = entity("switch", "car_quiet")
    assert (payload["state_topic"], payload["command_topic"]) == (f"{ROOT}/car/quiet", f"{ROOT}/set/car/quiet")
    assert payload["device"]["identifiers"] == ["a1b2c3"]


def test_a_departure_is_a_text_that_takes_a_time_of_day_or_nothing() -> None:
    payload = entity("text", "cabin_departure")
    assert payload["state_topic"] == f"{ROOT}/cabin/departure"
    assert payload["command_topic"] == f"{ROOT}/set/cabin/departure"
    assert (payload["min"], payload["max"]) == (0, 5)
    taken = re.compile(payload["pattern"])
    assert all(taken.fullmatch(text) for text in ("7:30", "07:30", "23:59", "off", ""))
    assert not any(taken.fullmatch(text) for text in ("7", "24:00", "7:60", "07:30:00", "None"))


def test_everything_that_the_hub_can_ask_for_is_understood() -> None:
    topics = Topics("homeward", "homeassistant", "a1b2c3")
    for payload in ENTITIES.values():
        for topic in (value for key, value in payload.items() if key.endswith("command_topic")):
            assert topics.command_of(topic)[1] in (*SET_FIELDS, TRIP)


def test_faults_and_missed_cycles_are_diagnostic() -> None:
    diagnostic = {payload["unique_id"] for payload in ENTITIES.values() if payload.get("entity_category")}
    assert diagnostic == {"a1b2c3_hub_faults", "a1b2c3_hub_overruns", "a1b2c3_hub_restarts"}


def test_what_explains_a_value_has_a_topic_of_its_own() -> None:
    assert entity("sensor", "hub_faults")["json_attributes_topic"] == f"{ROOT}/hub/faults/notes"


def test_alarms_are_published_as_events() -> None:
    payload = entity("event", "hub_alarm_event")
    assert (payload["state_topic"], payload["event_types"]) == (f"{ROOT}/events", ["raised", "cleared"])
