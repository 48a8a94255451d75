"""homeward trip: trips of goods. What changes one is an order to the service; what shows one reads its record."""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from firmware.cli.record_access import record_of
from firmware.cli.trip_hands import add_hand_arguments, hand_over, take_up
from firmware.coldchain.trip_reader import assessment_of, trip_in, trips_in
from firmware.coldchain.trip_spool import ask
from firmware.coldchain.trip_text import line, whole
from firmware.coldchain.trips import to_json
from firmware.errors import ConfigError
from firmware.requests.trip_orders import AcknowledgeExcursion, StartTrip, StopTrip

Shown = tuple[str, Any]
"""Text for people, and JSON values for programs."""


def add_arguments(trip: argparse.ArgumentParser, default_config: Path) -> None:
    """Add the arguments of `homeward trip`."""
    trip.add_argument("action", choices=tuple(_ACTIONS), help="what to do")
    trip.add_argument("name", nargs="?", default="", metavar="NAME", help="of start a compartment, of take-up a file")
    trip.add_argument("number", nargs="?", default="", metavar="NUMBER", help="excursion; of take-up a compartment")
    trip.add_argument("--cargo", default="", help="of start: what kind of goods [the usual one of the compartment]")
    trip.add_argument("--consignment", default="", help="of start: the reference on the papers")
    trip.add_argument("--given-by", default="", metavar="WHO", help="of start: who gave the goods")
    trip.add_argument("--taken-by", default="", metavar="WHO", help="of start and stop: who took the goods")
    trip.add_argument("--person", default="", metavar="WHO", help="of acknowledge: who has seen it")
    trip.add_argument("--comment", default="", help="of acknowledge: what they say of it")
    add_hand_arguments(trip)
    trip.add_argument("--config", type=Path, metavar="FILE", default=default_config, help=f"[{default_config}]")
    trip.add_argument("--json", action="store_true", help="one JSON object instead of text")


def main(options: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    text, values = _ACTIONS[options.action](record_of(options), options)
    print(json.dumps(values, ensure_ascii=False) if options.json else text)
    return 0


def _list(file: Path, _options: argparse.Namespace) -> Shown:
    trips = trips_in(file)
    return "\n".join(line(trip) for trip in trips) or "no trips yet", {"trips": [to_json(trip) for trip in trips]}


def _show(file: Path, options: argparse.Namespace) -> Shown:
    trip = trip_in(file, _named(options, "show"))
    found = assessment_of(file, trip)
    return whole(trip, found), {"trip": to_json(trip), "assessment": asdict(found)}


def _start(file: Path, options: argparse.Namespace) -> Shown:
    order = StartTrip(
        compartment=_named(options, "start"),
        cargo=options.cargo,
        consignment=options.consignment,
        given_by=options.given_by,
        taken_by=options.taken_by,
    )
    return _answered(ask(file, order))


def _stop(file: Path, options: argparse.Namespace) -> Shown:
    return _answered(ask(file, StopTrip(trip=_named(options, "stop"), taken_by=options.taken_by)))


def _acknowledge(file: Path, options: argparse.Namespace) -> Shown:
    if not (options.number and options.person and options.comment):
        raise ConfigError(["trip acknowledge: must have TRIP NUMBER --person WHO --comment TEXT"])
    order = AcknowledgeExcursion(
        trip=_named(options, "acknowledge"), number=options.number, person=options.person, comment=options.comment
    )
    return _answered(ask(file, order))


def _answered(text: str) -> Shown:
    return text, {"answer": text}


def _named(options: argparse.Namespace, action: str) -> str:
    if not options.name:
        what = "a compartment" if action == "start" else "a trip or its compartment"
        raise ConfigError([f"trip {action}: must name {what}, such as: homeward trip {action} food"])
    return str(options.name)


_ACTIONS: Mapping[str, Callable[[Path, argparse.Namespace], Shown]] = {
    "list": _list,
    "show": _show,
    "start": _start,
    "stop": _stop,
    "acknowledge": _acknowledge,
    "hand-over": hand_over,
    "take-up": take_up,
}
