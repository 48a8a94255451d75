"""homeward alarms: the list of alarms of the running service; acknowledge them, or put them aside for a time."""

import argparse
import getpass
import json
from pathlib import Path

from firmware.cli.record_access import record_of
from firmware.errors import ConfigError
from firmware.requests.alarm_orders import (
    ACKNOWLEDGE,
    ACKNOWLEDGE_USAGE,
    SHELVE,
    SHELVE_USAGE,
    AlarmOrder,
    ListAlarms,
    parse_acknowledge,
    parse_shelve,
    to_json,
)
from firmware.requests.order_spool import ask
from firmware.requests.tokens import CommandError

_LIST = "list"


def add_arguments(parser: argparse.ArgumentParser, config: Path) -> None:
    """Add the arguments of `homeward alarms`."""
    parser.add_argument("action", nargs="?", default=_LIST, choices=(_LIST, ACKNOWLEDGE, SHELVE), help=f"[{_LIST}]")
    parser.add_argument("alarm", nargs="?", default="", help=f"{ACKNOWLEDGE_USAGE}; {SHELVE_USAGE}")
    parser.add_argument("minutes", nargs="?", default="", help="of shelve: for so long; 0 takes it back")
    parser.add_argument("--person", metavar="WHO", default="", help="who has seen it [who is logged in]")
    parser.add_argument("--config", type=Path, metavar="FILE", default=config, help=f"[{config}]")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def main(options: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    answer = ask(record_of(options), to_json(_order(options)))
    print(json.dumps({"answer": answer}, ensure_ascii=False) if options.json else answer)
    return 0


def _order(options: argparse.Namespace) -> AlarmOrder:
    words = [word for word in (options.alarm, options.minutes) if word]
    person = options.person or getpass.getuser()
    try:
        if options.action == ACKNOWLEDGE:
            return parse_acknowledge([*words, person] if words else [])
        return parse_shelve([*words, person]) if options.action == SHELVE else ListAlarms()
    except CommandError as error:
        raise ConfigError([str(error)]) from error
