"""Boot the kernel once and tell what comes of each campaign in it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hil.campaigns.campaign import Outcome
from hil.kernel.machine import found as kernel_found
from hil.kernel.rig_errors import NoKernel, RigError
from hil.kernel_faults.broker import program as mosquitto

BOOTS_WITHIN_S, EACH_WITHIN_S = 120, 120
_DISK = "24M"


def look_for_rig() -> None:
    """Look for all that is needed; raises RigError where something is missing."""
    kernel_found()
    mosquitto()
    if shutil.which("mke2fs") is None:
        raise NoKernel("no mke2fs: e2fsprogs is needed to make a disk")


def played(names: Sequence[str]) -> Iterator[Outcome]:
    """Yield each outcome as it comes; raises RigError where there is no rig, or it ends too early."""
    look_for_rig()
    with tempfile.TemporaryDirectory(prefix="homeward-campaign-") as folder:
        disk = Path(folder) / "disk"
        make = ["mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", str(disk), _DISK]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own file
        yield from _played_on(disk, names)


def _played_on(disk: Path, names: Sequence[str]) -> Iterator[Outcome]:
    options = ["--bare", "--timeout", str(BOOTS_WITHIN_S + EACH_WITHIN_S * len(names)), "--disk", str(disk)]
    player = [sys.executable, "-m", "hil.kernel_faults.guest_campaigns", *names]
    count = 0
    with subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-m", "hil", "kernel", *options, "--", *player], stdout=subprocess.PIPE, text=True
    ) as runner:
        assert runner.stdout is not None  # noqa: S101  # it is a pipe
        try:
            for line in runner.stdout:
                if line.startswith("{"):
                    count += 1
                    yield _outcome(json.loads(line))
                else:
                    print(line, end="", file=sys.stderr)
        finally:
            runner.kill()
    if count < len(names):
        raise RigError(f"the kernel ended after {count} of {len(names)} campaigns")


def _outcome(told: dict[str, Any]) -> Outcome:
    """Make an outcome of a line of the player; print what the service said last if the campaign did not hold."""
    del told["held"]
    for line in told.pop("log", ()):
        print(f"    {line}", file=sys.stderr)
    return Outcome(**told | {"failures": tuple(told["failures"])})
