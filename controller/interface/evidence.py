"""The readings as permissions and as prohibitions see them."""

from controller.interface.immutable import immutable
from controller.interface.snapshot import Snapshot


@immutable
class Evidence:
    """The readings that are `believed`, and all that are `fresh`, those that verification doubts among them.

    A permission needs a reading that is believed. A prohibition stands on any that is fresh: a sensor that may be wrong
    may be right.
    """

    believed: Snapshot
    fresh: Snapshot
