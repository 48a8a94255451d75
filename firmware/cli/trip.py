"""homeward trip: trips of goods. What changes one is an order to the service; what shows one reads its record."""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from firmware.cli.record_access import record_of
from firmware.cli.trip_hands import Shown, add_hand_arguments, hand_over, take_up
from firmware.coldchain.trip_reader import assessment_of, trip_in, trips_in
from firmware.coldchain.trip_text import line, whole
from firmware.coldchain.trips import to_json
from firmware.errors import ConfigError
from firmware.requests.order_spool import ask
from firmware.requests.trip_orders import AcknowledgeExcursion, StartTrip, StopTrip
from firmware.requests.trip_orders import to_json as order_json


class _Action(NamedTuple):
    """One action of the command: its work, and what must be named for it, if anything."""

    work: Callable[[Path, argparse.Namespace], Shown]
    named: str = ""


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
    record, action = record_of(options), _ACTIONS[options.action]
    if action.named and not options.name:
        raise ConfigError([f"trip {options.action}: must name {action.named}"])
    text, values = action.work(record, options)
    print(json.dumps(values, ensure_ascii=False) if options.json else text)
    return 0


def _list(file: Path, _options: argparse.Namespace) -> Shown:
    trips = trips_in(file)
    return "\n".join(line(trip) for trip in trips) or "no trips yet", {"trips": [to_json(trip) for trip in trips]}


def _show(file: Path, options: argparse.Namespace) -> Shown:
    trip = trip_in(file, options.name)
    found = assessment_of(file, trip)
    return whole(trip, found), {"trip": to_json(trip), "assessment": asdict(found)}


def _start(file: Path, options: argparse.Namespace) -> Shown:
    order = StartTrip(
        compartment=options.name,
        cargo=options.cargo,
        consignment=options.consignment,
        given_by=options.given_by,
        taken_by=options.taken_by,
    )
    return _answered(ask(file, order_json(order)))


def _stop(file: Path, options: argparse.Namespace) -> Shown:
    return _answered(ask(file, order_json(StopTrip(trip=options.name, taken_by=options.taken_by))))


def _acknowledge(file: Path, options: argparse.Namespace) -> Shown:
    if not (options.name and options.number and options.person and options.comment):
        raise ConfigError(["trip acknowledge: must have TRIP NUMBER --person WHO --comment TEXT"])
    order = AcknowledgeExcursion(
        trip=options.name, number=options.number, person=options.person, comment=options.comment
    )
    return _answered(ask(file, order_json(order)))


def _answered(text: str) -> Shown:
    return text, {"answer": text}


_ACTIONS: Mapping[str, _Action] = {
    "list": _Action(_list),
    "show": _Action(_show, "a trip or its compartment, such as: homeward trip show food"),
    "start": _Action(_start, "a compartment, such as: homeward trip start food"),
    "stop": _Action(_stop, "a trip or its compartment, such as: homeward trip stop food"),
    "acknowledge": _Action(_acknowledge),  # tells of all that it needs at once
    "hand-over": _Action(hand_over, "a trip or its compartment: homeward trip hand-over food"),
    "take-up": _Action(take_up, "a file: homeward trip take-up RX-1-T3.segment food"),
}
