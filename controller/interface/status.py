"""The status that a step shows to people beside readings, outputs and alarms: activities, estimates, the supply.

Observers read this and no law's memory. None is a value that is not known.
"""

from collections.abc import Mapping
from enum import StrEnum

from controller.interface.energy_budget import Budget, InUse
from controller.interface.immutable import immutable

FORECAST_AFTER_H = 1.0
"""A compartment is watched for so long before anything is forecast for it."""

FORECAST_TO_H = 24.0
"""Farther ahead the weather decides. Engineering choice."""

SHOWN_K = 1.5
"""Contents that are known no better are not shown. Engineering choice: a quarter of the band of medicine."""


class Activity(StrEnum):
    """The present activity of the cabin's climate; the text is what a person is shown."""

    OFF = "off"
    VENTILATING = "ventilating"
    REGULATING = "regulating"
    WAITING = "waiting to prepare for the departure"
    PREPARING = "preparing for the departure"
    CARING = "keeping an animal safe"
    TUNING = "tuning"
    BLIND = "no air temperature"
    NO_ENERGY = "no energy for comfort"
    FAILED = "stopped by an error inside the controller"


class Unsure(StrEnum):
    """The reason why the contents are not known well enough to be shown; the text is what a person is shown."""

    NOT_SEEN = "air temperature not known"
    BRIEFLY = "not watched for long enough"
    DISTURBED = "the lid was open or goods were put in"
    EMPTY = "hardly anything is in it"
    NOT_TOLD = "its sensors do not tell"


@immutable(kw_only=True)
class CompartmentStatus:
    """Estimates of one compartment that no sensor gives, refreshed once per minute."""

    seen_h: float = 0.0
    """The hours for which it was watched with its air temperature known."""
    contents_c: float | None = None
    """Temperature of the contents, their mean: estimated, corrected by a probe in them where one is fitted.

    None where it is not known to SHOWN_K."""
    contents_k: float | None = None
    """A bound: the true mean is within so much of the estimate, in 95 of 100 cases. Known also where none is shown."""
    unsure: Unsure | None = None
    """Why no contents are shown."""
    hold_over_s: float | None = None
    """If power stops now, the contents leave their band in so long ..."""
    hold_over_limit_c: float | None = None
    """... at this edge of it."""
    hold_over_range_s: tuple[float, float] | None = None
    """The soonest and the latest that this may be."""
    ready_s: float | None = None
    """The contents are near their set-point in so long; 0 is now."""
    ready_range_s: tuple[float, float] | None = None
    """The soonest and the latest that this may be."""
    load_k_h: float | None = None
    """Heat loss: how fast the empty air with its liner would warm up."""
    frost_ratio: float | None = None
    """The loss of the plate's cold against its best: 0 nothing, 1 all of it."""


@immutable
class FridgeStatus:
    """The fridge: its compartments in the order of the settings, and whether the plate is being defrosted.

    `not_cold_since_s` is for each of them since when it is being pulled down and was not cold yet; None where it was.
    """

    compartments: tuple[CompartmentStatus, ...]
    defrosting: bool
    not_cold_since_s: tuple[float | None, ...] = ()


@immutable
class CabinStatus:
    """The cabin's climate: its activity, whether the windscreen comes first, and its margin above the dew point."""

    activity: Activity
    defogging: bool
    defog_margin_k: float | None


@immutable(kw_only=True)
class SupplyStatus:
    """The supply: what it allows the laws to spend, and its voltage without the loads, of a 12 V battery."""

    budget: Budget
    rest_v: float | None
    in_use: InUse = InUse.UNKNOWN
    """What tells that the car is in use, or why it is not."""
    charge_pct: float | None = None
    """The charge of the battery, where it is known well enough; and how far that may be off, one standard deviation."""
    charge_error_pct: float | None = None
    nominal_v: float | None = None
    """12 or 24, as it was found; None: not yet."""


@immutable
class Status:
    """Everything, by appliance."""

    fridge: FridgeStatus
    cabin: CabinStatus
    supply: SupplyStatus
    refused_samples: Mapping[str, int]
    """By point, how many samples were not believed since the start; only of points of which there were any."""
