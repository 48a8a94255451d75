"""Stand-ins in virtual time for the faults that the campaigns play in real time or in a real kernel."""

import asyncio
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, cast

import can

from drivers.can.controller_state import ERROR_FRAME_BYTES, ErrorClass
from hil.process_faults import on_service
from hil.process_faults.virtual_stage import VirtualStage
from hil.rig import can_traffic

if TYPE_CHECKING:
    from hil.chips import SimChip

WATCHDOG_S = 2.0
"""WatchdogSec of the service: after this the service manager kills a process that stands still."""

OFF_AGAIN_S = 5.0
"""How soon a controller that was restarted is off the bus again (engineering choice)."""

RESTART_S = 1.0
"""RestartSec of the service, and some."""


@asynccontextmanager
async def killed(stage: VirtualStage) -> AsyncIterator[None]:
    """Do as SIGKILL: nothing is kept, the service manager releases the pins and starts it again."""
    await stage.crash_daemon()
    await asyncio.sleep(RESTART_S)
    stage.start_daemon()
    yield


@asynccontextmanager
async def frozen(stage: VirtualStage) -> AsyncIterator[None]:
    """Do as SIGSTOP: it stands still until the watchdog has it killed."""
    async with on_service.stalls(WATCHDOG_S)(stage), killed(stage):
        yield


def can_answers(number: int) -> Callable[[VirtualStage], AbstractAsyncContextManager[None]]:
    """Let the CAN interface answer this errno to all who open or read it."""

    @asynccontextmanager
    async def inject(stage: VirtualStage) -> AsyncIterator[None]:
        stage.rig.can_faults.errno = number
        yield
        stage.rig.can_faults.errno = None

    return inject


@asynccontextmanager
async def can_bus_off(stage: VirtualStage) -> AsyncIterator[None]:
    """Let the controller go off the bus again and again, and the car is not heard; then it tells of a restart."""
    await stage.end("traffic")
    stage.begin("bus-off", _go_off(stage.bus))
    yield
    await stage.end("bus-off")
    stage.bus.send(_error(ErrorClass.RESTARTED))
    stage.begin("traffic", can_traffic.run(stage.bus, stage.rig.on_the_bus))


@asynccontextmanager
async def broker_restarted(stage: VirtualStage) -> AsyncIterator[None]:
    """Restart the broker at once, with nothing remembered."""
    await stage.stop_broker()
    await stage.start_broker()
    yield


@asynccontextmanager
async def console_unplugged(stage: VirtualStage) -> AsyncIterator[None]:
    """Pull the adapter of the technician's line; then it is there again."""
    stage.unplug_console()
    yield
    stage.plug_console()


@asynccontextmanager
async def memory_full(stage: VirtualStage) -> AsyncIterator[None]:
    """Let each transfer to the thermometer of the food find no memory."""
    address = next(each.address for each in stage.config.sensors if each.name == _STARVED)
    wires = cast("MutableMapping[int, SimChip | _Starved]", stage.rig.wires.on_bus(_FRIDGE_BUS))
    right = wires[address or 0]
    wires[address or 0] = _Starved(cast("SimChip", right))
    yield
    wires[address or 0] = right


_STARVED, _FRIDGE_BUS = "food air", 3


class _Starved:
    """Stands in a chip's place."""

    def __init__(self, chip: "SimChip") -> None:
        self.faults = chip.faults

    def start(self, _read: bool) -> bool:
        """Refuse the transfer: none can begin."""
        raise MemoryError

    def stop(self) -> None:
        """Do nothing: nothing has begun."""


async def _go_off(bus: can.BusABC) -> None:
    """Tell of it again and again, also for those who begin to listen later: restart-ms lets a controller try again."""
    while True:
        bus.send(_error(ErrorClass.BUS_OFF))
        await asyncio.sleep(OFF_AGAIN_S)


def _error(error_class: ErrorClass) -> can.Message:
    return can.Message(arbitration_id=error_class, data=bytes(ERROR_FRAME_BYTES), is_error_frame=True)
