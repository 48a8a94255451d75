"""Counts of an I2C bus's transfers by device and result, and the judgement whether the bus itself fails."""

from collections import defaultdict

from drivers.errors import BusError, BusMissing, BusTimeout, DriverError, NotFitted, Offline
from drivers.ports import TransferCounts

ERRORS_UNTIL_DOWN = 4
"""So many in a row without a sign of life are more than one disturbance (engineering choice)."""

DEVICES_UNTIL_DOWN = 2
"""A failure of only one device is that device's fault, unless it is the only one on the bus."""


class BusCounts:
    """The counts of one bus, by the 7-bit addresses of its devices."""

    def __init__(self) -> None:
        self._by_address: defaultdict[int, TransferCounts] = defaultdict(TransferCounts)

    def of(self, address: int) -> TransferCounts:
        """Return the counts of the device at `address`; they go on counting."""
        return self._by_address[address]

    def count(self, address: int, error: DriverError | None) -> None:
        """Count the end of a transfer to `address`, good (None) or with `error`."""
        counts = self._by_address[address]
        counts.transfers += 1
        if isinstance(error, Offline):
            counts.nacks += 1
        elif isinstance(error, BusTimeout):
            counts.timeouts += 1
        elif error is not None:
            counts.other_errors += 1

    @property
    def devices(self) -> int:
        """The number of addresses seen."""
        return len(self._by_address)

    @property
    def totals(self) -> TransferCounts:
        """The sums over all devices, now."""
        each = self._by_address.values()
        return TransferCounts(
            sum(counts.transfers for counts in each),
            sum(counts.nacks for counts in each),
            sum(counts.timeouts for counts in each),
            sum(counts.other_errors for counts in each),
        )


class ErrorStreak:
    """Failures of the bus in a row. `error` tells why nothing gets through; None while something does."""

    def __init__(self) -> None:
        self.error: DriverError | None = None
        self._count = 0
        self._addresses: set[int] = set()

    def note(self, address: int, error: DriverError | None, *, devices: int) -> None:
        """Note the end of a transfer to `address`, good (None) or with `error`; the bus has so many `devices`."""
        if isinstance(error, BusMissing):
            self.error = error
        elif isinstance(error, BusError):
            self._count += 1
            self._addresses.add(address)
            if self._count >= ERRORS_UNTIL_DOWN and len(self._addresses) >= min(DEVICES_UNTIL_DOWN, devices):
                self.error = error
        elif not isinstance(error, NotFitted):
            self.end()

    def end(self) -> None:
        """End the streak: something got through; a missing acknowledge, too, shows that both lines move."""
        self.error, self._count = None, 0
        self._addresses.clear()
