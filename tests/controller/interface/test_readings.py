from math import inf, nan

import pytest

from controller import Absence, Reading, absent, present


def test_a_number_is_present() -> None:
    assert present(4.5, 10.0) == Reading(4.5, 10.0, None)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_finite_number_is_absent(value: float) -> None:
    assert present(value, 10.0) == absent(Absence.OUT_OF_RANGE, 10.0)
