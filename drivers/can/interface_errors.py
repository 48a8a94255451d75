"""Errors of a CAN interface, each explained in one line that says what to do."""

import errno

import can

FAILURES = (can.CanError, OSError, ValueError)
"""Errors that a bus may raise while it is read."""

FAILURES_TO_OPEN = (*FAILURES, ImportError, NotImplementedError)
"""Errors that opening it may raise: also that of a kind of interface that is not installed."""


def why_not_open(interface: str, error: Exception) -> str:
    """Explain an interface that cannot be opened."""
    if isinstance(error, OSError) and error.errno == errno.ENODEV:
        return f"no such CAN interface: {interface}; `ip link` lists those that there are"
    if isinstance(error, OSError) and error.errno == errno.EAFNOSUPPORT:
        return f"CAN interface {interface}: this kernel has no CAN; `modprobe can-raw` loads it"
    return f"CAN interface {interface} cannot be opened: {error}"


def why_not_read(interface: str, error: Exception) -> str:
    """Explain an interface that can no longer be read."""
    if isinstance(error, OSError) and error.errno == errno.ENETDOWN:
        up = f"ip link set {interface} up type can bitrate ... listen-only on"
        return f"CAN interface {interface} is down; `{up}` brings it up, with the bit rate of the car"
    return f"CAN interface {interface} fails: {error}; `ip -details link show {interface}` tells its state"


def why_not_sent(interface: str, error: Exception) -> str:
    """Explain a frame that could not leave."""
    return f"CAN interface {interface} sends nothing: {error}; it must be up, without `listen-only on`"


def bus_off(interface: str) -> str:
    """Explain a bus-off: the interface has switched itself off after too many errors of what it sent."""
    restart = f"ip link set {interface} type can restart-ms 100"
    return f"CAN interface {interface} is bus-off: check bit rate, wiring, termination; `{restart}` lets it come back"
