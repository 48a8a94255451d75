"""Requests that may go to control units, and their ids: of a profile's queries, those that only read. Pure.

The allow-list of the transmit gate is made of them: a request leaves exactly as it stands here, to the last bit, or
not at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drivers.diagnostics.ids import (
    FIRST_11_BIT_ANSWER,
    FUNCTIONAL_11_BIT_ID,
    FUNCTIONAL_29_BIT_ID,
    LEGISLATED_UNITS,
    frame_id_of,
    is_obd_answer,
    request_id_for,
)
from drivers.diagnostics.isotp_codec import PADDING, frames
from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import MODE_01, PIDS_A_MAP, READ_BY_ID, Query
from drivers.diagnostics.transmit_gate import ALL_BITS, Entry

READ_BY_LOCAL_ID = 0x21
"""Of KWP2000 (ISO 14230-3), which some cars answer on CAN, too."""

READING_SERVICES = frozenset((MODE_01, READ_BY_LOCAL_ID, READ_BY_ID))
"""They change nothing in a control unit. Whatever a profile says, nothing else is ever asked."""

ANY_UNIT = (Route(FUNCTIONAL_11_BIT_ID, None), Route(FUNCTIONAL_29_BIT_ID, None))
"""A car understands one of the two; which one shows when somebody answers."""

_ONE_FRAME_BYTES = 7

PERIOD_SHARE = 0.9
"""A request keeps to its pace by itself; the gate's period is a little shorter, so that no rounding of times counts."""

FLOW_CONTROL_PERIOD_S = 0.05
"""One is sent for each long answer, to let all of it come (engineering choice)."""

FLOW_CONTROL = bytes((0x30, 0, 0))
"""All further frames, without pauses: what a tester for OBD-II must say (ISO 15765-4)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A message, and how it reaches whom it is for."""

    pdu: bytes
    route: Route

    @property
    def name(self) -> str:
        """The name that a person is shown."""
        target = "" if self.route.target is None else f" to {self.route.target:02X}"
        return f"{self.pdu.hex().upper()} by {self.route.request_id:X}{target}"

    @property
    def pid(self) -> int | None:
        """The PID that is asked for; None where it is no request for current data."""
        return self.pdu[1] if self.pdu[0] == MODE_01 else None

    @property
    def frame(self) -> bytes:
        """The one frame that it takes."""
        return next(frames(self.pdu, address=self.route.target))


def route_of(query: Query) -> Route | None:
    """Return the route to the control unit of `query`; None where the profile does not tell enough."""
    if query.answer_id is None:
        return Route(FUNCTIONAL_11_BIT_ID if query.request_id is None else query.request_id, None)
    request_id = request_id_for(query.answer_id) if query.request_id is None else query.request_id
    if request_id is None or (query.address is None) != (query.target is None):
        return None
    return Route(request_id, query.answer_id, query.target, query.address)


def requests(queries: Iterable[Query]) -> tuple[Request, ...]:
    """Return each request once, in the order of the profile; without those that cannot or may not be asked."""
    routed = ((query.request, route_of(query)) for query in queries)
    asked = (Request(pdu, route) for pdu, route in routed if route is not None and pdu[0] in READING_SERVICES)
    return tuple(dict.fromkeys(each for each in asked if _is_one_frame(each)))


def map_requests(request: Request) -> Iterator[Request]:
    """Yield requests for the maps of supported PIDs that tell whether `request` may be asked; none unless mode 01."""
    if request.pid is not None:
        for first in range(0, max(request.pid, 1), PIDS_A_MAP):
            yield Request(bytes((MODE_01, first)), request.route)


def ways(request: Request) -> tuple[Request, ...]:
    """Return the same message by each id that may be tried: both functional ones, where the profile names none."""
    routes = ANY_UNIT if request.route == ANY_UNIT[0] else (request.route,)
    return tuple(Request(request.pdu, route) for route in routes)


def entries(bus: str, asked: Iterable[Request], *, every_s: float) -> tuple[Entry, ...]:
    """Return the allow-list for these requests on `bus`, each at most every `every_s`, and what they need."""
    asked = tuple(asked)
    leaving = [each for request in asked for way in ways(request) for each in (*map_requests(way), way)]
    listed = {each.name: (each.route, each.frame, PERIOD_SHARE * every_s) for each in leaving}
    for route in dict.fromkeys(each for request in asked if request.pid is None for each in _answerers(request.route)):
        before = b"" if route.target is None else bytes((route.target,))
        frame = (before + FLOW_CONTROL).ljust(8, bytes((PADDING,)))
        listed[f"flow control to {route.request_id:X} {before.hex()}"] = route, frame, FLOW_CONTROL_PERIOD_S
    return tuple(_entry(name, bus, *each) for name, each in listed.items())


def _entry(name: str, bus: str, route: Route, frame: bytes, min_period_s: float) -> Entry:
    number, is_extended = frame_id_of(route.request_id)
    return Entry(
        name=name,
        bus=bus,
        arbitration_id=number,
        is_extended=is_extended,
        data=frame,
        mask=bytes((ALL_BITS,)) * len(frame),
        min_period_s=min_period_s,
    )


def _answerers(route: Route) -> Iterator[Route]:
    """Yield the routes of long answers: for a functional request, those of all control units of OBD-II by 11 bits."""
    if route.answer_id is not None:
        yield route
        return
    for answer_id in range(FIRST_11_BIT_ANSWER, FIRST_11_BIT_ANSWER + LEGISLATED_UNITS):
        yield Route(answer_id - LEGISLATED_UNITS, answer_id)


def _is_one_frame(request: Request) -> bool:
    return len(request.pdu) <= _ONE_FRAME_BYTES - (request.route.target is not None)


def answers_by(route: Route, number: int, is_extended: bool, address: int | None) -> bool:
    """Return whether requests by `route` go to the control unit that answers by this id, with this address byte."""
    if route.answer_id is None:
        return address is None and is_obd_answer((number, is_extended))
    return frame_id_of(route.answer_id) == (number, is_extended) and address == route.source
