"""Map an error of a driver to the controller's reason why there is no value."""

from controller import Absence
from drivers.errors import (
    BadFrame,
    BusTrouble,
    ChecksumFailed,
    DriverError,
    NoDataYet,
    NoFix,
    NotAvailable,
    NotFitted,
    NothingToMeasure,
    NotIdentified,
    Offline,
    OutOfRange,
    Stale,
)

_ABSENCES: tuple[tuple[type[DriverError], Absence], ...] = (
    (NotAvailable, Absence.SENTINEL),
    (NotFitted, Absence.BUS),
    (BusTrouble, Absence.BUS),
    (Offline, Absence.OFFLINE),
    (NotIdentified, Absence.OFFLINE),
    (ChecksumFailed, Absence.CHECKSUM),
    (OutOfRange, Absence.OUT_OF_RANGE),
    (NoDataYet, Absence.NO_DATA_YET),
    (NoFix, Absence.NO_FIX),
    (NothingToMeasure, Absence.NO_DATA_YET),
    (Stale, Absence.STALE),
    (BadFrame, Absence.UNDECODABLE),
)


def absence_of(error: DriverError) -> Absence:
    """Why there is no value, in the controller's words."""
    return next((absence for kind, absence in _ABSENCES if isinstance(error, kind)), Absence.OFFLINE)
