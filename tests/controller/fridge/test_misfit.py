"""The misfit of a heat balance: innovations that are large or alike tell less; what is odd is measured by the box."""

from dataclasses import replace
from random import Random

import pytest

from controller.fridge import misfit
from controller.fridge.misfit import (
    HABIT,
    KNOWN,
    LEARNT,
    MINUTES,
    MOST,
    ODD,
    ODD_KEPT,
    PEAK_KEPT,
    Misfit,
    Phase,
)


def after(seen: Misfit, *deviations: float) -> Misfit:
    for each in deviations:
        seen = misfit.update(seen, each, activity=0)
    return seen


def noise(count: int, size: float = 1.0, echo: float = 0.0) -> list[float]:
    random = Random(1)  # noqa: S311  # seeded chance needs no cryptography
    last = 0.0
    drawn: list[float] = []
    for _ in range(count):
        last = echo * last + (1.0 - echo**2) ** 0.5 * random.gauss(0.0, size)
        drawn.append(last)
    return drawn


def test_white_noise_of_the_expected_size_is_trusted() -> None:
    assert after(Misfit(), *noise(1_000)).times == pytest.approx(1.0, abs=0.3)
    assert after(Misfit(), *noise(1_000, 0.2)).times == pytest.approx(1.0, abs=0.3)


def test_innovations_that_are_large_or_alike_tell_less() -> None:
    assert after(Misfit(), *noise(1_000, 2.0)).times == pytest.approx(2.0, rel=0.3)
    assert after(Misfit(), *noise(1_000, 1.0, 0.8)).times == pytest.approx(3.0, rel=0.4)
    assert after(Misfit(), *noise(3_000, 100.0, 0.99)).times < MOST * 5.0


KNOWN_BOX = Misfit(seen=LEARNT, phases=(Phase(seen=KNOWN),) * 12)


def test_nothing_is_odd_before_the_box_and_the_phase_are_known() -> None:
    assert not after(replace(KNOWN_BOX, seen=LEARNT - 2), 50.0).is_odd
    assert not after(replace(KNOWN_BOX, phases=Misfit().phases), 50.0).is_odd
    assert after(KNOWN_BOX, 50.0).is_odd
    assert after(KNOWN_BOX, -50.0).is_odd


def cycles(seen: Misfit, count: int, *, more: float = 0.0) -> Misfit:
    """Rests of 45 min and runs of 15, that begin with what no model of this structure explains."""
    for _ in range(count):
        for minute in range(60):
            running = minute >= 45
            wrong = (-9.0 if minute < 48 else -2.0) if running else (6.0 if minute < 2 else 0.5)
            seen = misfit.update(seen, wrong + more, activity=int(running))
    return seen


def test_an_error_that_comes_in_each_cycle_is_not_odd_and_goods_are() -> None:
    known = Misfit()
    for _ in range(48):
        known = cycles(known, 1)
        assert not known.is_odd
    assert known.peak < ODD
    seen, minutes = known, 0
    while not seen.is_odd:
        seen, minutes = misfit.update(seen, 0.5 + 3.0, activity=0), minutes + 1
    assert minutes <= 8


def test_a_run_for_a_neighbour_has_phases_of_its_own() -> None:
    seen = KNOWN_BOX
    for activity in (0, 1, 2):
        seen = misfit.update(seen, 1.0, activity=activity)
    assert [phase.seen - KNOWN for phase in seen.phases] == [1, 0, 0, 0] * 3


def test_one_that_grows_is_usual_only_hours_later() -> None:
    shaken = after(KNOWN_BOX, 4.0, 4.0)
    assert shaken.odd > 6.0
    later = after(shaken, *[0.0] * 60)
    assert later.peak == 0.0
    assert after(later, *[0.0] * 60).peak > 5.0
    assert after(later, *[0.0] * 660).peak < 5.0


def test_an_incident_is_nothing_usual_and_begins_a_new_account() -> None:
    known = after(KNOWN_BOX, 2.0)
    odd = after(known, 50.0)
    assert odd.hours == known.hours
    assert odd.phases == known.phases
    assert misfit.calm(odd) == replace(odd, odd=0.0, last=0.0, hours=(0.0, 0.0))
    assert not misfit.calm(odd).is_odd


def test_the_size_of_the_noise_is_the_root_of_the_mean_square_times_what_agrees() -> None:
    assert Misfit(square=0.25).times == 1.0
    assert Misfit(square=9.0).times == 3.0
    assert Misfit(square=9.0, echo=-5.0).times == 3.0
    assert Misfit(square=4.0, echo=2.4).times == 4.0
    assert Misfit(square=4.0, echo=9.0).times == pytest.approx(2.0 * 19.0**0.5)


def test_each_innovation_counts_for_one_of_many() -> None:
    after = misfit.update(Misfit(square=2.0, echo=0.5, last=3.0, seen=5), 2.0, activity=0)
    assert after.square == pytest.approx(2.0 + 2.0 / MINUTES)
    assert after.echo == pytest.approx(0.5 + 5.5 / MINUTES)
    assert (after.last, after.seen, after.minutes) == (2.0, 6, 1)
    for most in (-MOST, MOST):
        far = misfit.update(Misfit(), 9.0 * most, activity=0)
        assert (far.last, far.square) == pytest.approx((most, 1.0 + (MOST**2 - 1.0) / MINUTES))


def test_what_is_odd_is_off_what_is_usual_in_its_phase() -> None:
    """In deviations: two above a mean of one, of a variance of four; and no small variance makes noise odd."""
    usual = Phase(mean=1.0, variance=4.0, seen=KNOWN)
    assert usual.beyond(5.0) == 2.0
    assert usual.beyond(-1.0) == -1.0
    assert replace(usual, variance=0.01).beyond(3.0) == 2.0
    assert replace(usual, seen=KNOWN - 1).beyond(5.0) == 0.0
    begun = Misfit(odd=3.0, phases=(usual,) * 12)
    assert misfit.update(begun, 5.0, activity=0).odd == pytest.approx(ODD_KEPT * 3.0 + 2.0)


@pytest.mark.parametrize(
    ("activity", "minutes", "index"),
    [
        (0, 0, 0),
        (0, 1, 1),
        (0, 3, 1),
        (0, 4, 2),
        (0, 10, 2),
        (0, 11, 3),
        (0, 500, 3),
        (1, 0, 4),
        (1, 4, 6),
        (2, 11, 11),
    ],
)
def test_a_phase_goes_by_the_minutes_of_what_goes_on(activity: int, minutes: int, index: int) -> None:
    after = misfit.update(Misfit(activity=activity, minutes=minutes), 1.0, activity=activity)
    assert [at for at, phase in enumerate(after.phases) if phase.seen] == [index]
    assert (after.activity, after.minutes) == (activity, minutes + 1)
    turned = misfit.update(Misfit(activity=activity, minutes=minutes), 1.0, activity=(activity + 1) % 3)
    assert (turned.activity, turned.minutes) == ((activity + 1) % 3, 0)


def usual(phase: Phase, nominal: float) -> Phase:
    return misfit.update(Misfit(phases=(phase,) * 12), nominal, activity=0).phases[0]


def test_what_is_usual_is_the_mean_at_first_and_then_of_the_last_minutes() -> None:
    assert usual(Phase(), 3.0) == Phase(3.0, 9.0, 1)
    assert usual(Phase(mean=1.0, variance=4.0, seen=3), 5.0) == Phase(2.0, 7.0, 4)
    later = usual(Phase(mean=1.0, variance=4.0, seen=99), 5.0)
    assert (later.mean, later.variance, later.seen) == pytest.approx((1.0 + 4.0 / HABIT, 4.0 + 12.0 / HABIT, 100))


def test_no_more_than_a_few_deviations_change_what_is_usual() -> None:
    far = usual(Phase(mean=1.0, variance=4.0, seen=99), 1_000.0)
    assert (far.mean, far.variance) == pytest.approx((1.0 + 2.0 * MOST / HABIT, 4.0 + (4.0 * MOST**2 - 4.0) / HABIT))
    assert usual(Phase(mean=1.0, variance=4.0, seen=99), -1_000.0).mean == pytest.approx(1.0 - 2.0 * MOST / HABIT)
    assert usual(Phase(mean=0.0, variance=0.25, seen=99), 1_000.0).mean == pytest.approx(MOST / HABIT)
    assert usual(Phase(mean=1.0, variance=4.0, seen=KNOWN), 1_000.0).mean == pytest.approx(1.0 + 2.0 * MOST / 11.0)
    assert usual(Phase(mean=-2.0, variance=1.0, seen=1), 10.0).mean == pytest.approx(-2.0 + 10.0 / 2.0)


def test_the_most_of_an_hour_is_kept_for_one_more_and_forgotten_slowly() -> None:
    def oddest(seen: Misfit) -> Misfit:
        return misfit.update(seen, 0.0, activity=0)

    within = oddest(Misfit(odd=-5.0, hours=(3.0, 2.0), peak=1.0, seen=57))
    assert (within.hours, within.peak) == ((4.0, 2.0), 1.0)
    assert oddest(Misfit(odd=-2.5, hours=(3.0, 2.0), peak=1.0, seen=57)).hours == (3.0, 2.0)
    full = oddest(Misfit(odd=-5.0, hours=(3.0, 2.0), peak=1.0, seen=59))
    assert (full.hours, full.peak) == ((0.0, 4.0), 2.0)
    assert oddest(Misfit(odd=-5.0, hours=(3.0, 2.0), peak=9.0, seen=59)).peak == pytest.approx(PEAK_KEPT * 9.0)


@pytest.mark.parametrize(
    ("odd", "peak", "seen", "is_odd"),
    [
        (ODD, 0.0, LEARNT, False),
        (ODD + 0.01, 0.0, LEARNT, True),
        (-ODD - 0.01, 0.0, LEARNT, True),
        (ODD + 0.01, 0.0, LEARNT - 1, False),
        (15.9, 10.0, LEARNT, False),
        (16.1, 10.0, LEARNT, True),
    ],
)
def test_an_incident_is_beyond_noise_and_beyond_what_the_box_does(
    odd: float, peak: float, seen: int, is_odd: bool
) -> None:
    assert Misfit(odd=odd, peak=peak, seen=seen).is_odd is is_odd
