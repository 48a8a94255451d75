"""Run a command in a real Linux kernel with the simulated car: vcan0, /dev/i2c-1, pins, a serial line."""

import argparse
import signal
import sys
from pathlib import Path
from typing import NoReturn

from hil.kernel.machine import Machine, run_on_host
from hil.kernel.rig_errors import RigError

_UNUSABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil kernel`."""
    parser.add_argument(
        "--timeout", type=float, default=300.0, metavar="S", help="kill all after so long [%(default)s]"
    )
    parser.add_argument("--bare", action="store_true", help="the kernel alone, without the simulated car")
    parser.add_argument("--host", action="store_true", help="the host's own kernel and a vcan0 in it, and nothing else")
    parser.add_argument("--own", action="store_true", help="a kernel of our own with pins (tools/build_kernel.sh)")
    parser.add_argument("--disk", type=Path, metavar="IMAGE", help="a file that becomes its disk /dev/ubda")
    parser.add_argument("argv", nargs="+", metavar="CMD", help="the command and its arguments, after --")


def main(options: argparse.Namespace) -> int:
    """Hand back the command's exit code."""
    signal.signal(signal.SIGTERM, _end)
    command = list(options.argv)
    if not options.bare:
        command = [sys.executable, "-m", "hil.kernel.guest", *command]
    try:
        if options.host:
            return run_on_host(options.argv, timeout_s=options.timeout)
        return Machine(timeout_s=options.timeout, disk=options.disk, own=options.own).run(command)
    except RigError as error:
        print(f"kernel: {error}", file=sys.stderr)
        return _UNUSABLE


def _end(number: int, _frame: object) -> NoReturn:
    """End the runner in order at a signal, so that its children end, too."""
    raise SystemExit(128 + number)
