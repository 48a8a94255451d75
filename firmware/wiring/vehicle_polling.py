"""Polling of a car's bus beside listening: armed by the configuration, and never otherwise."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import can

from drivers.can.python_can_source import PythonCanSource
from drivers.can.socketcan_codec import EXTENDED
from drivers.diagnostics.bus_activity import Activity, MonitoredSource
from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.polled_vehicle import PolledVehicle
from drivers.diagnostics.poller import DiagnosticPoller, Supply
from drivers.diagnostics.queries import Request, entries, requests, ways
from drivers.diagnostics.wake_guard import Limits
from drivers.ports import FrameSource, Vehicle
from drivers.vehicle.frame_intake import EVERYTHING
from drivers.vehicle.signal_decoder_codec import ALL_11_BITS
from drivers.vehicle.vehicle_bus import OpenBus, VehicleBus
from firmware.config import CanConfig
from firmware.control.process_image import Board
from firmware.devices.health import Condition, DeviceHealth
from firmware.vehicles.profile import load as load_profile
from firmware.wiring.hardware import Hardware
from firmware.wiring.vehicle_decoding import decoding, queries, vehicle

FRESH_S = 30.0
"""What is asked for comes only every some seconds, in turn (engineering choice)."""


def asked(config: CanConfig) -> tuple[Request, ...]:
    """Return the requests of a bus's profile, once polling is armed; raises ProfileError."""
    return requests(queries(config.vehicle, load_profile(config.vehicle)))


def polled_vehicle(config: CanConfig, hardware: Hardware, board: Board) -> Vehicle:
    """Make one CAN bus, which is asked where that is armed; raises ProfileError or DriverError."""
    wanted = asked(config)
    if not (config.polling.armed and wanted):
        return vehicle(config, hardware)
    activity, bus = Activity(_ids(wanted)), _gated(config, hardware, wanted)
    poller = DiagnosticPoller(
        wanted,
        bus,
        activity,
        lambda: supply(board),
        every_s=config.polling.every_s,
        limits=Limits(lowest_supply_v=config.polling.lowest_supply_v),
    )
    listener = VehicleBus(
        config.name, _monitored(config, hardware, activity), *decoding(config, poller), interface=config.channel
    )
    return PolledVehicle(listener, poller, bus)


def supply(board: Board) -> Supply:
    """Return the fresh readings of the car's supply and engine. The car's own word counts first."""
    now_s = _loop_time_s()

    def fresh(point: str) -> float | None:
        reading = board.readings.get(point)
        return reading.value if reading and now_s - reading.taken_at_s <= FRESH_S else None

    voltage_v = fresh("vehicle.control_module_v")
    moves = [value for value in (fresh("vehicle.engine_rpm"), fresh("vehicle.speed_kph")) if value is not None]
    return Supply(
        voltage_v=fresh("supply.voltage_v") if voltage_v is None else voltage_v,
        runs=any(value > 0.0 for value in moves) if moves else None,
    )


def polling_health(config: CanConfig, vehicle: Vehicle) -> Callable[[], DeviceHealth] | None:
    """Return the health of polling, for observers; None where nothing is asked."""
    return partial(_health, config, vehicle.poller, vehicle.bus) if isinstance(vehicle, PolledVehicle) else None


def _health(config: CanConfig, poller: DiagnosticPoller, bus: GatedBus) -> DeviceHealth:
    """Judge the polling: a car that may have been woken by us is worth a look, one that sleeps is as it should be."""
    counts, guard = poller.counts, poller.guard
    woken = f"; the car may have been woken by us, {guard.wake_ups} times" if guard.wake_ups else ""
    quiet = Condition.OK if guard.may_poll else Condition.UNKNOWN
    return DeviceHealth(
        name=f"can {config.name} polling",
        kind="control units",
        where=config.channel,
        condition=Condition.DEGRADED if woken else quiet,
        since_s=guard.since_s,
        reason=f"{guard.state}{woken}",
        serial=None,
        newest_s=None,
        transfers=counts.asked,
        nacks=counts.refused.total(),
        timeouts=counts.unanswered,
        other_errors=bus.refused.total(),
    )


def _gated(config: CanConfig, hardware: Hardware, wanted: Sequence[Request]) -> GatedBus:
    def open_bus() -> can.BusABC:
        return hardware.open_can_to_send(config.interface, config.channel)

    return GatedBus(config.channel, open_bus, entries(config.channel, wanted, every_s=config.polling.every_s))


def _monitored(config: CanConfig, hardware: Hardware, activity: Activity) -> OpenBus:
    profile = load_profile(config.vehicle).bus

    def open_bus(_filters: object) -> FrameSource:
        bus = hardware.open_can(
            config.interface, config.channel, bitrate=profile.bitrate, fd=profile.fd, filters=[EVERYTHING]
        )
        source = PythonCanSource(bus) if isinstance(bus, can.BusABC) else bus
        return MonitoredSource(source, activity, _loop_time_s)

    return open_bus


def _loop_time_s() -> float:
    return asyncio.get_running_loop().time()


def _ids(wanted: Sequence[Request]) -> frozenset[int]:
    """Return the id words of all frames that are exchanged because we ask."""
    routes = [way.route for request in wanted for way in ways(request)]
    numbers = {number for route in routes for number in (route.request_id, route.answer_id) if number is not None}
    return frozenset(number | EXTENDED if number > ALL_11_BITS else number for number in numbers)
