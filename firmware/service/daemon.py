"""The service: everything wired together in one table of tasks, and a stop that leaves nothing on."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any

from controller import Memory, initial
from drivers.ports import I2cBusPort, Recalibrated, Sensor
from firmware.acquisition.calibration import Calibration
from firmware.acquisition.co2_recalibration import Recalibration, Recalibrations
from firmware.acquisition.maintenance import maintenance_tasks
from firmware.acquisition.sensor_poller import MaintenanceTask, SensorPoller, VehicleMonitor
from firmware.acquisition.wrapped_sensors import Discreet
from firmware.coldchain.evidence import Evidence
from firmware.config import Config, I2cConfig, SensorConfig
from firmware.control import output_stage
from firmware.control.cycle import Cycle
from firmware.control.output_stage import Acting
from firmware.control.process_image import Board
from firmware.control.state_store import Store
from firmware.devices.bus_monitor import BusMonitor
from firmware.devices.registry import Monitors
from firmware.points import table
from firmware.points.privacy import Outlet, Privacy, personal
from firmware.record import Record, alarm_state, learned_state
from firmware.record.identity import report_moved_card
from firmware.record.keys import ALARMS, CLEAN_STOP, LEARNED_VALUES, TARGETS
from firmware.record.restored_state import clean_stop, compressor_off_since, targets_from_json
from firmware.requests.alarm_keeper import AlarmKeeper
from firmware.requests.alarm_orders import ALARMS as ALARMS_ORDER
from firmware.requests.departure_monitor import DepartureMonitor
from firmware.requests.order_spool import Spool
from firmware.runtime.clock import Clock
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat
from firmware.runtime.tasks import Rows, Supervisor, stop_of_this_task
from firmware.service import erasing, status_line
from firmware.service.interfaces import Observers
from firmware.service.order_desk import OrderDesk, of_alarms
from firmware.service.trip_service import trip_keeper
from firmware.uplink import Identity
from firmware.vehicles.profile import load as load_profile
from firmware.wiring.can_health import can_health
from firmware.wiring.hardware import Hardware
from firmware.wiring.raspberry_pi import outputs, recovery_actions
from firmware.wiring.sensor_places import Places, calibration_store, i2c_buses
from firmware.wiring.sources import installed, sources
from firmware.wiring.vehicle_polling import polled_vehicle, polling_health


class Daemon:
    """One installation at work. `board`, `store` and `faults` are there to be observed, `identity` once it is known."""

    def __init__(self, config: Config, hardware: Hardware, clock: Clock) -> None:
        self._config, self._hardware, self._clock = config, hardware, clock
        self._settings = installed(config)
        inputs, outputs = frozenset(sources(config)), frozenset(output.name for output in config.outputs)
        points = table(self._settings, inputs | outputs)
        self._personal = personal(points)
        self._privacy = Privacy(points, config.privacy, config.sensors)
        self.board = Board(self._settings, inputs, discreet=self._personal)
        self.store = Store()
        self.identity: Identity | None = None
        self.faults = Faults()
        self._supervisor = Supervisor(self.faults)
        self.recalibrations = Recalibrations()

    async def run(self) -> None:
        """Regulate until cancelled. Outputs are released first, then buses and the record are closed."""
        own = self._config.record
        every_s, largest_mb = own.commit_every_s, own.largest_mb
        record = Record(own.file, self._clock, self.faults, commit_every_s=every_s, largest_mb=largest_mb)
        evidence = Evidence(record, own.file, self._clock, self.faults)
        buses = i2c_buses(self._config, self._hardware)
        places = Places(self._config, self._hardware, buses)
        heartbeat = Heartbeat(os.environ, self._status)
        await record.open()
        identity = self.identity = Identity(await record.identity(), self._config.name, version("homeward"))
        await report_moved_card(record, self._hardware.sysfs, self.faults)
        monitors, memory = self._monitors(buses), await self._remembered(record)
        tick_s = self._config.tick_s
        cycle = Cycle(
            self._settings,
            memory,
            self._clock,
            tick_s=tick_s,
            devices=lambda: monitors.health,
            restarts=lambda: self._supervisor.restarts,
        )
        try:
            rows = [*self._sensing(places, monitors, record), *self._observing(record, evidence, identity)]
            await self._supervisor.run(rows, vital={"cycle": lambda: self._regulating(cycle, heartbeat)})
        except asyncio.CancelledError:
            heartbeat.stopping()
            await self._keep(record, cycle)
            raise
        finally:
            await evidence.seal()
            await record.close()
            await places.close()
            for bus in buses.values():
                await bus.close()

    async def _keep(self, record: Record, cycle: Cycle) -> None:
        """Keep what the next run goes on with, each alone: what one cannot tell must not cost the others."""
        memory, shared = cycle.memory, (self._settings, self._clock)
        values: dict[str, Callable[[], object]] = {
            ALARMS: lambda: alarm_state.to_json(memory, *shared),
            LEARNED_VALUES: lambda: learned_state.to_json(memory, *shared),
        }
        if output_stage.FAULT not in self.faults.current:  # otherwise nobody knows that the compressor is off
            values[CLEAN_STOP] = lambda: clean_stop(self._clock, cycle.compressor_off_since_s)
        for key, value in values.items():
            try:
                await record.persist(key, value())
            except Exception as error:  # noqa: BLE001  # whatever it is, the rest must be persisted
                self.faults.report(key, f"record: {key} of this run cannot be stored: {in_one_line(error)}")

    @property
    def is_ready(self) -> bool:
        """True once a cycle is complete."""
        return self.store.latest is not None and self.store.latest.health.cycles > 0

    def _status(self) -> str:
        return status_line.regulating((output.name for output in self._config.outputs), self.store.latest)

    async def _remembered(self, record: Record) -> Memory:
        """Restore the memory of the controller as a stop left it."""
        memory = initial(
            self._settings,
            now_s=self._clock.monotonic_s(),
            targets=targets_from_json(await record.persisted(TARGETS), self._settings, self.faults, self._clock.now),
            compressor_off_since_s=compressor_off_since(await record.take(CLEAN_STOP), self._clock),
        )
        shared = self._settings, self.faults, self._clock
        memory = learned_state.taken_up(await record.persisted(LEARNED_VALUES), memory, *shared)
        return alarm_state.taken_up(await record.persisted(ALARMS), memory, *shared)

    def _monitors(self, buses: Mapping[str, I2cBusPort]) -> Monitors:
        """Make the monitor of each bus of the Raspberry Pi itself."""

        def monitor(bus: I2cConfig) -> BusMonitor:
            wired = recovery_actions(bus, self._hardware)
            return BusMonitor(buses[bus.name], self.faults, wired, every_s=bus.recover_every_s)

        own = (bus for bus in self._config.i2c if bus.switch_port is None)
        return Monitors(self._config, {bus.name: monitor(bus) for bus in own})

    def _regulating(self, cycle: Cycle, heartbeat: Heartbeat) -> Coroutine[Any, Any, None]:
        """Run the only task whose end ends the service."""
        return cycle.run(self.board, self._acting(), self.store, self.faults, heartbeat)

    def _sensing(self, places: Places, monitors: Monitors, record: Record) -> Rows:
        """Make the tasks that bring readings."""
        for name, bus_monitor in monitors.buses.items():
            yield f"i2c {name}", bus_monitor.run
        calibration = Calibration(calibration_store(self._config, places))
        if self._config.calibration is not None:
            yield "calibration", partial(calibration.run, self.faults)
        for sensor in self._config.sensors:
            device = monitors.device(sensor, places.i2c)
            driver = places.sensor(sensor)
            jobs = (
                *maintenance_tasks(driver, sensor.name, self.board, record, self._clock),
                *self._recalibrating(driver, sensor),
            )
            corrected = self._discreet(calibration.corrected(driver, sensor.name), sensor)
            poller = SensorPoller(corrected, sensor, self.board, self.faults, maintenance=jobs, device=device)
            yield f"sensor {sensor.name}", poller.run
        for bus in self._config.can:
            points = load_profile(bus.vehicle).points
            vehicle = polled_vehicle(bus, self._hardware, self.board)
            for health in (can_health(bus, vehicle), polling_health(bus, vehicle)):
                if health is not None:
                    monitors.also(health)
            yield f"can {bus.name}", VehicleMonitor(f"can {bus.name}", vehicle, points, self.board, self.faults).run

    def _discreet(self, driver: Sensor, sensor: SensorConfig) -> Sensor:
        """Let the driver of what tells of a person quote no values."""
        return driver if self._personal.isdisjoint(sensor.gives.values()) else Discreet(driver)

    def _recalibrating(self, driver: object, sensor: SensorConfig) -> Iterator[MaintenanceTask]:
        """Give the recalibration that a technician may ask of a sensor of carbon dioxide."""
        point = sensor.gives.get("co2_ppm")
        if isinstance(driver, Recalibrated) and point is not None:
            recalibration = Recalibration(driver, lambda: self.board.readings[point])
            self.recalibrations.add(sensor.name, recalibration)
            yield recalibration.maintain

    def _observing(self, record: Record, evidence: Evidence, identity: Identity) -> Rows:
        """Build the user interfaces: MQTT uplink, console."""
        yield "record", partial(record.run, self.store.subscribe(), self._privacy.of(Outlet.RECORD), self._settings)
        seen = self.store.subscribe()
        proven = self._privacy.of(Outlet.EVIDENCE)
        yield "evidence", partial(evidence.run, seen, proven, self._settings, identity.version)
        persister = alarm_state.AlarmPersister(self._settings, self._clock)
        yield "alarms", partial(persister.run, self.store.subscribe(), record)
        keeper = trip_keeper(
            self._config,
            self._privacy.of(Outlet.TRIPS),
            clock=self._clock,
            store=self.store,
            record=record,
            faults=self.faults,
        )
        yield "trips", partial(keeper.run, self.store.subscribe())
        listed = AlarmKeeper(clock=self._clock, store=self.store, record=record)
        yield "alarm list", partial(listed.run, self.store.subscribe())
        keeper.on_acknowledged = listed.seen
        desk = OrderDesk(keeper, {erasing.ORDER: erasing.work(record), ALARMS_ORDER: of_alarms(listed)})
        yield "orders", Spool(self._config.record.file, desk.carry_out).run
        departure = DepartureMonitor(self._clock, self.store.submit, self.faults)
        yield "departure", partial(departure.run, self.store.subscribe())
        observers = Observers(
            config=self._config,
            settings=self._settings,
            hardware=self._hardware,
            clock=self._clock,
            store=self.store,
            faults=self.faults,
            privacy=self._privacy,
            trips=keeper,
            alarms=listed,
        )
        title = f"{identity.name} {identity.version}"
        yield from observers.rows(title, identity, record, self.recalibrations, restart=stop_of_this_task())

    def _acting(self) -> Acting:
        open_outputs = partial(outputs, self._config, self._hardware, self._clock)
        fitted = (output.name for output in self._config.outputs)
        return Acting(open_outputs, fitted, self._settings, self.faults, hold_s=self._config.output_hold_s)
