"""The host's own kernel, where it has vcan: a command beside a CAN bus that nobody else sees, and that goes with it."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from hil.kernel.machine import TIMED_OUT
from hil.kernel.rig_errors import NoKernel

_BUS = ("ip", "link", "add", "dev", "vcan0", "type", "vcan")
_UP = f'ip link set lo up && {" ".join(_BUS)} && ip link set vcan0 up && exec "$@"'


def run(command: Sequence[str], *, timeout_s: float) -> int:
    """Run `command` beside a vcan0 of its own and return its exit code, TIMED_OUT after the time; raises NoKernel."""
    apart = _apart()
    refusal = subprocess.run([*apart, *_BUS], check=False, capture_output=True, text=True)  # noqa: S603  # our own words
    if refusal.returncode:
        reason = " ".join(refusal.stderr.split()) or f"exit code {refusal.returncode}"
        raise NoKernel(f"the host's kernel gives no vcan ({reason}): `modprobe vcan` as root, or leave out --host")
    with subprocess.Popen([*apart, "sh", "-c", _UP, "sh", *command]) as process:  # noqa: S603  # what we were told to
        try:
            return process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            process.kill()


def _apart() -> list[str]:
    """A network of its own, and processes that all end with their first; raises NoKernel."""
    for program in ("unshare", "ip"):
        if shutil.which(program) is None:
            raise NoKernel(f"no {program} on this host: leave out --host")
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *as_root, "--net", "--pid", "--fork", "--kill-child=KILL"]
