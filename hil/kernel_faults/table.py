"""Every campaign of the kernel tier, one row each."""

from signal import SIGKILL, SIGSTOP

from hil.faults.on_can import garbage, spoofed, unknown
from hil.kernel_faults import on_broker, on_can, on_clock, on_console, on_disk, on_i2c, on_process
from hil.kernel_faults.campaign import KernelCampaign

_FRIDGE_BUS = 3

CAMPAIGNS = (
    KernelCampaign("killed", "SIGKILL at a random moment", on_process.hears(SIGKILL), ends_process="signal"),
    KernelCampaign("frozen", "SIGSTOP at a random moment", on_process.hears(SIGSTOP), ends_process="watchdog"),
    KernelCampaign("can-down", "interface down and up", on_can.down, "can car"),
    KernelCampaign("can-removed", "interface removed, made again", on_can.removed, "can car"),
    KernelCampaign("can-bus-off", "controller tells bus-off, restarts", on_can.bus_off, "can car"),
    KernelCampaign(
        "can-flooded", "2 000 frames/s of unknown ids", on_can.besides(unknown, 2_000), holds=on_can.speed_is_no_lie
    ),
    KernelCampaign(
        "can-garbage", "500 frames/s of nonsense", on_can.besides(garbage, 500), holds=on_can.speed_is_no_lie
    ),
    KernelCampaign(
        "can-spoofed", "speed frames of another sender", on_can.besides(spoofed, 100), holds=on_can.speed_is_no_lie
    ),
    KernelCampaign(
        "serial-unplugged", "adapter pulled, plugged in again", on_console.unplugged, "console", told_at_console=False
    ),
    KernelCampaign("i2c-vanished", "/dev/i2c-3 gone, made again", on_i2c.vanished(_FRIDGE_BUS), "i2c fridge"),
    KernelCampaign("i2c-hung", "no transfer is answered", on_i2c.hung, "i2c fridge"),
    KernelCampaign("disk-full", "ext4 without a free byte", on_disk.full, "record file", room_is_made=True),
    KernelCampaign("disk-read-only", "ext4 read-only as after an error", on_disk.aborted, "record file"),
    KernelCampaign("broker-killed", "mosquitto gone, comes back empty", on_broker.killed, "mqtt", told_at_hub=False),
    KernelCampaign("broker-frozen", "mosquitto stopped by SIGSTOP", on_broker.frozen, "mqtt", told_at_hub=False),
    KernelCampaign("broker-restarted", "mosquitto restarted, empty", on_broker.restarted),
    KernelCampaign("broker-refuses", "access list denies announcements", on_broker.refuses, "mqtt refused"),
    KernelCampaign("memory-full", "a program takes all memory", on_process.memory_full),
    KernelCampaign("clock-1970", "no time of day", on_clock.at_1970()),
    KernelCampaign("clock-hour-ahead", "wall clock +1 h and back", on_clock.jumps(on_clock.HOUR_S)),
    KernelCampaign("clock-hour-back", "wall clock -1 h and back", on_clock.jumps(-on_clock.HOUR_S)),
    KernelCampaign("clock-years-ahead", "wall clock +10 years and back", on_clock.jumps(on_clock.TEN_YEARS_S)),
    KernelCampaign("clock-years-back", "wall clock -10 years and back", on_clock.jumps(-on_clock.TEN_YEARS_S)),
)

BY_NAME = {each.name: each for each in CAMPAIGNS}
