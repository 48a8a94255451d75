import pytest

from drivers.diagnostics.isotp_link import Route
from drivers.diagnostics.obd_codec import NEGATIVE_TEXTS
from drivers.diagnostics.queries import ANY_UNIT, Request
from drivers.diagnostics.schedule import BUSY_S, CONDITIONS_S, MAX_UNANSWERED, UNANSWERED_S, Schedule
from drivers.errors import BadFrame

SOC = Request(bytes.fromhex("220101"), Route(0x7E4, 0x7EC))
CABIN = Request(bytes.fromhex("220100"), Route(0x7B3, 0x7BB))
SPEED, OUTSIDE = (Request(bytes((1, pid)), ANY_UNIT[0]) for pid in (0x0D, 0x46))


def upcoming(schedule: Schedule, count: int, *, now_s: float = 0.0) -> list[str]:
    """The next requests, each answered."""
    names = []
    for _ in range(count):
        request = schedule.next(now_s=now_s)
        names.append(request.name if request else "-")
        if request:
            schedule.answered(request)
    return names


def test_requests_come_in_turn() -> None:
    assert upcoming(Schedule([SOC, CABIN]), 4) == ["220101 by 7E4", "220100 by 7B3"] * 2
    assert Schedule([]).next(now_s=0.0) is None


def test_a_pid_is_asked_for_only_after_every_map_that_leads_to_it_has_named_it() -> None:
    schedule = Schedule([SPEED, OUTSIDE])
    seen = list[str]()
    maps = {0x00: "00080001", 0x20: "00000001", 0x40: "04000000"}
    for _ in range(9):
        request = schedule.next(now_s=0.0)
        assert request is not None
        seen.append(request.pdu[1:].hex())
        if request.pid in maps:
            schedule.reported(request, bytes.fromhex(maps[request.pid]))
    assert seen == ["00", "20", "0d", "40", "0d", "46", "0d", "46", "0d"]


def test_what_no_map_names_is_never_asked_for() -> None:
    schedule = Schedule([SPEED, OUTSIDE, SOC])
    schedule.reported(Request(b"\x01\x00", ANY_UNIT[0]), bytes.fromhex("00000000"))
    assert upcoming(schedule, 3) == ["220101 by 7E4"] * 3


def test_several_control_units_tell_of_their_pids_together() -> None:
    schedule = Schedule([SPEED])
    for reported in ("00000000", "00080000"):
        schedule.reported(Request(b"\x01\x00", ANY_UNIT[0]), bytes.fromhex(reported))
    assert upcoming(schedule, 1) == ["010D by 7DF"]


@pytest.mark.parametrize("data", ["", "000000", "0000000000"])
def test_a_map_of_another_length_tells_nothing(data: str) -> None:
    schedule = Schedule([SPEED])
    with pytest.raises(BadFrame):
        schedule.reported(Request(b"\x01\x00", ANY_UNIT[0]), bytes.fromhex(data))
    assert upcoming(schedule, 1) == ["0100 by 7DF"]
    with pytest.raises(BadFrame, match="220101 by 7E4 asks for no map"):
        schedule.reported(SOC, bytes(4))


@pytest.mark.parametrize("code", sorted(NEGATIVE_TEXTS.keys() - {0x21, 0x22, 0x78}))
def test_what_is_refused_is_not_asked_again_before_the_car_has_slept(code: int) -> None:
    schedule = Schedule([SOC, CABIN])
    schedule.refused(SOC, code, now_s=0.0)
    assert upcoming(schedule, 2, now_s=1e6) == ["220100 by 7B3"] * 2
    schedule.begin_drive()
    assert upcoming(schedule, 2, now_s=1e6) == ["220101 by 7E4", "220100 by 7B3"]


@pytest.mark.parametrize(("code", "pause_s"), [(0x21, BUSY_S), (0x22, CONDITIONS_S)])
def test_who_is_busy_is_asked_again_after_a_pause(code: int, pause_s: float) -> None:
    schedule = Schedule([SOC])
    schedule.refused(SOC, code, now_s=10.0)
    assert upcoming(schedule, 1, now_s=10.0 + pause_s - 0.1) == ["-"]
    assert upcoming(schedule, 1, now_s=10.0 + pause_s) == ["220101 by 7E4"]


def test_a_control_unit_that_refuses_the_maps_is_asked_for_no_pid() -> None:
    schedule = Schedule([SPEED])
    schedule.refused(Request(b"\x01\x00", ANY_UNIT[0]), 0x11, now_s=0.0)
    assert upcoming(schedule, 1, now_s=1e6) == ["-"]


def test_what_nobody_answers_again_and_again_rests() -> None:
    schedule = Schedule([SOC])
    for _ in range(MAX_UNANSWERED - 1):
        schedule.unanswered(SOC, now_s=0.0)
    schedule.answered(SOC)
    for _ in range(MAX_UNANSWERED):
        assert upcoming(schedule, 1) == ["220101 by 7E4"]
        schedule.answered(SOC)
    for _ in range(MAX_UNANSWERED):
        schedule.unanswered(SOC, now_s=5.0)
    assert upcoming(schedule, 1, now_s=5.0 + UNANSWERED_S - 0.1) == ["-"]
    assert upcoming(schedule, 1, now_s=5.0 + UNANSWERED_S) == ["220101 by 7E4"]


def test_where_nobody_answers_by_11_bits_29_are_tried_and_who_answers_is_stayed_with() -> None:
    schedule = Schedule([SPEED])
    asked = list[str]()
    for now_s in range(9):
        request = schedule.next(now_s=float(now_s))
        assert request is not None
        asked.append(request.name)
        if request.route is ANY_UNIT[0]:
            schedule.unanswered(request, now_s=float(now_s))
        else:
            schedule.answered(request)
            if request.pid == 0:
                schedule.reported(request, bytes.fromhex("00080000"))
    assert asked == ["0100 by 7DF"] * 3 + ["0100 by 18DB33F1"] + ["010D by 18DB33F1"] * 5


def test_where_nobody_answers_at_all_both_ways_are_tried_each_minute() -> None:
    schedule = Schedule([SPEED])
    asked = list[str]()
    for now_s in range(125):
        request = schedule.next(now_s=float(now_s))
        if request is not None:
            asked.append(request.name.split()[-1])
            schedule.unanswered(request, now_s=float(now_s))
    assert asked == (["7DF"] * 3 + ["18DB33F1"] * 3) * 2 + ["7DF"]
