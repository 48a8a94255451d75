"""The outcomes of campaigns as a table for people."""

from collections.abc import Sequence

from hil.campaigns.campaign import Outcome

_COLUMNS = {
    "fault": 18,
    "injected": 36,
    "noticed after": 13,
    "safe after": 10,
    "recovered after": 15,
    "lost": 4,
    "verdict": 7,
}
"""The columns and their widths."""


def heading() -> str:
    """Name the columns."""
    return _line(list(_COLUMNS))


def lines(outcome: Outcome) -> list[str]:
    """Return the row of one campaign, and a line for each thing that did not hold."""
    times = (outcome.noticed_after_s, outcome.safe_after_s, outcome.recovered_after_s)
    lost = "-" if outcome.lost is None else str(outcome.lost)
    words = (outcome.fault, outcome.injected, *map(_seconds, times), lost, "held" if outcome.held else "FAILED")
    return [_line(words), *(f"    {failure}" for failure in outcome.failures)]


def _line(words: Sequence[str]) -> str:
    return "  ".join(word.ljust(width) for word, width in zip(words, _COLUMNS.values(), strict=True)).rstrip()


def _seconds(time_s: float | None) -> str:
    return "-" if time_s is None else f"{time_s:.1f} s"
