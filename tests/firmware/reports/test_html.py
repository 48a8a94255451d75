"""The page as HTML: in one file, in the direction of its language, and what people wrote is no markup."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from firmware.languages.words import LANGUAGES
from firmware.reports.html import as_html
from tests.firmware.reports.pages import bad_day, good_day, page, unproven_day, writer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_page_that_needs_nothing_else(language: str) -> None:
    text = as_html(page(bad_day()), writer(language))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in text
    assert writer(language).sheet(page(bad_day())).headline in text
    assert "src=" not in text
    assert "href=" not in text
    assert "<script" not in text


def test_the_verdict_stands_before_all_else() -> None:
    text = as_html(page(unproven_day()), writer())
    assert 0 < text.index("NOT PROVEN") < text.index("RX-2026-0815", text.index("<body>"))
    assert "class=unknown" in text


def test_what_people_wrote_is_no_markup() -> None:
    only = page(good_day())
    text = as_html(replace(only, consignment="<script>alert(1)</script>"), writer())
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_the_seal_is_text_and_a_code() -> None:
    text = as_html(page(good_day()), writer())
    assert "— homeward/van-7 Az3grlgtzPICa5OS" in text
    code = text[text.index("<svg", text.index("<pre>")) :].split("</svg>")[0] + "</svg>"
    assert ET.fromstring(code.replace(' xmlns="http://www.w3.org/2000/svg"', "")).tag == "svg"  # noqa: S314  # ours
    assert "No seal" in as_html(page(good_day(), seal=None), writer())
