"""The bench of heaters: few starts, none of them broken off, and what a row is made of."""

import pytest

from controller.settings import OutputTimes
from hil.bench import heaters
from hil.plants import Cabin, CabinParameters
from hil.scenarios.heater_trials import KINDS, SET_POINT_C, Held, hold_by_law, hold_by_thermostat

HOUR_S = 3_600.0


def held(on_s: tuple[int, ...], off_s: int = 10) -> Held:
    """Make runs of so many seconds with rests between them."""
    one, cabin = Held(times=OutputTimes(min_on_s=60.0)), Cabin(CabinParameters(air_c=SET_POINT_C))
    for run_s in on_s:
        for duty_pct in [100.0] * run_s + [0.0] * off_s:
            one.look(cabin, duty_pct, duty_pct)
    return one


def test_runs_are_counted_with_those_that_end_too_early() -> None:
    one = held((70, 30, 90))
    assert (one.starts, one.short_runs, one.rms_k) == (3, 1, 0.0)
    assert one.starts_per_h == pytest.approx(3 * HOUR_S / 220)


def test_a_row_compares_both_at_the_same_warmth_and_judges_ignitions_and_short_runs() -> None:
    ours, theirs = held((300,)), held((70, 70, 70, 70))
    figures = heaters.result([(("diesel, 4 levels", 2.0, 1), ours, theirs)])
    row = figures["rows"][0]
    assert (row["ignitions_per_h"], row["short_runs"], row["reached"]) == (11.61, 0, True)
    assert row["energy_ratio"] == pytest.approx(300 / 280, abs=0.001)
    assert heaters.is_good(figures)
    assert "| diesel, 4 levels | 2 | 11.61 |" in heaters.table(figures)
    missed = heaters.row("diesel, 4 levels", 2.0, [(theirs, theirs)])
    assert not heaters.is_good({"rows": [missed]})
    assert "| no |" in heaters.table({"rows": [missed]})
    assert not heaters.is_good({"rows": [{**row, "short_runs": 1}]})


@pytest.mark.parametrize(("name", "outside_c"), [("diesel, 4 levels", 12.0), ("relay, 2 kW", 2.0)])
def test_a_heater_lights_half_as_often_as_under_a_thermostat_and_never_for_short(name: str, outside_c: float) -> None:
    kind = KINDS[name]
    ours, theirs = hold_by_law(kind, 2, outside_c, HOUR_S), hold_by_thermostat(kind, 2, outside_c, HOUR_S)
    assert ours.short_runs == 0
    assert ours.starts <= 0.5 * theirs.starts + 0.5
    assert abs(ours.mean_c - SET_POINT_C) < 0.5
