"""The command line: homeward run, check, outputs-off."""

import argparse
import asyncio
import logging
import signal
import sys
import time
from pathlib import Path

from drivers.errors import DriverError
from firmware import wiring
from firmware.check import load_checked
from firmware.clock import Clock
from firmware.config import Config
from firmware.daemon import Daemon
from firmware.errors import ConfigError, FirmwareError

DEFAULT_CONFIG = Path("/etc/homeward/homeward.toml")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure of the service, 2 bad usage or bad input."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return int(options.command(load_checked(options.config)))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (FirmwareError, DriverError) as error:
        print(f"homeward: {error}", file=sys.stderr)
        return 1


def run(config: Config) -> int:
    """The service, until it is told to stop."""
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    daemon = Daemon(config, wiring.RealHardware(), Clock(time.monotonic, time.time, boot_id))

    async def until_stopped() -> None:
        task = asyncio.create_task(daemon.run(), name="daemon")
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await asyncio.gather(task, return_exceptions=False)

    try:
        asyncio.run(until_stopped())
    except asyncio.CancelledError:
        return 0
    return 0


def check(config: Config) -> int:
    """Say that the configuration is good; what is not, was said before."""
    print(f"{config.name}: good ({len(config.sensors)} sensors, {len(config.can)} CAN, {len(config.outputs)} outputs)")
    return 0


def outputs_off(config: Config) -> int:
    """Release every output, whoever left it on."""
    bank = wiring.outputs(config, wiring.RealHardware(), Clock(time.monotonic, time.time, ""))
    bank.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="homeward", description="The controller of the appliances in a car.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in (("run", run), ("check", check), ("outputs-off", outputs_off)):
        sub = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        sub.set_defaults(command=command)
        if command is check:
            sub.add_argument("config", type=Path, metavar="FILE", help="the configuration file to check")
        else:
            sub.add_argument("--config", type=Path, metavar="FILE", default=DEFAULT_CONFIG, help=f"[{DEFAULT_CONFIG}]")
    return parser


if __name__ == "__main__":
    sys.exit(main())
