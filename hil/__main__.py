"""The command line of the rig: the simulated car, its faults, scenarios and benchmarks.

`demo` shows the car with the real daemon. `run` puts the laws through a scenario, `fault-detection` breaks random cars,
`validate` compares the simulated car with real ones, `replay` lets the daemon hear a recorded drive. `campaign` and
`chaos` play faults against the daemon, `soak` lets it run for days, `bench` measures. `kernel` runs any command in a
real Linux kernel with the simulated car, `kernel-cuts` cuts its power, `service` boots it to systemd and the service.
`reference` writes docs/configuration.md.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Protocol

from firmware.errors import ConfigError
from hil.bench import soak
from hil.cli import bench, campaign, chaos, demo, fault_detection, kernel, replay, run, service, validate
from hil.kernel import power_cuts
from hil.reference import configuration


class Command(Protocol):
    """A module that is a command; the first line of its docstring stands in the overview."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what it takes."""

    def main(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


COMMANDS: Mapping[str, Command] = {
    "demo": demo,
    "run": run,
    "fault-detection": fault_detection,
    "validate": validate,
    "replay": replay,
    "campaign": campaign,
    "chaos": chaos,
    "soak": soak,
    "bench": bench,
    "kernel": kernel,
    "kernel-cuts": power_cuts,
    "service": service,
    "reference": configuration,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure, 2 bad usage or bad input."""
    options = _parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who reads the output has seen enough; the interpreter must not stumble over it again at its end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    overview, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="python -m hil", description=overview)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        text = module.__doc__ or ""
        line, _, _ = text.partition("\n")
        command = commands.add_parser(name, help=line, description=text)
        module.add_arguments(command)
        command.set_defaults(command=module.main)
    return parser


if __name__ == "__main__":
    sys.exit(main())
