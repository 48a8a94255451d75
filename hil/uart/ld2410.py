"""A simulated LD2410. Source: Hi-Link, LD2410 serial protocol V1.02."""

from collections.abc import Callable
from dataclasses import dataclass

from hil.uart.simulated_device import SimUartDevice

_GATES = 9
_BEGIN, _END, _READ, _ENGINEERING_ON, _ENGINEERING_OFF = 0xFF, 0xFE, 0x61, 0x62, 0x63
_THRESHOLDS = bytes([20] * _GATES + [25] * _GATES)
_ABSENT_AFTER_S = 5


@dataclass(slots=True)
class Echo:
    """Echoes of somebody who moves, and of somebody who is still; no energy is nobody."""

    moving_cm: int = 0
    moving_pct: int = 0
    still_cm: int = 0
    still_pct: int = 0


class SimLd2410(SimUartDevice):
    """Reports ten times a second, and answers commands while it is being configured."""

    def __init__(self, echo: Callable[[], Echo]) -> None:
        super().__init__(256_000, 0.1)
        self._echo = echo
        self.refuses = False
        self.is_mute = False
        """It does not hear: its RX is not wired."""
        self.power_cycle()

    def power_cycle(self) -> None:
        """Go back to reports."""
        self.is_configured, self.is_engineering = False, False
        self._received = b""

    def report(self) -> None:
        """Report, unless it is being configured."""
        if not self.is_configured:
            self.transmit(self.frame())

    def frame(self) -> bytes:
        """Encode a report of the present echo."""
        echo = self._echo()
        state = (echo.moving_pct > 0) + 2 * (echo.still_pct > 0)
        nearest_cm = echo.moving_cm if echo.moving_pct else echo.still_cm
        target = [state, *_low_first(echo.moving_cm), echo.moving_pct, *_low_first(echo.still_cm), echo.still_pct]
        gates = [_GATES - 1, _GATES - 1, *([7] * 2 * _GATES), 0, 1] if self.is_engineering else []
        kind = 1 if self.is_engineering else 2
        content = bytes([kind, 0xAA, *target, *_low_first(nearest_cm), *gates, 0x55, 0x00])
        return b"\xf4\xf3\xf2\xf1" + bytes(_low_first(len(content))) + content + b"\xf8\xf7\xf6\xf5"

    def receive(self, data: bytes) -> None:
        """Take commands; what is none is skipped."""
        if self.is_mute:
            return
        self._received += data
        while (begin := self._received.find(b"\xfd\xfc\xfb\xfa")) >= 0:
            end = self._received.find(b"\x04\x03\x02\x01", begin)
            if end < 0:
                return
            content, self._received = self._received[begin + 6 : end], self._received[end + 4 :]
            self._obey(content[0])

    def _obey(self, word: int) -> None:
        if word == _BEGIN:
            self.is_configured = True
            self._answer(word, b"\x01\x00\x40\x00")
        elif not self.is_configured or (self.refuses and word != _END):
            self._answer(word, status=1)
        elif word == _READ:
            farthest = _GATES - 1
            self._answer(word, bytes([0xAA, farthest, farthest, farthest, *_THRESHOLDS, *_low_first(_ABSENT_AFTER_S)]))
        elif word in (_ENGINEERING_ON, _ENGINEERING_OFF):
            self.is_engineering = word == _ENGINEERING_ON
            self._answer(word)
        elif word == _END:
            self.is_configured = False
            self._answer(word)

    def _answer(self, word: int, value: bytes = b"", status: int = 0) -> None:
        content = bytes([word, 1, *_low_first(status)]) + value
        self.transmit(b"\xfd\xfc\xfb\xfa" + bytes(_low_first(len(content))) + content + b"\x04\x03\x02\x01")


def _low_first(word: int) -> tuple[int, int]:
    return word % 256, word // 256
