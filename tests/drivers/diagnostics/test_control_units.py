import pytest

from drivers.diagnostics.control_units import Sessions
from drivers.diagnostics.isotp_codec import MAX_OPEN, frames
from drivers.diagnostics.isotp_link import BadRoute, Route
from drivers.diagnostics.queries import ANY_UNIT, Request
from drivers.diagnostics.response_codec import Sender
from drivers.errors import BadFrame
from drivers.vehicle.frame_counts import PduCounts

KONA = Route(0x7E4, 0x7EC)
VW = Route(0x17FC007B, 0x17FE007B)
BMW = Route(0x6F1, 0x607, 0x07, 0xF1)
SOC = bytes.fromhex("220101")
ANSWER = bytes.fromhex("620101") + bytes(range(20))


def sender(number: int, address: int | None = None) -> Sender:
    return (number, number > 0x7FF), address


class Sent(list[tuple[int, str]]):
    """What left, by id."""

    def put(self, number: int, data: bytes, _now_s: float) -> None:
        self.append((number, data.hex().rstrip("a")))


def sessions(*routes: Route) -> tuple[Sessions, Sent]:
    sent = Sent()
    return Sessions(routes, sent.put), sent


def receive(made: Sessions, from_whom: Sender, pdu: bytes = ANSWER, *, now_s: float = 0.0) -> bytes | None:
    whole = None
    for data in frames(pdu, address=from_whom[1]):
        whole = made.take(from_whom, data, now_s=now_s, has_address=from_whom[1] is not None)
    return whole


@pytest.mark.parametrize(
    ("route", "flow_control"),
    [(KONA, (0x7E4, "300000")), (VW, (0x17FC007B, "300000")), (BMW, (0x6F1, "07300000"))],
)
def test_only_the_flow_of_what_was_asked_for_is_controlled(route: Route, flow_control: tuple[int, str]) -> None:
    made, sent = sessions(KONA, VW, BMW)
    assert route.answer_id is not None
    whom = sender(route.answer_id, route.source)
    assert receive(made, whom) == ANSWER
    assert sent == []
    made.ask(Request(SOC, route), now_s=0.0)
    assert made.is_asked(whom)
    assert receive(made, whom) == ANSWER
    assert sent[1:] == [flow_control]
    made.rest()
    assert not made.is_asked(whom)
    assert receive(made, whom) == ANSWER
    assert len(sent) == 2


def test_the_answers_of_others_are_let_go_by_while_one_is_asked() -> None:
    made, sent = sessions(KONA, VW)
    made.ask(Request(SOC, KONA), now_s=0.0)
    assert receive(made, sender(0x17FE007B)) == ANSWER
    assert receive(made, sender(0x7ED)) == ANSWER
    assert sent == [(0x7E4, "03220101")]


def test_all_control_units_that_answer_a_functional_request_are_let_go_on_by_their_own_ids() -> None:
    made, sent = sessions(*ANY_UNIT)
    made.ask(Request(bytes.fromhex("22F190"), ANY_UNIT[0]), now_s=0.0)
    firsts = [next(frames(ANSWER))] * 3
    for number, data in zip((0x7E8, 0x7E9, 0x18DAF110), firsts, strict=True):
        assert made.take(sender(number), data, now_s=0.0) is None
    assert sent == [(0x7DF, "0322f190"), (0x7E0, "300000"), (0x7E1, "300000"), (0x18DA10F1, "300000")]
    is_busy = [made.is_busy]
    for data in [*frames(ANSWER)][1:]:
        told = [made.take(sender(number), data, now_s=0.0) for number in (0x7E9, 0x7E8, 0x18DAF110)]
        is_busy.append(made.is_busy)
    assert told == [ANSWER] * 3
    assert is_busy == [True, True, True, False]
    assert made.counts == PduCounts(complete=3)


def test_what_is_under_way_is_given_up_in_time_or_when_nobody_listens_any_longer() -> None:
    made, _ = sessions(KONA)
    made.take(sender(0x7EC), next(frames(ANSWER)), now_s=0.0)
    made.process(now_s=1.1)
    assert made.counts == PduCounts(timed_out=1)
    made.take(sender(0x7EC), next(frames(ANSWER)), now_s=2.0)
    made.give_up()
    assert made.counts == PduCounts(timed_out=2)


def test_a_flood_of_senders_is_only_overheard() -> None:
    made, sent = sessions(BMW)
    for address in range(0x100):
        assert made.take(sender(0x607, address), bytes((address, 1, 0x41)), now_s=0.0, has_address=True) == b"\x41"
        made.take(sender(0x607, address), bytes((address, 0x10, 0x14)) + bytes(5), now_s=0.0, has_address=True)
    made.take(sender(0x608, 0), bytes((0, 0x10, 0x14)) + bytes(5), now_s=0.0, has_address=True)
    with pytest.raises(BadFrame, match=f"more than {MAX_OPEN} messages at once"):
        made.take(sender(0x608, 1), bytes((1, 0x10, 0x14)) + bytes(5), now_s=0.0, has_address=True)
    assert receive(made, sender(0x607, 0xF1)) == ANSWER
    assert sent == []


def test_whoever_answers_a_request_to_all_has_a_link_only_until_it_is_at_rest() -> None:
    made, sent = sessions(*ANY_UNIT)
    made.ask(Request(bytes.fromhex("22F190"), ANY_UNIT[0]), now_s=0.0)
    for number in (0x7E8, 0x7E9):
        made.take(sender(number), next(frames(ANSWER)), now_s=0.0)
    for data in [*frames(ANSWER)][1:]:
        made.take(sender(0x7E8), data, now_s=0.0)
    made.rest()
    assert [*made._others] == [sender(0x7E9)]
    for data in [*frames(ANSWER)][1:]:
        made.take(sender(0x7E9), data, now_s=0.0)
    made.rest()
    assert not made._others
    assert made.counts == PduCounts(complete=2)
    assert len(sent) == 3


@pytest.mark.parametrize(
    ("request_id", "answer_id", "reason"),
    [
        (0x7E8, 0x7E8, "answers by 0x7E8: is no id of diagnostics"),
        (0x7B0, 0x7B0, "is that of the answer, too"),
        (0x0C9, 0x7E8, "0xC9, answers by 0x7E8: is no id of diagnostics: a request may leave by 0x700 to 0x7E7"),
        (0x7E0, 0x18DAF110, "and the answer's 0x18DAF110 are not both of 11 or both of 29 bits"),
        (0x7E0, 0x7DF, "is an id by which testers ask"),
        (0x7E0, 0, "is not within 0x1 to 0x1FFFFFFF"),
    ],
)
def test_a_route_by_ids_that_cannot_be_is_refused_before_anybody_listens(
    request_id: int, answer_id: int, reason: str
) -> None:
    with pytest.raises(BadRoute, match=reason):
        Route(request_id, answer_id)
