import re

from firmware.config.json_schema import known_keys
from firmware.wiring.builtin_drivers import CHIPS
from hil.reference.configuration import FILE, reference

PAGE = reference()
KEYS = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)


def test_the_page_is_that_of_the_present_models() -> None:
    assert FILE.read_text(encoding="utf-8") == PAGE, "run `make reference`"


def test_every_key_is_there_and_says_what_it_does() -> None:
    assert {key[0] for key in KEYS} >= {*known_keys(()), *known_keys(("sensors", 0)), *known_keys(("cabin", "pid"))}
    assert [key[0] for key in KEYS if not key[-1]] == []


def test_numbers_have_their_range_whoever_checks_it() -> None:
    ranges = {key[0]: key[4] for key in KEYS}
    assert ranges["most_starts_per_h"] == "2 to 12"
    assert ranges["frequency_hz"] == "1 to 10000"
    assert ranges["mux_address"] == "0x70 to 0x77"
    assert ranges["base_topic"].startswith("a topic without spaces")


def test_every_chip_is_there_with_what_it_measures() -> None:
    assert all(f"| `{chip}` | " in PAGE for chip in CHIPS)
    assert "| `ina226` | `i2c`, `address` | `voltage_v`, `current_a`" in PAGE
    assert "`shunt_ohm`" in PAGE
