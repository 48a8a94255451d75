"""The command line of the rig: the simulated car, its faults, scenarios and benchmarks.

`demo` shows the car with the real daemon. `run` puts the laws through a scenario, `fault-detection` breaks random cars,
`validate` compares the simulated car with real ones, `replay` lets the daemon hear a recorded drive. `campaign` and
`chaos` play faults against the daemon, `soak` lets it run for days, `bench` measures. `kernel` runs any command in a
real Linux kernel with the simulated car, `kernel-cuts` cuts its power, `service` boots it to systemd and the service.
`reference` writes docs/configuration.md, docs/boxes.md and the tables of docs/for-owners.md.
"""

import argparse
import ast
import contextlib
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from firmware.errors import ConfigError

COMMANDS: Mapping[str, str] = {
    "demo": "hil.cli.demo",
    "run": "hil.cli.run",
    "fault-detection": "hil.cli.fault_detection",
    "validate": "hil.cli.validate",
    "replay": "hil.cli.replay",
    "campaign": "hil.cli.campaign",
    "chaos": "hil.cli.chaos",
    "soak": "hil.bench.soak",
    "bench": "hil.cli.bench",
    "kernel": "hil.cli.kernel",
    "kernel-cuts": "hil.kernel.power_cuts",
    "service": "hil.cli.service",
    "reference": "hil.reference.configuration",
}
"""The module of each command: `add_arguments(parser)` says what it takes, `main(options)` does it.

Only that of the chosen one is loaded; the docstrings of the others are read from their files.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure, 2 bad usage or bad input."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser(next((each for each in arguments if not each.startswith("-")), None)).parse_args(arguments)
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


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    """Return a parser of all commands, which knows the arguments of the `chosen` one."""
    overview, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(prog="python -m hil", description=overview)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        text = described(module)
        line, _, _ = text.partition("\n")
        command = commands.add_parser(name, help=line, description=text)
        if name == chosen:
            loaded = import_module(module)
            loaded.add_arguments(command)
            command.set_defaults(command=loaded.main)
    return parser


def described(module: str) -> str:
    """Return the docstring of a command; its first line stands in the overview."""
    spec = find_spec(module)
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    return ast.get_docstring(ast.parse(source), clean=False) or ""


if __name__ == "__main__":
    sys.exit(main())
