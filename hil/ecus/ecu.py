"""One simulated control unit: frames of a tester in, frames of its answer out, with faults where they are wanted."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import can

from hil.ecus.diagnostic_services import OUT_OF_RANGE, SERVICE_NOT_SUPPORTED, Service, refusal
from hil.ecus.segments import Answer, single_request

THINKING_S = 0.02
"""Before it answers; at most 50 ms are allowed (P2, ISO 14229-2)."""

THINKING_LONGER_S = 2.0
"""After it has said so (response pending); at most 5 s are allowed (P2*)."""

BUSY, PENDING = 0x21, 0x78
_REFUSED = 0x7F
_KEPT_FROM_GROUPS = frozenset((OUT_OF_RANGE, SERVICE_NOT_SUPPORTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class EcuAddress:
    """Ids of its requests and answers. `own` and `tester` come first in each frame with extended addressing."""

    request_id: int
    answer_id: int
    functional_id: int | None = None
    is_extended: bool = False
    own: int | None = None
    tester: int | None = None


@dataclass(slots=True, kw_only=True)
class EcuFaults:
    """Faults of a control unit; all may change at any time. Numbers of times count down."""

    is_silent: bool = False
    busy_times: int = 0
    pending_times: int = 0
    refuses: int | None = None
    """Each request, by this negative response code."""
    only_first_frames: bool = False
    drops: int | None = None
    """Number of the consecutive frame that gets lost in each long answer, from 1."""
    renumbers: int | None = None
    """Number of the one that carries a wrong number."""


class SimEcu:
    """A control unit at `address` that answers by `services`. `requests` are all that it has understood."""

    def __init__(self, address: EcuAddress, services: Service) -> None:
        self.address, self._services = address, services
        self.faults = EcuFaults()
        self.requests: list[bytes] = []
        self._answers: deque[Answer] = deque()

    def receive(self, frame: can.Message, *, now_s: float) -> None:
        """Take one frame from the bus."""
        is_group = frame.arbitration_id == self.address.functional_id
        if frame.is_extended_id != self.address.is_extended:
            return
        if frame.arbitration_id != self.address.request_id and not is_group:
            return
        data = bytes(frame.data)
        if self.address.own is not None and not is_group:
            if data[:1] != bytes((self.address.own,)):
                return
            data = data[1:]
        request = single_request(data)
        if request is not None:
            self._take(request, is_group=is_group, now_s=now_s)
        elif self._answers and not self.faults.only_first_frames:
            self._answers[0].flow(data, now_s=now_s)

    def due(self, *, now_s: float) -> Iterator[can.Message]:
        """Return the frames that it puts on the bus now."""
        while self._answers:
            answer = self._answers[0]
            for data in answer.due(now_s=now_s):
                yield can.Message(
                    arbitration_id=self.address.answer_id, is_extended_id=self.address.is_extended, data=data
                )
            if not answer.is_done and not answer.is_given_up(now_s=now_s):
                return
            self._answers.popleft()

    def _take(self, request: bytes, *, is_group: bool, now_s: float) -> None:
        """Take a request; a new one puts an end to the answer to the one before."""
        self.requests.append(request)
        self._answers.clear()
        if self.faults.is_silent:
            return
        from_s = now_s + THINKING_S
        for _ in range(self.faults.pending_times):
            self._reply(refusal(request[0], PENDING), from_s)
            from_s += THINKING_LONGER_S
        pdu = self._answer(request)
        is_kept = is_group and pdu is not None and pdu[0] == _REFUSED and pdu[2] in _KEPT_FROM_GROUPS
        if pdu is not None and not is_kept:
            self._reply(pdu, from_s)

    def _answer(self, request: bytes) -> bytes | None:
        if self.faults.refuses is not None:
            return refusal(request[0], self.faults.refuses)
        if self.faults.busy_times:
            self.faults.busy_times -= 1
            return refusal(request[0], BUSY)
        return self._services.answer(request)

    def _reply(self, pdu: bytes, from_s: float) -> None:
        head = b"" if self.address.tester is None else bytes((self.address.tester,))
        drop, renumber = self.faults.drops, self.faults.renumbers
        self._answers.append(Answer(pdu, head=head, drop=drop, renumber=renumber, from_s=from_s))
