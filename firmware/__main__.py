"""The command line: homeward run, check, scan, outputs-off."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
import time
from pathlib import Path

from drivers.errors import DriverError
from firmware import driven, wiring
from firmware.check import load_checked
from firmware.clock import Clock
from firmware.config import Config
from firmware.daemon import Daemon
from firmware.errors import ConfigError, FirmwareError
from firmware.remarks import remarks
from firmware.safe_mode import Mode, SafeMode, Tries, note_the_killed
from firmware.scan import scan as look_around

DEFAULT_CONFIG = Path("/etc/homeward/homeward.toml")

SETTLED_S = 10.0
"""By then all that stays is loaded. It is not collected as garbage again and again, which would delay a cycle by some
20 ms on a laptop, and by several times that on a Raspberry Pi."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure of the service, 2 bad usage or bad input."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return int(options.command(options))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (FirmwareError, DriverError) as error:
        print(f"homeward: {error}", file=sys.stderr)
        return 1


def run(options: argparse.Namespace) -> int:
    """The service, until it is told to stop."""
    config = load_checked(options.config)
    _tell_of_broken_plug_ins()
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    clock, hardware, tries = Clock(time.monotonic, time.time, boot_id), wiring.RealHardware(), Tries(os.environ)
    driven.keep(config.outputs, os.environ)
    is_safe, why = tries.mode is Mode.SAFE, tries.trial.why
    service = SafeMode(config, hardware, clock, why) if is_safe else Daemon(config, hardware, clock)
    # An earlier end has cooled nothing: the compressor must stand that long after a crash.
    stable_after_s = config.settings.fridge.compressor.min_off_s

    async def until_stopped() -> None:
        task = asyncio.create_task(tries.run(service, stable_after_s=stable_after_s), name="daemon")
        asyncio.get_running_loop().call_later(SETTLED_S, gc.freeze)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await asyncio.gather(task, return_exceptions=False)

    try:
        asyncio.run(until_stopped())
    except asyncio.CancelledError:
        return 0
    return 0


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with a configuration, or that it is good."""
    config = load_checked(options.config)
    broken = _tell_of_broken_plug_ins()
    if any(broken.why_missing(sensor.chip) for sensor in config.sensors):
        return 2
    print(f"{config.name}: good ({len(config.sensors)} sensors, {len(config.can)} CAN, {len(config.outputs)} outputs)")
    for line in remarks(config):
        print(line)
    return 0


def scan(options: argparse.Namespace) -> int:
    """List what is wired to this machine, with lines for the configuration; stop the service before."""
    config = load_checked(options.config) if options.config else None
    report = asyncio.run(look_around(wiring.RealHardware(), config))
    print(report.as_json() if options.json else report.as_text())
    for line in report.troubles:
        print(line, file=sys.stderr)
    return 1 if report.troubles else 0


def outputs_off(options: argparse.Namespace) -> int:
    """Release every output, whoever left it on."""
    note_the_killed(os.environ)
    driven_last = driven.kept(os.environ)
    config = load_checked(options.config) if driven_last is None else Config(outputs=driven_last)
    bank = wiring.outputs(config, wiring.RealHardware(), Clock(time.monotonic, time.time, ""))
    bank.close()
    return 0


def _tell_of_broken_plug_ins() -> wiring.Registry:
    registry = wiring.registry()
    for each in registry.broken:
        print(each.line, file=sys.stderr)
    return registry


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="homeward", description="The controller of the appliances in a car.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in (("run", run), ("check", check), ("scan", scan), ("outputs-off", outputs_off)):
        sub = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        sub.set_defaults(command=command)
        if command is check:
            sub.add_argument("config", type=Path, metavar="FILE", help="the configuration file to check")
        elif command is scan:
            sub.add_argument("--config", type=Path, metavar="FILE", help="look at its I2C buses only")
            sub.add_argument("--json", action="store_true", help="one JSON object instead of a list")
        else:
            sub.add_argument("--config", type=Path, metavar="FILE", default=DEFAULT_CONFIG, help=f"[{DEFAULT_CONFIG}]")
    return parser


if __name__ == "__main__":
    sys.exit(main())
