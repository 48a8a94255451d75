import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.config.problem import KeyPath
from firmware.config.toml_places import Place, places

TEXT = '''# a comment with [[sensors]] = 3
name = "Blue # van"   # and another
[fridge.compressor]
min_on_s = 120
[[sensors]]
name = 'a "b"'
address = 0x48  # as people write it
gives = { temperature_c = "x", "odd key" = [1, 2] }
  [sensors.options]
  shunt_ohm = 0.002
[[sensors]]
text = """
two = 2
"""
list = [
    { name = "one" },  # a comment ]
    { name = "two" },
]
a.b.c = 1
'''


def paths_of(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    """Every key and index of a document."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path, *(found for key, each in below for found in paths_of(each, (*path, key)))} - {()}


def test_every_key_has_the_line_on_which_it_stands() -> None:
    found = places(TEXT)
    assert found.keys() == paths_of(tomllib.loads(TEXT))
    assert found["name",] == Place(2, '"Blue # van"')
    assert found["fridge", "compressor", "min_on_s"] == Place(4, "120")
    assert found["sensors", 0] == Place(5)
    assert found["sensors", 0, "address"] == Place(7, "0x48")
    assert found["sensors", 0, "gives", "temperature_c"] == Place(8, '"x"')
    assert found["sensors", 0, "options", "shunt_ohm"] == Place(10, "0.002")
    assert found["sensors", 1, "text"].line == 12
    assert found["sensors", 1, "list", 1, "name"] == Place(17, '"two"')
    assert found["sensors", 1, "a", "b", "c"] == Place(19, "1")


@pytest.mark.parametrize(
    "text",
    [
        "a = 'x'\r\nb = [ ]\r\n",
        "[a]\n[a.b]\n[[a.c]]\n[[a.c]]\nd = 1\n[a.c.e]\nf = 2",
        'x = """"quoted""""\ny = 1\n',
        "x = ''''quoted''''\ny = 1",
        'x = "\\\\"\ny = "\\""\n',
        "[ a . 'b c' . \"d\" ]\ne = 1979-05-27 07:32:00 # when\n",
        "a = {}\nb = [[1, 2], [3]]\nc = [ # one\n 1, # two\n]",
    ],
)
def test_whatever_toml_allows_is_found(text: str) -> None:
    assert places(text).keys() == paths_of(tomllib.loads(text))


@given(st.text(alphabet="ab=.[]{}\"'#,\n\\ 1", max_size=40))
def test_no_toml_at_all_is_beyond_it(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert places(text).keys() == paths_of(document)
