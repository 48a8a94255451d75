"""A consignment that goes through several hands is judged as one: what adds up does, and what lay between counts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.coldchain.assessment import Verdict
from firmware.coldchain.causes import Cause
from firmware.coldchain.rows import opened
from firmware.coldchain.sealing import origin
from firmware.coldchain.segment import code_of, read, signed, unsigned
from firmware.coldchain.segment_folder import folder_of, keep
from firmware.coldchain.signing_key import SigningKey, beside
from firmware.coldchain.trip_reader import trip_in
from firmware.errors import FirmwareError
from firmware.reports.gathering import BETWEEN, Source, assessed, handed_of, page_of
from firmware.reports.page import Page, Signature
from tests.firmware.reports.small_trip import CONSIGNMENT, record_with_trip

GOOD, WARM = [4.0] * 300, [4.0] * 60 + [6.0] * 150 + [4.0] * 90


def source(record: Path, keeper: str = "shop") -> Source:
    return Source(record=record, keeper=keeper, made_s=1.8e9, version="1.2.3")


def silent(line: str) -> None:
    raise AssertionError(line)


def handed_over(record: Path, keeper: str = "van") -> tuple[str, str]:
    """Hand over the trip of a record; return its file, and what its code holds."""
    one = handed_of(record, keeper, trip_in(record, "T1"))
    with opened(record) as connection:
        text, note, key = signed(one, assessed(one), SigningKey.of(beside(record)), origin(connection))
    return text, code_of(note, key)


def through_two_hands(folder: Path, van: Sequence[float], shop: Sequence[float], *, between_min: int) -> Page:
    first = record_with_trip(folder / "van/record.db", van)
    second = record_with_trip(folder / "shop/record.db", shop, at_min=len(van) + between_min)
    keep(folder_of(second), handed_over(first)[0])
    return page_of(source(second), CONSIGNMENT, silent)


def test_a_trip_of_the_own_record_is_a_page_with_its_seal(tmp_path: Path) -> None:
    page = page_of(source(record_with_trip(tmp_path / "record.db", GOOD)), "t1", silent)
    assert page.assessment.verdict is Verdict.KEPT
    assert (page.consignment, page.segments[0].keeper, page.segments[0].signature) == (
        CONSIGNMENT,
        "shop",
        Signature.OWN,
    )
    assert page.seal is not None
    assert page.seal.text.startswith("homeward/")
    assert len(list(page.minutes())) == 300


def test_hands_are_joined_in_order_and_each_is_verified_by_its_own_key(tmp_path: Path) -> None:
    page = through_two_hands(tmp_path, GOOD, GOOD, between_min=10)
    assert [(each.keeper, each.signature) for each in page.segments] == [
        ("van", Signature.GOOD),
        ("shop", Signature.OWN),
    ]
    assert page.segments[0].key.startswith("homeward/")
    assert page.assessment.verdict is Verdict.KEPT
    assert [to_s - from_s for from_s, to_s in page.between()] == [600.0]
    assert page.assessment.out_of_refrigeration_s == 600.0


def test_limits_that_add_up_do_so_over_all_hands(tmp_path: Path) -> None:
    """Groceries bear four hours above 5 °C; each hand has two and a half."""
    page = through_two_hands(tmp_path, WARM, WARM, between_min=10)
    assert [each.assessment.verdict for each in page.segments] == [Verdict.KEPT, Verdict.KEPT]
    assert page.assessment.verdict is Verdict.BROKEN
    assert page.assessment.excursions


def test_time_out_of_refrigeration_between_hands_counts(tmp_path: Path) -> None:
    page = through_two_hands(tmp_path, GOOD, GOOD, between_min=250)
    assert page.assessment.verdict is Verdict.BROKEN
    assert page.assessment.why == "250 min out of refrigeration in all hands"
    assert any(gap.why == BETWEEN for gap in page.assessment.gaps)


def test_a_long_time_between_hands_proves_nothing(tmp_path: Path) -> None:
    assert through_two_hands(tmp_path, GOOD, GOOD, between_min=60).assessment.verdict is Verdict.NOT_PROVEN


def test_an_excursion_of_all_hands_has_the_cause_that_its_hand_knew(tmp_path: Path) -> None:
    van = [4.0] * 60 + [9.0] * 200
    page = through_two_hands(tmp_path, van, WARM, between_min=5)
    own = {one.cause.cause for each in page.segments for one in each.assessment.excursions}
    assert {one.cause.cause for one in page.assessment.excursions} <= own | {Cause.UNKNOWN}


def test_a_code_tells_a_segment_without_its_minutes(tmp_path: Path) -> None:
    first = record_with_trip(tmp_path / "van/record.db", GOOD)
    second = record_with_trip(tmp_path / "shop/record.db", GOOD, at_min=310)
    text = handed_over(first)[1]
    assert read(text, "code").summary["verdict"] == "kept"
    keep(folder_of(second), text)
    page = page_of(source(second), CONSIGNMENT, silent)
    assert page.segments[0].assessment.verdict is Verdict.KEPT
    assert not page.segments[0].items
    assert page.assessment.verdict is Verdict.NOT_PROVEN


def test_a_hub_without_a_record_joins_what_it_was_given(tmp_path: Path) -> None:
    van = record_with_trip(tmp_path / "van/record.db", GOOD)
    hub = tmp_path / "hub"
    hub.mkdir()
    keep(folder_of(hub / "record.db"), handed_over(van)[0])
    page = page_of(source(hub / "record.db"), CONSIGNMENT, silent)
    assert page.seal is None
    assert page.assessment.verdict is Verdict.KEPT


def test_segments_that_cannot_be_used_are_told_and_the_same_one_counts_once(tmp_path: Path) -> None:
    van = record_with_trip(tmp_path / "van/record.db", GOOD)
    text, _ = handed_over(van)
    one = read(text, "a")
    folder = folder_of(van)
    keep(folder, text)
    keep(folder, unsigned(replace(one, trip=replace(one.trip, started_s=one.trip.started_s - 1.0), keeper="home")))
    (folder / "bad.segment").write_text("{}", encoding="utf-8")
    told: list[str] = []
    page = page_of(source(van, "van"), CONSIGNMENT, told.append)
    assert [each.keeper for each in page.segments] == ["home", "van"]
    assert len(told) == 1
    assert "bad.segment" in told[0]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FirmwareError, match="'T9': is no trip and no consignment"):
        page_of(source(record_with_trip(tmp_path / "record.db", GOOD)), "T9", silent)
