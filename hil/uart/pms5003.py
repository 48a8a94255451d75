"""A simulated PMS5003. Source: Plantower data manual PMS5003 V2.3."""

from collections.abc import Callable
from dataclasses import dataclass

from hil.uart.simulated_device import SimUartDevice

FAN_START_S = 30.0
_COMMAND_BYTES = 7
_MODE, _READ, _SLEEP = 0xE1, 0xE2, 0xE4
_VERSION = 0x97
_MAX = 0xFFFF


@dataclass(slots=True)
class Dust:
    """Concentrations of PM1, PM2.5, PM10, and particles larger than 0.3, 0.5, 1, 2.5, 5, 10 um in 0.1 l."""

    pm_ugm3: tuple[float, ...] = (12.0, 18.0, 20.0)
    per_dl: tuple[float, ...] = (2_100.0, 600.0, 90.0, 8.0, 2.0, 1.0)


class SimPms5003(SimUartDevice):
    """Tells what is in the air; half of it while its fan starts."""

    def __init__(self, now_s: Callable[[], float], dust: Callable[[], Dust]) -> None:
        super().__init__(9_600, 1.0)
        self._now_s, self._dust = now_s, dust
        self.error = 0
        self.power_cycle()

    def power_cycle(self) -> None:
        """Wake, and talk without being asked."""
        self.is_asleep, self.is_passive = False, False
        self._fan_started_s = self._now_s()
        self._received = b""

    def report(self) -> None:
        """Report, unless it sleeps or waits to be asked."""
        if not self.is_asleep and not self.is_passive:
            self.transmit(self.frame())

    def frame(self) -> bytes:
        """Encode the present values."""
        share = 1.0 if self._now_s() - self._fan_started_s >= FAN_START_S else 0.5
        dust = self._dust()
        words = [min(round(share * value), _MAX) for value in (*dust.pm_ugm3, *dust.pm_ugm3, *dust.per_dl)]
        return _checked([28, *words, _VERSION << 8 | self.error])

    def receive(self, data: bytes) -> None:
        """Take commands; what is none is skipped."""
        self._received += data
        while len(self._received) >= _COMMAND_BYTES:
            head, told = self._received[: _COMMAND_BYTES - 2], self._received[_COMMAND_BYTES - 2 : _COMMAND_BYTES]
            if head.startswith(b"BM") and sum(head) == told[0] * 256 + told[1]:
                self._received = self._received[_COMMAND_BYTES:]
                self._obey(head[2], head[4])
            else:
                self._received = self._received[1:]

    def _obey(self, code: int, value: int) -> None:
        if code == _SLEEP and bool(value) == self.is_asleep:
            self.is_asleep = not value
            self._fan_started_s = self._now_s()
        elif code == _MODE:
            self.is_passive = not value
        elif code == _READ and not self.is_asleep:
            self.transmit(self.frame())
        if code in (_MODE, _SLEEP) and not self.is_asleep:
            self.transmit(_checked([4, code << 8 | value]))


def _checked(words: list[int]) -> bytes:
    body = b"BM" + b"".join(bytes(divmod(word, 256)) for word in words)
    return body + bytes(divmod(sum(body) % 65_536, 256))
