"""Cut the power: kill the kernel while it writes the record, boot it on the same disk, and look at what is left.

The host's page cache outlives the kernel, so this shows what a kernel that stops at any moment leaves on its disk; what
a memory card does with writes that it has confirmed is not shown.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hil.kernel.machine import found as kernel_found
from hil.kernel.rig_errors import NoKernel, RigError

_DISK = "64M"
_BOOTS_WITHIN_S = 120
_MAX_RECORDS = 300
"""Between two cuts; some tenths of a second of writing, so that journals and log files are met in every state."""


@dataclass(slots=True)
class Outcome:
    """Result of the power cuts."""

    cuts: int = 0
    acknowledged: int = 0
    """Records that were said to be safe."""
    lost: int = 0
    """Of these, how many were not there afterwards."""
    unreadable: int = 0
    """Times that the record could not be read afterwards, or its log was not whole."""

    @property
    def is_good(self) -> bool:
        """True if nothing was lost."""
        return not self.lost and not self.unreadable


def cut(count: int, *, seed: int = 1) -> Outcome:
    """Cut the power `count` times at random moments; raises RigError."""
    kernel_found()
    if shutil.which("mke2fs") is None:
        raise NoKernel("no mke2fs: e2fsprogs is needed to make a disk")
    moments, outcome = random.Random(seed), Outcome()
    with tempfile.TemporaryDirectory(prefix="homeward-cuts-") as name:
        disk = Path(name) / "disk"
        make = ["mke2fs", "-q", "-F", "-t", "ext4", str(disk), _DISK]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own file
        for _ in range(count):
            _examine(_written(disk, moments.randrange(1, _MAX_RECORDS)), outcome)
            outcome.cuts += 1
        _examine(_written(disk, 0), outcome)
    return outcome


def _written(disk: Path, records: int) -> list[str]:
    """Return the lines of a writer on `disk` until the power is cut, after the first line and `records` more."""
    writer = [sys.executable, "-m", "hil.kernel.record_writer"]
    options = ["--bare", "--timeout", str(_BOOTS_WITHIN_S), "--disk", str(disk)]
    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "hil", "kernel", *options, "--", *writer],
        stdout=subprocess.PIPE,
        text=True,
    ) as runner:
        assert runner.stdout is not None  # noqa: S101  # it is a pipe
        lines = [runner.stdout.readline() for _ in range(records + 1)]
        runner.kill()
        lines += runner.stdout.readlines()  # ends with the kernel's last process
    # The last line may be cut, too.
    return [line.strip() for line in lines if line.endswith("\n")]


def _examine(lines: Sequence[str], outcome: Outcome) -> None:
    """Hold what was found against what had been acknowledged before."""
    match lines[0].split() if lines else []:
        case ["found", held, last]:
            outcome.lost += max(0, outcome.acknowledged - int(held), outcome.acknowledged - int(last))
        case ["damaged", *_]:
            outcome.unreadable += 1
        case _:
            raise RigError(f"the writer in the kernel said {list(lines)[:3]} instead of what it found")
    if "refused" in lines:
        raise RigError(f"the writer could not write on a disk of {_DISK}")
    numbers = [int(line) for line in lines[1:] if line.isdigit()]
    outcome.acknowledged = max([outcome.acknowledged, *numbers])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil kernel-cuts`."""
    parser.add_argument("--count", type=int, default=100, metavar="N", help="how many cuts [%(default)s]")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the moments [%(default)s]")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line")


def main(options: argparse.Namespace) -> int:
    """Cut and tell; 0 when nothing was lost, 1 when something was, 2 where there is no kernel."""
    try:
        outcome = cut(options.count, seed=options.seed)
    except RigError as error:
        print(f"cuts: {error}", file=sys.stderr)
        return 2
    told = asdict(outcome)
    print(json.dumps(told) if options.json else ", ".join(f"{name} {value}" for name, value in told.items()))
    return 0 if outcome.is_good else 1
