"""Errors of the connection, as one line that says what, where, and what would be right. Pure but for the password."""

from firmware.config import MqttConfig
from firmware.config.password import PasswordError, read_password
from firmware.uplink.port import LinkLost, TakenOver
from firmware.uplink.reasons import (
    QOS_REFUSED,
    REFUSED,
    RETAIN_REFUSED,
    TAKEN_OVER,
    USER_REFUSED,
    VERSION_REFUSED,
    number,
    words,
)

_LIBRARY_SAYS_NO_ANSWER = "Operation timed out"


class VersionRefused(LinkLost):
    """The broker does not speak this version of MQTT."""


class NoAnswer(LinkLost):
    """The broker was reached and says nothing; some do so when they do not know the version."""


class WillRefused(LinkLost):
    """The broker does not take such a last will: it keeps no retained messages, or takes no QoS 1."""


class ClosedEarly(LinkLost):
    """The broker has closed the connection without giving a reason."""


def where(config: MqttConfig) -> str:
    """Name the broker, as faults do."""
    return f"mqtt {config.host}:{config.port}"


def not_opened(config: MqttConfig, error: Exception, moved_to: str = "") -> LinkLost:
    """Explain why the library did not connect; `moved_to` is another broker that this one named."""
    reason = getattr(error, "rc", None)
    if reason is not None:
        return _refused(config, number(reason), moved_to)
    if str(error) == _LIBRARY_SAYS_NO_ANSWER:
        advice = "see that mqtt.port is that of an MQTT broker"
        return NoAnswer(f"{where(config)}: no answer within {config.timeout_s:g} s: {advice}")
    advice = "see that the broker runs there, or correct mqtt.host and mqtt.port"
    return LinkLost(f"{where(config)}: no connection: {error}: {advice}")


def lost(config: MqttConfig, error: Exception, *, broken_rule: str = "", moved_to: str = "") -> LinkLost:
    """Explain why the connection ended, as far as is known.

    `broken_rule` is why this end has closed it, `moved_to` another broker that this one named.
    """
    code = number(getattr(error.__cause__ or error, "rc", None) or 0)
    begin = f"{where(config)}: connection lost: "
    if broken_rule:
        return LinkLost(f"{begin}{broken_rule}: see what publishes that; trying again")
    if str(error) == _LIBRARY_SAYS_NO_ANSWER:
        return LinkLost(f"{begin}the broker answers no more; trying again")
    if code <= REFUSED:
        return ClosedEarly(f"{begin}closed from the other side; trying again")
    kind = TakenOver if code == TAKEN_OVER else LinkLost
    return kind(f"{begin}{words(code, moved_to)}; trying again")


def password(config: MqttConfig) -> str | None:
    """Read the password file, anew for each attempt; raises LinkLost where it cannot be read."""
    file = config.password_file
    try:
        return None if file is None else read_password(file)
    except PasswordError as error:
        raise LinkLost(f"mqtt.password_file {error}") from error


def _refused(config: MqttConfig, code: int, moved_to: str) -> LinkLost:
    """Explain a refusal by its reason code."""
    if code == VERSION_REFUSED:
        return VersionRefused(f'{where(config)}: the broker refuses this version of MQTT: set mqtt.protocol = "auto"')
    if code in USER_REFUSED:
        return LinkLost(f"{where(config)}: the broker refuses {_user(config)}")
    kind = WillRefused if code in {RETAIN_REFUSED, QOS_REFUSED} else LinkLost
    return kind(f"{where(config)}: the broker refuses the connection: {words(code, moved_to)}")


def _user(config: MqttConfig) -> str:
    user, file = config.username, config.password_file
    if user is None:
        return "a client without a name: set mqtt.username and mqtt.password_file"
    if file is None:
        return f"the user {user!r} without a password: set mqtt.password_file"
    return f"the user {user!r} or the password: correct mqtt.username or the text of {file}"
