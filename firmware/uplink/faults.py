"""Why there is no connection, as one line that says what, where, and what would be right. Pure."""

from typing import Any

from firmware.config import MqttConfig
from firmware.uplink.talk import LinkLost

# Reason codes of MQTT 5; the library translates those of 3.1.1.
REFUSED = 128
"""From here on they are failures; this one is also the library's own for what has no reason."""
VERSION_REFUSED = 132
USER_REFUSED = (134, 135)

_LIBRARY_SAYS_NO_ANSWER = "Operation timed out"


class VersionRefused(LinkLost):
    """The broker does not speak this version of MQTT."""


class NoAnswer(LinkLost):
    """The broker was reached and says nothing; some do so when they do not know the version."""


def where(config: MqttConfig) -> str:
    """The broker, as faults name it."""
    return f"mqtt {config.host}:{config.port}"


def number(reason: Any) -> int:
    """Reason codes are numbers, or have one."""
    return int(getattr(reason, "value", reason))


def not_opened(config: MqttConfig, error: Exception) -> LinkLost:
    """Why the library did not connect."""
    reason = getattr(error, "rc", None)
    if reason is not None:
        return _refused(config, number(reason), str(reason))
    if str(error) == _LIBRARY_SAYS_NO_ANSWER:
        advice = "see that mqtt.port is that of an MQTT broker"
        return NoAnswer(f"{where(config)}: no answer within {config.timeout_s:g} s: {advice}")
    advice = "see that the broker runs there, or correct mqtt.host and mqtt.port"
    return LinkLost(f"{where(config)}: no connection: {error}: {advice}")


def lost(config: MqttConfig, error: Exception) -> LinkLost:
    """Why the connection is no more, as far as the broker said so."""
    reason = getattr(error.__cause__ or error, "rc", None) or 0
    text = str(reason) if number(reason) > REFUSED else "closed from the other side"
    if str(error) == _LIBRARY_SAYS_NO_ANSWER:
        text = "the broker answers no more"
    return LinkLost(f"{where(config)}: connection lost: {text}; trying again")


def password(config: MqttConfig) -> str | None:
    """The text of the password file, read anew for each attempt; raises LinkLost where it cannot be read."""
    file = config.password_file
    try:
        return None if file is None else file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        advice = "write the password to it, readable for this service"
        raise LinkLost(f"mqtt.password_file {file}: cannot be read: {error.strerror}: {advice}") from error
    except UnicodeDecodeError as error:
        raise LinkLost(f"mqtt.password_file {file}: is not UTF-8 text: write only the password to it") from error


def _refused(config: MqttConfig, code: int, text: str) -> LinkLost:
    """The broker said why."""
    if code == VERSION_REFUSED:
        return VersionRefused(f'{where(config)}: the broker refuses this version of MQTT: set mqtt.protocol = "auto"')
    if code in USER_REFUSED:
        return LinkLost(f"{where(config)}: the broker refuses {_user(config)}")
    return LinkLost(f"{where(config)}: the broker refuses the connection: {text}")


def _user(config: MqttConfig) -> str:
    user, file = config.username, config.password_file
    if user is None:
        return "a client without a name: set mqtt.username and mqtt.password_file"
    if file is None:
        return f"the user {user!r} without a password: set mqtt.password_file"
    return f"the user {user!r} or the password: correct mqtt.username or the text of {file}"
