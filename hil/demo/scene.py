"""Everything around the daemon of the demo: the simulated car, the home hub's broker, the technician's cable."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from firmware.config import Config, MqttConfig
from hil.broker import EmbeddedBroker
from hil.demo.config import Broker, Place, demo_config
from hil.demo.hub import Hub
from hil.demo.report import Report
from hil.demo.runner import Runner
from hil.demo.screen import HubLook, Look
from hil.null_modem import NullModem
from hil.plants import SimulatedCar, demo_car
from hil.rig import Rig


class Scene:
    """One demo. `place` and `config` are what its daemon is given; `car` is by default the demo's."""

    def __init__(self, place: Place, person_port: str, *, seed: int, car: SimulatedCar | None = None) -> None:
        self.place, self.person_port = place, person_port
        self.config: Config = demo_config(place)
        self.rig = Rig(car or demo_car(seed=seed), self.config, asyncio.get_running_loop().time, seed=seed)
        self.hub = Hub(place.broker, self.config.mqtt or MqttConfig(host=place.broker.host))

    def look(self, runner: Runner) -> Look:
        """What there is to see now."""
        broker, hub, car = self.place.broker, self.hub, self.rig.car
        return Look(
            now_s=asyncio.get_running_loop().time(),
            speed=self.place.speed,
            truth=car.truth,
            orders=self.rig.task.orders,
            compressor_starts=car.compressor_starts,
            min_off_violations=car.min_off_violations,
            report=runner.report,
            hub=HubLook(
                f"{broker.host}:{broker.port}",
                hub.root,
                hub.messages,
                hub.values,
                tuple(hub.recent),
                hub.availability,
                hub.trouble,
            ),
            daemon=runner.status,
            notes=tuple(runner.notes),
        )

    def figures(self, report: Report) -> Mapping[str, Any]:
        """What the run came to: true temperatures, counts, and what is wrong."""
        car = self.rig.car
        compartments = [
            {
                "name": wish.name,
                "set_point_c": wish.set_point_c,
                "air_c": round(car.truth(f"fridge.{wish.name}.air_c"), 2),
                "contents_c": round(car.truth(f"fridge.{wish.name}.contents_c"), 2),
            }
            for wish in report.compartments
        ]
        cabin = report.cabin
        return {
            "simulated_s": round(asyncio.get_running_loop().time(), 1),
            "cycles": report.cycles,
            "cycle_overruns": report.cycle_overruns,
            "compartments": compartments,
            "cabin": cabin and {"set_point_c": cabin.set_point_c, "air_c": round(car.truth("cabin.air_c"), 2)},
            "compressor_starts": car.compressor_starts,
            "min_off_violations": car.min_off_violations,
            "hub_messages": self.hub.messages,
            "faults": list(report.faults.values()),
        }


@asynccontextmanager
async def opened(broker: Broker, state: Path, speed: float | None, *, seed: int) -> AsyncIterator[Scene]:
    """A scene, with a broker of its own where that is asked for. Raises ConfigError, OSError."""
    async with AsyncExitStack() as stack:
        if broker.embedded:
            running = await stack.enter_async_context(EmbeddedBroker(port=broker.port))
            broker = replace(broker, port=running.port)
        cable = stack.enter_context(NullModem())
        yield Scene(Place(broker, cable.daemon_port, state, speed), cable.person_port, seed=seed)
