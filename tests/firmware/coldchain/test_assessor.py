"""The assessment of a trip: the verdict, what decides it, and what stands against it."""

from dataclasses import replace

import pytest

from firmware.coldchain.assessment import Verdict
from firmware.coldchain.assessor import assess
from firmware.coldchain.series import Item, Minute, Subject, level
from firmware.config.cargo import Beyond, Budget, Cargo, KineticLimit, Limit, ShelfLife
from firmware.config.cargo_profiles import PROFILES, UnknownCargoError, cargo_of
from tests.firmware.coldchain.courses import BEGIN_S, course, gap, later

GROCERIES, VACCINE = cargo_of("groceries_chilled"), cargo_of("vaccine_2_8")


def test_goods_that_stayed_cold_are_good() -> None:
    found = assess(GROCERIES, course([4.0] * 300), compartment="food", started_s=BEGIN_S)
    assert (found.verdict, found.excursions) == (Verdict.KEPT, ())
    assert (found.air.min_c, found.air.max_c, found.air.mean_c) == (4.0, 4.0, 4.0)
    assert found.air.kinetic_c == pytest.approx(4.0)
    assert found.decided_by is Subject.AIR
    assert found.left_s == 4 * 3_600.0


def test_what_only_warns_leaves_the_goods_good() -> None:
    found = assess(VACCINE, course([9.0] * 60 + [5.0] * 60), compartment="food", started_s=BEGIN_S)
    assert [one.excursion.limit.warning for one in found.excursions] == [True]
    assert found.verdict is Verdict.KEPT
    assert found.air.out_of_range_s == 3_600.0


def test_the_contents_decide_where_they_are_known() -> None:
    found = assess(GROCERIES, course([12.0] * 300, [4.0] * 300), compartment="food", started_s=BEGIN_S)
    assert found.decided_by is Subject.CONTENTS
    assert found.verdict is Verdict.KEPT
    assert {one.excursion.subject for one in found.excursions} == {Subject.AIR}


def test_a_limit_that_was_reached_is_named() -> None:
    found = assess(GROCERIES, course([6.0] * 300), compartment="food", started_s=BEGIN_S)
    assert found.verdict is Verdict.BROKEN
    assert found.why == "air: cumulative above 5 °C for 240 min was reached"
    assert found.left_s == -3_600.0


@pytest.mark.parametrize("hours", [1.0, None])
def test_after_a_long_gap_nothing_is_proven(hours: float | None) -> None:
    begun = course([4.0] * 60)
    away = gap(begun, None if hours is None else 60.0 * hours)
    found = assess(GROCERIES, [*begun, away, *later(begun, 120.0)], compartment="food", started_s=BEGIN_S)
    assert found.verdict is Verdict.NOT_PROVEN
    assert found.gaps == (away,)


def test_without_any_temperature_nothing_is_proven() -> None:
    found = assess(GROCERIES, course([None] * 60), compartment="food", started_s=BEGIN_S)
    assert found.verdict is Verdict.NOT_PROVEN
    assert found.air.mean_c is None
    assert found.air.absent_s == 3_600.0


def test_medicine_must_be_surely_good_and_food_probably() -> None:
    cargo = Cargo(
        name="estimated",
        title="Estimated",
        low_c=2.0,
        high_c=8.0,
        limits=(Limit(beyond=Beyond.ABOVE, at_c=8.0, for_s=600.0),),
        needs_certainty=True,
    )
    items: list[Item] = [
        Minute(wall_s=BEGIN_S + 60.0 * n, air_c=level(7.0), contents_c=level(7.5), contents_k=1.0) for n in range(60)
    ]
    doubted = assess(cargo, items, compartment="food", started_s=BEGIN_S)
    assert doubted.verdict is Verdict.NOT_PROVEN
    assert "± 1.0 K" in doubted.why
    likely = assess(replace(cargo, needs_certainty=False), items, compartment="food", started_s=BEGIN_S)
    assert likely.verdict is Verdict.KEPT
    assert not likely.contents.measured


@pytest.mark.parametrize(
    ("before", "proven"),
    [([4.0] * 30, True), ([12.0] * 30, False), ([4.0] * 10, None)],
)
def test_a_compartment_is_proven_cold_before_loading_or_it_is_said_why_not(
    before: list[float], proven: bool | None
) -> None:
    found = assess(GROCERIES, course([*before, 4.0, 4.0]), compartment="food", started_s=BEGIN_S + 60.0 * len(before))
    assert found.precooled.proven is proven
    assert found.precooled.why


def test_minutes_before_and_after_the_trip_count_for_nothing() -> None:
    found = assess(
        GROCERIES,
        course([20.0] * 60 + [4.0] * 60 + [20.0] * 60),
        compartment="food",
        started_s=BEGIN_S + 3_600.0,
        stopped_s=BEGIN_S + 7_200.0,
    )
    assert found.air.max_c == 4.0
    assert found.air.recorded_s == 3_600.0


def test_openings_are_counted_and_not_their_minutes() -> None:
    items = [*course([4.0] * 3, lid_open_s=0.0), *later(course([5.0] * 2, lid_open_s=45.0), 3.0)]
    found = assess(
        GROCERIES, [*items, *later(course([4.0], lid_open_s=0.0), 5.0)], compartment="food", started_s=BEGIN_S
    )
    assert (found.lid_openings, found.lid_open_s) == (1, 90.0)


def test_a_mean_kinetic_temperature_can_be_the_limit() -> None:
    cargo = replace(GROCERIES, kinetic=KineticLimit(max_c=4.5, window_s=3_600.0), out_of_refrigeration=None)
    found = assess(cargo, course([4.9] * 90), compartment="food", started_s=BEGIN_S)
    assert found.verdict is Verdict.BROKEN
    assert found.worst_kinetic_c == pytest.approx(4.9)


def test_a_budget_and_a_shelf_life_are_used_up() -> None:
    cargo = replace(
        VACCINE,
        out_of_refrigeration=Budget(above_c=8.0, for_s=600.0),
        shelf_life=ShelfLife(days=1.0, at_c=5.0, q10=2.0),
    )
    found = assess(cargo, course([15.0] * 20), compartment="food", started_s=BEGIN_S)
    assert found.verdict is Verdict.BROKEN
    assert found.out_of_refrigeration_s == 1_200.0
    assert found.shelf_life_days == pytest.approx(1.0 - 2 * 1_200.0 / 86_400.0)


def test_each_profile_that_everybody_has_names_its_sources() -> None:
    assert {each.name for each in PROFILES} == {
        "groceries_chilled",
        "groceries_frozen",
        "vaccine_2_8",
        "crt_15_25",
        "cct",
        "insulin",
        "who_type_1",
        "who_type_2",
    }
    assert all(limit.source for each in PROFILES for limit in each.limits)


def test_a_cargo_that_nobody_knows_is_refused_in_one_line() -> None:
    with pytest.raises(UnknownCargoError, match=r"cargo 'vacine': did you mean vaccine_2_8\? must be one of"):
        cargo_of("vacine")


def test_an_owner_s_own_cargo_stands_before_one_of_the_same_name() -> None:
    own = replace(VACCINE, title="Ours")
    assert cargo_of("vaccine_2_8", (own,)).title == "Ours"


LIMIT_MIN = 30.0
BRIEF = Cargo(
    name="brief",
    title="Brief",
    low_c=2.0,
    high_c=8.0,
    limits=(Limit(beyond=Beyond.ABOVE, at_c=8.0, for_s=60.0 * LIMIT_MIN),),
    max_gap_s=3_600.0,
)


@pytest.mark.parametrize(
    ("before", "after", "gap_min", "verdict"),
    [
        ([5.0] * 60, [9.0] * 10, 40.0, Verdict.NOT_PROVEN),  # warm when it was back
        ([9.0] * 10, [5.0] * 60, 40.0, Verdict.NOT_PROVEN),  # warm when it went
        ([5.0] * 60, [5.0] * 60, 40.0, Verdict.KEPT),  # as cold as before
        ([5.0] * 60, [9.0] * 10, 15.0, Verdict.KEPT),  # too short, whatever it was
        ([5.0] * 60, [9.0] * 30, 40.0, Verdict.BROKEN),  # seen in any case
    ],
)
def test_an_excursion_that_may_lie_within_a_gap_is_told_as_such(
    before: list[float], after: list[float], gap_min: float, verdict: Verdict
) -> None:
    items = course(before)
    silence = gap(items, gap_min, power_lost=True)
    back = later(course([*after, *[5.0] * 30]), len(before) + gap_min)
    found = assess(BRIEF, [*items, silence, *back], compartment="food", started_s=BEGIN_S)
    assert found.verdict is verdict
    if verdict is Verdict.NOT_PROVEN:
        assert found.why == f"air: {BRIEF.limits[0].key} may have been reached while nothing was recorded"
        assert found.excursions == ()
