"""Estimates of the supply: resting voltage, source impedance, car in use, over-voltage.

All voltages are those of a 12 V system. Dips of the starter are too short to matter to the filter.
"""

from controller.interface.commands import Commands
from controller.interface.energy_budget import InUse
from controller.interface.immutable import immutable
from controller.interface.readings import Reading
from controller.interface.snapshot import SupplyInputs, VehicleInputs
from controller.power import charge, contradictions, source_impedance, vehicle_in_use
from controller.power.battery_kinds import KINDS
from controller.power.charge import Look
from controller.power.power_memory import Estimates
from controller.power.source_impedance import Line, Sample
from controller.power.vehicle_in_use import Signs
from controller.settings.power import PowerSettings

FILTER_S = 60.0
MAX_INNOVATION_V = 0.2
"""The rest voltage follows its samples slowly, and no sample farther than this: a cranking engine moves it by 7 mV."""

PAIR_S = 15.0
"""Between the two samples from which the line is learned: a load that was switched on has started by then."""

MIN_SPEED_A, MAX_SPEED_A = 3.5, 7.0
"""Of a BD35F at 2000 and 3500 rpm (BD35F-FridgeController); what the unit draws where no shunt tells."""

GUESSED_S = 1_800.0
"""So long the voltage under a load that nobody measures is not believed, and the last one at rest stands. Engineering
choice: the longest run of a thermostat; what runs on and on is judged by the data sheet after that."""

OVER_V, OVER_BACK_V, OVER_AFTER_S = 15.75, 15.2, 3.0
"""Units for 24 V stop at 31.5 V (Danfoss 101N0715), after 3 s; a braking smart alternator makes 15.0 V."""

BLIND_AFTER_S = 60.0
"""So long without a voltage are the last estimates good. Engineering choice: the battery moves in hours."""

_NOMINAL_V = 12.0


MAX_V = 33.0
"""At the terminals: no 24 V alternator gives more (regulated to 28.8 V), so that a sensor which says so has failed."""


AT_REST = frozenset({InUse.ASLEEP, InUse.UNSUPPLIED})
"""The car is not in use."""


@immutable
class Measured:
    """The supply as it is believed, its voltage whether that is believed or not, and the car."""

    supply: SupplyInputs
    fresh_v: Reading
    vehicle: VehicleInputs


def initial(*, now_s: float) -> Estimates:
    """Nothing is known."""
    return Estimates(at_s=now_s, awake_at_s=now_s)


def update(
    before: Estimates, measured: Measured, settings: PowerSettings, applied: Commands, *, now_s: float
) -> Estimates:
    """Return the estimates one look later; `applied` is what was put out since the last."""
    supply, kind = measured.supply, contradictions.judged_as(before.doubts, settings.battery)
    doubts = contradictions.found(before.doubts, supply.voltage_v.value, settings.nominal_v, now_s=now_s)
    ratio = _NOMINAL_V / (doubts.nominal_v or settings.nominal_v)
    sample = _sample(supply, ratio, applied)
    signs = _signs(before, measured, sample, ratio)
    seen = vehicle_in_use.update(before.waking, signs, kind, settings.in_use_by, now_s=now_s)
    in_use = vehicle_in_use.in_use(seen, signs, settings.in_use_by, now_s=now_s)
    awake = in_use not in AT_REST
    over_since_s = _over_since_s(before, _dangerous_v(measured, ratio), now_s=now_s)
    guessed_since_s = _guessed_since_s(before, supply, applied, now_s=now_s)
    is_guess = guessed_since_s is not None and now_s - guessed_since_s < GUESSED_S and not awake
    stands = is_guess and before.rest_v is not None
    rest_v = before.rest_v if stands else _rest_v(before, signs.open_v, awake, now_s=now_s)
    look = _look(before, measured.supply, signs, settings, now_s=now_s)
    if before.last is not None and sample is not None:
        doubts = contradictions.switched(doubts, before.last, sample)
    return Estimates(
        at_s=now_s,
        line=_line(before, sample, awake),
        last=sample,
        pair=_pair(before.pair, sample, awake),
        rest_v=rest_v,
        voltage_at_s=before.voltage_at_s if sample is None else now_s,
        waking=seen,
        in_use=in_use,
        awake=awake,
        awake_at_s=now_s if awake else before.awake_at_s,
        used_at_s=now_s if awake else before.used_at_s,
        charge=charge.update(before.charge, look, kind),
        size=charge.update_size(before.size, look, kind, _drawn_a(sample)),
        doubts=contradictions.rested(doubts, KINDS[settings.battery], rest_v, awake, now_s=now_s),
        over_since_s=over_since_s,
        over=over_since_s is not None and (before.over or now_s - over_since_s >= OVER_AFTER_S),
        guessed_since_s=guessed_since_s,
    )


def fresh_rest_v(estimates: Estimates) -> float | None:
    """Return the rest voltage, unless nothing has renewed it for long."""
    renewed_s = estimates.voltage_at_s
    return None if renewed_s is None or estimates.at_s - renewed_s > BLIND_AFTER_S else estimates.rest_v


def capacity_ah(estimates: Estimates, settings: PowerSettings) -> float:
    """Return the capacity: as told, as learned, or as such a battery usually has."""
    kind = contradictions.judged_as(estimates.doubts, settings.battery)
    return settings.capacity_ah or estimates.size.learned_ah or kind.typical_ah


def _sample(supply: SupplyInputs, ratio: float, applied: Commands) -> Sample | None:
    """Return the supply now; without a shunt the fridge's current is that of its data sheet."""
    if supply.voltage_v.value is None:
        return None
    current_a = supply.current_a.value
    if current_a is None:
        faster_a = (MAX_SPEED_A - MIN_SPEED_A) * applied.compressor_speed_pct / 100.0
        current_a = (MIN_SPEED_A + faster_a) * ratio if applied.compressor_on else 0.0
    return Sample(
        at_s=supply.voltage_v.taken_at_s,
        voltage_v=supply.voltage_v.value * ratio,
        current_a=current_a,
        blower_power=(applied.blower_pct / 100.0) ** 3,
        battery_a=supply.battery_a.value,
    )


def _signs(before: Estimates, measured: Measured, sample: Sample | None, ratio: float) -> Signs:
    """Return what tells of a car in use."""
    supply = measured.supply
    starter_v = supply.starter_v.value
    battery_a = None if contradictions.is_reversed(before.doubts) else supply.battery_a.value
    return Signs(
        by_bus=vehicle_in_use.bus_tells(measured.vehicle),
        shore=(supply.shore.value or 0.0) >= 1.0,
        battery_a=battery_a,
        spare_solar_w=_spare_solar_w(supply, sample),
        starter_v=None if starter_v is None else starter_v * ratio,
        open_v=None if sample is None else source_impedance.rest_v(before.line, sample),
        jumped=sample is not None and before.last is not None and _jumped(before.line, before.last, sample),
    )


def _spare_solar_w(supply: SupplyInputs, sample: Sample | None) -> float | None:
    """Return the solar power beyond what the appliances take; None where it is not known."""
    if supply.solar_w.value is None or sample is None or supply.voltage_v.value is None:
        return None
    return supply.solar_w.value - supply.voltage_v.value * sample.current_a


def _look(before: Estimates, supply: SupplyInputs, signs: Signs, settings: PowerSettings, *, now_s: float) -> Look:
    """Return what tells of the battery's charge."""
    return Look(
        current_a=signs.battery_a,
        monitor_pct=supply.soc_pct.value,
        terminal_v=signs.open_v,
        rest_v=before.rest_v,
        rested_s=before.at_s - before.awake_at_s,
        capacity_ah=capacity_ah(before, settings),
        is_told=settings.capacity_ah is not None,
        dt_s=now_s - before.at_s,
        now_s=now_s,
    )


def _drawn_a(sample: Sample | None) -> float | None:
    """Return the current out of the battery; where no shunt is at it, of the appliances and a sleeping car."""
    if sample is None:
        return None
    return sample.current_a + charge.STANDING_A if sample.battery_a is None else -sample.battery_a


def _jumped(known: Line, before: Sample, after: Sample) -> bool:
    """Return True where the voltage moved by itself between two samples."""
    moved_v = source_impedance.rest_v(known, after) - source_impedance.rest_v(known, before)
    return abs(moved_v) >= vehicle_in_use.JUMP_V and not source_impedance.is_step(before, after)


def _is_paired(pair: Sample | None, sample: Sample | None, awake: bool) -> bool:
    """Return True where two samples can be compared; a charger that holds the voltage hides the battery."""
    return not awake and pair is not None and sample is not None and sample.at_s - pair.at_s >= PAIR_S


def _line(before: Estimates, sample: Sample | None, awake: bool) -> Line:
    if before.pair is None or sample is None or not _is_paired(before.pair, sample, awake):
        return before.line
    return source_impedance.update(before.line, before.pair, sample)


def _pair(before: Sample | None, sample: Sample | None, awake: bool) -> Sample | None:
    """Return the older of the next two samples."""
    if awake or sample is None:
        return None
    return sample if before is None or _is_paired(before, sample, awake) else before


def _rest_v(before: Estimates, open_v: float | None, awake: bool, *, now_s: float) -> float | None:
    """Return the filtered voltage without loads; what charges is followed at once."""
    if open_v is None or before.rest_v is None or awake:
        return before.rest_v if open_v is None else open_v
    error_v = min(max(open_v - before.rest_v, -MAX_INNOVATION_V), MAX_INNOVATION_V)
    return before.rest_v + error_v * min((now_s - before.at_s) / FILTER_S, 1.0)


def _dangerous_v(measured: Measured, ratio: float) -> float | None:
    """Return the voltage that may harm the appliances, as of a 12 V battery: a doubted one too, unless it cannot be."""
    voltage_v, fresh_v = measured.supply.voltage_v.value, measured.fresh_v.value
    if voltage_v is None and fresh_v is not None and fresh_v <= MAX_V:
        voltage_v = fresh_v
    return None if voltage_v is None else voltage_v * ratio


def _over_since_s(before: Estimates, voltage_v: float | None, *, now_s: float) -> float | None:
    """Since when the voltage is too high for the appliances."""
    if voltage_v is None or voltage_v < (OVER_BACK_V if before.over else OVER_V):
        return None
    return now_s if before.over_since_s is None else before.over_since_s


def _guessed_since_s(before: Estimates, supply: SupplyInputs, applied: Commands, *, now_s: float) -> float | None:
    """Since when the compressor runs without a shunt."""
    if supply.current_a.value is not None or not applied.compressor_on:
        return None
    return now_s if before.guessed_since_s is None else before.guessed_since_s
