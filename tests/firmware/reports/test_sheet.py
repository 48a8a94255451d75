"""The words of a page: the verdict first, then what it rests on, in every language."""

from dataclasses import replace

import pytest

from firmware.coldchain.assessment import Verdict
from firmware.coldchain.causes import Cause
from firmware.coldchain.excursions import State
from firmware.coldchain.series import Minute, level
from firmware.languages.local_forms import TemperatureUnit
from firmware.languages.words import LANGUAGES, Words
from firmware.reports.page import Page, Signature
from firmware.reports.sheet import MOST_EXCURSIONS, Sheet
from tests.firmware.reports.pages import bad_day, good_day, page, segment, unproven_day, writer


def written(page_: Page, language: str = "en", unit: TemperatureUnit = TemperatureUnit.CELSIUS) -> Sheet:
    return writer(language, unit).sheet(page_)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def values(sheet: Sheet) -> dict[str, str]:
    return {row.label: plain(row.value) for row in (*sheet.facts, *sheet.figures)}


def test_goods_that_stayed_cold_are_told_to_be_good_first() -> None:
    sheet = written(page(good_day()))
    assert sheet.headline == "GOOD: the goods stayed within their limits"
    assert plain(sheet.summary) == "Contents between 4.0 °C and 4.0 °C; allowed: 0.0 \N{EN DASH} 5.0 °C"
    assert sheet.after_excursions == "None: no limit was broken."
    told = values(sheet)
    assert told["Consignment"] == "RX-2026-0815"
    assert told["Handed over by"] == "Anna Weber"
    assert told["Lid openings"] == "2, open for 1 min in all"
    assert told["Not recorded"] == "none"
    assert told["Mean kinetic temperature"] == "4.0 °C"


def test_a_broken_limit_is_told_with_its_cause_and_who_has_seen_it() -> None:
    sheet = written(page(bad_day()))
    assert sheet.headline.startswith("NOT GOOD")
    first = sheet.excursions[0]
    assert "lid open for 40 min" in plain(first.cause)
    assert first.cause.startswith("Lid open")
    assert any(note == "Seen by J. Weber: lid was not latched" for row in sheet.excursions for note in row.notes)
    assert any("nobody has acknowledged: " in note for note in sheet.notes)
    assert any("(warning)" in row.limit for row in sheet.excursions)


def test_what_was_not_recorded_proves_nothing() -> None:
    sheet = written(page(unproven_day(), "vaccine_2_8"))
    assert sheet.headline.startswith("NOT PROVEN")
    assert "Nothing is known for 1 h 00 min" in plain(sheet.summary)
    assert values(sheet)["Not recorded"] == "1 h 00 min"


def test_an_estimate_that_is_not_sure_enough_says_so() -> None:
    items = [
        replace(each, contents_c=level(7.9), contents_k=1.0) if isinstance(each, Minute) else each
        for each in good_day()
    ]
    sheet = written(page(items, "vaccine_2_8"))
    assert "not sure enough (±1.0 K)" in plain(sheet.summary)
    assert any("estimated" in note for note in sheet.notes)


def test_figures_are_in_fahrenheit_where_it_is_asked_for() -> None:
    assert values(written(page(good_day()), "en", TemperatureUnit.FAHRENHEIT))["Highest"] == "39.2 °F"


def test_sensors_are_told_with_their_certificates() -> None:
    fine, overdue = written(page(good_day())).sensors
    assert fine == "fridge.food.air_c: SHT41 3F2A; certificate DKD-K-2026-0815, due 31 May 2027"
    assert overdue.endswith("calibration overdue")
    bare = replace(page(good_day()).segments[0].sensors[0], certificate="", chip="", serial="")
    only = replace(page(good_day()).segments[0], sensors=[bare, replace(bare, certificate="K-1", due="soon")])
    assert written(replace(page(good_day()), segments=[only])).sensors == [
        "fridge.food.air_c; no certificate of calibration",
        "fridge.food.air_c; certificate K-1, due not said",
    ]


def test_a_trip_that_goes_on_says_so_and_what_nobody_said_too() -> None:
    only = replace(segment(good_day()), ended_s=None, given_by="", taken_by="", clock="none")
    sheet = written(replace(page(good_day(), seal=None), segments=[only], consignment=""))
    told = values(sheet)
    assert told["Time"].endswith("(still under way)")
    assert {told["Consignment"], told["Handed over by"], told["Taken by"]} == {"not said"}
    assert "The clock was not set" in sheet.notes[0]
    assert sheet.seal.startswith("No seal")


def test_hands_are_told_with_what_lay_between_them() -> None:
    first = replace(segment(good_day()), signature=Signature.GOOD, key="van-7")
    assert first.ended_s is not None
    later_s = first.ended_s + 1_200.0
    second = replace(first, keeper="home", began_s=later_s, ended_s=later_s + 600.0, signature=Signature.NOT_GOOD)
    lines = written(replace(page(good_day()), segments=[first, second])).segments
    assert "within limits; signature good, key van-7" in lines[0]
    assert plain(lines[1]) == "in between, nobody measured: 20 min"
    assert lines[2].startswith("home: food")
    assert lines[2].endswith("signature NOT good")


def test_only_as_many_excursions_as_fit_are_shown_and_the_rest_counted() -> None:
    one = page(bad_day())
    many = replace(one.assessment, excursions=one.assessment.excursions * MOST_EXCURSIONS)
    sheet = written(replace(one, assessment=many))
    assert len(sheet.excursions) == MOST_EXCURSIONS
    left = len(many.excursions) - MOST_EXCURSIONS
    assert sheet.after_excursions == f"and {left} more, all in the JSON of this report"


def test_a_warning_leaves_the_goods_good() -> None:
    one = page(bad_day())
    kept = replace(one, assessment=replace(one.assessment, verdict=Verdict.KEPT))
    assert "none beyond what the goods bear" in written(kept).summary


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_all_that_may_be_told(language: str) -> None:
    words = Words(language)
    for key in (
        *(f"cause.{cause.replace(' ', '_')}" for cause in Cause),
        *(f"state.{state.replace(' ', '_')}" for state in State),
        *(f"goods.{name}" for name in ("groceries_chilled", "vaccine_2_8", "insulin", "who_type_2")),
    ):
        assert words.has(key)
    for items in (good_day(), bad_day(), unproven_day()):
        assert written(page(items), language).headline
