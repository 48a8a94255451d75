"""Every campaign of the process tier, one row each."""

from collections.abc import Callable, Mapping
from functools import partial

from hil.process_faults import (
    on_broker,
    on_can,
    on_console,
    on_control,
    on_i2c,
    on_pins,
    on_plug_in,
    on_record,
    on_time,
    plugged,
    process,
)
from hil.process_faults.campaign import Campaign, Outcome
from hil.process_faults.play_campaign import play

_STALL_S = 20.0
_READ_ONLY, _LARGE = on_record.ReadOnly(), on_record.Large()
_SET_LATER = on_time.SetLater()

CAMPAIGNS = (
    Campaign("chip-lost", "food thermometer unplugged", on_i2c.unplugged("food air"), "food air"),
    Campaign("chip-noise", "each CRC of the CO2 sensor damaged", on_i2c.noisy("cabin CO2"), "cabin CO2"),
    Campaign(
        "sensor-no-data",
        "food thermometer never has a new value",
        on_i2c.without_data("food air"),
        "food air",
    ),
    Campaign("chip-swapped", "humidity sensor for the thermometer", on_i2c.swapped, "food air"),
    Campaign("bus-vanished", "I2C bus of the fridge: ENODEV", on_i2c.bus_answers("fridge", on_i2c.GONE), "i2c fridge"),
    Campaign("bus-hung", "I2C bus of the fridge: ETIMEDOUT", on_i2c.bus_answers("fridge", on_i2c.HUNG), "i2c fridge"),
    Campaign("can-silent", "no frame from the car", on_can.silent, holds=on_can.speed_is_absent),
    Campaign("can-flooded", "2 000 frames/s of unknown ids", on_can.besides(on_can.unknown(), 2_000), lasts_s=20.0),
    Campaign(
        "can-garbage",
        "500 frames/s of nonsense",
        on_can.besides(on_can.garbage(), 500),
        lasts_s=30.0,
        holds=on_can.speed_is_no_lie,
    ),
    Campaign(
        "can-spoofed",
        "speed frames of another sender",
        on_can.besides(on_can.spoofed(), 100),
        lasts_s=30.0,
        holds=on_can.speed_is_no_lie,
    ),
    Campaign(
        "can-18daf1f1",
        "500 frames/s of diagnostic ids",
        on_can.besides(on_can.diagnostic(), 500),
        holds=on_can.bus_is_heard,
    ),
    Campaign("broker-killed", "gone, comes back empty", on_broker.killed, "mqtt", told_at_hub=False),
    Campaign(
        "broker-frozen", "accepts, says nothing", on_broker.answering(on_broker.NOTHING), "mqtt", told_at_hub=False
    ),
    Campaign(
        "broker-refusing",
        "refuses each CONNECT",
        on_broker.answering(on_broker.NOT_AUTHORISED),
        "mqtt",
        told_at_hub=False,
    ),
    Campaign("broker-refuses", "access list denies announcements", on_broker.refuses, "mqtt refused"),
    Campaign("disk-full", "no file can grow", on_record.full, "record file"),
    Campaign("disk-gone", "folder of the record away", on_record.gone, "record file"),
    Campaign("record-locked", "another program holds the file", on_record.locked, "record file"),
    Campaign("record-damaged", "first page overwritten", on_record.damaged, "record", stands=True, rows_may_go=True),
    Campaign(
        "card-read-only",
        "read-only at three starts",
        _READ_ONLY.inject,
        "record file",
        holds=_READ_ONLY.holds,
    ),
    Campaign("record-large", "record of 1.5 GB at start", _LARGE.inject, holds=_LARGE.holds),
    Campaign("clock-1970", "no time of day", on_time.at_1970),
    Campaign("clock-hour-ahead", "wall clock +1 h and back", on_time.jumps(on_time.HOUR_S)),
    Campaign("clock-hour-back", "wall clock -1 h and back", on_time.jumps(-on_time.HOUR_S)),
    Campaign("clock-years-ahead", "wall clock +10 years and back", on_time.jumps(on_time.TEN_YEARS_S)),
    Campaign("clock-years-back", "wall clock -10 years and back", on_time.jumps(-on_time.TEN_YEARS_S)),
    Campaign(
        "clock-set-later",
        "yesterday's clock, set after 60 s",
        _SET_LATER.inject,
        "departure",
        holds=_SET_LATER.holds,
    ),
    Campaign("serial-garbage", "2 000 random bytes on the console", on_console.garbage),
    Campaign("stall-50ms", "event loop held 50 ms", on_time.stalls(0.05), lasts_s=10.0),
    Campaign("stall-200ms", "event loop held 200 ms", on_time.stalls(0.2), lasts_s=10.0),
    Campaign("stall-1s", "event loop held 1 s", on_time.stalls(1.0), lasts_s=10.0),
    Campaign("stall-20s", "event loop held 20 s", on_time.stalls(_STALL_S), lasts_s=10.0, regulates=False),
    Campaign("plug-in-exits", "plug-in's read exits, cancels, hangs", on_plug_in.exits, plugged.SENSOR),
    Campaign(
        "step-raises",
        "each step of the controller raises",
        on_control.step_raises,
        "control",
        lasts_s=on_control.STEP_RAISES_S,
        regulates=False,
    ),
    Campaign("pin-fails", "blower's pin takes no level", on_pins.write_fails, "outputs", regulates=False),
    Campaign("pin-chip-missing", "started with no pins there", on_pins.chip_missing, "outputs", regulates=False),
    Campaign(
        "watch-hit",
        "error in the thread that watches",
        on_pins.watch_hit,
        "outputs",
        lasts_s=10.0,
        regulates=False,
    ),
    Campaign("service-stopped", "stopped in order, started", on_time.stopped, lasts_s=20.0, regulates=False),
)

PLAYS: Mapping[str, Callable[[], Outcome]] = {
    **{each.name: partial(play, each) for each in CAMPAIGNS},
    process.NAME: process.play_killed,
}
"""What plays each of them, by name."""
