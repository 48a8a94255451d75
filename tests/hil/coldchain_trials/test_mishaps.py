"""Trips with one mishap each on cars and boxes: its cause is named. `python -m hil bench causes` has 200 of them."""

import pytest

from firmware.coldchain.causes import Cause
from hil.coldchain_trials.injected_causes import CAUSES
from hil.coldchain_trials.mishap_trial import run
from hil.coldchain_trials.road import KINDS

NAMED = (9, 105, 129)
"""A lid left open, a compartment switched off, one that was not cold: each on a box of another kind."""


@pytest.mark.parametrize("seed", NAMED)
def test_the_cause_of_an_excursion_is_named(seed: int) -> None:
    found = run(seed)
    assert found.named is found.injected, found
    assert found.evidence


def test_each_cause_is_tried_on_each_kind() -> None:
    tried = {(seed % len(KINDS), seed // len(KINDS) % len(CAUSES)) for seed in range(len(KINDS) * len(CAUSES))}
    assert len(tried) == len(KINDS) * len(CAUSES)
    assert set(CAUSES) == set(Cause) - {Cause.UNKNOWN}
