from pathlib import Path

import pytest

from firmware.config import MqttConfig
from firmware.uplink.connection_errors import (
    ClosedEarly,
    NoAnswer,
    VersionRefused,
    WillRefused,
    lost,
    not_opened,
    password,
)
from firmware.uplink.port import LinkLost, TakenOver

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
        (Refusal(136), LinkLost, "the broker refuses the connection: the broker is not available: it is tried again"),
        (
            Refusal(151),
            LinkLost,
            "the broker refuses the connection: quota exceeded: raise the broker's quota for this user",
        ),
        (
            Refusal(154),
            WillRefused,
            "the broker refuses the connection: it keeps no retained messages: allow retained messages in the broker",
        ),
        (Refusal(200), LinkLost, "the broker refuses the connection: reason code 200: see the broker's log"),
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
        (Refusal(142), "Session taken over: give each controller an identity of its own"),
        (Refusal(151), "quota exceeded: raise the broker's quota for this user"),
        (Refusal(128), "closed from the other side"),
        (Exception("whatever"), "closed from the other side"),
        (Exception("Operation timed out"), "the broker answers no more"),
    ],
)
def test_a_connection_that_ends_says_why_as_far_as_the_broker_did(error: Exception, why: str) -> None:
    assert str(lost(CONFIG, error)) == f"mqtt hub.local:1883: connection lost: {why}; trying again"


def test_only_a_session_that_was_taken_over_is_one() -> None:
    assert [type(lost(CONFIG, Refusal(code))) for code in (142, 151, 128)] == [TakenOver, LinkLost, ClosedEarly]


@pytest.mark.parametrize("code", [156, 157])
def test_a_broker_that_has_moved_is_reported_with_its_new_place_and_no_more_of_what_it_says(code: int) -> None:
    opening = str(not_opened(CONFIG, Refusal(code), "new.local:1883\n" + "x" * 10_000))
    ending = str(lost(CONFIG, Refusal(code), moved_to="new.local:1883"))
    assert r"('new.local:1883\nxxx" in opening
    assert "set mqtt.host" in opening
    assert len(opening) < 220
    assert "('new.local:1883')" in ending


@pytest.mark.parametrize("text", [b"a\0b", b"one\ntwo", b"x" * 70_000])
def test_a_password_that_is_not_one_line_is_refused(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "password"
    file.write_bytes(text)
    with pytest.raises(LinkLost, match="is not one line of text: write only the password to it"):
        password(CONFIG.model_copy(update={"password_file": file}))


def test_an_empty_password_file_and_a_folder_are_reported_and_ends_of_lines_are_none_of_the_password(
    tmp_path: Path,
) -> None:
    file = tmp_path / "password"
    config = CONFIG.model_copy(update={"password_file": file})
    for content, line in ((b"", "is empty: write the password to it"), (b"\r\n", "is empty: write the password to it")):
        file.write_bytes(content)
        with pytest.raises(LinkLost, match=rf"^mqtt\.password_file .*/password: {line}$"):
            password(config)
    for content in (b"secret", b"secret\n", b"secret\r\n", b"\xef\xbb\xbfsecret\n"):
        file.write_bytes(content)
        assert password(config) == "secret"
    with pytest.raises(LinkLost, match=r": is a folder: name the file in it that holds the password$"):
        password(CONFIG.model_copy(update={"password_file": tmp_path}))
