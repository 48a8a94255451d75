"""Every campaign of the kernel tier, one row each."""

from signal import SIGKILL, SIGSTOP

from hil.kernel_faults import (
    broker_faults,
    clock_faults,
    disk_faults,
    i2c_device_faults,
    interface_faults,
    process_faults,
    serial_faults,
)
from hil.kernel_faults.kernel_campaign import KernelCampaign
from hil.process_faults.on_can import garbage, spoofed, unknown

_FRIDGE_BUS = 3

CAMPAIGNS = (
    KernelCampaign(
        name="killed",
        injected="SIGKILL at a random moment",
        inject=process_faults.hears(SIGKILL),
        ends_process="signal",
    ),
    KernelCampaign(
        name="frozen",
        injected="SIGSTOP at a random moment",
        inject=process_faults.hears(SIGSTOP),
        ends_process="watchdog",
    ),
    KernelCampaign(name="can-down", injected="interface down and up", inject=interface_faults.down, fault="can car"),
    KernelCampaign(
        name="can-removed", injected="interface removed, made again", inject=interface_faults.removed, fault="can car"
    ),
    KernelCampaign(
        name="can-bus-off",
        injected="controller tells bus-off, restarts",
        inject=interface_faults.bus_off,
        fault="can car",
    ),
    KernelCampaign(
        name="can-flooded",
        injected="2 000 frames/s of unknown ids",
        inject=interface_faults.besides(unknown, 2_000),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        name="can-garbage",
        injected="500 frames/s of nonsense",
        inject=interface_faults.besides(garbage, 500),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        name="can-spoofed",
        injected="speed frames of another sender",
        inject=interface_faults.besides(spoofed, 100),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        name="serial-unplugged",
        injected="adapter pulled, plugged in again",
        inject=serial_faults.unplugged,
        fault="console",
        told_at_console=False,
    ),
    KernelCampaign(
        name="i2c-vanished",
        injected="/dev/i2c-3 gone, made again",
        inject=i2c_device_faults.vanished(_FRIDGE_BUS),
        fault="i2c fridge",
    ),
    KernelCampaign(
        name="i2c-hung", injected="no transfer is answered", inject=i2c_device_faults.hung, fault="i2c fridge"
    ),
    KernelCampaign(
        name="disk-full",
        injected="ext4 without a free byte",
        inject=disk_faults.full,
        fault="record file",
        room_is_made=True,
    ),
    KernelCampaign(
        name="disk-read-only",
        injected="ext4 read-only as after an error",
        inject=disk_faults.aborted,
        fault="record file",
    ),
    KernelCampaign(
        name="broker-killed",
        injected="mosquitto gone, comes back empty",
        inject=broker_faults.killed,
        fault="mqtt",
        told_at_hub=False,
    ),
    KernelCampaign(
        name="broker-frozen",
        injected="mosquitto stopped by SIGSTOP",
        inject=broker_faults.frozen,
        fault="mqtt",
        told_at_hub=False,
    ),
    KernelCampaign(name="broker-restarted", injected="mosquitto restarted, empty", inject=broker_faults.restarted),
    KernelCampaign(
        name="broker-refuses",
        injected="access list denies announcements",
        inject=broker_faults.refuses,
        fault="mqtt refused",
    ),
    KernelCampaign(name="memory-full", injected="a program takes all memory", inject=process_faults.memory_full),
    KernelCampaign(name="clock-1970", injected="no time of day", inject=clock_faults.at_1970()),
    KernelCampaign(
        name="clock-hour-ahead", injected="wall clock +1 h and back", inject=clock_faults.jumps(clock_faults.HOUR_S)
    ),
    KernelCampaign(
        name="clock-hour-back", injected="wall clock -1 h and back", inject=clock_faults.jumps(-clock_faults.HOUR_S)
    ),
    KernelCampaign(
        name="clock-years-ahead",
        injected="wall clock +10 years and back",
        inject=clock_faults.jumps(clock_faults.TEN_YEARS_S),
    ),
    KernelCampaign(
        name="clock-years-back",
        injected="wall clock -10 years and back",
        inject=clock_faults.jumps(-clock_faults.TEN_YEARS_S),
    ),
)

BY_NAME = {each.name: each for each in CAMPAIGNS}
