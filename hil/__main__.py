"""The command line of the rig: python -m hil demo, replay, bench."""

import argparse
import contextlib
import os
import sys

from firmware.errors import ConfigError
from hil import replay, soak
from hil.bench import command as bench_command
from hil.chaos import command as chaos_command
from hil.demo import command as demo_command
from hil.faults import command as campaign_command
from hil.kernel import command as kernel_command
from hil.kernel import cuts
from hil.scenarios import command as run_command
from hil.service import command as service_command
from hil.validation import command as validation_command


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

    command = commands.add_parser("demo", help=demo_command.__doc__, description=demo_command.__doc__)
    demo_command.add_arguments(command)
    command.set_defaults(command=demo_command.main)

    command = commands.add_parser("replay", help="replay a recorded drive", description=replay.__doc__)
    replay.add_arguments(command)
    command.set_defaults(command=replay.main)

    command = commands.add_parser("run", help="put the laws through a scenario", description=run_command.__doc__)
    run_command.add_arguments(command)
    command.set_defaults(command=run_command.main)

    command = commands.add_parser("kernel", help=kernel_command.__doc__, description=kernel_command.__doc__)
    kernel_command.add_arguments(command)
    command.set_defaults(command=kernel_command.main)

    command = commands.add_parser("kernel-cuts", help="power cuts while recording", description=cuts.__doc__)
    cuts.add_arguments(command)
    command.set_defaults(command=cuts.main)

    command = commands.add_parser("service", help=service_command.__doc__, description=service_command.__doc__)
    service_command.add_arguments(command)
    command.set_defaults(command=service_command.main)

    command = commands.add_parser("validate", help=validation_command.__doc__, description=validation_command.__doc__)
    validation_command.add_arguments(command)
    command.set_defaults(command=validation_command.main)

    command = commands.add_parser("campaign", help=campaign_command.__doc__, description=campaign_command.__doc__)
    campaign_command.add_arguments(command)
    command.set_defaults(command=campaign_command.main)

    command = commands.add_parser("chaos", help=chaos_command.__doc__, description=chaos_command.__doc__)
    chaos_command.add_arguments(command)
    command.set_defaults(command=chaos_command.main)

    command = commands.add_parser("soak", help=soak.__doc__, description=soak.__doc__)
    soak.add_arguments(command)
    command.set_defaults(command=soak.main)

    command = commands.add_parser("bench", help=bench_command.__doc__, description=bench_command.__doc__)
    bench_command.add_arguments(command)
    command.set_defaults(command=bench_command.main)
    return parser


if __name__ == "__main__":
    sys.exit(main())
