"""A simulated TCA9548A I2C switch (TI data sheet SCPS207), and the wires behind it."""

from collections.abc import Callable, Iterator, Mapping

from hil.chips.simulated_chip import SimChip

_CHANNELS = 8


class SimTca9548a(SimChip):
    """`behind` are the chips on each channel, by address. With `shift` it connects a channel that many too high."""

    def __init__(self, now_s: Callable[[], float], behind: Mapping[int, Mapping[int, SimChip]]) -> None:
        super().__init__(now_s)
        self.behind = behind
        self.shift = 0
        self._mask = self._next_mask = 0

    def power_cycle(self) -> None:
        """Switch all channels off; a pulse on its reset line does the same."""
        self._mask = self._next_mask = 0

    def connected(self) -> Mapping[int, SimChip]:
        """Return the chips that hear what is said on the main wires."""
        chips: dict[int, SimChip] = {}
        for channel in range(_CHANNELS):
            if self._mask >> channel & 1:
                chips |= self.behind.get((channel + self.shift) % _CHANNELS, {})
        return chips

    def on_start(self, read: bool) -> bool:  # noqa: ARG002  # acknowledges either way
        """Acknowledge: it is always there."""
        return True

    def on_write(self, byte: int) -> bool:
        """Take the mask; the last byte counts."""
        self._next_mask = byte
        return True

    def on_read(self) -> int:
        """Give the mask, again and again."""
        return self._next_mask

    def on_stop(self) -> None:
        """Change channels, which happens between transactions."""
        self._mask = self._next_mask


class Wires(Mapping[int, SimChip]):
    """The chips of a simulated bus by address: those on the main wires, and those that the switch connects now."""

    def __init__(self, main: Mapping[int, SimChip], switch_address: int, switch: SimTca9548a) -> None:
        self._main, self._address, self._switch = main, switch_address, switch

    def __getitem__(self, address: int) -> SimChip:
        return self._now()[address]

    def __iter__(self) -> Iterator[int]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> Mapping[int, SimChip]:
        connected = {} if self._switch.faults.unplugged else self._switch.connected()
        return {**connected, **self._main, self._address: self._switch}
