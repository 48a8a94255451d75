"""Every campaign of the kernel tier, one row each."""

from signal import SIGKILL, SIGSTOP

from hil.campaigns.campaign import Campaign, Kept
from hil.campaigns.strange_frames import garbage, spoofed, unknown
from hil.kernel_faults import device_faults, line_faults, machine_faults

_FRIDGE_BUS = 3

CAMPAIGNS = (
    Campaign(
        name="killed",
        injected="SIGKILL at a random moment",
        inject=machine_faults.hears(SIGKILL),
        regulates=False,
        ends_process="signal",
    ),
    Campaign(
        name="frozen",
        injected="SIGSTOP at a random moment",
        inject=machine_faults.hears(SIGSTOP),
        regulates=False,
        ends_process="watchdog",
    ),
    Campaign(
        name="can-down",
        injected="interface down and up",
        inject=line_faults.can_down,
        fault="can car",
    ),
    Campaign(
        name="can-removed",
        injected="interface removed, made again",
        inject=line_faults.can_removed,
        fault="can car",
    ),
    Campaign(
        name="can-bus-off",
        injected="controller tells bus-off, restarts",
        inject=line_faults.can_bus_off,
        fault="can car",
    ),
    Campaign(
        name="can-flooded",
        injected="2 000 frames/s of unknown ids",
        inject=line_faults.can_besides(unknown, 2_000),
        holds=line_faults.speed_is_no_lie,
    ),
    Campaign(
        name="can-garbage",
        injected="500 frames/s of nonsense",
        inject=line_faults.can_besides(garbage, 500),
        holds=line_faults.speed_is_no_lie,
    ),
    Campaign(
        name="can-spoofed",
        injected="speed frames of another sender",
        inject=line_faults.can_besides(spoofed, 100),
        holds=line_faults.speed_is_no_lie,
    ),
    Campaign(
        name="serial-unplugged",
        injected="adapter pulled, plugged in again",
        inject=line_faults.console_unplugged,
        fault="console",
        reported_at_console=False,
    ),
    Campaign(
        name="i2c-vanished",
        injected="/dev/i2c-3 gone, made again",
        inject=device_faults.i2c_vanished(_FRIDGE_BUS),
        fault="i2c fridge",
    ),
    Campaign(
        name="i2c-hung",
        injected="no transfer is answered",
        inject=device_faults.i2c_hung,
        fault="i2c fridge",
    ),
    Campaign(
        name="disk-full",
        injected="ext4 without a free byte",
        inject=device_faults.disk_full,
        fault="record file",
        kept=Kept.LASTING,
    ),
    Campaign(
        name="disk-read-only",
        injected="ext4 read-only as after an error",
        inject=device_faults.disk_aborted,
        fault="record file",
    ),
    Campaign(
        name="broker-killed",
        injected="mosquitto gone, comes back empty",
        inject=line_faults.broker_killed,
        fault="mqtt",
        reported_at_hub=False,
    ),
    Campaign(
        name="broker-frozen",
        injected="mosquitto stopped by SIGSTOP",
        inject=line_faults.broker_frozen,
        fault="mqtt",
        reported_at_hub=False,
    ),
    Campaign(
        name="broker-restarted",
        injected="mosquitto restarted, empty",
        inject=line_faults.broker_restarted,
    ),
    Campaign(
        name="broker-refuses",
        injected="access list denies announcements",
        inject=line_faults.broker_refuses,
        fault="mqtt refused",
    ),
    Campaign(
        name="memory-full",
        injected="a program takes all memory",
        inject=machine_faults.memory_full,
    ),
    Campaign(
        name="clock-1970",
        injected="no time of day",
        inject=machine_faults.clock_at_1970(),
    ),
    Campaign(
        name="clock-hour-ahead",
        injected="wall clock +1 h and back",
        inject=machine_faults.clock_jumps(machine_faults.HOUR_S),
    ),
    Campaign(
        name="clock-hour-back",
        injected="wall clock -1 h and back",
        inject=machine_faults.clock_jumps(-machine_faults.HOUR_S),
    ),
    Campaign(
        name="clock-years-ahead",
        injected="wall clock +10 years and back",
        inject=machine_faults.clock_jumps(machine_faults.TEN_YEARS_S),
    ),
    Campaign(
        name="clock-years-back",
        injected="wall clock -10 years and back",
        inject=machine_faults.clock_jumps(-machine_faults.TEN_YEARS_S),
    ),
)

BY_NAME = {each.name: each for each in CAMPAIGNS}
