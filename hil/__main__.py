"""The command line of the rig: python -m hil demo, replay, bench."""

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Protocol

from firmware.errors import ConfigError
from hil.bench import soak
from hil.cli import bench, campaign, chaos, demo, kernel, replay, run, service, validate
from hil.kernel import power_cuts
from hil.reference import configuration


class Command(Protocol):
    """A module that is a command."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what it takes."""

    def main(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


_COMMANDS: Mapping[str, tuple[Command, str | None]] = {
    "demo": (demo, demo.__doc__),
    "replay": (replay, "replay a recorded drive"),
    "run": (run, "put the laws through a scenario"),
    "kernel": (kernel, kernel.__doc__),
    "kernel-cuts": (power_cuts, "power cuts while recording"),
    "service": (service, service.__doc__),
    "validate": (validate, validate.__doc__),
    "campaign": (campaign, campaign.__doc__),
    "chaos": (chaos, chaos.__doc__),
    "soak": (soak, soak.__doc__),
    "reference": (configuration, configuration.__doc__),
    "bench": (bench, bench.__doc__),
}
"""Each command with its module and what the overview says of it."""


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
    parser = argparse.ArgumentParser(prog="python -m hil", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, what) in _COMMANDS.items():
        command = commands.add_parser(name, help=what, description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(command=module.main)
    return parser


if __name__ == "__main__":
    sys.exit(main())
