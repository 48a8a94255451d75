"""The simulated car's bus, armed for polling: what is asked there, and the control units that answer."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import can

from firmware.config import CanConfig
from firmware.config.buses import PollingConfig
from hil.ecus import CurrentData, DataById, EcuAddress, Services, SimEcu
from hil.ecus.diagnostic_services import CURRENT_DATA, DATA_BY_ID

_QUERIES = """
[[queries]]
point = "vehicle.coolant_c"
request = "0105"
low = -40.0
high = 150.0

[[queries]]
point = "vehicle.control_module_v"
request = "0142"
low = 0.0
high = 32.0

[[queries]]
point = "vehicle.soc_pct"
request = "220101"
answer_id = 0x18DAF110
formula = "e/2"
low = 0.0
high = 100.0
"""
"""Two values of any control unit, in one frame, and one of a certain one, in several."""

_LOOK_S = 0.1
"""As often as the daemon looks; a control unit may take half a second to answer."""

COOLANT_C, SOC_PCT, CHARGING_MV = 83, 50, 14_000
"""What they answer. By the last the car is in use, so that it is asked all the time."""

_MIN_SUPPLY_V = 11.0


def asked(listened: CanConfig, folder: Path) -> CanConfig:
    """Arm the bus `listened` for polling too, by a profile that is written to `folder`."""
    profile = folder / "asked_car.toml"
    profile.write_text(Path(listened.vehicle).read_text(encoding="utf-8") + _QUERIES, encoding="utf-8")
    return listened.model_copy(
        update={"vehicle": str(profile), "polling": PollingConfig(armed=True, lowest_supply_v=_MIN_SUPPLY_V)}
    )


async def answer(bus: can.BusABC) -> None:
    """Let the control units on `bus` answer; never ends."""
    pids = {0x05: bytes((COOLANT_C + 40,)), 0x42: CHARGING_MV.to_bytes(2, "big")}
    records = {0x0101: bytes((0, 0, 0, 0, 2 * SOC_PCT)) + bytes(40)}
    engine = Services({CURRENT_DATA: CurrentData({pid: _constant(data) for pid, data in pids.items()})})
    battery = Services({DATA_BY_ID: DataById({number: _constant(data) for number, data in records.items()})})
    ecus = (
        SimEcu(EcuAddress(request_id=0x7E0, answer_id=0x7E8, functional_id=0x7DF), engine),
        SimEcu(EcuAddress(request_id=0x18DA10F1, answer_id=0x18DAF110, is_extended=True), battery),
    )
    loop = asyncio.get_running_loop()
    while True:
        while frame := bus.recv(0):
            for ecu in ecus:
                ecu.receive(frame, now_s=loop.time())
        for ecu in ecus:
            for answered in ecu.due(now_s=loop.time()):
                bus.send(answered)
        await asyncio.sleep(_LOOK_S)


def _constant(data: bytes) -> Callable[[], bytes]:
    return lambda: data
