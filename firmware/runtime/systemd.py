"""Notifications to systemd: ready after the first completed cycle, alive after each further one, and the status line.

The watchdog is fed by completed cycles only, never by a timer of its own: a loop that hangs is restarted.
Protocol: sd_notify(3), one datagram to the socket in NOTIFY_SOCKET.
"""

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress

from firmware.runtime.one_line import one_line


class Heartbeat:
    """Notifications of completed cycles to the service manager; none without a manager."""

    def __init__(self, environment: Mapping[str, str], status: Callable[[], str] = str) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        self._has_watchdog = "WATCHDOG_USEC" in environment
        self._status = status
        self._reported = ""
        self._is_ready = False

    def beat(self) -> None:
        """Tell of a completed cycle. Never raises: no failure on the way to the manager may hold it up."""
        words = []
        if not self._is_ready:
            words.append("READY=1")
        elif self._has_watchdog:
            words.append("WATCHDOG=1")
        self._is_ready = True
        status = self._reported
        with suppress(Exception):
            status = one_line(self._status())
        if status != self._reported:
            self._reported = status
            words.append(f"STATUS={status}")
        self._notify(words)

    def stopping(self) -> None:
        """Tell that the service stops in order."""
        self._notify(["STOPPING=1"])

    def _notify(self, words: list[str]) -> None:
        """Send one datagram. A manager that does not listen is no reason to hold up a cycle."""
        if not self._address or not words:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as channel:
            channel.sendto("\n".join(words).encode(), self._address)
