"""The cases of the trials: a box of some kind with some sensors, as it is, as it is configured, and as it is read."""

from dataclasses import dataclass, replace
from random import Random

from controller.settings import Profile, Settings
from hil.boxes import KINDS, SENSOR_SETS, Ambient, Box, BoxParameters, draw, draw_sensors, owner
from hil.boxes.eyes import Eyes

WARMER_K = 4.0
"""So much above their set-points may all be at the beginning."""

LID_SWITCHES = frozenset({"all", "air and plate"})
"""The sets of sensors with a switch at each lid."""

_OFF_FOR_S = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One box of the kind `kind`; the same names and the same seed are the same box in the same weather."""

    kind: str
    sensors: str
    seed: int

    @property
    def unseen(self) -> bool:
        """True for a kind on which nobody has tuned a law."""
        return KINDS[self.kind].unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A case ready to play: the box at its beginning, its sensors, the settings of the product, the air around."""

    box: Box
    eyes: Eyes
    settings: Settings
    ambient: Ambient


def stage(case: Case, *, above_k: float | None = None) -> Stage:
    """Build the box of `case`; all in it is `above_k` above the set-points, None: by up to WARMER_K, as drawn."""
    if above_k is None:
        above_k = Random(f"{case} start").uniform(0.0, WARMER_K)
    drawn = draw(case.kind, case.seed)
    begun = tuple(replace(each, start_c=each.start_c + above_k) for each in drawn.compartments)
    parameters = replace(drawn, compartments=begun)
    box = Box(parameters, draw_sensors(case.sensors, case.seed), off_for_s=_OFF_FOR_S, seed=case.seed)
    return Stage(
        box=box,
        eyes=Eyes(box, lid_switches=case.sensors in LID_SWITCHES),
        settings=owner.settings(parameters, _wanted(parameters, case.seed)),
        ambient=Ambient(parameters),
    )


def _wanted(box: BoxParameters, seed: int) -> Profile | None:
    """Return what the box is to hold: one of a single compartment food or, every other, medicine."""
    alone = (Profile.FOOD, Profile.MEDICINE)[(seed // len(SENSOR_SETS) + seed) % 2]
    return alone if len(box.compartments) == 1 else None
