"""The reach of a cooler: by how much it holds its compartments colder than the cabin, now and at its best.

A module or a small compressor carries so much heat and no more: the hotter the car, the warmer the box, and nothing is
broken. So a box that gets no colder is compared with what it has shown that it can do, or with what its kind can do
where it has shown less; an aim beyond that is out of reach, which is told of the aim and not as a fault.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from controller.interface.events import AimOutOfReach
from controller.interface.immutable import immutable
from controller.interface.snapshot import FridgeInputs
from controller.settings.fridge import BoxKind, CompartmentSettings
from controller.verify.trends import LOOK_EVERY_S, NO_MEAN, Mean

HOUR_S = 3_600.0

SHOWN_S = 12 * HOUR_S
"""A mean over so long is no cold that goods have from before, when a car gets hot in the sun. Engineering choice."""

FORGOTTEN_S = 60 * 86_400.0
"""Refrigerant is lost in months, and a season is another climate. Engineering choice."""

USUAL_K = {BoxKind.THERMOELECTRIC: 15.0, BoxKind.COMPRESSOR: 39.0, BoxKind.SPILL_OVER: 39.0}
"""Thermoelectric boxes reach 15 to 25 K below the air around (sheets); a fridge of class T holds 4 °C at 43 °C
(IEC 62552)."""

ENOUGH = 0.85
"""So much of it is no fault: sun on the box, a lid, and what is put in take the rest. Engineering choice."""


@immutable(kw_only=True)
class Reach:
    """Cabin less air, over all that is cooled: of this hour, of half a day, and the most that half a day has shown.

    `told_c` is for each compartment the aim that was told to be out of reach.
    """

    lift: Mean = NO_MEAN
    long_lift: Mean = NO_MEAN
    shown_k: float = 0.0
    told_c: tuple[float | None, ...] = ()

    def is_full(self, kind: BoxKind) -> bool:
        """Return True where the box is as much colder than the cabin as can be asked of it."""
        return self.lift.seen_s >= HOUR_S and self.lift.value >= ENOUGH * max(self.shown_k, USUAL_K[kind])


def update(before: Reach, inputs: FridgeInputs, cooled: Sequence[bool], cabin_c: float | None) -> Reach:
    """Return it one look later; nothing is known while a reading lacks or nothing is to be cooled."""
    airs = [box.air_c.value for box, is_cooled in zip(inputs.compartments, cooled, strict=True) if is_cooled]
    known = [air_c for air_c in airs if air_c is not None]
    if cabin_c is None or not known or len(known) < len(airs):
        return replace(before, lift=NO_MEAN, long_lift=NO_MEAN)
    lift_k = cabin_c - sum(known) / len(known)
    long_lift = before.long_lift.with_(lift_k, constant_s=SHOWN_S)
    shown_k = before.shown_k * (1.0 - LOOK_EVERY_S / FORGOTTEN_S)
    return Reach(
        lift=before.lift.with_(lift_k, constant_s=HOUR_S),
        long_lift=long_lift,
        shown_k=max(shown_k, long_lift.value) if long_lift.seen_s >= SHOWN_S else shown_k,
        told_c=before.told_c,
    )


def told(
    reach: Reach, aims_c: Sequence[float | None], missed: Sequence[bool], above: Sequence[bool], *, full: bool
) -> Reach:
    """Return it with the aims that are out of reach: `missed` in a long run of a box that is at its `full` reach.

    One that was told stays so until it is another one, None is none, or is reached, no longer `above`.
    """
    before_c = reach.told_c or (None,) * len(aims_c)
    return replace(
        reach,
        told_c=tuple(
            [
                aim_c if (full and misses) or (was_c == aim_c and is_above) else None
                for was_c, aim_c, misses, is_above in zip(before_c, aims_c, missed, above, strict=True)
            ]
        ),
    )


def events(
    before: Reach, after: Reach, compartments: Sequence[CompartmentSettings], inputs: FridgeInputs, *, now_s: float
) -> Iterator[AimOutOfReach]:
    """Give the aims that are out of reach since this look."""
    before_c = before.told_c or (None,) * len(compartments)
    every = zip(compartments, inputs.compartments, before_c, after.told_c, strict=True)
    for each, box, was_c, aim_c in every:
        if aim_c is not None and aim_c != was_c:
            yield AimOutOfReach(
                at_s=now_s,
                compartment=each.name,
                set_point_c=aim_c,
                air_c=box.air_c.value or 0.0,
                lift_k=round(after.lift.value, 1),
            )
