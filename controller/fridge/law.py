"""The law of the fridge: one source of cold, and a fan or damper for each compartment, or neither.

Every compartment says whether it wants cold (compartment.py), by the temperature at which all in it would settle; the
compressor runs while one of them does, as long and as seldom as the air's floor allows, and never so long that medicine
gets too cold beside what is frozen: then it is the frozen food that has to wait. Once per minute the law learns
how the compartments and the plate behave (thermal_model.py, evaporator.py) and shows what follows (estimator.py).

A compartment whose air sensor is lost goes on for a moment and then gets the mean duty that held it before, within
limits. One that has no sensor fitted is not cooled: nobody could see it freeze.
"""

from collections.abc import Sequence
from dataclasses import replace

from controller.algorithms import sigma_delta
from controller.algorithms.elapsed import elapsed_s
from controller.fridge import (
    compartment,
    compressor,
    estimator,
    evaporator,
    fan_outputs,
    thermal_model,
    thermoelectric,
)
from controller.fridge.averages import Sample, add
from controller.fridge.evaporator import Plate
from controller.fridge.fridge_memory import FULL_PCT, RISE_K, Cell, Drive, FridgeMemory, FridgeOutput
from controller.interface.commands import Commands
from controller.interface.energy_budget import FREE, Budget
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.readings import Absence
from controller.interface.requests import Mode
from controller.interface.snapshot import CompartmentInputs, FridgeInputs
from controller.interface.targets import Target
from controller.settings.fridge import (
    AirFlow,
    BoxKind,
    ColdSource,
    CompartmentSettings,
    FridgeSettings,
    ThermoelectricSettings,
)

FREEZES_C = 0.0

HOLD_S = 60.0
"""A gap in the readings this short changes nothing. Engineering choice: far below the time a compartment takes."""


@immutable(kw_only=True)
class Asked:
    """The requests to the fridge: a target for each compartment, quiet, and the supply's budget.

    `around_c` is the air around it, as it is believed and as it is read; `coldest_c` is what reads coldest in each
    compartment, believed or not. None: not known.
    """

    targets: tuple[Target, ...]
    quiet: bool = False
    budget: Budget = FREE
    around_c: tuple[float | None, float | None] = (None, None)
    coldest_c: tuple[float | None, ...] = ()


@immutable(kw_only=True)
class Tick:
    """Values common to all compartments: the plate, the compressor that runs or stands for `lasted_s`, the time.

    `imagined_c` is the plate where none is measured.
    `share` 0..1 of the compressor is for each compartment that is cooled.
    """

    plate: Plate
    plate_c: float | None
    imagined_c: float | None
    running: bool
    lasted_s: float
    share: float
    compressor: ColdSource
    dt_s: float
    now_s: float
    around_c: tuple[float | None, float | None]

    @property
    def is_module(self) -> bool:
        """True where a thermoelectric module makes the cold."""
        return isinstance(self.compressor, ThermoelectricSettings)


@immutable(kw_only=True)
class Case:
    """The request for one compartment, its permission to be cooled, and the applied duty of its fan (percent)."""

    target: Target
    settings: CompartmentSettings
    allowed: bool
    store_cold: bool
    fan_pct: float
    faces_plate: bool = True
    """What the plate holds is its own; not where cold comes over from another part, or from a module."""

    @property
    def cools(self) -> bool:
        """True where it is to be cooled, and may be."""
        return self.allowed and self.target.mode is Mode.COOL


def initial(settings: FridgeSettings, compressor_stopped_at_s: float, *, now_s: float) -> FridgeMemory:
    """Return a fridge of which nothing is known but when its compressor stopped."""
    count = len(settings.compartments)
    return FridgeMemory(
        cells=(Cell(),) * count,
        motor=compressor.initial(compressor_stopped_at_s),
        plate=evaporator.initial(len(settings.facing)),
        estimates=(estimator.unknown(Cell()),) * count,
        at_s=now_s,
    )


def regulate(
    memory: FridgeMemory,
    inputs: FridgeInputs,
    asked: Asked,
    settings: FridgeSettings,
    applied: Commands,
    *,
    now_s: float,
) -> Outcome[FridgeMemory, FridgeOutput]:
    """One tick; `applied` is what was put out since the last one."""
    dt_s = elapsed_s(memory.at_s, now_s=now_s)
    source, plate_c = settings.source, inputs.plate_c.value
    seen = compressor.update(memory.motor, applied.compressor_on, source.most_starts_per_h, since_s=memory.at_s)
    tick = Tick(
        plate=memory.plate,
        plate_c=plate_c,
        imagined_c=None if plate_c is not None else _imagined_c(memory, inputs, applied, seen.running, dt_s),
        running=seen.running,
        lasted_s=now_s - seen.since_s,
        share=_share(memory.cells, settings, applied),
        compressor=source,
        dt_s=dt_s,
        now_s=now_s,
        around_c=asked.around_c,
    )
    cases = _cases(asked, settings, applied)
    each_of = zip(memory.cells, inputs.compartments, cases, strict=True)
    cells = tuple([_one(each, one, case, tick) for each, one, case in each_of])
    thawing_since_s = compressor.thawing_since_s(memory.thawing_since_s, cells, plate_c, seen.running, now_s=now_s)
    drive = _driven(memory.drive, cells, cases, settings, tick)
    wanted = _wants_cold(cells, cases, settings, drive) and not _chills(cells, asked, cases, seen.running)
    on = compressor.requested(seen, wanted and thawing_since_s is None, source, now_s=now_s)
    after = FridgeMemory(
        cells=compartment.joined(cells, settings.compartments) if on and not seen.running else cells,
        motor=seen,
        plate=memory.plate,
        estimates=memory.estimates,
        window_s=memory.window_s + dt_s,
        run_s=memory.run_s + dt_s * seen.running,
        imagined_c=tick.imagined_c,
        thawing_since_s=thawing_since_s,
        drive=drive,
        at_s=now_s,
    )
    learned = estimator.learned(after, inputs, asked.targets, settings, asked.around_c[1])
    return Outcome(learned, _output(after, plate_c, asked, cases, settings, on=on))


def _imagined_c(
    memory: FridgeMemory, inputs: FridgeInputs, applied: Commands, running: bool, dt_s: float
) -> float | None:
    """Imagine the plate that nobody measures."""
    seen = [
        (one.air_c.value, fan_pct / 100.0)
        for one, fan_pct in zip(inputs.compartments, applied.compartment_fan_pct, strict=True)
        if one.air_c.value is not None
    ]
    airs_c, fans = [air_c for air_c, _ in seen], [fan for _, fan in seen]
    return evaporator.imagined_c(memory.imagined_c, airs_c, fans, running, dt_s)


def _output(
    after: FridgeMemory,
    plate_c: float | None,
    asked: Asked,
    cases: Sequence[Case],
    settings: FridgeSettings,
    *,
    on: bool,
) -> FridgeOutput:
    """Request of the fans and the speed what the compartments need, where the cold source is `on` or not."""
    cells, speed_pct = after.cells, 0.0
    if on and settings.kind is BoxKind.THERMOELECTRIC:
        speed_pct = thermoelectric.speed_pct(after.drive, asked.budget)
    elif on:
        speed_pct = fan_outputs.speed(cells, asked.targets, settings, asked.budget, quiet=asked.quiet)
    cooled = [case.cools for case in cases]
    blown_pct = fan_outputs.fans(cells, cooled, plate_c, settings, on=on, quiet=asked.quiet)
    return FridgeOutput(on, speed_pct, blown_pct, _boosted(cells))


def stopped(
    memory: FridgeMemory,
    _inputs: FridgeInputs,
    _asked: Asked,
    settings: FridgeSettings,
    _done: Commands,
    *,
    now_s: float,
) -> Outcome[FridgeMemory, FridgeOutput]:
    """Answer while the law fails: all off; what is known stays as it was at its last tick, before `now_s`."""
    off = FridgeOutput(False, 0.0, (0.0,) * len(settings.compartments), _boosted(memory.cells))
    return Outcome(replace(memory, at_s=min(memory.at_s, now_s)), off)


def _boosted(cells: tuple[Cell, ...]) -> tuple[bool, ...]:
    return tuple([cell.aim is not None and cell.aim.boosted for cell in cells])


def _share(cells: Sequence[Cell], settings: FridgeSettings, applied: Commands) -> float:
    """Return the share of the cold source for each compartment that is cooled; of a module, how far it is driven."""
    if settings.kind is BoxKind.THERMOELECTRIC:
        return applied.compressor_speed_pct / FULL_PCT if settings.thermoelectric.proportional else 1.0
    return 1.0 / max(sum([each.cooling for each in cells]), 1)


def _driven(drive: Drive, cells: Sequence[Cell], cases: Sequence[Case], settings: FridgeSettings, tick: Tick) -> Drive:
    """Return the drive of a thermoelectric module one tick later."""
    if settings.kind is not BoxKind.THERMOELECTRIC:
        return drive
    cooled = [(cell, case.settings) for cell, case in zip(cells, cases, strict=True) if case.cools]
    since = thermoelectric.Since(tick.running, tick.lasted_s, tick.dt_s, tick.now_s)
    return thermoelectric.update(drive, cooled, settings.thermoelectric, since)


def _wants_cold(cells: Sequence[Cell], cases: Sequence[Case], settings: FridgeSettings, drive: Drive) -> bool:
    """Return True while those want cold by whom its source is ruled: the part with the plate, or all."""
    if settings.kind is BoxKind.THERMOELECTRIC:
        return drive.on
    part = settings.plate_part
    if part is not None and cases[part].cools:
        return cells[part].cooling
    return any(each.cooling for each in cells)


def _chills(cells: Sequence[Cell], asked: Asked, cases: Sequence[Case], running: bool) -> bool:
    """Return True where a run would make a compartment too cold that does not ask for it.

    That is one with still air that would come to its floor, and medicine beside a freezer.
    """
    if any(case.cools and _sinks(cell, case.settings, running) for cell, case in zip(cells, cases, strict=True)):
        return True
    if not any(each.cooling and each.aim is not None and each.aim.c < FREEZES_C for each in cells):
        return False
    coldest_c = asked.coldest_c or (None,) * len(cells)
    every = zip(cells, cases, coldest_c, strict=True)
    return any(
        case.target.mode is Mode.COOL and compartment.chilled(each, case.settings, read_c, running=running)
        for each, case, read_c in every
    )


def _sinks(cell: Cell, settings: CompartmentSettings, running: bool) -> bool:
    """Return True where cold that nothing shuts out would take the air to its floor."""
    if settings.air_flow is not AirFlow.STILL or cell.cooling or cell.blind is not None or cell.aim is None:
        return False
    return cell.coast_c <= settings.air_floor_c + (0.0 if running else RISE_K)


def _cases(asked: Asked, settings: FridgeSettings, applied: Commands) -> list[Case]:
    """One for each compartment."""
    allowed, facing = asked.budget.cooled or (True,) * len(settings.compartments), settings.facing
    every = zip(asked.targets, settings.compartments, allowed, applied.compartment_fan_pct, strict=True)
    return [
        Case(
            target=target,
            settings=one,
            allowed=may,
            store_cold=asked.budget.store_cold,
            fan_pct=fan_pct,
            faces_plate=number in facing,
        )
        for number, (target, one, may, fan_pct) in enumerate(every)
    ]


def _one(before: Cell, inputs: CompartmentInputs, case: Case, tick: Tick) -> Cell:
    """One compartment for one tick."""
    air_c, plate_c = inputs.air_c.value, tick.plate_c if case.faces_plate else None
    if air_c is None:
        return _unseen(before, inputs.air_c.absence, case, tick)
    known = before.box or thermal_model.initial(air_c, before.learned)
    settled_c = compartment.settled_c(known, tick.plate, air_c, plate_c)
    target = compartment.kept(case.target, case.settings, known.contents_k)
    store_k = compartment.store_k(before.room_k, plenty=case.store_cold)
    aimed = compartment.update_aim(before.aim, settled_c, target, case.settings, store_k, tick.dt_s)
    expected_c = compartment.coast_c(known, air_c, plate_c)
    turn = compartment.turned(before.turn, air_c, expected_c, running=tick.running, plate_seen=plate_c is not None)
    taught_c = tick.imagined_c if plate_c is None and case.faces_plate else plate_c
    sample = Sample(
        air_c=air_c,
        plate_k=None if taught_c is None else taught_c - air_c,
        fan=case.fan_pct / 100.0,
        lid_open=inputs.lid_open.value == 1.0,
        cooled=tick.share if tick.running and (before.cooling or tick.is_module) else 0.0,
        ran=tick.running,
    )
    after = Cell(
        box=known,
        tally=add(before.tally, sample, tick.dt_s),
        aim=aimed,
        air_c=air_c,
        settled_c=settled_c,
        coast_c=compartment.turns_c(turn, air_c, expected_c),
        cooling=before.cooling,
        began_c=before.began_c,
        pull_k_h=before.pull_k_h,
        half_k=compartment.half_k(before.pull_k_h, compartment.run_s(tick.compressor.run_s, store_k)),
        freest_per_h=before.freest_per_h,
        trim_k=before.trim_k,
        turn=turn,
        room_k=before.room_k,
        pace=before.pace,
        learned_duty=before.learned_duty,
        repeated=before.repeated,
        seen_at_s=tick.now_s,
    )
    cools = case.cools and compartment.wants(after, aimed.c, case.settings)
    return after if cools == after.cooling else _switched(after, target, case, tick)


def _switched(cell: Cell, target: Target, case: Case, tick: Tick) -> Cell:
    """Return the other phase; the end of a run that nothing cut short shows how much room there was below."""
    ran_s = tick.lasted_s if tick.running and case.faces_plate else 0.0
    if cell.cooling and case.cools:
        cell = replace(cell, room_k=compartment.room_k(cell, target, case.settings))
    return compartment.switch_phase(cell, ran_s)


def _unseen(before: Cell, absence: Absence | None, case: Case, tick: Tick) -> Cell:
    """Return a compartment whose air temperature is not known."""
    if absence is Absence.NOT_FITTED or not case.cools:
        return replace(before, cooling=False, blind=None)
    if before.blind is None and before.box is not None and tick.now_s - before.seen_at_s < HOLD_S:
        return before
    applied = tick.running and (case.fan_pct > 0.0 or case.settings.air_flow is AirFlow.STILL)
    blind = before.blind or sigma_delta.initial(tick.now_s - tick.lasted_s, now_s=tick.now_s)
    duty = before.learned_duty.min_duty(case.target.set_point_c, tick.around_c)
    blind = sigma_delta.update(blind, duty, applied, tick.compressor, tick.share, now_s=tick.now_s)
    return replace(before, cooling=blind.on, blind=blind)
