"""Runs in which the air got colder and the plate, by its sensor, did not: cold comes from nowhere else."""

from controller.interface.immutable import immutable
from controller.interface.snapshot import FridgeInputs
from controller.verify.trends import NO_MEAN, Mean

FALLEN_K = 0.7
"""Air that has fallen by more than a step of the coarsest sensor (0.5 K) in a run is cooled. Engineering choice."""

COLDER_K = 1.0
"""A plate is colder than the air that it cools: in the mean of a run by 2 K where two fans carry 32 W. A sensor that
has come off hangs in air, at most so much colder where it hangs in the colder one of two compartments."""

RUN_S = 86_400.0
"""The longest run whose mean is kept."""


@immutable
class PlateRuns:
    """This run: the air at its begin, the most it fell, the air above the plate. Runs in a row without the plate."""

    began_c: tuple[float | None, ...] = ()
    fallen_k: float = 0.0
    above: Mean = NO_MEAN
    without_plate: int = 0


def update(
    before: PlateRuns, inputs: FridgeInputs, cooled_c: float | None, *, running: bool, switched: bool
) -> PlateRuns:
    """Return it one look later. A run counts when it has ended: what it began with is not its work."""
    if switched and running:
        airs = tuple([box.air_c.value for box in inputs.compartments])
        return PlateRuns(airs, without_plate=before.without_plate)
    if running:
        plate_c = inputs.plate_c.value
        if cooled_c is None or plate_c is None:
            return before
        fallen_k = max(before.fallen_k, _fallen_k(before.began_c, inputs))
        above = before.above.with_(cooled_c - plate_c, constant_s=RUN_S)
        return PlateRuns(before.began_c, fallen_k, above, before.without_plate)
    return _ended(before) if switched else before


def _ended(run: PlateRuns) -> PlateRuns:
    """Count a run in which the air fell, unless the plate was colder."""
    if run.above.value >= COLDER_K:
        return PlateRuns()
    return PlateRuns(without_plate=run.without_plate + (run.fallen_k >= FALLEN_K))


def _fallen_k(began_c: tuple[float | None, ...], inputs: FridgeInputs) -> float:
    """Return the most that the air of a compartment has fallen."""
    airs = [(was_c, box.air_c.value) for was_c, box in zip(began_c, inputs.compartments, strict=False)]
    return max([was_c - air_c for was_c, air_c in airs if was_c is not None and air_c is not None], default=0.0)
