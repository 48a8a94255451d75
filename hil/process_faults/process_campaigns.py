"""Every campaign of the process tier, one row each."""

from hil.campaigns import strange_frames
from hil.campaigns.campaign import Campaign, Kept
from hil.process_faults import on_clock, on_i2c, on_lines, on_pins, on_record, on_service, plugged

_STALL_S = 20.0
_READ_ONLY, _LARGE = on_record.ReadOnly(), on_record.Large()
_SET_LATER = on_clock.SetLater()

CAMPAIGNS = (
    Campaign(
        name="chip-lost",
        injected="food thermometer unplugged",
        inject=on_i2c.unplugged("food air"),
        fault="food air",
    ),
    Campaign(
        name="chip-noise",
        injected="each CRC of the CO2 sensor damaged",
        inject=on_i2c.noisy("cabin CO2"),
        fault="cabin CO2",
    ),
    Campaign(
        name="sensor-no-data",
        injected="food thermometer never has a new value",
        inject=on_i2c.without_data("food air"),
        fault="food air",
    ),
    Campaign(
        name="chip-swapped",
        injected="humidity sensor for the thermometer",
        inject=on_i2c.swapped,
        fault="food air",
    ),
    Campaign(
        name="bus-vanished",
        injected="I2C bus of the fridge: ENODEV",
        inject=on_i2c.bus_answers("fridge", on_i2c.GONE),
        fault="i2c fridge",
    ),
    Campaign(
        name="bus-hung",
        injected="I2C bus of the fridge: ETIMEDOUT",
        inject=on_i2c.bus_answers("fridge", on_i2c.HUNG),
        fault="i2c fridge",
    ),
    Campaign(
        name="can-silent",
        injected="no frame from the car",
        inject=on_lines.can_silent,
        holds=on_lines.speed_is_absent,
    ),
    Campaign(
        name="can-flooded",
        injected="2 000 frames/s of unknown ids",
        inject=on_lines.can_besides(strange_frames.unknown(), 2_000),
        lasts_s=20.0,
    ),
    Campaign(
        name="can-garbage",
        injected="500 frames/s of nonsense",
        inject=on_lines.can_besides(strange_frames.garbage(), 500),
        lasts_s=30.0,
        holds=on_lines.speed_is_no_lie,
    ),
    Campaign(
        name="can-spoofed",
        injected="speed frames of another sender",
        inject=on_lines.can_besides(strange_frames.spoofed(), 100),
        lasts_s=30.0,
        holds=on_lines.speed_is_no_lie,
    ),
    Campaign(
        name="can-18daf1f1",
        injected="500 frames/s of diagnostic ids",
        inject=on_lines.can_besides(strange_frames.diagnostic(), 500),
        holds=on_lines.bus_is_heard,
    ),
    Campaign(
        name="broker-killed",
        injected="gone, comes back empty",
        inject=on_lines.broker_killed,
        fault="mqtt",
        reported_at_hub=False,
    ),
    Campaign(
        name="broker-frozen",
        injected="accepts, says nothing",
        inject=on_lines.broker_answers(on_lines.NOTHING),
        fault="mqtt",
        reported_at_hub=False,
    ),
    Campaign(
        name="broker-refusing",
        injected="refuses each CONNECT",
        inject=on_lines.broker_answers(on_lines.NOT_AUTHORISED),
        fault="mqtt",
        reported_at_hub=False,
    ),
    Campaign(
        name="broker-refuses",
        injected="access list denies announcements",
        inject=on_lines.broker_refuses,
        fault="mqtt refused",
    ),
    Campaign(
        name="disk-full",
        injected="no file can grow",
        inject=on_record.full,
        fault="record file",
    ),
    Campaign(
        name="disk-gone",
        injected="folder of the record away",
        inject=on_record.gone,
        fault="record file",
    ),
    Campaign(
        name="record-locked",
        injected="another program holds the file",
        inject=on_record.locked,
        fault="record file",
    ),
    Campaign(
        name="record-damaged",
        injected="first page overwritten",
        inject=on_record.damaged,
        fault="record",
        stands=True,
        kept=Kept.NONE,
    ),
    Campaign(
        name="card-read-only",
        injected="read-only at three starts",
        inject=_READ_ONLY.inject,
        fault="record file",
        holds=_READ_ONLY.holds,
    ),
    Campaign(
        name="record-large",
        injected="record of 1.5 GB at start",
        inject=_LARGE.inject,
        holds=_LARGE.holds,
    ),
    Campaign(
        name="clock-1970",
        injected="no time of day",
        inject=on_clock.at_1970,
    ),
    Campaign(
        name="clock-hour-ahead",
        injected="wall clock +1 h and back",
        inject=on_clock.jumps(on_clock.HOUR_S),
    ),
    Campaign(
        name="clock-hour-back",
        injected="wall clock -1 h and back",
        inject=on_clock.jumps(-on_clock.HOUR_S),
    ),
    Campaign(
        name="clock-years-ahead",
        injected="wall clock +10 years and back",
        inject=on_clock.jumps(on_clock.TEN_YEARS_S),
    ),
    Campaign(
        name="clock-years-back",
        injected="wall clock -10 years and back",
        inject=on_clock.jumps(-on_clock.TEN_YEARS_S),
    ),
    Campaign(
        name="clock-set-later",
        injected="yesterday's clock, set after 60 s",
        inject=_SET_LATER.inject,
        fault="departure",
        reported_throughout=False,
        holds=_SET_LATER.holds,
    ),
    Campaign(
        name="serial-garbage",
        injected="2 000 random bytes on the console",
        inject=on_lines.console_garbage,
    ),
    Campaign(
        name="stall-50ms",
        injected="event loop held 50 ms",
        inject=on_service.stalls(0.05),
        lasts_s=10.0,
    ),
    Campaign(
        name="stall-200ms",
        injected="event loop held 200 ms",
        inject=on_service.stalls(0.2),
        lasts_s=10.0,
    ),
    Campaign(
        name="stall-1s",
        injected="event loop held 1 s",
        inject=on_service.stalls(1.0),
        lasts_s=10.0,
    ),
    Campaign(
        name="stall-20s",
        injected="event loop held 20 s",
        inject=on_service.stalls(_STALL_S),
        lasts_s=10.0,
        regulates=False,
    ),
    Campaign(
        name="plug-in-exits",
        injected="plug-in's read exits, cancels, hangs",
        inject=plugged.exits,
        fault=plugged.SENSOR,
    ),
    Campaign(
        name="step-raises",
        injected="each step of the controller raises",
        inject=on_service.step_raises,
        fault="control",
        lasts_s=on_service.STEP_RAISES_S,
        regulates=False,
    ),
    Campaign(
        name="pin-fails",
        injected="blower's pin takes no level",
        inject=on_pins.write_fails,
        fault="outputs",
        regulates=False,
    ),
    Campaign(
        name="pin-chip-missing",
        injected="started with no pins there",
        inject=on_pins.chip_missing,
        fault="outputs",
        regulates=False,
    ),
    Campaign(
        name="watch-hit",
        injected="error in the thread that watches",
        inject=on_pins.watch_hit,
        fault="outputs",
        lasts_s=9.0,  # the pins are tried again after 10 s
        regulates=False,
    ),
    Campaign(
        name="service-stopped",
        injected="stopped in order, started",
        inject=on_service.stopped,
        lasts_s=20.0,
        regulates=False,
    ),
)
