"""A writer that is killed at any moment loses no row that it said to be safe, and leaves a log that is whole."""

from hil.bench import kills
from hil.bench.options import Options


def test_no_row_is_lost_by_a_kill() -> None:
    figures = kills.measure(Options(quick=True))
    assert kills.is_good(figures)
    assert figures["kills"] == 20
    assert figures["rows_acknowledged"] > 100
    assert not kills.is_good({**figures, "rows_lost": 1})
    assert not kills.is_good({**figures, "logs_broken": 1})
