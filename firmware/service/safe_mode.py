"""Safe mode of the service: everything off, the console and the uplink alive, no sensor and no law.

Nobody knows what broke the controller, so each part is contained: one that fails costs only itself.
"""

import asyncio
import os
from contextlib import suppress
from functools import partial
from importlib.metadata import version

from controller import Alarm, AlarmCleared, AlarmRaised, Memory, initial
from firmware.acquisition.co2_recalibration import Recalibrations
from firmware.config import Config
from firmware.control.output_stage import Acting
from firmware.control.state_store import Store
from firmware.points import table
from firmware.points.privacy import Privacy
from firmware.record import Record
from firmware.record.keys import TARGETS
from firmware.record.restored_state import targets_from_json
from firmware.runtime.clock import Clock
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat
from firmware.runtime.tasks import Rows, Supervisor, stop_of_this_task
from firmware.service import status_line
from firmware.service.interfaces import Observers
from firmware.service.restart_policy import RETRY_AFTER_S, explained
from firmware.service.safe_cycle import ALARM, SafeCycle
from firmware.uplink import Identity
from firmware.wiring.hardware import Hardware
from firmware.wiring.raspberry_pi import outputs
from firmware.wiring.sources import installed, sources


class SafeMode:
    """One stay in safe mode; `why` is how the last process of the controller ended."""

    def __init__(self, config: Config, hardware: Hardware, clock: Clock, why: str | None) -> None:
        self._config, self._hardware, self._clock = config, hardware, clock
        self._settings = installed(config)
        self._inputs, self._outputs = frozenset(sources(config)), frozenset(output.name for output in config.outputs)
        self._alarm = Alarm(ALARM, clock.monotonic_s(), explained(why))
        self._retry_at_s = clock.monotonic_s() + RETRY_AFTER_S
        self.store = Store()
        self.faults = Faults()

    @property
    def is_ready(self) -> bool:
        """True once it has reported at least once."""
        return self.store.latest is not None

    async def run(self) -> None:
        """Run until it is time to try again, or until cancelled."""
        own = self._config.record
        every_s, largest_mb = own.commit_every_s, own.largest_mb
        record = Record(own.file, self._clock, self.faults, commit_every_s=every_s, largest_mb=largest_mb)
        heartbeat = Heartbeat(os.environ, self._status)
        try:
            identity, memory = await self._remembered(record)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._retry_at_s):
                    await self._supervised(identity, memory, record, heartbeat)
        finally:
            heartbeat.stopping()
            await self._forget(record)

    async def _supervised(
        self, identity: Identity | None, memory: Memory, record: Record, heartbeat: Heartbeat
    ) -> None:
        """Run all tasks; only the end of the cycle, which tells and lives for the watchdog, ends them."""
        settings, tick_s = self._settings, self._config.tick_s
        cycle = SafeCycle(settings, self._inputs, memory, self._clock, self._alarm)
        held_off = partial(cycle.hold_off, self._acting(), tick_s=tick_s)
        rows: Rows = [*self._observers(identity, record), ("outputs", held_off)]
        publish = partial(cycle.publish, self.store, self.faults, heartbeat, tick_s=tick_s)
        await Supervisor(self.faults).run(rows, vital={"cycle": publish})

    def _observers(self, identity: Identity | None, record: Record) -> Rows:
        points = table(self._settings, self._inputs | self._outputs)
        observers = Observers(
            config=self._config,
            settings=self._settings,
            hardware=self._hardware,
            clock=self._clock,
            store=self.store,
            faults=self.faults,
            privacy=Privacy(points, self._config.privacy, self._config.sensors),
        )
        title = f"{self._config.name} {identity.version if identity else ''}, in safe mode"
        yield from observers.rows(title, identity, record, Recalibrations(), restart=stop_of_this_task())

    def _acting(self) -> Acting:
        open_outputs = partial(outputs, self._config, self._hardware, self._clock)
        return Acting(open_outputs, self._outputs, self._settings, self.faults)

    def _status(self) -> str:
        return status_line.safe(self._alarm.text, wait_s=self._retry_at_s - self._clock.monotonic_s())

    async def _remembered(self, record: Record) -> tuple[Identity | None, Memory]:
        """Return the identity and people's targets, as far as the record can tell; a row tells of safe mode."""
        settings, now_s = self._settings, self._clock.monotonic_s()
        try:
            await record.open()
            record.add_event(AlarmRaised(now_s, self._alarm.name, self._alarm.text))
            identity = Identity(await record.identity(), self._config.name, version("homeward"))
            targets = targets_from_json(await record.persisted(TARGETS), settings, self.faults, self._clock.now)
            memory = initial(settings, now_s=now_s, targets=targets)
            await record.commit()
        except Exception as error:  # noqa: BLE001  # see above
            self.faults.report("record", f"record: {in_one_line(error)}: nothing is published to the home hub")
            return None, initial(settings, now_s=now_s)
        return identity, memory

    async def _forget(self, record: Record) -> None:
        """End safe mode; what comes next may look into the record."""
        try:
            record.add_event(AlarmCleared(self._clock.monotonic_s(), self._alarm.name))
            await record.close()
        except Exception as error:  # noqa: BLE001  # see above
            self.faults.report("record", f"record: {in_one_line(error)}")
