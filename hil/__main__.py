"""The command line of the rig: python -m hil demo, replay, bench."""

import argparse
import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Protocol

from firmware.errors import ConfigError
from hil import config_reference, replay, soak
from hil.bench import command as bench_command
from hil.chaos import command as chaos_command
from hil.demo import command as demo_command
from hil.faults import command as campaign_command
from hil.kernel import command as kernel_command
from hil.kernel import cuts
from hil.scenarios import command as run_command
from hil.service import command as service_command
from hil.validation import command as validation_command


class Command(Protocol):
    """A module that is a command."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what it takes."""

    def main(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


_COMMANDS: Mapping[str, tuple[Command, str | None]] = {
    "demo": (demo_command, demo_command.__doc__),
    "replay": (replay, "replay a recorded drive"),
    "run": (run_command, "put the laws through a scenario"),
    "kernel": (kernel_command, kernel_command.__doc__),
    "kernel-cuts": (cuts, "power cuts while recording"),
    "service": (service_command, service_command.__doc__),
    "validate": (validation_command, validation_command.__doc__),
    "campaign": (campaign_command, campaign_command.__doc__),
    "chaos": (chaos_command, chaos_command.__doc__),
    "soak": (soak, soak.__doc__),
    "reference": (config_reference, config_reference.__doc__),
    "bench": (bench_command, bench_command.__doc__),
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
