"""A day of a courier: of all that happened, what harmed is told with its cause, and nothing else is."""

from firmware.coldchain.assessment import Verdict
from firmware.coldchain.causes import Cause
from hil.coldchain_trials.scripted_day import CUT_S, STOPS, day


def test_a_forgotten_lid_and_a_supply_cut_are_each_named() -> None:
    found = day()
    causes = [one.cause.cause for one in found.excursions]
    assert set(causes) == {Cause.LID, Cause.SUPPLY}, found.excursions
    assert causes.index(Cause.LID) < causes.index(Cause.SUPPLY)
    assert found.lid_openings == STOPS + 1
    assert found.precooled.proven
    (gap,) = found.gaps
    assert gap.power_lost
    assert gap.duration_s == CUT_S
    assert found.verdict is not Verdict.KEPT
