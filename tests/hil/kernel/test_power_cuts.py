"""Power cuts while the record is written, in a kernel of their own."""

import shutil

import pytest

from hil.kernel import power_cuts
from hil.kernel.machine import found
from hil.kernel.rig_errors import NoKernel, RigError

CUTS = 4


def test_nothing_that_was_acknowledged_is_lost() -> None:
    try:
        found()
    except NoKernel as error:
        pytest.skip(str(error))
    if shutil.which("mke2fs") is None:
        pytest.skip("no mke2fs here: e2fsprogs makes the disk")
    outcome = power_cuts.cut(CUTS)
    assert (outcome.lost, outcome.unreadable) == (0, 0)
    assert outcome.acknowledged >= CUTS


@pytest.mark.parametrize(("line", "lost"), [("found 7 7", 3), ("found 9 10", 1), ("found 12 12", 0)])
def test_a_record_that_is_missing_is_counted(line: str, lost: int) -> None:
    outcome = power_cuts.Outcome(acknowledged=10)
    power_cuts._examine([line], outcome)
    assert (outcome.lost, outcome.is_good) == (lost, not lost)


def test_a_damaged_record_is_counted() -> None:
    outcome = power_cuts.Outcome(acknowledged=10)
    power_cuts._examine(["damaged"], outcome)
    assert outcome.unreadable == 1


@pytest.mark.parametrize("lines", [[], ["mount: no such device"], ["found 1 1", "refused"]])
def test_a_writer_that_does_not_write_proves_nothing(lines: list[str]) -> None:
    with pytest.raises(RigError):
        power_cuts._examine(lines, power_cuts.Outcome())
