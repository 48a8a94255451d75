"""Where a fault is played: the service, its car, hub, broker and technician, within reach of one another."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from firmware.checks.configuration import load_checked
from firmware.config import Config, MqttConfig
from hil.kernel import pigpiod
from hil.kernel.guest import background
from hil.kernel_faults.broker import PORT, Mosquitto
from hil.kernel_faults.device_car import Devices, car
from hil.kernel_faults.service import Service
from hil.kernel_faults.unit_rules import Rules
from hil.rig.demo_config import FILE, LOOPBACK, Broker
from hil.rig.hub_client import Hub

LOOK_EVERY_S = 0.1
COMMIT_EVERY_S = 2.0
"""Of the record, so that a fault of the disk shows soon."""

_CONFIG = Path("/run/homeward.toml")
_CHANGES = {
    '"demo_car': f'"{FILE.parent}/demo_car',
    "[mqtt]\n": "[mqtt]\nkeepalive_s = 5\ntimeout_s = 3.0\nheartbeat_s = 5.0\n",
    "[record]\n": f"[record]\ncommit_every_s = {COMMIT_EVERY_S}\n",
}
_PINS = {"GPIOZERO_PIN_FACTORY": "pigpio", "PIGPIO_ADDR": LOOPBACK, "PIGPIO_PORT": str(pigpiod.PORT)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All that a fault can be put into, and from which it can be seen."""

    config: Config
    devices: Devices
    service: Service
    hub: Hub
    broker: Mosquitto

    @property
    def now_s(self) -> float:
        """CLOCK_MONOTONIC."""
        return asyncio.get_running_loop().time()

    @property
    def drives(self) -> bool:
        """Whether any pin energises anything."""
        return any(self.devices.rig.pins.duty_pct(each) for each in self.config.outputs)

    @property
    def faults(self) -> tuple[str, ...]:
        """The names that the service told its manager, which hears of each change."""
        return faults_in(self.service.status)

    @property
    def is_well(self) -> bool:
        """It regulates, drives something, reaches its hub, and knows of no fault."""
        service = self.service
        ready = service.ready_at_s is not None and service.status.endswith("no fault")
        return ready and self.drives and self.hub.availability == "online" and not self.hub.trouble

    def hub_tells(self, fault: str) -> bool:
        """Whether the home hub has heard of a fault whose name begins so."""
        start = json.dumps(fault)[:-1]
        return any(start in payload for payload in self.hub.latest.values())

    async def console_tells(self, fault: str) -> bool:
        """Whether the technician reads of it."""
        technician = self.devices.technician
        return technician is not None and await technician.is_told_of(fault)

    async def cycles(self) -> tuple[int, int] | None:
        """Completed and missed cycles of this process; None where the console is silent."""
        technician = self.devices.technician
        return None if technician is None else await technician.cycles()

    async def until(self, holds: Callable[[], bool], within_s: float, since_s: float | None = None) -> float | None:
        """After how many seconds from `since_s` (None is now) it holds; None where it does not within so many."""

        async def asked() -> bool:
            return holds()

        return await self.until_asked(asked, within_s, since_s)

    async def until_asked(
        self, holds: Callable[[], Awaitable[bool]], within_s: float, since_s: float | None = None
    ) -> float | None:
        """As `until`, where asking takes time."""
        since_s = self.now_s if since_s is None else since_s
        while not await holds():
            if self.now_s - since_s > within_s:
                return None
            await asyncio.sleep(LOOK_EVERY_S)
        return self.now_s - since_s


def faults_in(status: str) -> tuple[str, ...]:
    """The names in the words of firmware.service.status_line: "...; no alarm, 2 faults: i2c fridge, mqtt"."""
    _, _, names = status.partition(" fault")
    listed = names.partition(": ")[2]
    return tuple(listed.split(", ")) if listed else ()


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """The whole stage, with the service started; raises RigError, OSError."""
    config = _configured()
    broker = Mosquitto()
    await broker.start()
    hub = Hub(Broker(LOOPBACK, PORT, embedded=False), config.mqtt or MqttConfig(host=LOOPBACK))
    service = Service(Rules.read(_CONFIG), {**os.environ, **_PINS})
    try:
        async with car(config) as devices, background(hub.run(), service.run()):
            yield Stage(config=config, devices=devices, service=service, hub=hub, broker=broker)
    finally:
        await broker.kill()


def _configured() -> Config:
    """The demo's configuration, less patient with its broker and its disk."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in _CHANGES.items():
        text = text.replace(old, new)
    _CONFIG.write_text(text, encoding="utf-8")
    return load_checked(_CONFIG)
