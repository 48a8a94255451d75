"""The stage on which campaigns are played: the demo's car, configured as in a real one, with the real daemon."""

import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import can

from firmware.config import Config, OutputConfig
from firmware.console import text as console_text
from firmware.record.keys import CLEAN_STOP
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.plants import SimulatedCar
from hil.process_faults import asked_car, plugged
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig import can_traffic
from hil.rig.assembly import Scene
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.place import LOOPBACK, Broker, Place

NETWORK_TIMEOUT_S = 30.0
"""Of simulated time; the broker is on the same loop and answers at once."""

_BOOT_ID = "campaign"
_SEED = 1


class DemoStage(VirtualStage):
    """An async context manager: inside, everything runs. `car` and its `outputs` are by default those of the demo."""

    def __init__(
        self, folder: Path, *, car: SimulatedCar | None = None, outputs: tuple[OutputConfig, ...] = ()
    ) -> None:
        super().__init__(folder)
        self._car, self._outputs, self._stack = car, outputs, AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.broker = EmbeddedBroker(denied=self.denied)
        await self.broker.__aenter__()
        self.cable = self._plug.enter_context(NullModem())
        place = Place(Broker(LOOPBACK, self.broker.port, embedded=True), self.cable.daemon_port, self.folder, None)
        scene = Scene(place, self.cable.person_port, seed=_SEED, car=self._car, outputs=self._outputs)
        self.rig, self.hub, self.broker_port = scene.rig, scene.hub, self.broker.port
        self.hub.timeout_s = NETWORK_TIMEOUT_S
        self._stack.enter_context(plugged.installed())
        # Not in the folder of the record, which a fault may take away.
        profiles = Path(self._stack.enter_context(TemporaryDirectory(prefix="homeward-profiles-")))
        self.config = plugged.used(_as_in_a_car(scene.config, profiles))
        self.bus = self._stack.enter_context(can.Bus(self.config.can[0].channel, "virtual"))
        self.begin("car", self.rig.run())
        self.begin("hub", self.hub.run())
        self.begin("traffic", can_traffic.run(self.bus, self.rig.on_the_bus))
        self.begin("control units", asked_car.answer(self.bus))
        await self.hub.listens.wait()
        self.start_daemon()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in ("daemon", "control units", "traffic", "hub", "car"):
            await self.end(name)
        await self.broker.__aexit__(None, None, None)
        self._plug.close()
        await self._stack.aclose()

    def start_daemon(self) -> None:
        """Start the service as on the same boot."""
        self.clock = Clock(
            monotonic_s=self.monitor_looks.now_s,
            wall_s=self.wall.now_s,
            boot_id=_BOOT_ID,
            quality=lambda: self.wall.quality,
        )
        daemon = Daemon(self.config, self.rig.hardware(), self.clock)
        self.store = daemon.store
        self.begin("daemon", daemon.run())

    async def crash_daemon(self) -> None:
        """End the process as a kill does: its reason is not kept; the service manager releases the pins."""
        await self.end("daemon")
        self.rig.pins.undrive_all()
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.config.record.file)) as record, record:
            record.execute("DELETE FROM kept WHERE key = ?", (CLEAN_STOP,))

    async def console_reports(self, fault: str) -> bool:
        """Return True where the technician's `status` names it."""
        if self.state is None:
            return False
        text = console_text.status("", self.state, (), now_s=self.loop.time())
        line = self.state.health.faults.get(fault, "")
        return bool(line) and "".join(line.split()) in "".join(text.split())  # it is broken into lines


def _as_in_a_car(config: Config, folder: Path) -> Config:
    """Notice a silent broker, for which the demo waits an hour of virtual time, and ask the car's bus."""
    mqtt = config.mqtt and config.mqtt.model_copy(update={"timeout_s": NETWORK_TIMEOUT_S})
    return config.model_copy(update={"mqtt": mqtt, "can": tuple(asked_car.asked(each, folder) for each in config.can)})
