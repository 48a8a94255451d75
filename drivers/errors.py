"""Errors of this package, so that a caller can tell what to do about each.

DriverError
  NotFitted        the device node, interface or port is not there
    BusMissing     it is the bus that is not there, with all that hangs on it
  Offline          the device does not acknowledge its address
    WasReset       it answers, and has lost its settings
  BusError         the bus itself fails: stuck, timed out, lost
    BusTimeout     a transfer does not end, as if a line were held
  NotIdentified    something else answers at that address
  NoDataYet        the device is well but has no new value
  NothingToMeasure the device is well, and says that there is nothing to measure for the moment
    NoFix          a satellite receiver does not know yet where it is
  Stale            what came regularly has stopped coming
  ChecksumFailed   the bytes were damaged on their way
  OutOfRange       the device says, or the value shows, that the measurement is not valid
    NotAvailable   the sender itself marks the value as none (a sentinel, "not available", bad quality)
  BadFrame         bytes that cannot be what they should be (length, layout)
  BadDatabase      a signal database that cannot be used
"""


class DriverError(Exception):
    """Base of all errors that drivers raise. The text says what, where and, if known, what would be right."""


class NotFitted(DriverError, FileNotFoundError):
    """The device node, network interface or port does not exist or cannot be opened."""


class BusMissing(NotFitted):
    """The bus itself is not there or may not be opened: nothing that hangs on it can be reached."""


class Offline(DriverError, ConnectionError):
    """The device does not acknowledge its address."""


class WasReset(Offline):
    """The device answers and is not set up as it should be, as after its supply broke down: start it again."""


class BusError(DriverError, OSError):
    """The bus fails as a whole: stuck line, time-out, lost arbitration, interface down."""


class BusTimeout(BusError):
    """A transfer does not end within its time: a line is held, or the adapter hangs. Soon repeating it is no use."""


class NotIdentified(DriverError, ValueError):
    """A device answers, but it is not the one that was configured."""


class NoDataYet(DriverError):
    """The device works and has no new value yet. For longer than its own pace explains, that is a failure."""


class NothingToMeasure(DriverError):
    """The device works and says that it has nothing to measure for the moment. However long that lasts, it is well."""


class NoFix(NothingToMeasure):
    """A satellite receiver talks and has no position: in a garage, on a ferry, just switched on."""


class Stale(DriverError, TimeoutError):
    """A value that comes regularly has stopped coming."""


class ChecksumFailed(DriverError, ValueError):
    """A check over the received bytes does not hold."""


class OutOfRange(DriverError, ValueError):
    """The device reports an invalid measurement, or the value is physically impossible."""


class NotAvailable(OutOfRange):
    """The sender itself says that it has no value: a sentinel, a "not available" text, a bad quality flag."""


class BadFrame(DriverError, ValueError):
    """Bytes of the wrong length or layout."""


class BadDatabase(DriverError, ValueError):
    """A signal database that cannot be used; the text names file, line and reason."""
