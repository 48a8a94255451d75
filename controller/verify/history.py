"""Histories of the appliances for verification, one each, updated at every look."""

from dataclasses import replace

from controller.interface.commands import Commands
from controller.interface.immutable import immutable
from controller.interface.readings import Absence, Reading
from controller.interface.requests import Mode
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.interface.targets import Targets
from controller.settings.fitted import COOLER, HEATER, Fitted, OutputTimes
from controller.verify.trends import (
    LOOK_EVERY_S,
    NO_MEAN,
    NO_STILL,
    Jump,
    Mean,
    Still,
    Trail,
    since,
    update_still,
    update_trail,
)

MOVED_K = 3.0
"""A plate that moves by this moves every reading in the box. Engineering choice: half of a gentle compressor cycle."""

AIR_JUMP_K = 1.8
CONTENTS_JUMP_K = 1.2
"""From one look to the next, where at most 5 K (air) and 1 K (contents) in a minute are possible with a shut lid; the
rest, 1 K, is room for noise."""

NEAR_K = 3.0
"""A compartment this near its set-point tells what holding it takes. Engineering choice."""

SHORT_K = 1.0
"""So far above its set-point a compartment has not reached it. Engineering choice: the swing of a thermostat."""

DAY_S = 86_400.0
HOUR_S = 3_600.0
QUARTER_S = 900.0

RUN_WEIGHT = 0.2
"""Of the last run in the usual one: some five runs count. Engineering choice."""

MIN_LIFT_K = 5.0
"""With less between cabin and box the load per kelvin is all noise."""

SPEED_GAIN = 0.75
"""A compressor moves this much more at its highest speed than at its lowest (3500 to 2000 rpm)."""

_STRONG_PCT = 50.0
_FAINT_PCT = 10.0
"""A heater driven so little warms a cabin by some 8 K: far less than what it is doubted for. Engineering choice."""

BLOWN_PCT = 20.0
BLOWN_HARD_PCT = 80.0

LEARNED_S = 6 * HOUR_S
MIN_LOAD_PER_K = 1e-3
"""Of running time for each kelvin: a sixth of what a good box of 40 L takes (7 W of 76 W at 15 K). Below it something
else keeps the box cold, such as ice packs, or nothing does: that is no usual work. Engineering choice."""

STRANGE_TIMES = 1.4
"""A load so far above the usual teaches nothing: it may be a fault. Engineering choice."""

USUAL_S = 3 * DAY_S
FALLING = 0.2
"""The usual load is a mean over so long; what is less counts so little: ice packs and cool nights are no new box, while
a box that was learned beside ice packs is soon known. Engineering choice."""

WELL_LEARNED_S = 2 * DAY_S
"""Ice packs, a eutectic plate that is frozen, a first load of warm goods: their days teach nothing of a box.
Engineering choice: none of them lasts for two."""

ACCEPTED_S = 36 * HOUR_S
"""After so long a strange load is the usual one: whoever wanted to mend it has been told. Engineering choice."""


@immutable(kw_only=True)
class FridgeHistory:
    """Since when the compressor is on or off as it is, how often that changed, and what the box needed.

    `usual_run_s` is how long a run usually is.
    Loads are running time (weighted with speed) for each kelvin between cabin and box: the last hour's and the usual.
    """

    on: bool = False
    since_s: float = 0.0
    switches: int = 0
    usual_run_s: float = 0.0
    plate: Trail = ()
    plate_still: Still = NO_STILL
    load: Mean = NO_MEAN
    usual_load: Mean = NO_MEAN
    strange_since_s: float | None = None


@immutable(kw_only=True)
class BoxHistory:
    """One compartment. `gap` is air above contents: over a day near the set-point, and over a quarter of an hour.

    `day_change_k` is by how much the contents changed in that day.
    """

    air: Still = NO_STILL
    contents: Still = NO_STILL
    air_c: float | None = None
    contents_c: float | None = None
    air_jump: Jump | None = None
    contents_jump: Jump | None = None
    day_gap: Mean = NO_MEAN
    day_change_k: float = 0.0
    gap: Mean = NO_MEAN
    mean_air_c: Mean = NO_MEAN
    air_step_k: float = 0.0
    contents_step_k: float = 0.0
    lid_open_since_s: float | None = None
    lid_shut_since_s: float | None = None
    blown_since_s: float | None = None
    warm_since_s: float | None = None
    """Since when its air is not within SHORT_K of what it is to be, or not known."""


@immutable
class Witness:
    """The plate, or what stands for it; it `reaches` a compartment unless what it does is for the sake of others."""

    value: float | None
    reaches: bool = True


@immutable(kw_only=True)
class CabinHistory:
    """Since when heater and cooler work hard or rest; `worked_s` is how long they worked in all."""

    air: Trail = ()
    air_still: Still = NO_STILL
    worked_s: float = 0.0
    heated_since_s: float | None = None
    cooled_since_s: float | None = None
    unheated_since_s: float | None = None
    voltage_still: Still = NO_STILL


def update_fridge(
    before: FridgeHistory, inputs: Snapshot, targets: Targets, applied: Commands, *, now_s: float
) -> FridgeHistory:
    """Return the fridge one look later."""
    switched = applied.compressor_on is not before.on
    switches, usual_run_s = before.switches + switched, before.usual_run_s
    if switched and before.on:
        usual_run_s += (now_s - before.since_s - usual_run_s) * RUN_WEIGHT
    plate_c = inputs.fridge.plate_c
    load, usual = before.load, before.usual_load
    load_per_k = _load_per_k(inputs, targets, applied)
    strange_since_s = since(before.strange_since_s, unusual(before, STRANGE_TIMES), now_s=now_s)
    if load_per_k is not None:
        load = load.with_(load_per_k, constant_s=HOUR_S)
        known = strange_since_s is None or now_s - strange_since_s >= ACCEPTED_S
        if load.value >= MIN_LOAD_PER_K and known:
            falling = FALLING if usual.seen_s >= WELL_LEARNED_S else 1.0
            usual = usual.with_(load.value, constant_s=USUAL_S, falling=falling)
    return FridgeHistory(
        on=applied.compressor_on,
        since_s=now_s if switched else before.since_s,
        switches=switches,
        usual_run_s=usual_run_s,
        plate=update_trail(before.plate, plate_c),
        plate_still=update_still(before.plate_still, plate_c, MOVED_K * switches, now_s=now_s),
        load=load,
        usual_load=usual,
        strange_since_s=strange_since_s,
    )


def times_usual(history: FridgeHistory) -> float:
    """Return the load of the last hour, as a multiple of the usual one; 0 until both are learned."""
    usual = history.usual_load
    if usual.seen_s < LEARNED_S or usual.value < MIN_LOAD_PER_K:
        return 0.0
    return history.load.value / usual.value


def unusual(history: FridgeHistory, times: float) -> bool:
    """Return True where the box needed `times` its usual load for the last hour; False until both are learned."""
    return times_usual(history) >= times


def _load_per_k(inputs: Snapshot, targets: Targets, applied: Commands) -> float | None:
    """Compressor work now for each kelvin that the cabin is warmer than the box; None where that says nothing."""
    cabin_c = inputs.cabin.air_c.value
    airs = [box.air_c.value for box in inputs.fridge.compartments if box.air_c.value is not None]
    cooled = any(target.mode is Mode.COOL for target in targets.compartments)
    if cabin_c is None or not airs or not cooled:
        return None
    lift_k = cabin_c - sum(airs) / len(airs)
    if lift_k < MIN_LIFT_K:
        return None
    return work(applied) / lift_k


def work(applied: Commands) -> float:
    """Return how fast the compressor moves heat, 1 at its lowest speed; 0 at rest."""
    return (1.0 + SPEED_GAIN * applied.compressor_speed_pct / 100.0) * applied.compressor_on


def update_box(
    before: BoxHistory,
    inputs: CompartmentInputs,
    witness: Witness,
    set_point_c: float | None,
    fan_pct: float,
    *,
    now_s: float,
) -> BoxHistory:
    """Return a compartment one look later. `set_point_c` is None while it is not cooled."""
    air_c, contents_c, lid_open = inputs.air_c, inputs.contents_c, inputs.lid_open.value
    day_gap, gap, mean_air_c = before.day_gap, before.gap, before.mean_air_c
    air_step_k, contents_step_k = _step_k(before.air_c, air_c), _step_k(before.contents_c, contents_c)
    day_change_k = before.day_change_k
    if air_c.value is not None and set_point_c is not None:
        mean_air_c = mean_air_c.with_(air_c.value, constant_s=QUARTER_S)
    if air_c.value is not None and contents_c.value is not None and set_point_c is not None:
        gap_k = air_c.value - contents_c.value
        gap = gap.with_(gap_k, constant_s=QUARTER_S)
        if abs(air_c.value - set_point_c) < NEAR_K:
            day_gap = day_gap.with_(gap_k, constant_s=DAY_S)
            day_change_k += contents_step_k - day_change_k * LOOK_EVERY_S / DAY_S
    return BoxHistory(
        air=update_still(before.air, air_c, witness.value, reached=witness.reaches, now_s=now_s),
        contents=update_still(before.contents, contents_c, witness.value, reached=witness.reaches, now_s=now_s),
        air_c=air_c.value,
        contents_c=contents_c.value,
        air_jump=_jump(before.air_jump, air_step_k, before.air_step_k, air_c, AIR_JUMP_K, now_s=now_s),
        contents_jump=_jump(
            before.contents_jump, contents_step_k, before.contents_step_k, contents_c, CONTENTS_JUMP_K, now_s=now_s
        ),
        air_step_k=air_step_k,
        contents_step_k=contents_step_k,
        day_gap=day_gap,
        day_change_k=day_change_k,
        gap=gap,
        mean_air_c=mean_air_c,
        lid_open_since_s=since(before.lid_open_since_s, lid_open == 1.0, now_s=now_s),
        lid_shut_since_s=since(before.lid_shut_since_s, lid_open == 0.0, now_s=now_s),
        blown_since_s=since(before.blown_since_s, fan_pct >= BLOWN_HARD_PCT, now_s=now_s),
        warm_since_s=since(before.warm_since_s, is_above(air_c.value, set_point_c, SHORT_K), now_s=now_s),
    )


def is_above(air_c: float | None, set_point_c: float | None, by_k: float) -> bool:
    """Return True for what is to be cooled and is warmer than that `by_k`; air that is not known has not got there."""
    return set_point_c is not None and (air_c is None or air_c > set_point_c + by_k)


def _step_k(from_c: float | None, to: Reading) -> float:
    return 0.0 if from_c is None or to.value is None else to.value - from_c


def _jump(
    before: Jump | None, step_k: float, led_k: float, to: Reading, limit_k: float, *, now_s: float
) -> Jump | None:
    if to.value is None or abs(step_k) <= limit_k:
        return before
    return Jump(now_s, to.value - step_k, to.value, led_k)


def witness_of(inputs: Snapshot, history: FridgeHistory) -> float | None:
    """Return the witness of a box: its plate, or the compressor's switching where no plate is measured."""
    plate_c = inputs.fridge.plate_c
    if plate_c.absence is Absence.NOT_FITTED:
        return MOVED_K / 2.0 * history.switches
    return plate_c.value


def update_cabin(
    before: CabinHistory, inputs: Snapshot, applied: Commands, switches: int, fitted: Fitted, *, now_s: float
) -> CabinHistory:
    """Cabin and supply one look later. The lowest level of a heater or cooler with levels counts as strong."""
    own_air = fitted.times(HEATER).own_air and applied.heater_pct > 0.0
    blown = own_air or applied.blower_pct >= BLOWN_PCT
    heated = applied.heater_pct >= _strong_pct(fitted.times(HEATER))
    cooled = applied.cooler_pct >= _strong_pct(fitted.times(COOLER))
    worked_s = before.worked_s + (LOOK_EVERY_S if blown and applied.heater_pct + applied.cooler_pct > 0.0 else 0.0)
    return replace(
        before,
        worked_s=worked_s,
        air=update_trail(before.air, inputs.cabin.air_c),
        air_still=update_still(before.air_still, inputs.cabin.air_c, worked_s, now_s=now_s),
        heated_since_s=since(before.heated_since_s, heated and blown, now_s=now_s),
        cooled_since_s=since(before.cooled_since_s, cooled and blown, now_s=now_s),
        unheated_since_s=since(before.unheated_since_s, applied.heater_pct <= _FAINT_PCT and blown, now_s=now_s),
        voltage_still=update_still(before.voltage_still, inputs.supply.voltage_v, float(switches), now_s=now_s),
    )


def _strong_pct(times: OutputTimes) -> float:
    return min(_STRONG_PCT, *times.levels_pct) if times.levels_pct else _STRONG_PCT
