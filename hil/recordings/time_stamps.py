"""Times as recordings write them, to seconds."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

FORMATS = (
    "%b %d %Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
)
"""Each also without seconds. Which of day and month comes first is seen in the whole column."""

MS_FROM = 1e11
"""As seconds this is the year 5138: a larger number counts milliseconds (engineering choice)."""

Parse = Callable[[str], float]


def of_column(texts: Sequence[str]) -> Parse | None:
    """Return what reads most of the texts as times that never go back by more than a day; None where nothing does."""
    looked_at = texts[:: max(len(texts) // LOOKED_AT, 1)]
    candidates = [_number, _iso, *[_formatted(form) for form in (*FORMATS, *[each[:-3] for each in FORMATS])]]
    read = {parse: _share(parse, looked_at) for parse in candidates}
    best = max(candidates, key=lambda parse: read[parse])
    return best if read[best] > MOSTLY else None


LOOKED_AT = 400
"""Texts by which the form of a column is found. Engineering choice."""

MOSTLY = 0.5
"""A column of which fewer can be read as times is none. Engineering choice."""


def _share(parse: Parse, texts: Sequence[str]) -> float:
    """Return the share of texts that are times in order."""
    last, good = float("-inf"), 0
    for text in texts:
        try:
            at_s = parse(text)
        except ValueError:
            continue
        good += at_s >= last
        last = at_s
    return good / len(texts) if texts else 0.0


def _number(text: str) -> float:
    value = float(text)
    return value / 1_000.0 if value >= MS_FROM else value


def _iso(text: str) -> float:
    if not re.match(r"\d{4}-\d\d-\d\d[T ]", text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _formatted(form: str) -> Parse:
    def parse(text: str) -> float:
        return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()

    return parse
