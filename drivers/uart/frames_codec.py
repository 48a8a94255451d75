"""Cut the frames out of a stream of bytes: whatever garbage there is, a good frame after it is found. Pure."""

from collections.abc import Callable, Iterator

from drivers.errors import BadFrame, DriverError

NOT_WHOLE_YET = 0


class FrameCutter:
    """A cutter of bytes into frames; they may arrive in any pieces, and any bytes are fine.

    A frame begins with one of the bytes in `starts`. `measure` tells the length of the frame that its argument begins
    with, NOT_WHOLE_YET while more bytes are needed to tell, and raises DriverError where no good frame begins.
    """

    def __init__(self, starts: bytes, measure: Callable[[bytes], int]) -> None:
        self._never_first = bytes(set(range(256)) - set(starts))
        self._measure = measure
        self._waiting = b""
        self.refusal: DriverError = BadFrame(f"no byte is 0x{starts[:1].hex()}, with which a frame begins")
        """Reason why the last bytes that looked like a frame were none."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the frames that `data` completes; each must be taken before more is fed."""
        self._waiting = (self._waiting + data).lstrip(self._never_first)
        while self._waiting:
            try:
                length = self._measure(self._waiting)
            except DriverError as error:
                self.refusal = error
                self._drop(1)
                continue
            if length == NOT_WHOLE_YET:
                return
            frame = self._waiting[:length]
            self._drop(length)
            yield frame

    def _drop(self, length: int) -> None:
        self._waiting = self._waiting[length:].lstrip(self._never_first)
