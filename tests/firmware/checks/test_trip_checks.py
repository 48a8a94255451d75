"""Kinds of goods are there once; a trip that begins by itself can."""

from pathlib import Path

import pytest

from tests.firmware.checks.test_cooling_checks import boxes, lines_of, outputs, sensors

CAR = boxes("food") + sensors("food") + outputs("compressor")
GOODS = '[[cargo]]\nname = "cheese"\ntitle = "Cheese"\nlow_c = 2.0\nhigh_c = 9.0\n'
GOODS += '[[cargo.limits]]\nbeyond = "above"\nat_c = 9.0\nfor_s = 0.0\n'


def rule(text: str) -> str:
    return f'[[trips]]\ncompartment = "food"\n{text}\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (rule('start = "8:00"'), "start and stop go together: write both, such as 08:00 and 17:30"),
        (rule(""), "must have start and stop, or lid_openings"),
        (rule('start = "08:00"\nstop = "08:00"'), "are the same time"),
        (rule('start = "8 Uhr"\nstop = "09:00"'), "must be a local time such as 08:00"),
        (rule('start = "08:00"\nstop = "09:00"\ndays = ["mo"]'), "mon"),
        (rule('start = "08:00"\nstop = "09:00"\ncargo = "vacine_2_8"'), 'did you mean "vaccine_2_8"'),
        (rule('start = "08:00"\nstop = "09:00"').replace("food", "fodo"), 'did you mean "food"'),
        (rule("lid_openings = 3"), "no sensor gives fridge.food.lid_open"),
        (GOODS + GOODS, 'cargo[1].name = "cheese": is there twice'),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    lines = lines_of(tmp_path, CAR + text)
    assert len(lines) == 1
    assert line in lines[0]


def test_a_rule_by_the_clock_with_goods_of_the_owner_fits(tmp_path: Path) -> None:
    assert not lines_of(tmp_path, CAR + GOODS + rule('start = "22:00"\nstop = "4:30"\ncargo = "cheese"'))
