from dataclasses import fields, is_dataclass

import pytest

from hil.boxes import KINDS, SEEN, draw
from hil.boxes.kinds import Kind
from hil.boxes.ranges import Range


def ranges_of(record: object, at: str = "") -> list[tuple[str, Range]]:
    """Every range within a kind, with its place."""
    found: list[tuple[str, Range]] = []
    if isinstance(record, Range):
        return [(at, record)]
    if isinstance(record, tuple):
        return [each for index, part in enumerate(record) for each in ranges_of(part, f"{at}.{index}")]
    if is_dataclass(record) and not isinstance(record, type):
        return [each for part in fields(record) for each in ranges_of(getattr(record, part.name), f"{at}.{part.name}")]
    return found


def test_the_same_seed_gives_the_same_box() -> None:
    assert draw("two", 7) == draw("two", 7)
    assert draw("two", 7) != draw("two", 8)


@pytest.mark.parametrize("kind", KINDS)
def test_each_range_has_a_source(kind: str) -> None:
    for place, each in ranges_of(KINDS[kind]):
        assert each.low <= each.high, place
        assert len(each.source) > 3, place


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_of_a_kind_keep_within_its_ranges(kind: str) -> None:
    for seed in range(20):
        box, of = draw(kind, seed), KINDS[kind]
        assert of.ambient_c.low <= box.ambient_c <= of.ambient_c.high
        for chamber, within in zip(box.compartments, of.compartments, strict=True):
            assert within.liner_j_k.low <= chamber.liner_j_k <= within.liner_j_k.high
            kg = sum(lump.kg for lump in chamber.lumps if lump.is_goods)
            assert kg > 0.0 or within.empty_share > 0.0
            assert kg == 0.0 or within.goods_kg.low - 1e-9 <= kg <= within.goods_kg.high + 1e-9
            assert len([lump for lump in chamber.lumps if lump.is_goods]) <= within.most_lumps


def test_a_start_changes_nothing_but_the_temperatures() -> None:
    cold, warm = draw("upright", 3), draw("upright", 3, start_c=32.0)
    assert warm.compartments[0].start_c == 32.0
    assert warm.compartments[0].lumps == cold.compartments[0].lumps
    assert warm.unit == cold.unit


def test_those_that_are_unseen_say_so() -> None:
    assert all(not kind.unseen for kind in SEEN.values())
    assert all(kind.unseen for name, kind in KINDS.items() if name not in SEEN)


def test_compartments_have_names_of_their_own() -> None:
    def names(kind: Kind) -> list[str]:
        return [each.name for each in kind.compartments]

    assert all(len(set(names(kind))) == len(names(kind)) for kind in KINDS.values())
