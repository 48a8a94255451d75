"""Health of each CAN bus, for observers: the state of its controller, and its losses."""

import asyncio

from drivers.can.controller_state import BusState
from drivers.diagnostics.polled_vehicle import PolledVehicle
from drivers.ports import Vehicle
from drivers.vehicle.frame_counts import FrameKind
from drivers.vehicle.vehicle_bus import VehicleBus
from firmware.config import CanConfig
from firmware.devices.health import Condition, DeviceHealth

LOSING_S = 60.0
"""A bus is not well for this long after a loss, so that somebody can see it (engineering choice)."""

_CONDITIONS = {
    BusState.ACTIVE: Condition.OK,
    BusState.WARNING: Condition.DEGRADED,
    BusState.PASSIVE: Condition.DEGRADED,
    BusState.OFF: Condition.LOST,
}


class CanHealth:
    """The health of one bus; called at each look at it."""

    def __init__(self, config: CanConfig, bus: VehicleBus) -> None:
        self._config, self._bus = config, bus
        self._condition, self._since_s = Condition.UNKNOWN, 0.0
        self._lost, self._losing_until_s = 0, 0.0

    def __call__(self) -> DeviceHealth:
        """Return the health as it is now."""
        counts, state, now_s = self._bus.counts, self._bus.state, asyncio.get_running_loop().time()
        self._notice_losses(now_s)
        condition = self._now(now_s)
        if condition is not self._condition:
            self._condition, self._since_s = condition, now_s
        return DeviceHealth(
            name=f"can {self._config.name}",
            kind="bus",
            where=self._config.channel,
            condition=condition,
            since_s=self._since_s,
            reason=self._reason(),
            serial=None,
            newest_s=self._bus.newest_s,
            transfers=counts.frames + counts.filtered + counts.remote_frames,
            other_errors=counts.error_frames,
            bad_checks=counts.total(FrameKind.BAD_CHECKSUM),
            recoveries=state.restarts,
        )

    def _notice_losses(self, now_s: float) -> None:
        lost = self._bus.counts.lost + self._bus.state.overflows
        if lost > self._lost:
            self._lost, self._losing_until_s = lost, now_s + LOSING_S

    def _now(self, now_s: float) -> Condition:
        if self._bus.newest_s is None:
            return Condition.UNKNOWN
        condition = _CONDITIONS[self._bus.state.state]
        return Condition.DEGRADED if condition is Condition.OK and now_s < self._losing_until_s else condition

    def _reason(self) -> str:
        state = self._bus.state
        lost = f"; {self._lost} frames lost before they could be read" if self._lost else ""
        return f"{state.state}, errors sending {state.tx_errors}, receiving {state.rx_errors}{lost}"


def can_health(config: CanConfig, vehicle: Vehicle) -> CanHealth | None:
    """Return the health of the bus that `vehicle` listens to, None where it is not one of ours."""
    listener = vehicle.listener if isinstance(vehicle, PolledVehicle) else vehicle
    return CanHealth(config, listener) if isinstance(listener, VehicleBus) else None
