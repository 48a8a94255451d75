"""Build the user interfaces: MQTT uplink, console."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from controller import Settings
from firmware.acquisition.co2_recalibration import Recalibrations
from firmware.config import Config
from firmware.console.console import Console
from firmware.control.state_store import Store
from firmware.points import climates
from firmware.points.privacy import Outlet, Privacy
from firmware.requests.alarm_orders import AlarmDesk
from firmware.requests.trip_orders import TripDesk
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.persistence import Persistence
from firmware.runtime.tasks import Rows, Work
from firmware.uplink import Identity, Installation, Uplink
from firmware.wiring.hardware import Hardware
from firmware.wiring.raspberry_pi import console_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Observers:
    """The user interfaces' needs of one run of the service."""

    config: Config
    settings: Settings
    hardware: Hardware
    clock: Clock
    store: Store
    faults: Faults
    privacy: Privacy
    trips: TripDesk | None = None
    """The keeper of trips; there is none in safe mode."""
    alarms: AlarmDesk | None = None
    """The keeper of the list of alarms; nor is there one."""

    def rows(
        self,
        title: str,
        identity: Identity | None,
        persistence: Persistence,
        recalibrations: Recalibrations,
        restart: Callable[[], object],
    ) -> Rows:
        """Give the task of each interface that the configuration has; without an identity there is no uplink."""
        works = {
            "uplink": None if identity is None else self._uplink(identity, persistence),
            "console": self._console(title, recalibrations, restart),
        }
        yield from ((name, work) for name, work in works.items() if work is not None)

    def _uplink(self, identity: Identity, persistence: Persistence) -> Work | None:
        """Return the work of the uplink to the home hub, where there is one; `persistence` keeps what it announced."""
        if self.config.mqtt is None:
            return None
        points = self.privacy.of(Outlet.UPLINK)
        installation = Installation(identity, points, climates(self.settings, points))
        jitter = Random(identity.device_id)  # noqa: S311  # only keeps many cars from coming back at once
        uplink = Uplink(self.config.mqtt, installation, self.store, faults=self.faults, clock=self.clock, rng=jitter)
        uplink.remember_in(persistence)
        if self.trips is not None:
            uplink.serve(self.trips)
        if self.alarms is not None:
            uplink.list_alarms(self.alarms)
        return uplink.run

    def _console(self, title: str, recalibrations: Recalibrations, restart: Callable[[], object]) -> Work | None:
        """Return the work of the technician's console, where there is one; `restart` begins the service anew."""
        if self.config.console is None:
            return None
        points = self.privacy.of(Outlet.CONSOLE)
        console = Console(title, self.store, points, self.clock, recalibrations=recalibrations, restart=restart)
        console.withheld = self.privacy.withheld(Outlet.CONSOLE)
        console.trips, console.alarms = self.trips, self.alarms
        line = console_line(self.config.console, self.hardware)
        return lambda: console.run(line, self.faults)
