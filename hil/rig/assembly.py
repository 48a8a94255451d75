"""Everything around the daemon of the demo: the simulated car, the home hub's broker, the technician's cable."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from firmware.config import Config, MqttConfig
from hil.plants import People, SimulatedCar, Trip, demo_parameters
from hil.rig.demo_config import Broker, Place, demo_config
from hil.rig.hub_client import Hub
from hil.rig.look import HubLook, Look
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.rig import Rig
from hil.rig.run_report import Report
from hil.rig.run_story import Ending, Story
from hil.rig.runner import Runner

_FIRST_TRIP = Trip(30.0, 25.0 * 60.0, People(adults=2))
"""The engine runs before comfort would be shed, a minute after the start."""

_MOMENTS, _LEAST_S = 20, 2.0
"""The last looks, which tell how fast time passes, and the least real time between the first and the last of them."""


class Scene:
    """One demo. `place` and `config` are what its daemon is given; `car` is by default the demo's."""

    def __init__(self, place: Place, person_port: str, *, seed: int, car: SimulatedCar | None = None) -> None:
        self.place, self.person_port = place, person_port
        self.config: Config = demo_config(place)
        self.rig = Rig(car or _car(seed), self.config, asyncio.get_running_loop().time, seed=seed)
        self.story = Story()
        self._moments: deque[tuple[float, float]] = deque(maxlen=_MOMENTS)
        self.hub = Hub(place.broker, self.config.mqtt or MqttConfig(host=place.broker.host))

    def look(self, runner: Runner) -> Look:
        """What there is to see now."""
        broker, hub, car = self.place.broker, self.hub, self.rig.car
        hub.device_id = runner.report.device_id or hub.device_id
        now_s = asyncio.get_running_loop().time()
        self.story.look(now_s, runner.report, runner.status)
        return Look(
            now_s=now_s,
            speed=self.place.speed,
            truth=car.truth,
            orders=self.rig.task.orders,
            compressor_starts=car.compressor_starts,
            min_off_violations=car.min_off_violations,
            report=runner.report,
            hub=HubLook(
                address=f"{broker.host}:{broker.port}",
                root=hub.root,
                messages=hub.messages,
                values=hub.values,
                recent=tuple(hub.recent),
                availability=hub.availability,
                trouble=hub.trouble,
            ),
            daemon=runner.status,
            notes=tuple(runner.notes),
            achieved=self._achieved(now_s),
            story=tuple(self.story.lines),
            console=self.person_port,
        )

    def _achieved(self, now_s: float) -> float | None:
        """How fast time has passed lately; None before there is anything to go by."""
        self._moments.append((time.monotonic(), now_s))
        (real_s, began_s), (real_end_s, end_s) = self._moments[0], self._moments[-1]
        return (end_s - began_s) / (real_end_s - real_s) if real_end_s - real_s > _LEAST_S else None

    def ending(self, report: Report, wall_s: float) -> Ending:
        """What the run came to, for people."""
        broker, car = self.place.broker, self.rig.car
        return Ending(
            simulated_s=asyncio.get_running_loop().time(),
            wall_s=wall_s,
            report=report,
            truth=car.truth,
            compressor_starts=car.compressor_starts,
            min_off_violations=car.min_off_violations,
            drawn_wh=car.drawn_wh,
            messages=self.hub.messages,
            address=f"{broker.host}:{broker.port}",
        )

    def figures(self, report: Report) -> Mapping[str, Any]:
        """What the run came to: true temperatures, counts, and what is wrong."""
        car = self.rig.car
        compartments = [
            {
                "name": target.name,
                "set_point_c": target.set_point_c,
                "air_c": round(car.truth(f"fridge.{target.name}.air_c"), 2),
                "contents_c": round(car.truth(f"fridge.{target.name}.contents_c"), 2),
            }
            for target in report.compartments
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


def _car(seed: int) -> SimulatedCar:
    """The car of the demonstration day, with people who get in at once: it begins with something to see."""
    parameters = demo_parameters(seed)
    return SimulatedCar(replace(parameters, trips=(_FIRST_TRIP, *parameters.trips[1:])), seed=seed)


@asynccontextmanager
async def opened(broker: Broker, state: Path, speed: float | None, *, seed: int) -> AsyncIterator[Scene]:
    """A scene, with a broker of its own where that is asked for. Raises ConfigError, OSError."""
    async with AsyncExitStack() as stack:
        if broker.embedded:
            running = await stack.enter_async_context(EmbeddedBroker(port=broker.port))
            broker = replace(broker, port=running.port)
        cable = stack.enter_context(NullModem())
        yield Scene(Place(broker, cable.daemon_port, state, speed), cable.person_port, seed=seed)
