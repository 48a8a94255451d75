import pytest

from drivers.diagnostics.ids import is_functional, is_obd_answer, may_ask_by, why_no_answer_id

ASKED_11_BIT_IDS = {0x6F1, *range(0x700, 0x7E8), *range(0x7F0, 0x800)}


def test_of_all_ids_of_11_bits_only_those_of_diagnostics_may_leave() -> None:
    assert {number for number in range(-1, 0x900) if may_ask_by((number, False))} == ASKED_11_BIT_IDS


@pytest.mark.parametrize(
    ("number", "may"),
    [
        *((0x18DA10F1, True), (0x18DA00F1, True), (0x18DAFFF1, True), (0x18DB33F1, True), (0x17FC007B, True)),
        *((0x18DAF1F1, False), (0x18DAF110, False), (0x18DA10F9, False), (0x17FE007B, False), (0x17FC017B, False)),
        *((0x18EAFFFE, False), (0x0CF00400, False), (0x7DF, False), (0, False), (0x1FFFFFFF, False)),
        (0x38DA10F1, False),
    ],
)
def test_of_29_bits_only_what_asks_a_control_unit_may_leave(number: int, may: bool) -> None:
    assert may_ask_by((number, True)) is may


def test_nobody_answers_by_the_testers_own_address() -> None:
    answering = [number for number in range(0x18DA_F000, 0x18DA_F300) if is_obd_answer((number, True))]
    assert answering == [number for number in range(0x18DA_F100, 0x18DA_F200) if number != 0x18DA_F1F1]
    assert [number for number in range(0x800) if is_obd_answer((number, False))] == [*range(0x7E8, 0x7F0)]


@pytest.mark.parametrize("number", [-1, 0, 0x7DF, 0x7E0, 0x7E7, 0x18DB33F1, 0x18DA10F1, 0x18DAF1F1, 0x2000_0000])
def test_no_control_unit_answers_by_an_id_by_which_testers_ask(number: int) -> None:
    assert why_no_answer_id(number)


@pytest.mark.parametrize("number", [0x7E8, 0x7BB, 0x607, 0x18DAF110, 0x17FE007B, 0x1FFF_FFFF])
def test_others_may_be_answers(number: int) -> None:
    assert why_no_answer_id(number) is None


def test_some_ids_ask_several_control_units() -> None:
    assert [is_functional(number) for number in (0x7DF, 0x18DB33F1, 0x18DBFFF1, 0x7E0, 0x18DA10F1)] == [
        *(True, True, True, False, False)
    ]
