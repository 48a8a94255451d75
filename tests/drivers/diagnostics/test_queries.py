from typing import Any

import pytest

from drivers.diagnostics.ids import request_id_for
from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import Query
from drivers.diagnostics.queries import ANY_UNIT, Request, answers_by, entries, map_requests, requests, ways
from drivers.diagnostics.transmit_gate import Frame, GateState, arm, permit
from drivers.vehicle.formula import parse


def query(request: str, answer_id: int | None = None, **more: Any) -> Query:
    return Query(
        point="vehicle.soc_pct",
        request=bytes.fromhex(request),
        formula=parse("a"),
        low=0.0,
        high=1.0,
        answer_id=answer_id,
        **more,
    )


def names(*queries: Query) -> list[str]:
    return [each.name for each in requests(queries)]


@pytest.mark.parametrize(
    ("answer_id", "request_id"),
    [
        (0x7E8, 0x7E0),
        (0x7EF, 0x7E7),
        (0x7BB, 0x7B3),
        (0x007, None),
        (0x18DAF110, 0x18DA10F1),
        (0x18DAF1FF, 0x18DAFFF1),
        (0x18DAF1F1, None),
        (0x0D1, None),
        (0x7F0, None),
        (0x18DA10F1, None),
        (0x17FE007B, None),
    ],
)
def test_the_id_of_a_request_belongs_to_that_of_its_answer(answer_id: int, request_id: int | None) -> None:
    assert request_id_for(answer_id) == request_id


def test_what_several_points_want_is_asked_once() -> None:
    assert names(query("220101", 0x7EC), query("220101", 0x7EC), query("220100", 0x7BB)) == [
        "220101 by 7E4",
        "220100 by 7B3",
    ]


def test_what_the_profile_names_goes_before_the_rule() -> None:
    assert names(query("22DDBC", 0x607, request_id=0x6F1, address=0xF1, target=0x07)) == ["22DDBC by 6F1 to 07"]
    assert names(query("222003", 0x17FE007B, request_id=0x17FC007B)) == ["222003 by 17FC007B"]


@pytest.mark.parametrize("service", ["04", "10", "11", "14", "19", "27", "28", "2E", "2F", "31", "34", "3E"])
def test_nothing_but_reading_is_ever_asked(service: str) -> None:
    assert names(query(f"{service}01", 0x7E8)) == []


def test_what_cannot_be_routed_is_only_listened_to() -> None:
    assert names(query("220101", 0x17FE007B), query("220101", 0x607, address=0xF1)) == []


def test_a_request_that_does_not_fit_one_frame_is_not_asked() -> None:
    assert names(query("22010203040506", 0x7E8)) == ["22010203040506 by 7E0"]
    assert names(query("2201020304050607", 0x7E8)) == []
    assert names(query("22010203040506", 0x607, request_id=0x6F1, address=0xF1, target=0x07)) == []


def test_a_pid_is_led_to_by_its_maps() -> None:
    led = {
        pid: [each.pdu[1] for each in map_requests(Request(bytes((1, pid)), ANY_UNIT[0]))]
        for pid in (0x00, 0x01, 0x20, 0x21, 0x46, 0xA6)
    }
    assert led == {
        0x00: [0x00],
        0x01: [0x00],
        0x20: [0x00],
        0x21: [0x00, 0x20],
        0x46: [0x00, 0x20, 0x40],
        0xA6: [0x00, 0x20, 0x40, 0x60, 0x80, 0xA0],
    }
    assert [*map_requests(Request(b"\x22\x01\x01", ANY_UNIT[0]))] == []


def test_both_functional_ids_are_ways_unless_the_profile_names_one() -> None:
    (free,) = requests([query("010D")])
    (named,) = requests([query("010D", request_id=0x18DB33F1)])
    assert [each.route.request_id for each in ways(free)] == [0x7DF, 0x18DB33F1]
    assert [each.route.request_id for each in ways(named)] == [0x18DB33F1]


def leaving(queries: list[Query], frames: list[Frame]) -> list[bool]:
    """Which of these frames the armed gate lets out."""
    state = GateState(entries("can0", requests(queries), every_s=1.0))
    state = arm(state, [each.name for each in state.entries], now_s=0.0)
    return [permit(frame, state, now_s=0.0).refusal is None for frame in frames]


def frame(number: int, data: str) -> Frame:
    return Frame(bus="can0", arbitration_id=number, is_extended=number > 0x7FF, data=bytes.fromhex(data))


def test_the_allow_list_holds_the_requests_their_maps_and_flow_control_and_nothing_else() -> None:
    tried = [
        frame(0x7E4, "03220101AAAAAAAA"),
        frame(0x7E4, "300000AAAAAAAAAA"),
        frame(0x7DF, "02010DAAAAAAAAAA"),
        frame(0x18DB33F1, "020100AAAAAAAAAA"),
        frame(0x7E4, "03220102AAAAAAAA"),
        frame(0x7E4, "320000AAAAAAAAAA"),
        frame(0x7E0, "300000AAAAAAAAAA"),
        frame(0x7DF, "020104AAAAAAAAAA"),
        frame(0x7DF, "020120AAAAAAAAAA"),
        frame(0x7DF, "02010D"),
        Frame(bus="can1", arbitration_id=0x7E4, is_extended=False, data=bytes.fromhex("03220101AAAAAAAA")),
    ]
    assert leaving([query("220101", 0x7EC), query("010D")], tried) == [True] * 4 + [False] * 7


def test_whoever_answers_at_length_what_is_asked_of_all_gets_flow_control() -> None:
    tried = [frame(number, "300000AAAAAAAAAA") for number in (0x7DF, 0x7E0, 0x7E7, 0x7E8)]
    assert leaving([query("22F190")], tried) == [False, True, True, False]


def test_each_request_keeps_its_period_by_the_gate_too() -> None:
    state = GateState(entries("can0", requests([query("220101", 0x7EC)]), every_s=2.0))
    asked, flow_control = state.entries
    assert asked.min_period_s == pytest.approx(1.8)
    assert flow_control.min_period_s == pytest.approx(0.05)


def test_an_answer_belongs_to_the_route_by_which_it_was_asked_for() -> None:
    bmw = Route(0x6F1, 0x607, 0x07, 0xF1)
    assert answers_by(bmw, 0x607, False, 0xF1)
    assert not answers_by(bmw, 0x607, False, 0xF0)
    assert not answers_by(bmw, 0x607, False, None)
    for number, is_extended in ((0x7E8, False), (0x7EF, False), (0x18DAF110, True)):
        assert answers_by(ANY_UNIT[0], number, is_extended, None)
    assert not answers_by(ANY_UNIT[0], 0x7E7, False, None)
    assert not answers_by(ANY_UNIT[0], 0x7E8, False, 0xF1)
