"""The control units of one bus that are asked and that answer: a link to each, and at most one open request."""

from collections.abc import Iterable

from drivers.errors import BadFrame
from drivers.vehicle.diagnostic_requests import ANY_UNIT, Request, answers_by, request_id_for
from drivers.vehicle.diagnostics_codec import Sender, frame_id_of
from drivers.vehicle.frame_counts import PduCounts
from drivers.vehicle.isotp_codec import MOST_OPEN
from drivers.vehicle.isotp_link import IsoTpLink, Route, Transmit


class Sessions:
    """A diagnostics_codec.Reassembly that controls the flow of what we asked for, and only of that.

    `routes` are those by which control units are asked; others are listened to, as when somebody else asks.
    """

    def __init__(self, routes: Iterable[Route], transmit: Transmit) -> None:
        self._routes, self._transmit = tuple(routes), transmit
        self._links: dict[Sender, IsoTpLink] = {}
        self._open: Route | None = None

    @property
    def counts(self) -> PduCounts:
        """What became of messages so far."""
        return sum((link.counts for link in self._links.values()), PduCounts())

    @property
    def is_busy(self) -> bool:
        """Whether an answer to the open request is on its way."""
        return any(link.may_send and link.is_busy for link in self._links.values())

    def ask(self, request: Request, *, now_s: float) -> None:
        """Send `request`; from now on its answers are let come, and those to any other request are not."""
        self.rest()
        route = self._open = request.route
        for sender, link in self._links.items():
            link.may_send = self.is_asked(sender)
        if route.answer_id is None:
            self._transmit(route.request_id, request.frame, now_s)
        else:
            link = self._link((frame_id_of(route.answer_id), route.source))
            link.send(request.pdu, now_s=now_s)

    def rest(self) -> None:
        """No request is open any more: from now on nothing is sent."""
        self._open = None
        for link in self._links.values():
            link.may_send = False

    def take(self, sender: Sender, data: bytes, *, now_s: float, has_address: bool = False) -> bytes | None:  # noqa: ARG002  # the sender tells
        """The message that this frame completes, None when there is more to come; raises BadFrame."""
        self.process(now_s=now_s)
        return self._link(sender).take(data, now_s=now_s)

    def process(self, *, now_s: float) -> None:
        """Give up what has waited too long."""
        for link in self._links.values():
            if link.is_busy:
                link.process(now_s=now_s)

    def give_up(self) -> None:
        """Nobody listens any longer: what is under way will never be complete."""
        self.rest()
        for link in self._links.values():
            link.give_up()

    def is_asked(self, sender: Sender) -> bool:
        """Whether the open request is for `sender`."""
        (number, is_extended), address = sender
        return self._open is not None and answers_by(self._open, number, is_extended, address)

    def _link(self, sender: Sender) -> IsoTpLink:
        link = self._links.get(sender)
        if link is None:
            if len(self._links) >= MOST_OPEN:
                raise BadFrame(f"ISO-TP: more than {MOST_OPEN} control units answer")
            link = self._links[sender] = IsoTpLink(self._route(sender), self._transmit)
            link.may_send = self.is_asked(sender)
        return link

    def _route(self, sender: Sender) -> Route:
        """How `sender` is asked; who is asked by no route gets one that is only listened to."""
        (number, is_extended), address = sender
        for route in self._routes:
            if route not in ANY_UNIT and answers_by(route, number, is_extended, address):
                return route
        return Route(request_id_for(number) or 0, number, None if address is None else 0, address)
