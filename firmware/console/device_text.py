"""How buses and devices do, as the technician's console shows it. Pure."""

from collections.abc import Iterable, Iterator

from firmware.console.text import age, wrapped
from firmware.devices.health import Condition, DeviceHealth


def devices(all_of_them: Iterable[DeviceHealth], *, now_s: float) -> str:
    """Each with its condition, since when, why, and its counters; ages count up to `now_s` (monotonic)."""
    return "\n".join(line for device in all_of_them for line in _device(device, now_s=now_s)) or "no devices"


def _device(device: DeviceHealth, *, now_s: float) -> Iterator[str]:
    kind = device.kind if device.where == device.name else f"{device.kind} at {device.where}"
    serial = f", serial number {device.serial}" if device.serial else ""
    since = f"{device.condition} for {age(now_s - device.since_s)}"
    yield from wrapped(f"{device.name}: {since} ({kind}{serial})")
    if device.condition is not Condition.OK and device.reason:
        yield from wrapped(device.reason, indent="  ")
    yield from wrapped(", ".join(_figures(device, now_s)), indent="  ")


def _figures(device: DeviceHealth, now_s: float) -> Iterator[str]:
    """Of failures only those that there were."""
    if device.newest_s is not None:
        yield f"newest value {age(now_s - device.newest_s)} old"
    yield f"{device.transfers} transfers"
    counts = (
        (device.nacks, "not acknowledged"),
        (device.timeouts, "timed out"),
        (device.other_troubles, "disturbed"),
        (device.bad_checks, "with bad check bytes"),
        (device.silences, "times silent too long"),
        (device.starts, "starts"),
        (device.recoveries, "recoveries of the bus"),
    )
    yield from (f"{count} {what}" for count, what in counts if count)
