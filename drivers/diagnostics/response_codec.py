"""Answers of control units that go by on a bus, to values of points; pure, no bus. It does not matter who asked."""

from collections.abc import Callable, Iterable
from typing import Protocol

from can.typechecking import CanFilter

from drivers.diagnostics.ids import (
    ANY_11_BIT_ANSWER,
    ANY_29_BIT_ANSWER,
    FIRST_11_BIT_ANSWER,
    FIRST_29_BIT_ANSWER,
    frame_id_of,
    is_obd_answer,
)
from drivers.diagnostics.isotp_codec import Reassembler
from drivers.diagnostics.obd_codec import Negative, Positive, Query, parse_answer, parts
from drivers.errors import BadFrame
from drivers.vehicle.frame_counts import Decoded, FrameId, FrameKind, PduCounts
from drivers.vehicle.signal_decoder_codec import ALL_11_BITS, ALL_29_BITS

Sender = tuple[FrameId, int | None]
"""Sender of an answer: the id of its frames, and the address byte before them in a car with extended addressing."""

OnAnswer = Callable[[Sender, Positive | Negative, float], None]
"""Told who answered, what, and when, in seconds."""


class Reassembly(Protocol):
    """Reassembly of messages, as by isotp_codec.Reassembler or by the links of a poller."""

    @property
    def counts(self) -> PduCounts:
        """The counts of messages so far, by outcome."""

    def take(self, sender: Sender, data: bytes, *, now_s: float, has_address: bool = False) -> bytes | None:
        """Return the message that this frame completes; raises BadFrame."""

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""


class Diagnostics:
    """All queries of one bus, and the messages that are under way on it.

    Who asks hands in the `reassembly` that controls the flow of what it asked for, and receives each answer.
    """

    def __init__(
        self, queries: Iterable[Query], reassembly: Reassembly | None = None, on_answer: OnAnswer | None = None
    ) -> None:
        self._queries = tuple(queries)
        self._any_unit = any(query.answer_id is None for query in self._queries)
        named = ((query.answer_id, query.address is not None) for query in self._queries if query.answer_id is not None)
        self._has_address = {frame_id_of(number): has_address for number, has_address in sorted(named)}
        self._isotp = reassembly or Reassembler()
        self._on_answer = on_answer

    @property
    def filters(self) -> list[CanFilter]:
        """The ids by which answers come, for the kernel."""
        wide: list[CanFilter] = [
            {"can_id": FIRST_11_BIT_ANSWER, "can_mask": ANY_11_BIT_ANSWER, "extended": False},
            {"can_id": FIRST_29_BIT_ANSWER, "can_mask": ANY_29_BIT_ANSWER, "extended": True},
        ]
        exact: list[CanFilter] = [
            {"can_id": number, "can_mask": ALL_29_BITS if extended else ALL_11_BITS, "extended": extended}
            for number, extended in self._has_address
        ]
        return [*exact, *(wide if self._any_unit else ())]

    @property
    def pdus(self) -> PduCounts:
        """The counts of messages so far, by outcome."""
        return self._isotp.counts

    def decode(self, arbitration_id: int, is_extended: bool, data: bytes, *, now_s: float) -> Decoded | None:
        """Decode a frame, None when it is no diagnostic answer. The last frame of a message gives all its values."""
        frame_id = arbitration_id, is_extended
        if frame_id not in self._has_address and not (self._any_unit and is_obd_answer(frame_id)):
            return None
        address = data[0] if self._has_address.get(frame_id) and data else None
        try:
            pdu = self._isotp.take((frame_id, address), data, now_s=now_s, has_address=address is not None)
            if pdu is None:
                return Decoded(kind=FrameKind.DECODED, message="ISO-TP")
            answer = parse_answer(pdu)
        except BadFrame as error:
            return Decoded(kind=FrameKind.UNDECODABLE, message="ISO-TP", why=str(error))
        if self._on_answer is not None:
            self._on_answer((frame_id, address), answer, now_s)
        if isinstance(answer, Negative):
            return Decoded(
                kind=FrameKind.DECODED, message="negative answer", why=f"service {answer.service:02X}: {answer.text}"
            )
        asked = [query for query in self._queries if _expects(query, frame_id, address)]
        values = ((query.point, query.value(part)) for part in parts(answer) for query in asked if query.answers(part))
        return Decoded(kind=FrameKind.DECODED, message="answer", why="", values=tuple(values))

    def give_up(self) -> None:
        """Drop what is under way: nobody listens any longer."""
        self._isotp.give_up()


def _expects(query: Query, frame_id: FrameId, address: int | None) -> bool:
    """Return whether the answer to `query` comes from there."""
    from_there = is_obd_answer(frame_id) if query.answer_id is None else frame_id_of(query.answer_id) == frame_id
    return from_there and query.address == address
