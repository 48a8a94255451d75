"""Everything around the daemon of the demo: the simulated car, the home hub's broker, the technician's cable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from firmware.config import Config, MqttConfig, OutputConfig
from hil.plants import People, SimulatedCar, Trip, demo_parameters
from hil.rig.demo_config import demo_config
from hil.rig.hub_client import Hub
from hil.rig.mqtt_broker import EmbeddedBroker
from hil.rig.null_modem import NullModem
from hil.rig.place import Broker, Place
from hil.rig.rig import Rig

_FIRST_TRIP = Trip(30.0, 25.0 * 60.0, People(adults=2))
"""The engine runs before comfort would be shed, a minute after the start."""


class Scene:
    """One daemon's surroundings: `place` and `config` are given to it. `car`, `outputs`: by default the demo's."""

    def __init__(
        self,
        place: Place,
        person_port: str,
        *,
        seed: int,
        car: SimulatedCar | None = None,
        outputs: tuple[OutputConfig, ...] = (),
    ) -> None:
        self.place, self.person_port = place, person_port
        self.config: Config = demo_config(place)
        if outputs:
            self.config = self.config.model_copy(update={"outputs": outputs})
        self.rig = Rig(car or _car(seed), self.config, asyncio.get_running_loop().time, seed=seed)
        self.hub = Hub(place.broker, self.config.mqtt or MqttConfig(host=place.broker.host))


def _car(seed: int) -> SimulatedCar:
    """Return the car of the demonstration day, with people who get in at once: it begins with something to see."""
    parameters = demo_parameters(seed)
    return SimulatedCar(replace(parameters, trips=(_FIRST_TRIP, *parameters.trips[1:])), seed=seed)


@asynccontextmanager
async def opened(broker: Broker, state: Path, speed: float | None, *, seed: int) -> AsyncIterator[Scene]:
    """Provide a scene, with a broker of its own where that is asked for. Raises ConfigError, OSError."""
    async with AsyncExitStack() as stack:
        if broker.embedded:
            running = await stack.enter_async_context(EmbeddedBroker(port=broker.port))
            broker = replace(broker, port=running.port)
        cable = stack.enter_context(NullModem())
        yield Scene(Place(broker, cable.daemon_port, state, speed), cable.person_port, seed=seed)
