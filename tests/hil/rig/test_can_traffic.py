import asyncio
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path

import can
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hil.rig.can_traffic
from drivers.errors import DriverError, NotAvailable
from drivers.vehicle.dbc import load_database
from drivers.vehicle.frame_counts import FrameKind
from drivers.vehicle.signal_decoder_codec import Decoder
from firmware.vehicles.profile import load
from firmware.wiring.vehicle_decoding import signals
from hil.rig import virtual_time
from hil.rig.can_traffic import AIR_ID, DOORS_ID, DRIVE_ID, frames, run

FOLDER = Path(hil.rig.can_traffic.__file__).parent
PROFILE = load(str(FOLDER / "demo_car.toml"))
DATABASE, SIGNALS = load_database(FOLDER / PROFILE.dbc), signals(PROFILE)


@dataclass
class Truth:
    speed_kph: float = 0.0
    engine_rpm: float = 0.0
    outside_c: float = 20.0
    driver_door_open: bool = False


def decoded(truth: Truth) -> dict[str, float | DriverError]:
    decoder, values = Decoder(DATABASE, *SIGNALS), dict[str, float | DriverError]()
    for frame in frames(truth, 0):
        values |= dict(decoder.decode(frame.arbitration_id, frame.is_extended_id, bytes(frame.data)).values)
    return values


@settings(max_examples=200)
@given(st.floats(0.0, 300.0), st.floats(0.0, 10_000.0), st.floats(-40.0, 60.0), st.booleans())
def test_the_decoder_reads_what_the_car_meant(
    speed_kph: float, engine_rpm: float, outside_c: float, door_open: bool
) -> None:
    assert decoded(Truth(speed_kph, engine_rpm, outside_c, door_open)) == {
        "vehicle.speed_kph": pytest.approx(speed_kph, abs=0.005_001),
        "vehicle.engine_rpm": pytest.approx(engine_rpm, abs=0.125_001),
        "vehicle.outside_c": pytest.approx(outside_c, abs=0.050_001),
        "vehicle.driver_door_open": float(door_open),
    }


@pytest.mark.parametrize("lost", [nan, inf, -inf, -1e9, 1e9])
def test_values_that_the_car_lacks_are_not_available(lost: float) -> None:
    values = decoded(Truth(lost, lost, lost))
    for point in ("vehicle.speed_kph", "vehicle.engine_rpm", "vehicle.outside_c"):
        assert isinstance(values[point], NotAvailable)


def test_each_frame_follows_the_one_before_and_a_damaged_one_is_found() -> None:
    decoder, driving = Decoder(DATABASE, *SIGNALS), [next(frames(Truth(), tick)) for tick in range(40)]
    for frame in driving:
        decoded = decoder.decode(DRIVE_ID, False, bytes(frame.data))
        assert (decoded.kind, decoded.after_gap) == (FrameKind.DECODED, False)
    for byte in range(8):
        driving[0].data[byte] ^= 0x10
        assert decoder.decode(DRIVE_ID, False, bytes(driving[0].data)).kind is FrameKind.BAD_CHECKSUM
        driving[0].data[byte] ^= 0x10


def test_the_map_has_no_oddities_and_the_profile_its_cycle_times() -> None:
    assert DATABASE.notes == ()
    cycle_times_s = {message.name: (message.cycle_time or 0) / 1_000 for message in DATABASE.messages}
    assert {signal.message: signal.cycle_time_s for signal in PROFILE.signals} == cycle_times_s


class Recorder:
    def __init__(self) -> None:
        self.sent: list[tuple[float, int]] = []

    def send(self, msg: can.Message) -> None:
        self.sent.append((asyncio.get_running_loop().time(), msg.arbitration_id))


def test_each_message_is_sent_at_its_cycle_time() -> None:
    recorder = Recorder()

    async def ten_seconds() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run(recorder, Truth()), 9.95)

    virtual_time.run(ten_seconds(), speed=None)
    times_s = {
        number: [at_s for at_s, sent in recorder.sent if sent == number] for number in (DRIVE_ID, AIR_ID, DOORS_ID)
    }
    assert times_s[DRIVE_ID] == pytest.approx([tick / 10 for tick in range(100)])
    assert times_s[AIR_ID] == pytest.approx([float(tick) for tick in range(10)])
    assert times_s[DOORS_ID] == pytest.approx([tick / 2 for tick in range(20)])
