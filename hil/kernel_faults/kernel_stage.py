"""Stage for a fault: the service, its car, hub, broker and technician, within reach of one another."""

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from firmware.checks.configuration import load_checked
from firmware.config import Config, MqttConfig
from hil.campaigns.stage import Bounds, Stage, Window
from hil.kernel import pigpiod
from hil.kernel_faults.broker import PORT, Mosquitto
from hil.kernel_faults.device_car import Devices, car
from hil.kernel_faults.service import Service
from hil.kernel_faults.unit_rules import Rules
from hil.rig.background import background
from hil.rig.demo_config import FILE
from hil.rig.hub_client import Hub
from hil.rig.place import LOOPBACK, Broker

_COMMIT_EVERY_S = 2.0
"""Of the record, so that a fault of the disk shows soon."""

_WELL_WITHIN_S = 90.0
_STEADY_AFTER_S = 12.0
"""Of being ready: before that the climate airs its duct, and may order nothing for a while."""

_MIN_CYCLES_SHARE = 0.9
"""Of all cycles that were due; the rest is what asking and a shared machine cost."""

_SET_POINTS_C = cycle((4.5, 4.0))

_CONFIG = Path("/run/homeward.toml")
_CHANGES = {
    '"demo_car': f'"{FILE.parent}/demo_car',
    "[mqtt]\n": "[mqtt]\nkeepalive_s = 5\ntimeout_s = 3.0\nheartbeat_s = 5.0\n",
    "[record]\n": f"[record]\ncommit_every_s = {_COMMIT_EVERY_S}\n",
}
_PINS = {"GPIOZERO_PIN_FACTORY": "pigpio", "PIGPIO_ADDR": LOOPBACK, "PIGPIO_PORT": str(pigpiod.PORT)}


@dataclass(eq=False, kw_only=True)
class KernelStage(Stage):
    """The real service, managed as by systemd, on the devices of the kernel."""

    bounds = Bounds(
        look_every_s=0.1,
        lasts_s=8.0,
        noticed_within_s=30.0,
        reported_within_s=20.0,
        holds_from_s=0.0,
        safe_allowance_s=0.0,
        recovers_within_s=120.0,
        stays_well_s=0.0,
    )
    config: Config
    devices: Devices
    service: Service
    hub: Hub
    broker: Mosquitto

    @property
    def record(self) -> Path:
        """The file of the record."""
        return self.config.record.file

    @property
    def faults(self) -> tuple[str, ...]:
        """The names that the service told its manager, which hears of each change."""
        return faults_in(self.service.status)

    @property
    def outputs_are_off(self) -> bool:
        """True where no pin energises anything."""
        return not any(self.devices.rig.pins.duty_pct(each) for each in self.config.outputs)

    @property
    def availability(self) -> str:
        """The service's availability at the home hub."""
        return self.hub.availability

    @property
    def min_off_violations(self) -> int:
        """The starts of the compressor so far that came too early."""
        return self.devices.rig.car.min_off_violations

    @property
    def condition(self) -> str:
        """The last words of the service and of the hub."""
        hub = self.hub.error or self.hub.availability or "never heard of it"
        return f"{self.service.status or 'it tells nothing'}; hub: {hub}; outputs are off: {self.outputs_are_off}"

    @property
    def ends(self) -> tuple[str, ...]:
        """The ends of its processes so far, in systemd's words."""
        return tuple(self.service.ends)

    async def settle(self) -> list[str]:
        """Wait until the service is well and steady; its early ends are forgotten."""
        if await self.until(lambda: self._works and self._is_steady, _WELL_WITHIN_S) is None:
            return [f"not well before anything happened; {self.condition}"]
        self.service.forget_early_ends()
        return []

    def hub_reports(self, fault: str) -> bool:
        """Return True where the home hub has heard of a fault whose name begins so."""
        start = json.dumps(fault)[:-1]
        return any(start in payload for payload in self.hub.latest.values())

    async def console_reports(self, fault: str) -> bool:
        """Return True where the technician reads of it."""
        technician = self.devices.technician
        return technician is not None and await technician.is_reported(fault)

    def is_well(self, fault: str, *, stands: bool) -> bool:
        """Return True where the service works without a fault, and the hub knows that."""
        return self._works and not (fault and not stands and self.hub_reports(fault))

    async def request(self) -> str | None:
        """Let the technician change a set-point."""
        technician = self.devices.technician
        if technician is None:
            return None
        self.requested += 1
        return await technician.ask(f"set food set_point {next(_SET_POINTS_C)}")

    async def course(self) -> "KernelCourse":
        """Begin to watch the regulation."""
        fed_s, cycles = self.service.fed_at_s, await self.cycles()
        return KernelCourse(stage=self, counted_s=self.now_s, fed_s=fed_s, ends=len(self.service.ends), cycles=cycles)

    async def cycles(self) -> int | None:
        """Count the completed cycles of this process; None where the console is silent."""
        technician = self.devices.technician
        return None if technician is None else await technician.cycles()

    async def written(self) -> Window:
        """Return the life of the process that runs; its last rows may not be committed yet."""
        return Window(self.service.began_at_s, self.now_s - 2 * _COMMIT_EVERY_S)

    async def until_asked(
        self, holds: Callable[[], Awaitable[bool]], within_s: float, since_s: float | None = None
    ) -> float | None:
        """Wait as any stage does; nothing holds this loop up, so that each look notes whether outputs are off."""

        async def noted() -> bool:
            self.note_whether_safe()
            return await holds()

        return await super().until_asked(noted, within_s, since_s)

    @property
    def _works(self) -> bool:
        """True where it regulates, drives something, reaches its hub, and knows of no fault."""
        is_ready = self.service.ready_at_s is not None and self.service.status.endswith("no fault")
        return is_ready and not self.outputs_are_off and self.availability == "online" and not self.hub.error

    @property
    def _is_steady(self) -> bool:
        ready_at_s = self.service.ready_at_s
        return ready_at_s is not None and self.now_s > ready_at_s + _STEADY_AFTER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelCourse:
    """The regulation since `counted_s`: the manager's and the console's figures then."""

    stage: KernelStage
    counted_s: float
    fed_s: float
    ends: int
    cycles: int | None

    async def gaps(self) -> list[str]:
        """Return in words what did not go on."""
        stage, gaps = self.stage, []
        if stage.outputs_are_off:
            gaps.append("outputs are off although the service lives")
        if len(stage.service.ends) != self.ends:
            gaps.append("the process has ended")
        cycles = await stage.cycles()
        if self.cycles is None or cycles is None:
            return gaps + ([] if stage.service.fed_at_s > self.fed_s else ["no cycle was completed"])
        done, due = cycles - self.cycles, (stage.now_s - self.counted_s) / stage.config.tick_s
        return gaps + ([] if done >= _MIN_CYCLES_SHARE * due - 1 else [f"{done} cycles, {due:.0f} were due"])


def faults_in(status: str) -> tuple[str, ...]:
    """Read the names from the words of firmware.service.status_line: "...; no alarm, 2 faults: i2c fridge, mqtt"."""
    _, _, names = status.partition(" fault")
    listed = names.partition(": ")[2]
    return tuple(listed.split(", ")) if listed else ()


@asynccontextmanager
async def opened() -> AsyncIterator[KernelStage]:
    """Provide the whole stage, with the service started; raises RigError, OSError."""
    config = _configured()
    broker = Mosquitto()
    await broker.start()
    hub = Hub(Broker(LOOPBACK, PORT, embedded=False), config.mqtt or MqttConfig(host=LOOPBACK))
    service = Service(Rules.read(_CONFIG), {**os.environ, **_PINS})
    try:
        async with car(config) as devices, background(hub.run(), service.run()):
            yield KernelStage(config=config, devices=devices, service=service, hub=hub, broker=broker)
    finally:
        await broker.kill()


def _configured() -> Config:
    """Write the demo's configuration, less patient with its broker and its disk."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in _CHANGES.items():
        text = text.replace(old, new)
    _CONFIG.write_text(text, encoding="utf-8")
    return load_checked(_CONFIG)
