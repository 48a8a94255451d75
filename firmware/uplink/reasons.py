"""The reason codes by which a broker refuses something, each with what to do about it. Pure.

They are those of MQTT 5.0, section 2.4; the library translates those of MQTT 3.1.1.
"""

from typing import Any

REFUSED = 128
"""From here on they are failures; this one is also the library's own for what has no reason."""

VERSION_REFUSED, TAKEN_OVER, RETAIN_REFUSED, QOS_REFUSED = 132, 142, 154, 155
USER_REFUSED = (134, 135)
MOVED = (156, 157)

_WORDS = {
    129: ("malformed packet", "see the broker's log"),
    130: ("protocol error", "see the broker's log"),
    131: ("not accepted", "see the broker's log"),
    133: ("the client id is not accepted", "allow ids that begin with homeward-"),
    135: ("not authorised", "allow it in the broker's access list"),
    136: ("the broker is not available", "it is tried again"),
    137: ("the broker is busy", "it is tried again"),
    138: ("this client is banned", "lift the ban in the broker"),
    139: ("the broker shuts down", "it is tried again"),
    141: ("nothing was received from here in time", "see the network between here and the broker"),
    142: ("Session taken over", "give each controller an identity of its own"),
    143: ("the topic filter is not accepted", "allow it in the broker"),
    144: ("the topic is not accepted", "correct mqtt.base_topic and mqtt.discovery_prefix, or allow it in the broker"),
    147: ("too many messages at once", "raise the broker's receive maximum"),
    149: ("the packet is too large", "raise the broker's maximum packet size"),
    150: ("too many messages", "raise the broker's limit of messages"),
    151: ("quota exceeded", "raise the broker's quota for this user"),
    152: ("ended by an administrator", "ask whoever runs the broker"),
    153: ("the payload is not accepted", "see the broker's log"),
    154: ("it keeps no retained messages", "allow retained messages in the broker"),
    155: ("it takes no messages of QoS 1", "allow QoS 1 in the broker"),
    156: ("use another broker", "set mqtt.host to that"),
    157: ("the broker has moved", "set mqtt.host to where it is"),
    159: ("too many connections", "raise the broker's limit of connections"),
    162: ("wildcards are not accepted", "allow wildcard subscriptions in the broker"),
}
_OTHERWISE = "see the broker's log"


def number(reason: Any) -> int:
    """Return the number of a reason code, which is one or has one."""
    return int(getattr(reason, "value", reason))


def words(code: int, moved_to: str = "") -> str:
    """Explain `code` and what would be right; `moved_to` is another broker that was named with it."""
    what, advice = _WORDS.get(code, (f"reason code {code}", _OTHERWISE))
    where = f" ({moved_to[:60]!r})" if moved_to and code in MOVED else ""
    return f"{what}{where}: {advice}"
