"""What holds now of what people asked for: set-points and modes."""

from dataclasses import dataclass

from controller.requests import Mode
from controller.settings import Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """The set-point and mode that one appliance is to hold."""

    set_point_c: float
    mode: Mode


@dataclass(frozen=True, slots=True)
class Wishes:
    """One wish for each compartment, in the order of the settings, and one for the cabin."""

    compartments: tuple[Wish, ...]
    cabin: Wish


def configured(settings: Settings) -> Wishes:
    """The wishes of an installation where nobody has asked for anything yet."""
    return Wishes(
        tuple(Wish(compartment.set_point_c, compartment.mode) for compartment in settings.fridge.compartments),
        Wish(settings.cabin.set_point_c, settings.cabin.mode),
    )
