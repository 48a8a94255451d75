"""A car that is listened to and asked: both go on side by side, and end together."""

import asyncio

from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.poller import DiagnosticPoller
from drivers.vehicle.vehicle_bus import OnValue, VehicleBus


class PolledVehicle:
    """A drivers.ports.Vehicle: `listener` tells the values of what the `poller` asks for, by way of `bus`."""

    def __init__(self, listener: VehicleBus, poller: DiagnosticPoller, bus: GatedBus) -> None:
        self.listener, self.poller, self.bus = listener, poller, bus

    async def run(self, on_value: OnValue) -> None:
        """Listen for ever, as a Vehicle; raises NotFitted or BusError."""
        self.bus.open()
        tasks = [asyncio.create_task(self.listener.run(on_value)), asyncio.create_task(self.poller.run())]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self.bus.close()
        errors = [task.exception() for task in ended]
        for error in errors:
            if error is not None:
                raise error
