from firmware.config import MqttConfig
from hil.rig.hub_client import Hub
from hil.rig.place import Broker


def hub() -> Hub:
    return Hub(Broker("127.0.0.1", 1_883, embedded=True), MqttConfig(host="127.0.0.1", base_topic="home/cars"))


def test_values_are_those_of_the_car_that_spoke_last_by_point() -> None:
    received = hub()
    received.take("home/cars/old/cabin/air_c", b"3", kept=True)
    received.take("home/cars/a1/status", b"online", kept=False)
    received.take("home/cars/a1/fridge/food/air_c", b"4.1", kept=False)
    assert received.values == {"status": "online", "fridge.food.air_c": "4.1"}
    assert received.availability == "online"


def test_retained_messages_are_known_and_not_counted() -> None:
    received = hub()
    received.take("home/cars/a1/status", b"offline", kept=True)
    assert received.messages == 0
    assert received.availability == ""
    received.take("homeassistant/sensor/a1/x/config", b"{}", kept=False)
    assert received.messages == 1
    assert received.values == {}


def test_a_payload_that_is_no_text_is_shown_as_far_as_it_can_be() -> None:
    received = hub()
    received.take("home/cars/a1/cabin/air_c", b"\xff4", kept=False)
    received.take("home/cars/a1/cabin/mode", None, kept=False)
    assert received.values == {"cabin.air_c": "�4", "cabin.mode": ""}
