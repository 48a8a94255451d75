"""Orders of people for trips of goods, from typed words, from the hub and from the command line. Pure.

An order is no request to the controller: no law knows what a trip is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from firmware.requests.tokens import CommandError, complete, quoted

TRIP_USAGE = (
    "trip list, or trip show TRIP, or trip start COMPARTMENT [CARGO [CONSIGNMENT]], or trip stop COMPARTMENT|TRIP, "
    "or trip acknowledge TRIP NUMBER PERSON: COMMENT"
)
FIELD = "trip"
"""The field of a compartment by which the hub orders: "start vaccine_2_8", "stop"."""

MAX_TEXT = 200
"""Characters of a name, a reference or a comment (engineering choice: a few lines on paper)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTrip:
    """Order to begin a trip of `cargo` in a compartment; an empty cargo is the usual one of the compartment."""

    compartment: str
    cargo: str = ""
    consignment: str = ""
    given_by: str = ""
    taken_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTrip:
    """Order to end `trip`: its name, or that of its compartment."""

    trip: str
    taken_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeExcursion:
    """Order to acknowledge the excursion with this number of a trip: by whom, and what they say of it."""

    trip: str
    number: str
    person: str
    comment: str


@dataclass(frozen=True, slots=True)
class ListTrips:
    """Question for the trips that run and the last ones."""


@dataclass(frozen=True, slots=True)
class ShowTrip:
    """Question for all that is known of one trip."""

    trip: str


TripOrder = StartTrip | StopTrip | AcknowledgeExcursion
TripQuestion = ListTrips | ShowTrip


class TripDesk(Protocol):
    """The keeper of trips, as those see it who pass on what people say."""

    def carry_out(self, order: TripOrder, origin: str) -> str:
        """Carry out an order; return the answer in one line. Raises CommandError."""

    def tell(self, question: TripQuestion) -> str:
        """Answer a question in some lines. Raises CommandError."""


NO_TRIPS = "trips are not kept here: the service is in safe mode"

_ORDERS: Mapping[str, type[TripOrder]] = {
    "start": StartTrip,
    "stop": StopTrip,
    "acknowledge": AcknowledgeExcursion,
}
_WORDS = ("list", "show", *_ORDERS)

_ON, _OFF, _MOST_WORDS = ("start", "on"), ("stop", "off"), 2
"""The words of people, and those of a switch at the hub; a start may have a cargo and a consignment."""


def parse_trip(words: Sequence[str]) -> TripOrder | TripQuestion:
    """Parse what follows the word trip on a line; nothing is the list. Raises CommandError."""
    if not words:
        return ListTrips()
    word = complete(words[0], _WORDS, what="word", hint=TRIP_USAGE)
    rest = list(words[1:])
    if word == "acknowledge":
        return _acknowledgement(rest)
    least, most = {"list": (0, 0), "show": (1, 1), "start": (1, 3), "stop": (1, 1)}[word]
    if not least <= len(rest) <= most:
        raise CommandError(f"trip {word}: {TRIP_USAGE}")
    match word:
        case "list":
            return ListTrips()
        case "show":
            return ShowTrip(rest[0])
        case "stop":
            return StopTrip(trip=rest[0])
    return start(*rest)


def start(compartment: str, cargo: str = "", consignment: str = "") -> StartTrip:
    """Order a trip by the words of a line."""
    return StartTrip(compartment=compartment.lower(), cargo=cargo.lower(), consignment=consignment)


def parse_at(compartment: str, text: str) -> TripOrder:
    """Parse what the hub sends for a compartment; raises CommandError."""
    word, *rest = text.split() or [""]
    if word.lower() in _ON and len(rest) <= _MOST_WORDS:
        return start(compartment, *rest)
    if word.lower() in _OFF and not rest:
        return StopTrip(trip=compartment)
    raise CommandError(f"{compartment} trip {quoted(text)}: must be start, start CARGO [CONSIGNMENT], or stop")


def to_json(order: TripOrder) -> dict[str, Any]:
    """Convert an order to JSON values."""
    name = next(name for name, kind in _ORDERS.items() if isinstance(order, kind))
    return {"order": name, **asdict(order)}


def from_json(value: Any) -> TripOrder:
    """Convert JSON values of anybody to an order; raises CommandError."""
    kind = _ORDERS.get(str(value.get("order"))) if isinstance(value, dict) else None
    if kind is None:
        raise CommandError(f"trip order: must be a JSON object with order one of {', '.join(_ORDERS)}")
    known = {field.name for field in fields(kind)}
    given = {key: text for key, text in value.items() if key != "order"}
    if not given.keys() <= known or not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in given.values()):
        raise CommandError(f"trip order: must have texts of at most {MAX_TEXT} characters: {', '.join(sorted(known))}")
    try:
        return kind(**given)
    except TypeError:
        raise CommandError(f"trip order: must have {', '.join(sorted(known))}") from None


def _acknowledgement(words: list[str]) -> AcknowledgeExcursion:
    """Take the words up to the colon as the person, the rest as the comment."""
    person, colon, comment = " ".join(words[2:]).partition(":")
    if not (colon and person.strip() and comment.strip()):
        raise CommandError(f"trip acknowledge takes a person and a comment: {TRIP_USAGE}")
    return AcknowledgeExcursion(trip=words[0], number=words[1], person=person.strip(), comment=comment.strip())
