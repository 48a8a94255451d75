"""Faults on the lines that lead out of the controller: the car's bus, the hub's broker, the technician's cable."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import can

from drivers.can.controller_state import ERROR_FRAME_BYTES, ErrorClass
from hil.kernel_faults.device_car import INTERFACE
from hil.kernel_faults.kernel_stage import KernelStage
from hil.kernel_faults.root import root
from hil.rig.background import background

_SLICE_S = 0.02
_NEAR_KPH = 20.0
"""Of the truth: what the hub knows is up to a second old."""


@asynccontextmanager
async def broker_killed(stage: KernelStage) -> AsyncIterator[None]:
    """Kill the broker; it comes back empty."""
    await stage.broker.kill()
    try:
        yield
    finally:
        await stage.broker.start()


@asynccontextmanager
async def broker_frozen(stage: KernelStage) -> AsyncIterator[None]:
    """Stop the broker's process, then let it go on."""
    stage.broker.freeze()
    try:
        yield
    finally:
        stage.broker.thaw()


@asynccontextmanager
async def broker_restarted(stage: KernelStage) -> AsyncIterator[None]:
    """Restart the broker at once, with nothing remembered."""
    await stage.broker.kill()
    await stage.broker.start()
    yield


@asynccontextmanager
async def broker_refuses(stage: KernelStage) -> AsyncIterator[None]:
    """Let the broker's access list deny announcements, for those who are connected as well."""
    stage.broker.deny(f"{stage.config.mqtt.discovery_prefix}/#" if stage.config.mqtt else "#")
    try:
        yield
    finally:
        stage.broker.deny()


@asynccontextmanager
async def console_unplugged(stage: KernelStage) -> AsyncIterator[None]:
    """Pull the serial adapter while it is open; then it is there again, as another device of the same name."""
    stage.devices.unplug_cable()
    try:
        yield
    finally:
        stage.devices.plug_cable()


@asynccontextmanager
async def can_down(_stage: KernelStage) -> AsyncIterator[None]:
    """Set the CAN interface down, and up again."""
    root("ip", "link", "set", INTERFACE, "down")
    try:
        yield
    finally:
        root("ip", "link", "set", INTERFACE, "up")


@asynccontextmanager
async def can_removed(_stage: KernelStage) -> AsyncIterator[None]:
    """Pull the CAN adapter; a new one of the same name comes."""
    root("ip", "link", "delete", INTERFACE)
    try:
        yield
    finally:
        root("ip", "link", "add", INTERFACE, "type", "vcan")
        root("ip", "link", "set", INTERFACE, "up")


@asynccontextmanager
async def can_bus_off(stage: KernelStage) -> AsyncIterator[None]:
    """Let the CAN controller tell that it is off the bus, with the car not heard; then let it tell of its restart."""
    stage.devices.silence_car()
    with can.Bus(INTERFACE, "socketcan") as bus:
        bus.send(_error(ErrorClass.BUS_OFF))
        try:
            yield
        finally:
            stage.devices.let_car_talk()
            bus.send(_error(ErrorClass.RESTARTED))


def can_besides(
    frames: Callable[[], Iterator[can.Message]], per_s: float
) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Send these frames on the car's bus, too, as somebody else."""

    @asynccontextmanager
    async def inject(_stage: KernelStage) -> AsyncIterator[None]:
        async with background(_send(frames(), per_s)):
            yield

    return inject


def speed_is_no_lie(stage: KernelStage) -> bool:
    """Return True where the hub knows the car's true speed, or none."""
    told = stage.hub.values.get("vehicle.speed_kph", "")
    try:
        return abs(float(told) - stage.devices.rig.on_the_bus.speed_kph) < _NEAR_KPH
    except ValueError:
        return True


async def _send(frames: Iterator[can.Message], per_s: float) -> None:
    """Send at the pace of the clock: what comes late is sent late, none is left out."""
    loop = asyncio.get_running_loop()
    began_s, sent = loop.time(), 0
    with can.Bus(INTERFACE, "socketcan") as bus:
        while True:
            while sent < per_s * (loop.time() - began_s):
                bus.send(next(frames))
                sent += 1
            await asyncio.sleep(_SLICE_S)


def _error(error_class: ErrorClass) -> can.Message:
    return can.Message(arbitration_id=error_class, data=bytes(ERROR_FRAME_BYTES), is_error_frame=True)
