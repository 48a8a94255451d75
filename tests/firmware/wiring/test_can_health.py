import asyncio
from collections.abc import Sequence

import pytest

from drivers.can.socketcan_codec import ERROR, RawFrame
from drivers.errors import BusError
from drivers.vehicle.dbc import SignalDatabase
from drivers.vehicle.signal_decoder_codec import Decoder
from drivers.vehicle.vehicle_bus import VehicleBus
from firmware.config import CanConfig
from firmware.devices.health import Condition, DeviceHealth
from firmware.wiring.can_health import LOSING_S, CanHealth, can_health
from hil.rig import virtual_time

CONFIG = CanConfig(name="car", channel="can0", vehicle="obd2")
FRAME: RawFrame = (272, b"\x01")
PASSIVE: RawFrame = (ERROR | 0x204, bytes.fromhex("00 20 00 00 00 00 80 07"))
OFF: RawFrame = (ERROR | 0x40, bytes(8))
SEEN_S = 1.0


class Script:
    """A source that gives each batch of a script in turn, and then nothing."""

    def __init__(self, batches: Sequence[Sequence[RawFrame]], lost: int = 0) -> None:
        self.lost, self._batches = lost, list(batches)

    def fileno(self) -> None:
        return None

    def read(self, frames: list[RawFrame], maximum: int) -> None:
        assert maximum > 1
        if self._batches:
            frames.extend(self._batches.pop(0))

    def close(self) -> None:
        self._batches = []


def looks(source: Script, *after_s: float) -> list[DeviceHealth]:
    """What is seen at these times while a bus listens to `source`."""
    bus = VehicleBus("car", lambda _: source, Decoder(SignalDatabase("none", ()), ()), survey=True)
    health = can_health(CONFIG, bus)
    assert isinstance(health, CanHealth)

    async def look() -> list[DeviceHealth]:
        listening, seen, now_s = asyncio.create_task(bus.run(lambda *_: None)), [health()], 0.0
        for at_s in after_s:
            await asyncio.sleep(at_s - now_s)
            now_s = at_s
            seen.append(health())
        listening.cancel()
        (ended,) = await asyncio.gather(listening, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError | BusError)
        return seen

    return virtual_time.run(look(), speed=None)


def test_a_bus_is_unknown_until_frames_come_and_then_well() -> None:
    before, after, later = looks(Script([[FRAME], [FRAME, FRAME]]), SEEN_S, 100.0)
    assert (before.name, before.kind, before.where) == ("can car", "bus", "can0")
    assert (before.condition, before.newest_s, before.transfers) == (Condition.UNKNOWN, None, 0)
    assert (after.condition, after.transfers, after.since_s) == (Condition.OK, 3, later.since_s)
    assert later.newest_s == pytest.approx(0.1)


def test_a_controller_with_errors_is_seen_with_its_error_counters() -> None:
    _, seen = looks(Script([[FRAME, PASSIVE]]), SEEN_S)
    assert (seen.condition, seen.other_errors) == (Condition.DEGRADED, 1)
    assert seen.reason == "error-passive, errors sending 128, receiving 7"


def test_a_bus_that_is_off_is_lost() -> None:
    _, seen = looks(Script([[FRAME, OFF]]), SEEN_S)
    assert seen.condition is Condition.LOST


def test_losses_are_reported_and_a_bus_is_not_well_for_a_while_after_them() -> None:
    _, seen, later = looks(Script([[FRAME]], lost=7), SEEN_S, SEEN_S + LOSING_S)
    assert (seen.condition, later.condition) == (Condition.DEGRADED, Condition.OK)
    assert str(later.reason).endswith("; 7 frames lost before they could be read")


def test_what_is_no_bus_of_ours_has_no_health() -> None:
    class Other:
        async def run(self, on_value: object) -> None:
            pytest.fail(f"run with {on_value}")

    assert can_health(CONFIG, Other()) is None
