"""The section on privacy: what tells of a person, and may leave the memory of this computer all the same."""

from firmware.config.fields import Section

Names = tuple[str, ...]
"""Names of points, or of sensors with all that they give."""


class PrivacyConfig(Section):
    """Permissions for what tells of a person: health, who is in the car, where it is. Without one, nothing is told.

    Each names points, or sensors with all that they give. Points that tell of no person need none.
    """

    show: Names = ()
    """At the technician's console."""
    publish: Names = ()
    """To the home hub, while it is connected."""
    retain: Names = ()
    """The broker keeps the last value, for who connects later; of those that are published."""
    record: Names = ()
    """In the record and all that is made of it; never in the signed evidence, so that it can be erased."""
