"""Faults of the CAN interface and of what is on the car's bus."""

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
async def down(_stage: KernelStage) -> AsyncIterator[None]:
    """The interface is set down and up again."""
    root("ip", "link", "set", INTERFACE, "down")
    try:
        yield
    finally:
        root("ip", "link", "set", INTERFACE, "up")


@asynccontextmanager
async def removed(_stage: KernelStage) -> AsyncIterator[None]:
    """The adapter is pulled, and a new one of the same name comes."""
    root("ip", "link", "delete", INTERFACE)
    try:
        yield
    finally:
        root("ip", "link", "add", INTERFACE, "type", "vcan")
        root("ip", "link", "set", INTERFACE, "up")


@asynccontextmanager
async def bus_off(stage: KernelStage) -> AsyncIterator[None]:
    """The controller tells that it is off the bus, and the car is not heard; then it tells that it was restarted."""
    stage.devices.silence_car()
    with can.Bus(INTERFACE, "socketcan") as bus:
        bus.send(_error(ErrorClass.BUS_OFF))
        try:
            yield
        finally:
            stage.devices.let_car_talk()
            bus.send(_error(ErrorClass.RESTARTED))


def besides(
    frames: Callable[[], Iterator[can.Message]], per_s: float
) -> Callable[[KernelStage], AbstractAsyncContextManager[None]]:
    """Somebody sends these frames, too."""

    @asynccontextmanager
    async def inject(_stage: KernelStage) -> AsyncIterator[None]:
        async with background(_send(frames(), per_s)):
            yield

    return inject


def speed_is_no_lie(stage: KernelStage) -> bool:
    """Return whether the speed that the hub knows is the car's, or unknown."""
    told = stage.hub.values.get("vehicle.speed_kph", "")
    try:
        return abs(float(told) - stage.devices.rig.on_the_bus.speed_kph) < _NEAR_KPH
    except ValueError:
        return True


async def _send(frames: Iterator[can.Message], per_s: float) -> None:
    """At the pace of the clock: what comes late is sent late, none is left out."""
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
