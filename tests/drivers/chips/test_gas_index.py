import csv
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.chips.gas_index import NOX, VOC, Gas, GasIndex

# Traced with Sensirion's C code (gas-index-algorithm 3.2.2) on the input of `trace_input`: second, VOC and NOx index.
TRACE = {
    0: (0, 0),
    45: (0, 0),
    46: (1, 1),
    60: (41, 1),
    100: (92, 1),
    600: (100, 1),
    3605: (195, 1),
    3630: (407, 1),
    3700: (478, 1),
    3899: (429, 1),
    3960: (121, 1),
    5399: (100, 1),
    5699: (100, 2),
    7199: (100, 1),
}


def trace_input() -> Iterator[tuple[int, int]]:
    """Two hours with an hour of peace, a VOC event of 5 minutes, and one of NOx."""
    seed = 12_345

    def noise() -> int:
        nonlocal seed
        seed = (seed * 1_103_515_245 + 12_345) % 2**32
        return (seed >> 16) % 20 - 10

    for second in range(7_200):
        voc, nox = 30_000 + noise(), 16_000 + noise()
        yield voc - 1_500 * (3_600 <= second < 3_900), nox + 800 * (5_400 <= second < 5_700)


def test_it_follows_the_trace_of_the_reference() -> None:
    voc, nox = GasIndex(VOC), GasIndex(NOX)
    for second, (raw_voc, raw_nox) in enumerate(trace_input()):
        indices = voc.process(raw_voc), nox.process(raw_nox)
        if second in TRACE:
            assert indices == pytest.approx(TRACE[second], abs=1), second
    mean, deviation = voc.state
    assert mean == pytest.approx(9_999.0908, abs=0.01)
    assert deviation == pytest.approx(373.3512, abs=0.05)


def test_it_agrees_with_the_recorded_indices(data_dir: Path) -> None:
    file = data_dir / "sensors" / "sensirion_voc_sraw_to_index.csv"
    rows = [tuple(map(int, row)) for row in csv.reader(file.read_text(encoding="ascii").splitlines())]
    assert len(rows) == 600
    index = GasIndex(VOC)
    for number, (raw, expected) in enumerate(rows):
        assert abs(index.process(raw) - expected) <= 1, f"row {number}"


def test_a_falling_signal_less_gas() -> None:
    index = GasIndex(VOC)
    assert [index.process(27_000 + 10 * second) for second in range(100)][-1] == pytest.approx(41, abs=1)


def test_an_unchanging_signal_is_usual() -> None:
    voc, nox = GasIndex(VOC), GasIndex(NOX)
    assert [voc.process(1_337) for _ in range(201)][-1] == 100
    assert [nox.process(16_000) for _ in range(201)][-1] == 1


def test_there_is_no_index_in_the_first_45_seconds() -> None:
    index = GasIndex(VOC)
    assert [index.process(30_000) for _ in range(46)] == [0] * 46
    assert index.process(30_000) > 0
    slow = GasIndex(VOC, interval_s=10.0)
    assert [slow.process(30_000) > 0 for _ in range(7)] == [False] * 5 + [True] * 2


@pytest.mark.parametrize("raw", [0, -1, 65_000, 65_535])
def test_no_signal_changes_nothing(raw: int) -> None:
    index = GasIndex(VOC)
    for _ in range(200):
        index.process(30_000)
    assert index.process(raw) == 100


def test_an_event_that_lasts_becomes_the_usual() -> None:
    index = GasIndex(VOC)
    for _ in range(6 * 3_600):
        index.process(30_000)
    peak = max(index.process(26_000) for _ in range(600))
    assert peak > 400
    after_a_day = [index.process(26_000) for _ in range(24 * 3_600)][-1]
    assert after_a_day < 200


def test_a_restored_history_needs_no_learning() -> None:
    learnt = GasIndex(VOC)
    for second in range(4 * 3_600):
        learnt.process(30_000 + second % 40)
    anew, restored = GasIndex(VOC), GasIndex(VOC)
    restored.restore(*learnt.state)
    for index in (anew, restored):
        for _ in range(600):
            index.process(28_000)
    assert restored.process(28_000) > 250, "bad air on entering is seen as such"
    assert anew.process(28_000) == pytest.approx(100, abs=5)


@pytest.mark.parametrize("gas", [VOC, NOX])
def test_days_do_not_overflow(gas: Gas) -> None:
    index = GasIndex(gas, interval_s=1_000.0)
    assert {index.process(20_000 + 7 * number % 100) for number in range(2_000)} <= set(range(501))


@given(raws=st.lists(st.integers(-1, 70_000), max_size=200), gas=st.sampled_from([VOC, NOX]))
def test_any_signal_gives_an_index(raws: list[int], gas: Gas) -> None:
    index = GasIndex(gas, interval_s=10.0)
    for raw in raws:
        assert 0 <= index.process(raw) <= 500
    assert all(map(isfinite, index.state))
