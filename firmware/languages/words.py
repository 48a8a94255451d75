"""The words of one language, by keys that all languages share.

Each language is one flat JSON file in this folder. A value that is put into a sentence is isolated where a line may run
from right to left (Unicode Bidirectional Algorithm, UAX #9, rule X5c): a number keeps its sign and its unit, and a name
does not turn the words around it.
"""

import json
import os
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files

LANGUAGES = ("en", "de", "zh", "ar")
"""The languages with a file of words, by their codes of ISO 639-1."""

_RIGHT_TO_LEFT_ISOLATE, _FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2067", "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where POSIX says which language a person wants, the first one that is set."""


class Words:
    """The words of `language`, which is one of LANGUAGES."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def by_key(self) -> Mapping[str, str]:
        """Every text of the language."""
        text = (files(__package__) / f"{self.language}.json").read_text(encoding="utf-8")
        words: dict[str, str] = json.loads(text)
        return words

    @property
    def is_right_to_left(self) -> bool:
        """True where lines are read from the right."""
        return self.by_key["direction"] == "rtl"

    def say(self, key: str, /, **values: str) -> str:
        """Return the text of `key` with its `values` in their places."""
        return self.by_key[key].format_map({name: self.isolated(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Return True where there is a text for `key`."""
        return key in self.by_key

    def isolated(self, text: str) -> str:
        """Return `text` so that it neither turns what stands around it, nor is turned by it."""
        if not self.is_right_to_left and not _turns(text):
            return text
        is_sentence = self.is_right_to_left and _POP_ISOLATE in text  # of ours: its first strong letter may be isolated
        return f"{_RIGHT_TO_LEFT_ISOLATE if is_sentence else _FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def language_of_person(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language that the person at the terminal uses, English where there are no words in theirs."""
    wanted = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    code = wanted[:2].lower()
    return code if code in LANGUAGES else LANGUAGES[0]


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)
