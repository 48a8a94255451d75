"""The misfit of a heat balance: innovations that are large or alike tell less; what is odd is measured by the box."""

from dataclasses import replace
from random import Random

import pytest

from controller.fridge import misfit
from controller.fridge.misfit import KNOWN, LEARNT, MOST, ODD, Misfit, Phase


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
    assert misfit.calm(odd).odd == 0.0
    assert not misfit.calm(odd).is_odd
