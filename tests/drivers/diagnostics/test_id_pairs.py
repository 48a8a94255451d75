from typing import Any

import pytest

from drivers.diagnostics.id_pairs import wrong_ids
from drivers.diagnostics.obd_codec import Query
from tests.drivers.diagnostics.poller_bench import query


def asked(answer_id: int | None, request_id: int | None = None, **more: Any) -> Query:
    return query("vehicle.soc_pct", "220101", "a", answer_id, request_id=request_id, **more)


def told(*queries: Query) -> list[str]:
    return [f"{index}: {why}" for index, why in wrong_ids(queries)]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (asked(0x7E8, 0x7E8), "request_id = 0x7E8: is no id of diagnostics"),
        (asked(0x7B0, 0x7B0), "request_id = 0x7B0: is that of the answer, too"),
        (asked(0x6F1, 0x6F1, address=0x12, target=0xF1), "request_id = 0x6F1: is that of the answer, too"),
        (asked(0x7E8, 0x0C9), "request_id = 0xC9: is no id of diagnostics: a request may leave by 0x700 to 0x7E7,"),
        (asked(0x7E8, 0), "request_id = 0x0: is no id of diagnostics"),
        (asked(None, 0x123), "request_id = 0x123: is no id of diagnostics"),
        (asked(0x18DAF110, 0x18DAF1F1), "request_id = 0x18DAF1F1: is no id of diagnostics"),
        (asked(0x18DAF110, 0x2000_0000), "request_id = 0x20000000: is no id of diagnostics"),
        (asked(0x18DAF110, 0x7E0), "request_id = 0x7E0: and the answer's 0x18DAF110 are not both of 11 or both of 29"),
        (asked(0), "answer_id = 0x0: is not within 0x1 to 0x1FFFFFFF"),
        (asked(0x2000_0000), "answer_id = 0x20000000: is not within 0x1 to 0x1FFFFFFF"),
        *((asked(number), f"answer_id = 0x{number:X}: is an id by which testers ask") for number in (0x7DF, 0x7E0)),
        *((asked(number), f"answer_id = 0x{number:X}: is an id by which") for number in (0x18DB33F1, 0x18DAF1F1)),
        (asked(0x18DA10F1), "answer_id = 0x18DA10F1: is an id by which testers ask: no control unit answers by it"),
    ],
)
def test_ids_that_no_control_unit_has_are_one_line(wrong: Query, line: str) -> None:
    (found,) = told(asked(0x7EC), wrong)
    assert found.startswith(f"1: {line}")


def test_each_wrong_query_is_reported() -> None:
    assert [line[:2] for line in told(asked(0), asked(0x7EC), asked(0x7E8, 0x0C9))] == ["0:", "2:"]


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (asked(0x7E8), asked(0x7E9, 0x7E0), "answer_id = 0x7E9: queries[0] has another answer, 0x7E8, to the same"),
        (asked(0x7E8), asked(0x7E8, 0x7E1), "request_id = 0x7E1: queries[0] has another one, 0x7E0, for the same"),
        (asked(0x7B8), asked(0x7B0, 0x7A0), "answer_id = 0x7B0: queries[0] is asked by it: no control unit answers"),
        (
            asked(0x607, 0x6F1, address=0xF1, target=0x07),
            asked(0x608, 0x6F1, address=0xF1, target=0x07),
            "answer_id = 0x608: queries[0] has another answer, 0x607, to the same request_id 0x6F1",
        ),
    ],
)
def test_an_id_that_two_control_units_would_share_is_one_line(first: Query, second: Query, line: str) -> None:
    (found,) = told(first, second)
    assert found.startswith(f"1: {line}")


@pytest.mark.parametrize(
    "several",
    [
        (asked(0x7EC), asked(0x7EC), asked(0x7EC, 0x7E4), asked(0x7BB)),
        (asked(0x607, 0x6F1, address=0xF1, target=0x07), asked(0x612, 0x6F1, address=0xF1, target=0x12)),
        (asked(0x7E8, 0x7DF), asked(0x7E9, 0x7DF), asked(0x7E8), asked(None)),
        (asked(0x17FE007B), asked(0x17FE007B, 0x17FC007B), asked(0x764, 0x744)),
    ],
)
def test_what_cars_have_is_taken(several: tuple[Query, ...]) -> None:
    assert told(*several) == []
