"""The checks of the transmit gate are sharp: they see faults that are planted in its source, one at a time."""

from functools import partial
from pathlib import Path

from drivers.diagnostics import transmit_gate
from tests.drivers.diagnostics.transmit_gate_checks import CHECKS
from tests.planted_faults import changed, check_copy, score

MIN_SEEN_PCT = 95.0
SOURCE = Path(transmit_gate.__file__).read_text(encoding="utf-8")


check_all = partial(check_copy, CHECKS)


def test_the_checks_pass_on_an_unharmed_copy() -> None:
    check_all(compile(SOURCE, "unharmed", "exec"))


def test_planted_faults_are_found() -> None:
    found = score(changed(SOURCE), check_all)
    assert found.planted >= 100
    assert found.seen_pct >= MIN_SEEN_PCT, str(found)
