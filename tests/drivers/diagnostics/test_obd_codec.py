import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.diagnostics.obd_codec import (
    PIDS,
    Negative,
    Positive,
    Query,
    parse_answer,
    parts,
    standard_formula,
    supported_pids,
)
from drivers.errors import BadFrame, DriverError, NotAvailable, OutOfRange
from drivers.vehicle.formula import BadFormula, parse

SOC = Query(
    point="vehicle.soc_pct",
    request=bytes.fromhex("220101"),
    formula=parse("e/2"),
    low=0.0,
    high=100.0,
    sentinels=(127.5, 90.1),
)


@pytest.mark.parametrize(
    ("pid", "data", "value", "unit"),
    [
        (0x05, "7B", 83.0, "C"),
        (0x0B, "4C", 76.0, "kPa"),
        (0x0C, "1BE4", 1785.0, "rpm"),
        (0x0D, "35", 53.0, "km/h"),
        (0x0F, "00", -40.0, "C"),
        (0x1F, "0102", 258.0, "s"),
        (0x2F, "80", 50.196, "%"),
        (0x31, "FFFF", 65_535.0, "km"),
        (0x33, "65", 101.0, "kPa"),
        (0x42, "3444", 13.38, "V"),
        (0x46, "42", 26.0, "C"),
        (0x51, "08", 8.0, ""),
        (0x5B, "FF", 100.0, "%"),
        (0x5E, "0064", 5.0, "L/h"),
        (0xA6, "0001E240", 12_345.6, "km"),
    ],
)
def test_each_standard_pid_has_its_value_and_unit(pid: int, data: str, value: float, unit: str) -> None:
    known = PIDS[pid]
    assert known.length == len(data) // 2 == known.formula.needs
    assert known.formula.value(bytes.fromhex(data)) == pytest.approx(value, abs=1e-3)
    assert known.unit == unit


def test_supported_pids_are_reported_bit_by_bit() -> None:
    # BE1FA813, the example of Wikipedia's "OBD-II PIDs".
    expected = {1, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 19, 21, 28, 31, 32}
    assert supported_pids(0, bytes.fromhex("BE1FA813")) == expected
    assert supported_pids(0x40, bytes.fromhex("80000001")) == {0x41, 0x60}
    assert supported_pids(0x20, bytes(4)) == frozenset()


@pytest.mark.parametrize(("pid", "data"), [(0x0C, bytes(4)), (0, bytes(3)), (0x20, bytes(5))])
def test_what_is_no_map_of_pids_is_refused(pid: int, data: bytes) -> None:
    with pytest.raises(BadFrame, match="not a map of supported PIDs"):
        supported_pids(pid, data)


@pytest.mark.parametrize(
    ("pdu", "answer"),
    [
        ("410D35", Positive(0x01, b"\x0d\x35")),
        ("62010100", Positive(0x22, b"\x01\x01\x00")),
        ("7E00", Positive(0x3E, b"\x00")),
        ("7F2112", Negative(0x21, 0x12)),
    ],
)
def test_answers_are_told_from_refusals(pdu: str, answer: Positive | Negative) -> None:
    assert parse_answer(bytes.fromhex(pdu)) == answer


@pytest.mark.parametrize("pdu", ["", "62", "7F", "7F21", "7F211200", "010D", "4001", "FF01"])
def test_what_is_no_answer_is_refused(pdu: str) -> None:
    with pytest.raises(BadFrame, match="not an answer of a control unit"):
        parse_answer(bytes.fromhex(pdu))


def test_a_refusal_has_words_and_pending_is_no_refusal() -> None:
    assert (Negative(0x22, 0x31).text, Negative(0x22, 0x31).is_pending) == ("request out of range", False)
    assert (Negative(0x22, 0x78).text, Negative(0x22, 0x78).is_pending) == ("response pending", True)
    assert Negative(0x22, 0xF0).text == "code 0xF0"


def test_one_answer_may_hold_several_pids() -> None:
    answer = Positive(0x01, bytes.fromhex("0C1BE40D3505"))
    assert [part.data.hex() for part in parts(answer)] == ["0c1be4", "0d35", "05"]
    unknown = Positive(0x01, bytes.fromhex("0D35FE0102"))
    assert [part.data.hex() for part in parts(unknown)] == ["0d35", "fe0102"]
    assert list(parts(Positive(0x22, b"\x0c\x1b\xe4"))) == [Positive(0x22, b"\x0c\x1b\xe4")]


def test_a_query_knows_its_answer_by_the_echo() -> None:
    answer = Positive(0x22, bytes.fromhex("0101FFF7E7FF64"))
    assert SOC.answers(answer)
    assert SOC.value(answer) == 50.0
    assert SOC.name == "220101"
    assert not SOC.answers(Positive(0x22, bytes.fromhex("0100FFF7E7FF64")))
    assert not SOC.answers(Positive(0x21, bytes.fromhex("0101FFF7E7FF64")))


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ("0101FFF7E7FFFF", NotAvailable, "220101: the car sends 127.5, which means no value"),
        ("0101FFF7E7FFFE", OutOfRange, "220101: 127 is not within 0 to 100"),
        ("0101FFF7E7", BadFrame, "220101: 'e/2' needs 5 data bytes; there are 3"),
    ],
)
def test_what_is_no_value_is_an_error(data: str, kind: type[DriverError], text: str) -> None:
    value = SOC.value(Positive(0x22, bytes.fromhex(data)))
    assert type(value) is kind
    assert str(value) == text


@pytest.mark.parametrize("request_hex", ["01FE", "220101", "010D0D", "01", ""])
def test_only_a_standard_pid_has_a_standard_formula(request_hex: str) -> None:
    with pytest.raises(BadFormula, match="has no standard formula"):
        standard_formula(bytes.fromhex(request_hex))


@given(st.binary(max_size=80))
def test_any_bytes_give_a_value_an_error_or_no_answer(pdu: bytes) -> None:
    try:
        answer = parse_answer(pdu)
    except DriverError:
        return
    if isinstance(answer, Negative):
        assert answer.text
        return
    assert b"".join(part.data for part in parts(answer)) == answer.data
    value = SOC.value(answer)
    assert isinstance(value, DriverError) or 0.0 <= value <= 100.0
