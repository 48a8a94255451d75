import pytest

from firmware.config import MqttConfig
from firmware.uplink.faults import NoAnswer, VersionRefused, lost, not_opened
from firmware.uplink.talk import LinkLost

CONFIG = MqttConfig(host="hub.local", username="car")


class Refusal(Exception):
    """As the library raises it."""

    def __init__(self, rc: int) -> None:
        self.rc = rc


@pytest.mark.parametrize(
    ("error", "kind", "line"),
    [
        (Refusal(132), VersionRefused, 'the broker refuses this version of MQTT: set mqtt.protocol = "auto"'),
        (Refusal(134), LinkLost, "the broker refuses the user 'car' without a password: set mqtt.password_file"),
        (Refusal(136), LinkLost, "the broker refuses the connection: 136"),
        (
            Exception("Operation timed out"),
            NoAnswer,
            "no answer within 10 s: see that mqtt.port is that of an MQTT broker",
        ),
        (
            Exception("timed out"),
            LinkLost,
            "no connection: timed out: see that the broker runs there, or correct mqtt.host and mqtt.port",
        ),
    ],
)
def test_a_connection_that_does_not_come_about_is_one_line_that_says_where_and_what_would_be_right(
    error: Exception, kind: type[LinkLost], line: str
) -> None:
    found = not_opened(CONFIG, error)
    assert (type(found), str(found)) == (kind, f"mqtt hub.local:1883: {line}")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Refusal(142), "142"),
        (Refusal(128), "closed from the other side"),
        (Exception("whatever"), "closed from the other side"),
        (Exception("Operation timed out"), "the broker answers no more"),
    ],
)
def test_a_connection_that_ends_says_why_as_far_as_the_broker_did(error: Exception, why: str) -> None:
    assert str(lost(CONFIG, error)) == f"mqtt hub.local:1883: connection lost: {why}; trying again"
