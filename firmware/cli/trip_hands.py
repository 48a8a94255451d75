"""homeward trip hand-over, take-up: a consignment goes from one pair of hands to the next."""

import argparse
import asyncio
import re
import socket
from pathlib import Path
from threading import Event
from typing import Any

from firmware.checks.configuration import load_checked
from firmware.cli.record_access import writing
from firmware.coldchain.rows import opened
from firmware.coldchain.sealing import origin
from firmware.coldchain.segment import Handed, code_of, signed
from firmware.coldchain.segment_folder import folder_of, keep, load
from firmware.coldchain.signing_key import SigningKey, beside
from firmware.coldchain.trip_reader import trip_in
from firmware.coldchain.trips import Trip
from firmware.errors import ConfigError, FirmwareError
from firmware.reports.codes import save_code
from firmware.reports.gathering import assessed, handed_of
from firmware.requests.order_spool import ask
from firmware.requests.trip_orders import StartTrip, StopTrip
from firmware.requests.trip_orders import to_json as order_json

_LOOK_EVERY_S, _LOOKS = 0.2, 50
"""A stop is written at once; a card may take seconds."""

Shown = tuple[str, Any]
"""Text for people, and JSON values for programs."""


def add_hand_arguments(trip: argparse.ArgumentParser) -> None:
    """Add the arguments of both actions."""
    trip.add_argument("--out", type=Path, metavar="FILE", help="of hand-over: the file [CONSIGNMENT-TRIP.segment]")
    trip.add_argument("--qr", type=Path, metavar="FILE", help="of hand-over: its summary as a code, PNG or SVG")
    trip.add_argument("--mqtt", action="store_true", help="of hand-over: also to the home hub's broker, retained")
    trip.add_argument("--keeper", default="", metavar="NAME", help="of hand-over: this device [its host name]")


def hand_over(record: Path, options: argparse.Namespace) -> Shown:
    """Stop a trip where it still runs, and write its signed segment."""
    trip = _stopped(record, options)
    if not trip.consignment:
        raise FirmwareError(f"{trip.label}: has no consignment: start a trip with --consignment to hand it over")
    one = handed_of(record, options.keeper or socket.gethostname(), trip)
    with opened(record) as connection:
        log = origin(connection)
    text, note, key = signed(one, assessed(one), _key(record), log)
    file = options.out or Path(f"{_safe(trip.consignment)}-{trip.trip_id}.segment")
    with writing(file):
        file.write_text(text, encoding="utf-8")
    done = [f"{trip.label} of {trip.consignment} is handed over: {file}"]
    if options.qr is not None:
        save_code(code_of(note, key), options.qr)
        done.append(f"its summary as a code: {options.qr}")
    if options.mqtt:
        done.append(f"at the broker: {_published(options, trip, log, text)}")
    return "\n".join(done), {"segment": str(file), "consignment": trip.consignment, "trip": trip.trip_id, "log": log}


def take_up(record: Path, options: argparse.Namespace) -> Shown:
    """Verify and keep a segment of others; with a compartment, begin the next trip of its consignment there."""
    text, handed = load(Path(options.name))
    keep(folder_of(record), text)
    trip = handed.trip
    done = [f"{trip.consignment}: {_told(handed)}"]
    if options.number:
        order = StartTrip(
            compartment=options.number.lower(),
            cargo=options.cargo or trip.cargo.name,
            consignment=trip.consignment,
            given_by=options.given_by or trip.taken_by or trip.given_by,
            taken_by=options.taken_by,
        )
        done.append(ask(record, order_json(order)))
    return "\n".join(done), {"consignment": trip.consignment, "trip": trip.trip_id, "keeper": handed.keeper}


def _told(handed: Handed) -> str:
    by = "nobody signed it" if handed.key is None else f"signed by {handed.key.text}"
    return f"{handed.trip.trip_id} of {handed.keeper} is taken up, {by}"


def _stopped(record: Path, options: argparse.Namespace) -> Trip:
    trip = trip_in(record, options.name)
    if not trip.is_running:
        return trip
    ask(record, order_json(StopTrip(trip=trip.trip_id, taken_by=options.taken_by)))
    pause = Event()
    for _ in range(_LOOKS):
        if not (trip := trip_in(record, trip.trip_id)).is_running:
            return trip
        pause.wait(_LOOK_EVERY_S)
    raise FirmwareError(f"{trip.label}: is stopped, and not yet written: hand it over again in a minute")


def _key(record: Path) -> SigningKey:
    file = beside(record)
    if not file.exists():
        raise FirmwareError(f"{file}: is not there: the service makes it at its first start; only root may read it")
    return SigningKey.of(file)


def _published(options: argparse.Namespace, trip: Trip, log: str, text: str) -> str:
    config = load_checked(options.config, may_be_empty=True).mqtt
    if config is None:
        raise ConfigError([f"{options.config}: has no [mqtt]: must have one for --mqtt"])
    from firmware.uplink.one_message import publish  # noqa: PLC0415  # with the library of MQTT: nothing else here needs it
    from firmware.uplink.port import LinkLost  # noqa: PLC0415

    topic = f"{config.base_topic}/segments/{_safe(trip.consignment)}/{_safe(log)}-{trip.trip_id}"
    try:
        refused = asyncio.run(publish(config, topic, text))
    except LinkLost as error:
        raise FirmwareError(str(error)) from error
    if refused:
        raise FirmwareError(f"{topic}: {refused}")
    return topic


def _safe(text: str) -> str:
    """Return a text as part of a file name or a topic."""
    return re.sub(r"[^\w.-]+", "-", text)
