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
    KernelCampaign("killed", "SIGKILL at a random moment", process_faults.hears(SIGKILL), ends_process="signal"),
    KernelCampaign("frozen", "SIGSTOP at a random moment", process_faults.hears(SIGSTOP), ends_process="watchdog"),
    KernelCampaign("can-down", "interface down and up", interface_faults.down, "can car"),
    KernelCampaign("can-removed", "interface removed, made again", interface_faults.removed, "can car"),
    KernelCampaign("can-bus-off", "controller tells bus-off, restarts", interface_faults.bus_off, "can car"),
    KernelCampaign(
        "can-flooded",
        "2 000 frames/s of unknown ids",
        interface_faults.besides(unknown, 2_000),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        "can-garbage",
        "500 frames/s of nonsense",
        interface_faults.besides(garbage, 500),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        "can-spoofed",
        "speed frames of another sender",
        interface_faults.besides(spoofed, 100),
        holds=interface_faults.speed_is_no_lie,
    ),
    KernelCampaign(
        "serial-unplugged",
        "adapter pulled, plugged in again",
        serial_faults.unplugged,
        "console",
        told_at_console=False,
    ),
    KernelCampaign(
        "i2c-vanished", "/dev/i2c-3 gone, made again", i2c_device_faults.vanished(_FRIDGE_BUS), "i2c fridge"
    ),
    KernelCampaign("i2c-hung", "no transfer is answered", i2c_device_faults.hung, "i2c fridge"),
    KernelCampaign("disk-full", "ext4 without a free byte", disk_faults.full, "record file", room_is_made=True),
    KernelCampaign("disk-read-only", "ext4 read-only as after an error", disk_faults.aborted, "record file"),
    KernelCampaign(
        "broker-killed", "mosquitto gone, comes back empty", broker_faults.killed, "mqtt", told_at_hub=False
    ),
    KernelCampaign("broker-frozen", "mosquitto stopped by SIGSTOP", broker_faults.frozen, "mqtt", told_at_hub=False),
    KernelCampaign("broker-restarted", "mosquitto restarted, empty", broker_faults.restarted),
    KernelCampaign("broker-refuses", "access list denies announcements", broker_faults.refuses, "mqtt refused"),
    KernelCampaign("memory-full", "a program takes all memory", process_faults.memory_full),
    KernelCampaign("clock-1970", "no time of day", clock_faults.at_1970()),
    KernelCampaign("clock-hour-ahead", "wall clock +1 h and back", clock_faults.jumps(clock_faults.HOUR_S)),
    KernelCampaign("clock-hour-back", "wall clock -1 h and back", clock_faults.jumps(-clock_faults.HOUR_S)),
    KernelCampaign("clock-years-ahead", "wall clock +10 years and back", clock_faults.jumps(clock_faults.TEN_YEARS_S)),
    KernelCampaign("clock-years-back", "wall clock -10 years and back", clock_faults.jumps(-clock_faults.TEN_YEARS_S)),
)

BY_NAME = {each.name: each for each in CAMPAIGNS}
