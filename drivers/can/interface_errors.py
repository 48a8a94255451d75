"""What is wrong with a CAN interface, in one line that says what to do."""

import errno

import can

FAILURES = (can.CanError, OSError, ValueError)
"""What a bus raises while it is listened to."""

FAILURES_TO_OPEN = (*FAILURES, ImportError, NotImplementedError)
"""What opening it may raise as well: a kind of interface that is not installed."""


def why_not_open(interface: str, error: Exception) -> str:
    """Why it cannot be opened."""
    if isinstance(error, OSError) and error.errno == errno.ENODEV:
        return f"no such CAN interface: {interface}; `ip link` lists those that there are"
    if isinstance(error, OSError) and error.errno == errno.EAFNOSUPPORT:
        return f"CAN interface {interface}: this kernel has no CAN; `modprobe can-raw` loads it"
    return f"CAN interface {interface} cannot be opened: {error}"


def why_not_read(interface: str, error: Exception) -> str:
    """Why it can no longer be read."""
    if isinstance(error, OSError) and error.errno == errno.ENETDOWN:
        up = f"ip link set {interface} up type can bitrate ... listen-only on"
        return f"CAN interface {interface} is down; `{up}` brings it up, with the bit rate of the car"
    return f"CAN interface {interface} fails: {error}; `ip -details link show {interface}` tells its state"


def why_not_sent(interface: str, error: Exception) -> str:
    """Why a frame could not leave."""
    return f"CAN interface {interface} sends nothing: {error}; it must be up, without `listen-only on`"


def bus_off(interface: str) -> str:
    """It has switched itself off after too many errors of what it sent."""
    restart = f"ip link set {interface} type can restart-ms 100"
    return f"CAN interface {interface} is bus-off: check bit rate, wiring, termination; `{restart}` lets it come back"
