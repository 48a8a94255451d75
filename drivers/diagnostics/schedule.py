"""Choice of the next request, from the outcome of those before. Pure; times are handed in.

    in turn --answered--> in turn
    in turn --refused--> after a pause: a short one when the control unit is busy, this drive's rest otherwise
    in turn --unanswered, several times--> after a long pause

A standard PID is asked for only after a map of supported PIDs has named it: PID 00, 20, 40 ..., one leads to the next.
Where the profile leaves open who answers, 11-bit and 29-bit ids are tried in turn until somebody does.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from math import inf

from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import supported_pids
from drivers.diagnostics.queries import Request, map_requests, ways
from drivers.errors import BadFrame

THIS_DRIVE_S = inf
BUSY_S, CONDITIONS_S, UNANSWERED_S = 2.0, 60.0, 60.0
"""Before it is asked again (engineering choices)."""

BUSY, CONDITIONS_NOT_CORRECT = 0x21, 0x22
PAUSES_S: Mapping[int, float] = {BUSY: BUSY_S, CONDITIONS_NOT_CORRECT: CONDITIONS_S}
"""By negative response code; any other refusal holds for this drive (ISO 14229-1, annex A)."""

MAX_UNANSWERED = 3
"""So many in a row are more than one disturbance (engineering choice)."""


class _Maps:
    """The supported PIDs that the control units of one route have reported."""

    def __init__(self) -> None:
        self.supported: set[int] = set()
        self.reported: set[int] = set()


class Schedule:
    """All requests of one bus."""

    def __init__(self, requests: Iterable[Request]) -> None:
        self._requests = tuple(requests)
        self.begin_drive()

    def begin_drive(self) -> None:
        """Forget what was refused, and who answered: the car has slept, and it may be different now."""
        self._turn = deque(self._requests)
        self._not_before_s: dict[Request, float] = {}
        self._unanswered: dict[Request, int] = {}
        self._maps: dict[Route, _Maps] = {}
        self._ways: dict[Route, int] = {}

    def next(self, *, now_s: float) -> Request | None:
        """Choose the request to send now, in the form in which it leaves; None when there is nothing to ask."""
        for _ in range(len(self._turn)):
            request = self._way(self._turn[0])
            self._turn.rotate(-1)
            leaving = self._behind_its_maps(request)
            if leaving is not None and all(now_s >= self._not_before_s.get(each, -inf) for each in (request, leaving)):
                return leaving
        return None

    def answered(self, request: Request) -> None:
        """Note that somebody has answered `request`."""
        self._unanswered.pop(request, None)

    def reported(self, request: Request, data: bytes) -> None:
        """Take the answer to the `request` for a map, these 4 bytes; raises BadFrame for another length."""
        if request.pid is None:
            raise BadFrame(f"{request.name} asks for no map of PIDs")
        maps = self._maps.setdefault(request.route, _Maps())
        maps.supported |= supported_pids(request.pid, data)
        maps.reported.add(request.pid)

    def refused(self, request: Request, code: int, *, now_s: float) -> None:
        """Note that a control unit has refused `request` by this negative response code."""
        self._unanswered.pop(request, None)
        self._not_before_s[request] = now_s + PAUSES_S.get(code, THIS_DRIVE_S)

    def unanswered(self, request: Request, *, now_s: float) -> None:
        """Note that nobody has answered `request` in time."""
        misses = self._unanswered.get(request, 0) + 1
        self._unanswered[request] = misses % MAX_UNANSWERED
        if misses < MAX_UNANSWERED:
            return
        self._not_before_s[request] = now_s + UNANSWERED_S
        first = next((each for each in self._requests if request.route in _routes(each)), None)
        if first is not None and request.route not in self._maps:
            self._ways[first.route] = (_routes(first).index(request.route) + 1) % len(_routes(first))

    def _way(self, wanted: Request) -> Request:
        return ways(wanted)[self._ways.get(wanted.route, 0)]

    def _behind_its_maps(self, request: Request) -> Request | None:
        """Return `request`, or the map that must tell before whether it may be asked; None where it may not."""
        maps = self._maps.get(request.route, _Maps())
        for each in map_requests(request):
            if each.pid and each.pid not in maps.supported:
                return None
            if each.pid not in maps.reported:
                return each
        return request if request.pid is None or request.pid in maps.supported else None


def _routes(request: Request) -> tuple[Route, ...]:
    return tuple(each.route for each in ways(request))
