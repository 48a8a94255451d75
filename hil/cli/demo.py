"""Show the simulated car with the real daemon, an embedded broker and a live status; no hardware needed."""

import argparse
import contextlib
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf, isfinite, nan
from pathlib import Path

from hil.demo.play import Options, run_demo
from hil.rig.place import Broker

DEFAULT_SPEED = 60.0
"""One simulated minute a second: a fridge cools while one watches."""

DEFAULT_HOURS = 6.0
DEFAULT_PORT = 1_883
LOOPBACK = "127.0.0.1"
MAX_PORT = 65_535

_MAX_SPEED = 1_000.0
"""Beyond this, single cycles get lost on any machine; `max` loses none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m hil demo`."""
    parser.add_argument(
        "--hours",
        type=_positive,
        metavar="H",
        help=f"end after so many simulated hours [when Ctrl-C is pressed; {DEFAULT_HOURS:g} with --speed max]",
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=DEFAULT_SPEED,
        metavar="N",
        help=f"times real time, or max for as fast as possible [{DEFAULT_SPEED:g}]",
    )
    parser.add_argument("--json", action="store_true", help="at the end one JSON object on stdout, nothing else there")
    parser.add_argument("--broker", type=_address, metavar="HOST:PORT", help="use this MQTT broker [an embedded one]")
    parser.add_argument(
        "--port", type=_port, metavar="P", help=f"of the embedded broker; 0 is any [{DEFAULT_PORT}, or any if taken]"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="moves what no two days have in common [1]")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="keep the daemon's record here [a temporary folder, removed at the end]",
    )


def main(args: argparse.Namespace) -> int:
    """Run the demo; Ctrl-C ends it in order, with 0."""
    speed = args.speed if isfinite(args.speed) else None
    hours = DEFAULT_HOURS if speed is None and args.hours is None else args.hours
    try:
        with _state(args.state) as state:
            return run_demo(
                Options(
                    hours=hours,
                    speed=speed,
                    as_json=args.json,
                    broker=_broker(args, speed),
                    state=state,
                    seed=args.seed,
                )
            )
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2


def _broker(args: argparse.Namespace, speed: float | None) -> Broker:
    if args.broker is not None:
        return Broker(args.broker[0], args.broker[1], embedded=False)
    if args.port is not None:
        return Broker(LOOPBACK, args.port, embedded=True)
    watched = speed is not None and not args.json
    return Broker(LOOPBACK, DEFAULT_PORT if watched and _is_free(DEFAULT_PORT) else 0, embedded=True)


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_server((LOOPBACK, port)):
        return True
    return False


@contextmanager
def _state(folder: Path | None) -> Iterator[Path]:
    """Provide the folder of the record: it survives a daemon that is killed, and ends with the demo."""
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="homeward-demo-") as temporary:
            yield Path(temporary)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder


def _positive(text: str) -> float:
    value = _number(text)
    if not 0.0 < value < inf:
        raise argparse.ArgumentTypeError(f"{text}: must be a number above 0")
    return value


def _speed(text: str) -> float:
    """Read a speed; `inf` stands for max."""
    value = inf if text == "max" else _number(text)
    if text != "max" and not 0.0 < value <= _MAX_SPEED:
        raise argparse.ArgumentTypeError(f"{text}: must be a number up to {_MAX_SPEED:g}, or max")
    return value


def _number(text: str) -> float:
    """Read a number; nan, which is in no range, for what is none."""
    try:
        return float(text)
    except ValueError:
        return nan


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise argparse.ArgumentTypeError(f"{text}: must be HOST:PORT, for example homeassistant.local:1883")
    return host.strip("[]"), _port(port)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text}: must be a port from 0 to {MAX_PORT}")
    return int(text)
