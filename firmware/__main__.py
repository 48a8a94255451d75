"""The command line: homeward run, check, scan, outputs-off, identity, record, erase, alarms, trip, --version."""

import argparse
import logging
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from drivers.errors import DriverError
from firmware.errors import ConfigError, FirmwareError

DEFAULT_CONFIG = Path("/etc/homeward/homeward.toml")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure of the service, 2 bad usage or bad input."""
    options = _parsed(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    if isinstance(sys.stdout, TextIOWrapper):  # whatever the terminal can show, nothing to print is an error
        sys.stdout.reconfigure(errors="backslashreplace")
    command = import_module(f"firmware.cli.{options.command}")  # only this one: outputs-off must be quick
    try:
        return int(command.main(options))
    except KeyboardInterrupt:
        return 130  # as shells have it: 128 and the number of SIGINT
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (FirmwareError, DriverError) as error:
        print(f"homeward: {error}", file=sys.stderr)
        return 1


class _Version(argparse.Action):
    """Show the version of the installed package, which is looked up only then: outputs-off must be quick."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version and end with 0."""
        from importlib.metadata import version  # noqa: PLC0415  # see above

        print(f"{parser.prog} {version(parser.prog)}")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """One that tells what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` tells more\n")


def _parsed(arguments: list[str]) -> argparse.Namespace:
    command = next((each for each in arguments if not each.startswith("-")), None)
    parser, known = _parser(command)
    if command is not None and command not in known:
        parser.error(f"{command}: is no command; {_meant(command, known)}known: {', '.join(known)}")
    options, strange = parser.parse_known_args(arguments)
    if strange and command is not None:
        own = getattr(options, "parser", known[command])
        words = [word for action in own._actions for word in action.option_strings]  # noqa: SLF001  # no public way
        what = "option" if strange[0].startswith("-") else "argument of it"
        own.error(f"{strange[0]}: is no {what}; {_meant(strange[0], words)}known: {', '.join(words)}")
    return options


def _meant(word: str, known: Iterable[str]) -> str:
    from firmware.config.problem import did_you_mean  # noqa: PLC0415  # outputs-off must be quick

    return did_you_mean(word, known)


def _parser(wanted: str | None) -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """Build the parser of the whole, and those of the commands by name; in full that of the `wanted` one."""
    parser = _Parser(prog="homeward", description="The controller of the appliances in a car.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")

    def add(name: str, what: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=what, description=what)
        command.set_defaults(command=name.replace("-", "_"))
        return command

    run = add("run", "Run the service until it is stopped.")
    outputs_off = add("outputs-off", "Release every output, whatever left it on.")
    for sub in (run, outputs_off):
        sub.add_argument("--config", type=Path, metavar="FILE", default=DEFAULT_CONFIG, help=f"[{DEFAULT_CONFIG}]")
    check = add("check", "Say what is wrong with a configuration, or that it is good.")
    check.add_argument("config", type=Path, metavar="FILE", help="the configuration file to check")
    scan = add("scan", "List what is wired to this machine, with lines for the configuration; stop the service before.")
    scan.add_argument("--config", type=Path, metavar="FILE", help="look at its I2C buses only")
    scan.add_argument("--json", action="store_true", help="one JSON object instead of a list")
    identity = add("identity", "Show or change which controller this is for the hub; stop the service before a change.")
    identity.add_argument("--config", type=Path, metavar="FILE", default=DEFAULT_CONFIG, help=f"[{DEFAULT_CONFIG}]")
    change = identity.add_mutually_exclusive_group()
    change.add_argument("--new", action="store_true", help="a new one: the card was copied, both are in use")
    change.add_argument("--keep", action="store_true", help="the one it has: the card was moved to this computer")
    record = add("record", "Prove, verify, cosign, export and report the cold-chain record.")
    if wanted == "record":
        import_module("firmware.cli.record").add_arguments(record, DEFAULT_CONFIG)
    erase = add("erase", "Remove what tells of a person from this computer and the hub's broker, with a receipt.")
    if wanted == "erase":
        import_module("firmware.cli.erase").add_arguments(erase, DEFAULT_CONFIG)
    alarms = add("alarms", "List, acknowledge and shelve alarms; the service must run.")
    if wanted == "alarms":
        import_module("firmware.cli.alarms").add_arguments(alarms, DEFAULT_CONFIG)
    trip = add("trip", "Begin, end, show, acknowledge and hand over trips of goods; the service must run for a change.")
    if wanted == "trip":
        import_module("firmware.cli.trip").add_arguments(trip, DEFAULT_CONFIG)
    return parser, commands.choices


if __name__ == "__main__":
    sys.exit(main())
