"""The health of each device: its monitor reports events, observers get what is true at that moment."""

import asyncio
import logging

from drivers.errors import ChecksumFailed, DriverError
from drivers.ports import TransferCounts
from firmware.devices.health import NEXT, Condition, DeviceHealth, Outcome
from firmware.runtime.one_line import one_line

_LOG = logging.getLogger(__name__)


class Carrier:
    """The bus or line of a device. This one is the device's own; a shared one can fail for all at once."""

    recoveries = 0
    """How often it was recovered; each time all that hangs on it must be started anew."""

    @property
    def error(self) -> str | None:
        """The reason why nothing on it can be reached; None where it works."""
        return None

    async def pause(self, wait_s: float) -> None:
        """Wait `wait_s`, or until there is a reason to look before."""
        await asyncio.sleep(wait_s)


class Device:
    """One device. `counts` are those of its transfers, and go on by themselves."""

    def __init__(
        self, name: str, *, kind: str = "", where: str = "", counts: TransferCounts | None = None, carrier: Carrier
    ) -> None:
        self.name, self.carrier = name, carrier
        self.condition = Condition.UNKNOWN
        self._kind, self._where, self._counts = kind, where, counts or TransferCounts()
        self._since_s = 0.0
        self._reason: str | None = None
        self._serial: str | None = None
        self._newest_s: float | None = None
        self._bad_checks = self._silences = self._starts = 0

    def started(self, serial: str | None) -> None:
        """Note that it was identified and set up, and gives `serial` as its number."""
        if self._serial is not None and serial is not None and serial != self._serial:
            _LOG.warning("%s: another one is fitted: serial number %s, before %s", self.name, serial, self._serial)
        self._serial = serial or self._serial
        self._starts += 1
        self._go(Outcome.STARTED)

    def answered(self, fault: str | None = None, *, now_s: float, has_value: bool = True) -> None:
        """Note that it works and mostly `has_value`; `fault` is what is broken all the same."""
        self._newest_s = now_s if has_value else self._newest_s
        self._reason = fault and one_line(fault)
        self._go(Outcome.VALUE_AND_FAULT if fault else Outcome.VALUE)

    def waits(self, why: str) -> None:
        """Note that it is well and has nothing to measure."""
        self._reason = one_line(why)
        self._go(Outcome.NOTHING)

    def fell_silent(self) -> None:
        """Note that it answered and had no new value for too long; failed() tells the consequence."""
        self._silences += 1

    def failed(self, error: DriverError, outcome: Outcome = Outcome.FAILED) -> None:
        """Note that it failed by `error`, often enough for this `outcome`."""
        self._bad_checks += isinstance(error, ChecksumFailed)
        self._reason = one_line(str(error))
        self._go(outcome)

    def bus_restarted(self) -> None:
        """Note that its bus was recovered: its condition is unknown until it was started again."""
        self._reason = "its bus was recovered"
        self._go(Outcome.BUS_RESTARTED)

    @property
    def health(self) -> DeviceHealth:
        """The health as it is now."""
        counts = self._counts
        return DeviceHealth(
            name=self.name,
            kind=self._kind,
            where=self._where,
            condition=self.condition,
            since_s=self._since_s,
            reason=self._reason,
            serial=self._serial,
            newest_s=self._newest_s,
            transfers=counts.transfers,
            nacks=counts.nacks,
            timeouts=counts.timeouts,
            other_errors=counts.other_errors,
            bad_checks=self._bad_checks,
            silences=self._silences,
            starts=self._starts,
            recoveries=self.carrier.recoveries,
        )

    def _go(self, outcome: Outcome) -> None:
        condition = NEXT[self.condition][outcome]
        if condition is not self.condition:
            self.condition, self._since_s = condition, asyncio.get_running_loop().time()
