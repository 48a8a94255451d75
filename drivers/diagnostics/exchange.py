"""One request and what is answered, until no more can come. Pure; times are handed in."""

from drivers.diagnostics.obd_codec import Negative, Positive
from drivers.diagnostics.queries import Request

ANSWER_S = 0.5
"""A control unit has 50 ms for its answer (P2, ISO 14229-2); we look each 100 ms, and the bus may be full (choice)."""

PENDING_S = 5.0
"""After "response pending" it has so long again (P2*, ISO 14229-2)."""

MAX_S = 30.0
"""A control unit that goes on saying so is given up (engineering choice)."""


class Exchange:
    """A `request` that has just left. `refusal` is the last one; it counts where nobody has answered."""

    def __init__(self, request: Request, *, now_s: float) -> None:
        self.request = request
        self.is_answered = False
        self.refusal: Negative | None = None
        self._deadline_s, self._latest_s = now_s + ANSWER_S, now_s + MAX_S

    def expects(self, answer: Positive | Negative) -> bool:
        """Return whether `answer` belongs to this request."""
        pdu = self.request.pdu
        return answer.service == pdu[0] and (isinstance(answer, Negative) or answer.data.startswith(pdu[1:]))

    def receive(self, answer: Positive | Negative, *, now_s: float) -> None:
        """Take the answer of a control unit."""
        if isinstance(answer, Positive):
            self.is_answered = True
        elif answer.is_pending:
            self._deadline_s = min(now_s + PENDING_S, self._latest_s)
        else:
            self.refusal = answer

    @property
    def is_settled(self) -> bool:
        """True when no more answers can come, which is never known for a request to all control units."""
        return self.request.route.answer_id is not None and (self.is_answered or self.refusal is not None)

    def is_over(self, *, now_s: float, is_coming: bool) -> bool:
        """Return whether the time for answers has passed; an answer that `is_coming` gets more time."""
        return now_s >= (self._latest_s if is_coming else self._deadline_s)
