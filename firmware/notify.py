"""Tell systemd how the service does: ready after the first completed cycle, alive after each further one.

The watchdog is fed by completed cycles only, never by a timer of its own: a loop that hangs is restarted.
Protocol: sd_notify(3), one datagram to the socket in NOTIFY_SOCKET.
"""

import socket
from collections.abc import Callable, Mapping


class Heartbeat:
    """Tells the service manager of completed cycles; without a manager it does nothing."""

    def __init__(self, environment: Mapping[str, str], monotonic_s: Callable[[], float]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        self._feed_every_s = int(environment.get("WATCHDOG_USEC", "0")) / 2e6
        self._monotonic_s = monotonic_s
        self._ready = False
        self._fed_at_s = monotonic_s()

    def beat(self) -> None:
        """A cycle is complete."""
        now_s = self._monotonic_s()
        if not self._ready:
            self._ready = True
            self._tell("READY=1\nSTATUS=regulating")
        elif self._feed_every_s and now_s - self._fed_at_s >= self._feed_every_s:
            self._tell("WATCHDOG=1")
        else:
            return
        self._fed_at_s = now_s

    def stopping(self) -> None:
        """The service stops in order."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(message.encode(), self._address)
