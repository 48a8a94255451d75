"""Inside the kernel, as rig.service: the simulated car, and the trials of the service in it. Prints one JSON object.

In one of them the service ends soon after each start until it stays in safe mode, and a person takes it out of that.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import can

from firmware.checks.configuration import load_checked
from firmware.config import Config, MqttConfig
from firmware.runtime.systemd import Heartbeat
from firmware.service.restart_policy import TRIES
from hil.kernel.guest import car
from hil.kernel.rig_errors import RigError
from hil.rig.background import background
from hil.rig.hub_client import Hub
from hil.rig.place import LOOPBACK, Broker
from hil.service.trials import Service
from hil.service.unit import UNIT, ended_by, last_words, login_on, look, said_by
from hil.service.verdicts import EarlyEnds, Logins, Trial

CONFIG = Path("/etc/homeward/homeward.toml")
_MQTT_PORT = 1883
_SERIAL_MODE = 0o660
_SERIAL_PORTS = ("ttyS1", "ttyS2")
"""Of the kernel; nobody is at their other end."""

_FAULTS, _SAFE_MODE = "hub.faults.notes", "safe_mode"


async def run() -> dict[str, Any]:
    """Bring the car up, tell systemd so, and put the service through its trials; raises RigError."""
    config = load_checked(CONFIG)
    hub = Hub(Broker(LOOPBACK, _MQTT_PORT, embedded=False), config.mqtt or MqttConfig(host=LOOPBACK))
    async with car(config) as rig, background(hub.run()):
        await _open_to_groups(config)
        Heartbeat(os.environ).beat()
        return await _told(Service(rig, hub), Path(config.console.port) if config.console else None)


async def _open_to_groups(config: Config) -> None:
    """Do as udev does with devices; it has seen the I2C buses, but not the end of a simulated cable."""
    await said_by("udevadm", "settle")
    if config.console:
        shutil.chown(config.console.port, group="dialout")
        os.chmod(config.console.port, _SERIAL_MODE)  # noqa: PTH101  # blocks nobody: the service has not begun


async def _told(service: Service, console: Path | None) -> dict[str, Any]:
    """Try everything, and tell it by name."""
    start = await service.start()
    tried: dict[str, Any] = {
        "start": start,
        "killed": await service.suffers(Trial(done="SIGKILL", must_be="signal"), signal.SIGKILL),
        "frozen": await service.suffers(Trial(done="SIGSTOP", must_be="watchdog"), signal.SIGSTOP),
        "early_ends": await until_safe_mode(service, ends=2),
    }
    if console is not None:
        tried["logins"] = await _logins(console)
    held = not any(each.failures for each in tried.values())
    told = {name: asdict(each) | {"failures": each.failures} for name, each in tried.items()} | {"held": held}
    return told if held else told | {"log": await last_words()}


async def _logins(console: Path) -> Logins:
    """Find whether a login takes a port to which the configured name leads, as a name of udev's does, and another."""
    _lead(console, _SERIAL_PORTS[0])
    return Logins(*[await login_on(port) for port in _SERIAL_PORTS])


def _lead(link: Path, port: str) -> None:
    link.unlink()
    link.symlink_to(port)


async def until_safe_mode(service: Service, *, ends: int) -> EarlyEnds:
    """End the service soon after each start until it stays in safe mode; it has ended `ends` times before."""
    found, ended_s = EarlyEnds(ends=ends), 0.0
    while found.ends < TRIES:
        ended_s = await _end(service)
        found.ends += 1
    reported_s = await service.until(lambda: _SAFE_MODE in _faults(service))
    found.told, found.told_after_s = _faults(service), None if reported_s is None else reported_s - ended_s
    found.status, found.outputs_pct = (await look()).status, service.outputs_pct
    began_s = asyncio.get_running_loop().time()
    await said_by("systemctl", "restart", UNIT)
    drives_s = await service.until(service.drives)
    found.left_after_s = None if drives_s is None else drives_s - began_s
    return found


async def _end(service: Service) -> float:
    """Kill the next process as soon as it is ready, and wait for its end; return the time of that."""
    seen = await service.asked(lambda seen: seen.is_active and seen.pid != 0)
    pid = 0 if seen is None else seen.pid
    if not pid:
        return asyncio.get_running_loop().time()
    ended_s = await ended_by(signal.SIGKILL, pid)
    await service.asked(lambda seen: seen.pid not in {0, pid})
    return ended_s


def _faults(service: Service) -> str:
    return service.hub.values.get(_FAULTS, "")


def main() -> int:
    """Run everything; 0 where all could be tried, whatever came of it."""
    try:
        print(json.dumps(asyncio.run(run())))
    except (RigError, OSError, can.CanError) as error:
        print(f"rig: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
