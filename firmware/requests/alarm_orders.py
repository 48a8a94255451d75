"""Orders of people on the list of alarms, from typed words, from the hub and from the command line. Pure.

An order is no request to the controller: who has seen an alarm changes nothing that regulates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from firmware.requests.tokens import NUMBER, CommandError, no_more, quoted

ALARMS = "alarms"
"""The word of the orders: of the command line, and in the hub's topics where others have an appliance."""

ACKNOWLEDGE, SHELVE = "acknowledge", "shelve"
ALL = "all"

ACKNOWLEDGE_USAGE = "acknowledge ALARM|all [PERSON]"
SHELVE_USAGE = "shelve ALARM MINUTES [PERSON]"

MAX_PERSON = 60
"""Characters of a name (engineering choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAlarm:
    """Order to note that a person has seen an alarm, or all; without a name it is the sender."""

    alarm: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelveAlarm:
    """Order to put an alarm aside for some minutes; 0 takes it back."""

    alarm: str
    minutes: float
    person: str = ""


@dataclass(frozen=True, slots=True)
class ListAlarms:
    """Question for the list."""


AlarmOrder = AcknowledgeAlarm | ShelveAlarm | ListAlarms


class AlarmDesk(Protocol):
    """The keeper of the list, as those see it who pass on what people say."""

    def carry_out(self, order: AlarmOrder, origin: str) -> str:
        """Carry out an order, or answer the question; return some lines. Raises CommandError."""


NO_LIST = "the list of alarms is not kept here: the service is in safe mode"


def parse_acknowledge(words: Sequence[str]) -> AcknowledgeAlarm:
    """Parse what follows the word on a line or in a message; raises CommandError."""
    if not words:
        raise CommandError(f"acknowledge takes an alarm: {ACKNOWLEDGE_USAGE}")
    return AcknowledgeAlarm(alarm=words[0].lower(), person=_person(words[1:]))


def parse_shelve(words: Sequence[str]) -> ShelveAlarm:
    """Parse what follows the word on a line or in a message; raises CommandError."""
    if len(words) < 2:  # noqa: PLR2004  # an alarm and a time
        raise CommandError(f"shelve takes an alarm and minutes: {SHELVE_USAGE}")
    if not NUMBER.fullmatch(words[1]):
        raise CommandError(f"shelve {quoted(words[1])}: must be a number of minutes, such as 30; 0 takes it back")
    return ShelveAlarm(alarm=words[0].lower(), minutes=float(words[1]), person=_person(words[2:]))


def parse_alarms(words: Sequence[str]) -> ListAlarms:
    """Parse what follows the word alarms on a line; raises CommandError."""
    no_more(list(words), ALARMS)
    return ListAlarms()


def parse_at(field: str, text: str) -> AlarmOrder:
    """Parse what the hub sends for the list of alarms; raises CommandError."""
    if field not in (ACKNOWLEDGE, SHELVE):
        raise CommandError(f"alarms {quoted(field)}: must be {ACKNOWLEDGE} or {SHELVE}")
    return parse_acknowledge(text.split()) if field == ACKNOWLEDGE else parse_shelve(text.split())


def to_json(order: AlarmOrder) -> dict[str, Any]:
    """Convert an order to JSON values."""
    word = {AcknowledgeAlarm: ACKNOWLEDGE, ShelveAlarm: SHELVE, ListAlarms: "list"}[type(order)]
    return {"order": ALARMS, "do": word, **asdict(order)}


def from_json(value: Mapping[str, Any]) -> AlarmOrder:
    """Convert JSON values of anybody to an order; raises CommandError."""
    words = [str(value.get(key, "")) for key in ("alarm", "minutes", "person")]
    match value.get("do"):
        case "list":
            return ListAlarms()
        case "acknowledge":
            return parse_acknowledge([*words[0].split()[:1], words[2]])
        case "shelve":
            return parse_shelve([*words[0].split()[:1], words[1], words[2]])
    raise CommandError(f"alarms: must have do, one of list, {ACKNOWLEDGE}, {SHELVE}")


def _person(words: Sequence[str]) -> str:
    person = " ".join(" ".join(words).split())
    if len(person) > MAX_PERSON or not person.isprintable():
        raise CommandError(f"person {quoted(person)}: must be a name of at most {MAX_PERSON} characters")
    return person
