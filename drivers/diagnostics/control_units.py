"""The control units of one bus that are asked and that answer: a link to each, and at most one open request.

Whoever is not asked is only overheard: anybody may put any id on a bus, and nothing is ever sent to such a sender.
"""

from collections.abc import Iterable

from drivers.diagnostics.ids import frame_id_of, request_id_for
from drivers.diagnostics.isotp_codec import MAX_OPEN, Reassembler
from drivers.diagnostics.isotp_link import IsoTpLink, Route, Transmit
from drivers.diagnostics.queries import Request, answers_by
from drivers.diagnostics.response_codec import Sender
from drivers.vehicle.frame_counts import PduCounts


class Sessions:
    """A diagnostics_codec.Reassembly that controls the flow of what we asked for, and only of that.

    `routes` are those by which control units are asked; others are overheard, as when somebody else asks. What a frame
    costs does not depend on how many senders there are, nor does their number have no bound: each route that names its
    control unit has a link, whoever answers a request to all has one while that is open, and `isotp_codec.MAX_OPEN`
    more may be under way.
    """

    def __init__(self, routes: Iterable[Route], transmit: Transmit) -> None:
        self._transmit = transmit
        named = ((_answerer(route), route) for route in dict.fromkeys(routes))
        self._named = {sender: IsoTpLink(route, transmit) for sender, route in named if sender is not None}
        self._others: dict[Sender, IsoTpLink] = {}
        self._overheard, self._past = Reassembler(), PduCounts()
        self._open: Route | None = None

    @property
    def counts(self) -> PduCounts:
        """The counts of messages so far, by outcome."""
        return sum((link.counts for link in self._links), self._past + self._overheard.counts)

    @property
    def is_busy(self) -> bool:
        """True while an answer to the open request is on its way."""
        return any(link.may_send and link.is_busy for link in self._links)

    def ask(self, request: Request, *, now_s: float) -> None:
        """Send `request`; from now on its answers are let come, and those to any other request are not."""
        self.rest()
        route = self._open = request.route
        answerer = _answerer(route)
        if answerer is None:
            self._transmit(route.request_id, request.frame, now_s)
        else:
            link = self._named[answerer]
            link.may_send = True
            link.send(request.pdu, now_s=now_s)

    def rest(self) -> None:
        """End the open request: nothing is sent from now on.

        Links of their own have those that profiles name.
        """
        self._open = None
        for link in self._links:
            link.may_send = False
        for sender in [sender for sender, link in self._others.items() if not link.is_busy]:
            self._past += self._others.pop(sender).counts

    def take(self, sender: Sender, data: bytes, *, now_s: float, has_address: bool = False) -> bytes | None:
        """Return the message that this frame completes, None when there is more to come; raises BadFrame."""
        link = self._named.get(sender) or self._others.get(sender) or self._new_link(sender)
        if link is None:
            return self._overheard.take(sender, data, now_s=now_s, has_address=has_address)
        if link.is_busy:
            link.process(now_s=now_s)  # what has waited too long ends before this frame, not by it
        return link.take(data, now_s=now_s)

    def process(self, *, now_s: float) -> None:
        """Give up what has waited too long."""
        self._overheard.expire(now_s=now_s)
        for link in self._links:
            if link.is_busy:
                link.process(now_s=now_s)

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        self._overheard.give_up()
        for link in self._links:
            link.give_up()
        self.rest()

    def is_asked(self, sender: Sender) -> bool:
        """Return whether the open request is for `sender`."""
        (number, is_extended), address = sender
        return self._open is not None and answers_by(self._open, number, is_extended, address)

    @property
    def _links(self) -> tuple[IsoTpLink, ...]:
        return (*self._named.values(), *self._others.values())

    def _new_link(self, sender: Sender) -> IsoTpLink | None:
        """Make a link to a `sender` asked along with all others; None where it is not, or where there are many."""
        (number, _), _ = sender
        request_id = request_id_for(number)
        if request_id is None or not self.is_asked(sender) or len(self._others) >= MAX_OPEN:
            return None
        link = self._others[sender] = IsoTpLink(Route(request_id, number), self._transmit)
        link.may_send = True
        return link


def _answerer(route: Route) -> Sender | None:
    """Return the sender of the answers to requests by `route`; None where any control unit may answer."""
    return None if route.answer_id is None else (frame_id_of(route.answer_id), route.source)
