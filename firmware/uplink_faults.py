"""Why there is no connection, as one line that says what, where, and what would be right. Pure."""

from firmware.config import MqttConfig
from firmware.uplink_talk import LinkLost

# Reason codes of CONNACK in MQTT 5; those of 3.1.1 are translated.
VERSION_REFUSED = 132
USER_REFUSED = (134, 135)


class VersionRefused(LinkLost):
    """The broker does not speak this version of MQTT."""


class NoAnswer(LinkLost):
    """The broker was reached and says nothing; some do so when they do not know the version."""


def where(config: MqttConfig) -> str:
    """The broker, as faults name it."""
    return f"mqtt {config.host}:{config.port}"


def refused(config: MqttConfig, code: int, text: str) -> LinkLost:
    """The broker answered with the reason `code`, which is called `text`."""
    if code == VERSION_REFUSED:
        return VersionRefused(f'{where(config)}: the broker refuses this version of MQTT: set mqtt.protocol = "auto"')
    if code in USER_REFUSED:
        return LinkLost(f"{where(config)}: the broker refuses {_user(config)}")
    return LinkLost(f"{where(config)}: the broker refuses the connection: {text}")


def unreachable(config: MqttConfig, text: str) -> LinkLost:
    """There is no connection at all."""
    advice = "see that the broker runs there, or correct mqtt.host and mqtt.port"
    return LinkLost(f"{where(config)}: no connection: {text}: {advice}")


def silent(config: MqttConfig) -> NoAnswer:
    """Something is there, but does not speak MQTT."""
    advice = "see that mqtt.port is that of an MQTT broker"
    return NoAnswer(f"{where(config)}: no answer within {config.timeout_s:g} s: {advice}")


def lost(config: MqttConfig, text: str) -> LinkLost:
    """The connection was there and is no more."""
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


def _user(config: MqttConfig) -> str:
    user, file = config.username, config.password_file
    if user is None:
        return "a client without a name: set mqtt.username and mqtt.password_file"
    if file is None:
        return f"the user {user!r} without a password: set mqtt.password_file"
    return f"the user {user!r} or the password: correct mqtt.username or the text of {file}"
