"""The cold that the plate gives for each second of running, as it is and as it usually is.

Over some cycles all that the compressor took from the plate went on into the air: the difference of the two times what
their fans move. No heat capacity and no map of a compressor need be known for it: a box is compared with itself.
An open lid, warm goods and a hot day change how long the compressor runs, not what a second of it gives; lost
refrigerant and a hot condenser change both.
"""

from collections.abc import Sequence
from dataclasses import replace

from controller.interface.immutable import immutable
from controller.interface.snapshot import FridgeInputs
from controller.settings.fridge import AirFlow, FridgeSettings
from controller.verify.trends import LOOK_EVERY_S, NO_MEAN, Mean

STILL_PCT = 4.0
"""Air drifts over a plate while the fan stands: 0.3 W/K of 8 W/K (plants)."""

OPEN_PCT = 60.0
"""Where there is no fan the plate lies open to the air: 5 W/K (plants)."""

CYCLES_S = 4 * 3_600.0
"""Some cycles: at a sixth of duty there are four. Engineering choice."""

FILLED_S = 12 * 3_600.0
"""A plate with a store of 1 MJ takes 70 W for 4 h before it gives that, and as long again until four hours' means have
forgotten it. Engineering choice: half as much again."""

LEARNED_S = 12 * 3_600.0
USUAL_S = 30 * 86_400.0
"""Refrigerant leaves in weeks: the usual must not follow it. Engineering choice."""

STRANGE_SHARE = 0.85
"""So much less than usual teaches nothing: it may be a fault. Engineering choice."""

ALIKE_K = 8.0
"""Plate and cabin must be within this of what they were when the usual was learned: a compressor gives 5 % less for
each kelvin of a colder plate and 1 % for each of a warmer cabin (BD35F map)."""

MIN_LIFT_K = 5.0
"""With less between cabin and plate the running time per kelvin is all noise."""

MIN_DUTY = 0.05
"""With less running there is nothing to divide by. Engineering choice."""


@immutable(kw_only=True)
class Cold:
    """The cold that the plate gave, how much the compressor ran, the plate meanwhile; and all that as usual."""

    given: Mean = NO_MEAN
    ran: Mean = NO_MEAN
    plate_c: Mean = NO_MEAN
    usual: Mean = NO_MEAN
    usual_plate_c: Mean = NO_MEAN
    usual_cabin_c: Mean = NO_MEAN
    usual_ran_per_k: Mean = NO_MEAN
    cooled_s: float = 0.0
    """So long something is to be cooled."""
    latest: float = 0.0
    """The cold of this second of running; of the last run while the compressor stands."""

    @property
    def latest_times(self) -> float | None:
        """The latest cold as a multiple of the usual one. It only seems to be more where a fan carries less."""
        if self.usual.seen_s < LEARNED_S or self.usual.value <= 0.0:
            return None
        return self.latest / self.usual.value

    @property
    def share(self) -> float | None:
        """The cold of a second of running, as a share of the usual one; None while it cannot be compared."""
        if self.usual.seen_s < LEARNED_S or self.usual.value <= 0.0 or self.per_run is None:
            return None
        return self.per_run / self.usual.value

    @property
    def per_run(self) -> float | None:
        """The cold of a second of running; None while there was too little of it."""
        if self.given.seen_s < CYCLES_S or self.cooled_s < FILLED_S or self.ran.value < MIN_DUTY:
            return None
        return self.given.value / self.ran.value

    def ran_times(self, cabin_c: float | None) -> float:
        """Return the running for each kelvin below the cabin, as a multiple of the usual one; 0 until that is known."""
        usual = self.usual_ran_per_k.value
        return self.ran.value / _lift_k(cabin_c, self.plate_c.value) / usual if usual > 0.0 else 0.0

    def is_alike(self, cabin_c: float | None) -> bool:
        """Return True where plate and cabin are about as they were when the usual was learned."""
        warmer_k = 0.0 if cabin_c is None else abs(cabin_c - self.usual_cabin_c.value)
        return warmer_k <= ALIKE_K and abs(self.plate_c.value - self.usual_plate_c.value) <= ALIKE_K


def update(
    before: Cold, inputs: FridgeInputs, flows_pct: Sequence[float], work: float, cabin_c: float | None, *, cooled: bool
) -> Cold:
    """Return it one look later; where a reading lacks nothing is added. `work` is the compressor's speed, 0 at rest.

    After all was off, not `cooled`, cold goes into the plate first: it is compared again when that has filled.
    """
    if not cooled:
        return replace(before, given=NO_MEAN, ran=NO_MEAN, cooled_s=0.0)
    before = replace(before, cooled_s=before.cooled_s + LOOK_EVERY_S)
    given = _given(inputs, flows_pct)
    if given is None:
        return before
    plate_c = inputs.plate_c.value or 0.0
    after = replace(
        before,
        given=before.given.with_(given, constant_s=CYCLES_S),
        ran=before.ran.with_(work, constant_s=CYCLES_S),
        plate_c=before.plate_c.with_(plate_c, constant_s=CYCLES_S) if work else before.plate_c,
        latest=given / work if work else before.latest,
    )
    return _learned(after, cabin_c)


def flows_pct(fans_pct: Sequence[float], settings: FridgeSettings) -> tuple[float, ...]:
    """Return how much of the air of each compartment moves over the plate; none of one that does not face it."""
    every = enumerate(zip(fans_pct, settings.compartments, strict=True))
    facing = settings.facing or range(len(fans_pct))
    return tuple(
        [
            0.0 if number not in facing else OPEN_PCT if one.air_flow is AirFlow.STILL else STILL_PCT + fan_pct
            for number, (fan_pct, one) in every
        ]
    )


def cooled_c(inputs: FridgeInputs, flows_pct: Sequence[float]) -> float | None:
    """Return the air that the plate meets: of all compartments, by how much their fans move."""
    boxes = zip(inputs.compartments, flows_pct, strict=True)
    flows = [(flow, box.air_c.value) for box, flow in boxes if flow and box.air_c.value is not None]
    if not flows:
        return None
    return sum([flow * air_c for flow, air_c in flows]) / sum([flow for flow, _ in flows])


def _learned(now: Cold, cabin_c: float | None) -> Cold:
    share, per_run = now.share, now.per_run
    if per_run is None or (share is not None and share < STRANGE_SHARE):
        return now
    ran_per_k = now.ran.value / _lift_k(cabin_c, now.plate_c.value)
    return replace(
        now,
        usual_ran_per_k=now.usual_ran_per_k.with_(ran_per_k, constant_s=USUAL_S),
        usual=now.usual.with_(per_run, constant_s=USUAL_S),
        usual_plate_c=now.usual_plate_c.with_(now.plate_c.value, constant_s=USUAL_S),
        usual_cabin_c=now.usual_cabin_c if cabin_c is None else now.usual_cabin_c.with_(cabin_c, constant_s=USUAL_S),
    )


def _lift_k(cabin_c: float | None, plate_c: float) -> float:
    """Return the height to which heat is lifted; where the cabin is not measured any is as good."""
    return MIN_LIFT_K if cabin_c is None else max(cabin_c - plate_c, MIN_LIFT_K)


def _given(inputs: FridgeInputs, flows_pct: Sequence[float]) -> float | None:
    """Return the kelvins between air and plate times the share of full flow, over all compartments."""
    plate_c = inputs.plate_c.value
    flows = [(flow, box.air_c.value) for flow, box in zip(flows_pct, inputs.compartments, strict=True) if flow]
    known = [(flow, air_c) for flow, air_c in flows if air_c is not None]
    if plate_c is None or len(known) < len(flows):
        return None
    return sum([(air_c - plate_c) * flow / 100.0 for flow, air_c in known])
