import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drivers.errors import BadFrame, DriverError, OutOfRange
from drivers.vehicle.formula import DEEPEST, MAX_TEXT, BadFormula, byte_index, parse

DATA = bytes(range(1, 60))
"""a is 1, b is 2 ..."""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 1.0),
        ("Z", 26.0),
        ("aa", 27.0),
        ("BG", 59.0),
        ("256*a+b", 258.0),
        ("(256*a+b)/4", 64.5),
        ("1+2*3-4/8", 6.5),
        ("8-4-2", 2.0),
        ("8/4/2", 1.0),
        ("-1*(a-3)", 2.0),
        ("--2", 2.0),
        ("-0.25*a+.5", 0.25),
        ("(a<<8)+b", 258.0),
        ("a<<8+b", 1024.0),
        ("1024>>2", 256.0),
        ("a==1", 1.0),
        ("a==2", 0.0),
        ("a<2", 1.0),
        ("2<=a", 0.0),
        ("b>=2", 1.0),
        ("a>1", 0.0),
        ("a==1&&b==3", 0.0),
        ("a==1||b==3", 1.0),
        ("a&&b", 1.0),
        ("0||2", 1.0),
        ("!a", 0.0),
        ("!0&&!(a==2)", 1.0),
        ("{c:0}", 1.0),
        ("{c:2}", 0.0),
        ("!{b:2}&&{b:1}", 1.0),
        ("Signed(255)", -1.0),
        ("signed(127)*256", 32512.0),
        ("Int16(a,b)", 258.0),
        ("INT16(a:b)*0.1", 25.8),
        ("Int24(a, b, c)", 66051.0),
        (" a + b ", 3.0),
    ],
)
def test_a_formula_is_worked_out(text: str, value: float) -> None:
    assert parse(text).value(DATA) == pytest.approx(value)


@pytest.mark.parametrize(
    ("letters", "index"), [("a", 0), ("z", 25), ("aa", 26), ("AZ", 51), ("ba", 52), ("zzz", 18277)]
)
def test_letters_count_as_columns_of_a_sheet(letters: str, index: int) -> None:
    assert byte_index(letters) == index


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "'': a number, a byte (a, b ... zzz) or a parenthesis is expected in place 1, not the end"),
        ("a+", "'a+': a number, a byte (a, b ... zzz) or a parenthesis is expected in place 3, not the end"),
        ("a b", "'a b': an operator or the end is expected in place 2, not 'b'"),
        ("(a", "'(a': ')' is expected in place 3, not the end"),
        ("a)", "'a)': an operator or the end is expected in place 2, not ')'"),
        ("{a}", "'{a}': ':' is expected in place 3, not '}'"),
        ("{a:8}", "'{a:8}': a bit, 0 to 7, is expected in place 4, not '8'"),
        ("{3:1}", "'{3:1}': a number, a byte"),
        ("Int16(a)", "'Int16(a)': ',' is expected in place 4, not ')'"),
        ("system(a)", "'system(a)': a number, a byte (a, b ... zzz) or a parenthesis is expected in place 1"),
        ("a**2", "'a**2': a number, a byte (a, b ... zzz) or a parenthesis is expected in place 3, not '*'"),
        ("a;b", "'a;b': ';' has no meaning in a formula"),
        ("__import__", "'__import__': '_' has no meaning in a formula"),
        ("a.b", "'a.b': '.' has no meaning in a formula"),
        ("(" * (DEEPEST + 1), f"{'(' * (DEEPEST + 1)!r}: more than {DEEPEST} levels"),
        ("1+" * MAX_TEXT, "'1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+'...: a formula has at most 500 characters"),
    ],
)
def test_what_is_no_formula_is_one_line_that_says_where(text: str, line: str) -> None:
    with pytest.raises(BadFormula) as caught:
        parse(text)
    assert str(caught.value).startswith(line)


@pytest.mark.parametrize(
    "text", ["1/(a-1)", "1<<65", "1<<(0-1)", "1.5<<1", "1<<0.5", "9" * 400 + "*1.5", "9" * 400 + "."]
)
def test_what_gives_no_number_is_an_error(text: str) -> None:
    with pytest.raises(OutOfRange):
        parse(text).value(DATA)


def test_too_few_bytes_are_an_error_before_anything_is_worked_out() -> None:
    with pytest.raises(BadFrame, match=r"^'a\+d' needs 4 data bytes; there are 3$"):
        parse("a+d").value(DATA[:3])


ALPHABET = st.sampled_from(
    [*"abZ09.+-*/<>=!&|(){}:, ", "<<", ">>", "==", "&&", "||", "Signed(", "Int16(", "aa", "1e9", "é"]
)


@given(st.lists(ALPHABET, max_size=40).map("".join), st.binary(max_size=40))
@example("9" * 300 + ".<<1", b"")
@example("a+" * 240 + "a", b"\xff")
@example("-" * DEEPEST + "a", b"\xff")
@example("٣", b"")
def test_any_text_is_refused_or_gives_finite_numbers(text: str, data: bytes) -> None:
    try:
        value = parse(text).value(data)
    except DriverError:
        return
    assert abs(value) < float("inf")


def test_every_formula_of_the_collection_is_understood(data_dir: Path) -> None:
    files = sorted((data_dir / "obd" / "ev-obd-pids").glob("*/*.json"))
    documents = [json.loads(file.read_text()) for file in files]
    texts = {pid["equation"] for document in documents for pid in document.values() if "equation" in pid}
    assert len(texts) > 80
    assert all(parse(text).needs > 0 for text in texts)
