import asyncio
from collections.abc import Sequence

import can
import pytest
from can.typechecking import CanFilter

from drivers.diagnostics.bus_activity import Activity
from drivers.diagnostics.gated_bus import GatedBus
from drivers.diagnostics.polled_vehicle import PolledVehicle
from drivers.diagnostics.poller import DiagnosticPoller, Supply
from drivers.diagnostics.wake_guard import Limits
from drivers.errors import NotFitted
from drivers.vehicle.dbc import SignalDatabase
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.vehicle_bus import VehicleBus


def open_virtual(_filters: Sequence[CanFilter] = ()) -> can.BusABC:
    return can.Bus("polled-vehicle", "virtual", ignore_config=True)


def open_none(_filters: Sequence[CanFilter] = ()) -> can.BusABC:
    raise OSError(19, "No such device")


def car(*, listens: bool, sends: bool) -> PolledVehicle:
    bus = GatedBus("can0", open_virtual if sends else open_none)
    listener = VehicleBus("car", open_virtual if listens else open_none, Decoder(SignalDatabase("no map", ()), ()))
    poller = DiagnosticPoller((), bus, Activity(), Supply, every_s=1.0, limits=Limits())
    return PolledVehicle(listener, poller, bus)


@pytest.mark.parametrize(("listens", "sends"), [(False, True), (True, False)])
def test_a_bus_that_cannot_be_opened_ends_both_with_one_clear_line(listens: bool, sends: bool) -> None:
    with pytest.raises(NotFitted, match="no such CAN interface"):
        asyncio.run(car(listens=listens, sends=sends).run(lambda *_: None))


def test_both_go_on_until_they_are_cancelled_and_give_their_buses_back() -> None:
    async def main() -> None:
        vehicle = car(listens=True, sends=True)
        for _ in range(2):  # it can be run again
            task = asyncio.create_task(vehicle.run(lambda *_: None))
            await asyncio.sleep(0.01)
            assert not task.done()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert vehicle.bus._bus is None

    asyncio.run(main())
