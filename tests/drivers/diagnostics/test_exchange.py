import pytest

from drivers.diagnostics.exchange import ANSWER_S, MAX_S, PENDING_S, Exchange
from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import Negative, Positive
from drivers.diagnostics.queries import ANY_UNIT, Request

SOC = Request(bytes.fromhex("220101"), Route(0x7E4, 0x7EC))
SPEED = Request(bytes.fromhex("010D"), ANY_UNIT[0])
GOOD, PENDING, BUSY = Positive(0x22, b"\x01\x01\x05"), Negative(0x22, 0x78), Negative(0x22, 0x21)


def after(*answers: Positive | Negative, request: Request = SOC) -> Exchange:
    """The exchange when these answers came at its beginning."""
    exchange = Exchange(request, now_s=10.0)
    for answer in answers:
        exchange.receive(answer, now_s=10.0)
    return exchange


@pytest.mark.parametrize(
    ("answer", "is_expected"),
    [
        (GOOD, True),
        (BUSY, True),
        (Positive(0x22, b"\x01\x02\x05"), False),
        (Positive(0x21, b"\x01\x01\x05"), False),
        (Negative(0x21, 0x21), False),
    ],
)
def test_only_what_echoes_the_request_is_its_answer(answer: Positive | Negative, is_expected: bool) -> None:
    assert Exchange(SOC, now_s=0.0).expects(answer) is is_expected


@pytest.mark.parametrize(
    ("answers", "is_settled"), [((), False), ((PENDING,), False), ((GOOD,), True), ((PENDING, BUSY), True)]
)
def test_one_control_unit_has_said_all_when_it_has_answered_or_refused(
    answers: tuple[Positive | Negative, ...], is_settled: bool
) -> None:
    assert after(*answers).is_settled is is_settled


def test_of_all_control_units_nobody_knows_who_else_will_answer() -> None:
    exchange = after(Positive(1, b"\x0d\x35"), request=SPEED)
    assert (exchange.is_answered, exchange.is_settled) == (True, False)
    assert exchange.is_over(now_s=10.0 + ANSWER_S, is_coming=False)


@pytest.mark.parametrize(
    ("answers", "is_coming", "lasts_s"),
    [((), False, ANSWER_S), ((PENDING,), False, PENDING_S), ((), True, MAX_S), ((PENDING,) * 9, True, MAX_S)],
)
def test_it_ends_when_the_time_for_answers_has_passed(
    answers: tuple[Negative, ...], is_coming: bool, lasts_s: float
) -> None:
    exchange = after(*answers)
    assert not exchange.is_over(now_s=10.0 + lasts_s - 0.01, is_coming=is_coming)
    assert exchange.is_over(now_s=10.0 + lasts_s, is_coming=is_coming)


def test_who_asks_for_time_again_and_again_gets_it_until_it_is_enough() -> None:
    exchange = Exchange(SOC, now_s=0.0)
    for now_s in range(0, 40, 4):
        exchange.receive(PENDING, now_s=float(now_s))
    assert exchange.is_over(now_s=MAX_S, is_coming=False)
