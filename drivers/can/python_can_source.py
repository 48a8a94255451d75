"""The buses of python-can as sources of frames."""

from contextlib import suppress

import can

from drivers.can.socketcan_codec import ERROR, EXTENDED, REMOTE, RawFrame


class PythonCanSource:
    """A bus of python-can: the virtual one, a serial line, an adapter with a library of its own."""

    lost = 0
    """None of them tells."""

    def __init__(self, bus: can.BusABC) -> None:
        bus.set_filters(None)  # python-can's own filter makes recv(0) end at the first frame that does not pass
        self._bus = bus

    def fileno(self) -> int | None:
        """Return the descriptor to wait on (FrameSource); the virtual bus has none."""
        try:
            return self._bus.fileno()
        except NotImplementedError:
            return None

    def read(self, frames: list[RawFrame], limit: int) -> None:
        """Read the frames that wait (FrameSource)."""
        while len(frames) < limit and (frame := self._bus.recv(0)):
            number = frame.arbitration_id | EXTENDED if frame.is_extended_id else frame.arbitration_id
            if frame.is_error_frame:
                number |= ERROR
            elif frame.is_remote_frame:
                number |= REMOTE
            frames.append((number, frame.data))

    def close(self) -> None:
        """Give the interface back (FrameSource); an adapter that is no longer there cannot be told."""
        with suppress(can.CanError, OSError):
            self._bus.shutdown()
