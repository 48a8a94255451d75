"""The real daemon in a car whose simulated control units it may ask: what the tests of polling share."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self

import can

from firmware.config import CanConfig, Config, RecordConfig
from firmware.config.buses import PollingConfig
from firmware.runtime.clock import Clock
from firmware.service.daemon import Daemon
from hil.ecus import CurrentData, DataById, EcuAddress, Network, Services, SimEcu
from hil.ecus.diagnostic_services import CURRENT_DATA, DATA_BY_ID
from hil.rig.simulated_hardware import SimulatedHardware

ENGINE = EcuAddress(request_id=0x7E0, answer_id=0x7E8, functional_id=0x7DF)


def engine_ecu(supply_v: Callable[[], float], rpm: Callable[[], float] = lambda: 0.0) -> SimEcu:
    """Engine speed, coolant, supply and outside temperature by OBD-II; each packed by hand."""
    pids: Mapping[int, Callable[[], bytes]] = {
        0x05: lambda: bytes((83 + 40,)),
        0x0C: lambda: round(rpm() * 4).to_bytes(2, "big"),
        0x42: lambda: round(supply_v() * 1000).to_bytes(2, "big"),
        0x46: lambda: bytes((21 + 40,)),
    }
    return SimEcu(ENGINE, Services({CURRENT_DATA: CurrentData(pids)}))


def kona_ecus() -> list[SimEcu]:
    """Battery and climate control of an electric car: long records by UDS, of which a few bytes are wanted."""
    battery, climate = bytearray(59), bytearray(53)
    battery[4] = 100  # half per cents
    battery[10:14] = (-123).to_bytes(2, "big", signed=True) + (3_572).to_bytes(2, "big")  # tenths
    climate[5:7] = (129, 94)  # half degrees above -40
    wanted = ((0x7E4, 0x0101, bytes(battery)), (0x7B3, 0x0100, bytes(climate)))
    return [
        SimEcu(
            EcuAddress(request_id=number, answer_id=number + 8),
            Services({DATA_BY_ID: DataById({did: partial(bytes, record)})}),
        )
        for number, did, record in wanted
    ]


class PolledCar:
    """The daemon, listening to and asking the control units of one bus, on the loop's time."""

    def __init__(self, folder: Path, network: Callable[[can.BusABC], Network], *, vehicle: str, armed: bool) -> None:
        polling = PollingConfig(armed=armed)
        self.car = CanConfig(name="car", interface="virtual", channel="polled", vehicle=vehicle, polling=polling)
        self._config = Config(can=(self.car,), record=RecordConfig(file=folder / "record.db"))
        self._bus = can.Bus(self.car.channel, "virtual", ignore_config=True)
        self.network = network(self._bus)
        hardware = SimulatedHardware({}, lambda _pin, _level: None)
        self.daemon = Daemon(
            self._config,
            hardware,
            Clock(monotonic_s=asyncio.get_running_loop().time, wall_s=lambda: 0.0, boot_id="boot"),
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(each) for each in (self.network.run(), self.daemon.run())]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in reversed(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._bus.shutdown()

    def values(self) -> dict[str, float | None]:
        """Return the values on the board."""
        return {point: reading.value for point, reading in self.daemon.board.readings.items()}

    def asked(self) -> list[bytes]:
        """The data of everything that the daemon has sent."""
        return [bytes(frame.data) for frame in self.network.received]
