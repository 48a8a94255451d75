"""The PDF is one page, and its text comes out of it in the order in which people read it, in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from firmware.coldchain.series import Item
from firmware.reports.fonts import FontMissing
from firmware.reports.page import Page
from firmware.reports.pdf import as_pdf
from firmware.reports.sheet import Sheet
from tests.firmware.reports.pages import bad_day, fonts, good_day, page, unproven_day, writer

INVISIBLE = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def drawn(page_: Page, language: str, files: Mapping[str, Path]) -> str:
    """Draw a page and take its text out again, as one line."""
    reader = PdfReader(BytesIO(as_pdf(page_, writer(language), files)))
    assert len(reader.pages) == 1
    return bare(reader.pages[0].extract_text())


def bare(text: str) -> str:
    """Leave out what is not seen, and all spaces, which programs put where they like."""
    return "".join(text.translate(INVISIBLE).split())


def in_order(sheet: Sheet) -> Sequence[str]:
    """Return what is told in the order in which it must come out."""
    facts = [row.value for row in sheet.facts[:2]]
    excursions = (
        [sheet.excursions[0].limit, sheet.excursions[0].cause] if sheet.excursions else [sheet.after_excursions]
    )
    figures = [word for row in sheet.figures[:3] for word in (row.label, row.value)]
    return [sheet.title, sheet.headline, sheet.summary, *facts, *excursions, *figures, *sheet.notes, sheet.seal]


@pytest.mark.parametrize(
    ("language", "items"), [("en", bad_day()), ("de", unproven_day()), ("zh", unproven_day()), ("ar", bad_day())]
)
def test_text_comes_out_in_the_order_of_reading(language: str, items: Sequence[Item]) -> None:
    page_ = page(items)
    text, place = drawn(page_, language, fonts(language)), 0
    for part in in_order(writer(language).sheet(page_)):
        found = text.find(bare(part), place)
        assert found >= 0, part
        place = found


def test_names_in_any_letters_come_out_whole() -> None:
    files = {**fonts("ar"), **fonts("zh"), **fonts("en")}
    only = page(good_day())
    named = replace(only.segments[0], given_by="صيدلية النور 12", taken_by="李药师 (Köln)")
    text = drawn(replace(only, segments=[named]), "en", files)
    assert bare("李药师 (Köln)") in text
    assert bare("صيدلية النور 12") in text


def test_a_font_that_is_missing_is_told_with_its_package() -> None:
    latin = {name: file for name, file in fonts("en").items() if name.startswith("DejaVu")}
    with pytest.raises(FontMissing, match="Chinese letters is installed: sudo apt install fonts-wqy-microhei"):
        as_pdf(page(good_day()), writer("zh"), latin)
    with pytest.raises(FontMissing, match="no font with Latin letters is installed: sudo apt install fonts-noto-core"):
        as_pdf(page(good_day()), writer("en"), {})
    only = page(good_day())
    named = replace(only, segments=[replace(only.segments[0], taken_by="李药师")])
    with pytest.raises(FontMissing, match="has the letters '师李药': sudo apt install fonts-wqy-microhei"):
        as_pdf(named, writer("en"), latin)


def test_many_excursions_and_hands_stay_on_one_page() -> None:
    one = page(bad_day())
    many = replace(one.assessment, excursions=one.assessment.excursions * 9)
    text = drawn(replace(one, assessment=many, segments=[one.segments[0]] * 4), "de", fonts("de"))
    assert bare("weitere, alle im JSON dieses Berichts") in text


def test_a_page_without_a_seal_says_so() -> None:
    assert bare("No seal: nothing proves") in drawn(page(good_day(), seal=None), "en", fonts("en"))
