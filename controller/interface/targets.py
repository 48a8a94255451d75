"""The targets: for each appliance the set-point, the mode and the preset that people asked for."""

from controller.interface.immutable import immutable
from controller.interface.requests import Mode, Preset


@immutable
class Target:
    """The set-point and mode that one appliance is to hold, and in which special way."""

    set_point_c: float
    mode: Mode
    preset: Preset = Preset.NONE


@immutable(kw_only=True)
class Targets:
    """One target for each compartment, in the order of the settings, and one for the cabin.

    `quiet` is for all appliances; at `departs_at_s` the cabin is to be at its set-point. `departs_by` is what the
    request for that said of the clock of the day; alone, it waits until the time is known.
    """

    compartments: tuple[Target, ...]
    cabin: Target
    quiet: bool = False
    departs_at_s: float | None = None
    departs_by: str = ""
