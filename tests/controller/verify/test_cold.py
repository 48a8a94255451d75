"""The cold of a second of running is compared with what is usual, once that is known."""

import pytest

from controller.verify.cold import LEARNED_S, Cold
from controller.verify.trends import Mean


@pytest.mark.parametrize(
    ("usual", "times"), [(Mean(2.0, LEARNED_S), 1.5), (Mean(2.0, LEARNED_S - 1.0), None), (Mean(0.0, LEARNED_S), None)]
)
def test_the_latest_cold_is_a_multiple_of_the_usual_once_that_is_known(usual: Mean, times: float | None) -> None:
    assert Cold(latest=3.0, usual=usual).latest_times == times
