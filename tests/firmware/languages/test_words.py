"""Every language says everything, with the same values in it, and lets no value turn what stands around it."""

import string

import pytest

from firmware.languages.words import LANGUAGES, Words, language_of_person


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_with_the_same_values(language: str) -> None:
    ours, english = Words(language).by_key, Words("en").by_key
    assert ours.keys() == english.keys()
    dates = {"form.day", "form.day_of_year"}  # a month by its name or its number
    assert {key: places(text) for key, text in ours.items() if key not in dates} == {
        key: places(text) for key, text in english.items() if key not in dates
    }
    assert all(text.strip() for text in ours.values())


def test_a_value_in_a_line_from_the_right_is_isolated() -> None:
    text = Words("ar").say("limit.at_once.above", at="-3.2 °C", duration="")
    assert "\u2068-3.2 °C\u2069" in text


def test_a_sentence_in_a_sentence_keeps_running_from_the_right() -> None:
    words = Words("ar")
    limit = words.say("limit.at_once.above", at="8.0 °C", duration="")
    assert f"\u2067{limit}\u2069" in words.say("page.warning", limit=limit)


def test_a_name_from_the_right_is_isolated_in_any_language() -> None:
    assert "\u2068صيدلية\u2069" in Words("en").say("page.acknowledged", person="صيدلية", comment="ok")
    assert Words("en").say("page.acknowledged", person="Ann", comment="ok") == "Seen by Ann: ok"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "de_DE.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "ar_EG"}, "ar"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_person(environment: dict[str, str], language: str) -> None:
    assert language_of_person(environment) == language
