"""Looks at everything once each LOOK_EVERY_S: brings the histories up to date and applies every check."""

from collections.abc import Iterator
from math import inf
from typing import Any

from controller.interface.alarm import QUIET, AlarmState, changes
from controller.interface.commands import Commands
from controller.interface.events import Event
from controller.interface.outcome import Outcome
from controller.interface.requests import Mode
from controller.interface.snapshot import Snapshot
from controller.interface.targets import Targets
from controller.settings import CompartmentSettings, Settings
from controller.settings.fridge import AirFlow
from controller.verify import cold, definition, fan_response, history, plate_runs, reach
from controller.verify.box_checks import BOX_CHECKS
from controller.verify.box_inference import NOTHING_INFERRED, BoxInference, infer, openings
from controller.verify.cabin_checks import CABIN_CHECKS, SUPPLY_CHECKS
from controller.verify.cold import Cold
from controller.verify.contexts import BoxPlace, CabinPlace, FridgePlace, SupplyPlace, Whole
from controller.verify.definition import Check
from controller.verify.fan_response import FanResponse
from controller.verify.fridge_checks import FRIDGE_CHECKS
from controller.verify.history import BoxHistory, CabinHistory, FridgeHistory, Witness
from controller.verify.inferred_checks import (
    BOX_INFERRED_CHECKS,
    FRIDGE_INFERRED_CHECKS,
    above_aims,
    is_full,
    missed_aims,
)
from controller.verify.plate_runs import PlateRuns
from controller.verify.quarantine import Doubt, believed
from controller.verify.ranking import ranked
from controller.verify.reach import Reach
from controller.verify.trends import LOOK_EVERY_S
from controller.verify.verify_memory import VerifyMemory

_STUCK_ON = [check.name for check in FRIDGE_CHECKS].index("stuck_on")
"""Its place in `finding_names`, where the fridge comes first."""


_FRIDGE, _EACH_BOX = (*FRIDGE_CHECKS, *FRIDGE_INFERRED_CHECKS), (*BOX_CHECKS, *BOX_INFERRED_CHECKS)

FINDINGS: tuple[tuple[str, tuple[Check[Any], ...]], ...] = (
    ("fridge", _FRIDGE),
    ("fridge.NAME", _EACH_BOX),
    ("cabin", CABIN_CHECKS),
    ("supply", SUPPLY_CHECKS),
)
"""Every check by its place; NAME stands for each compartment."""


def finding_names(settings: Settings) -> tuple[str, ...]:
    """Return the name of every finding that this installation can have."""
    return (
        *(f"fridge.{check.name}" for check in _FRIDGE),
        *(f"fridge.{box.name}.{check.name}" for box in settings.fridge.compartments for check in _EACH_BOX),
        *(f"cabin.{check.name}" for check in CABIN_CHECKS),
        *(f"supply.{check.name}" for check in SUPPLY_CHECKS),
    )


def initial(settings: Settings, *, now_s: float) -> VerifyMemory:
    """Nothing is known yet; everything has been off until now."""
    boxes, count = len(settings.fridge.compartments), len(finding_names(settings))
    return VerifyMemory(
        boxes=(BoxHistory(),) * boxes,
        inferred=(NOTHING_INFERRED,) * boxes,
        states=(QUIET,) * count,
        fridge=FridgeHistory(since_s=now_s),
        cabin=CabinHistory(),
        cold=Cold(),
        plate_runs=PlateRuns(),
        fans=FanResponse(),
        reach=Reach(),
        held_until_s=(-inf,) * count,
    )


def is_stuck_on(memory: VerifyMemory) -> bool:
    """Return True while the compressor runs without being asked."""
    return memory.states[_STUCK_ON].alarm is not None


def verify(
    memory: VerifyMemory, inputs: Snapshot, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> Outcome[VerifyMemory, Snapshot]:
    """Compare judged readings with what was `applied` until now; between two looks only the doubts count."""
    if 0.0 <= now_s - memory.looked_at_s < LOOK_EVERY_S:
        after, events = memory, tuple[Event, ...]()
    else:
        after = _looked(memory, inputs, targets, applied, settings, now_s=now_s)
        told = openings(settings.fridge.compartments, memory.inferred, after.inferred, now_s=now_s)
        beyond = reach.events(memory.reach, after.reach, settings.fridge.compartments, inputs.fridge, now_s=now_s)
        events = (*changes(memory.states, after.states, now_s=now_s), *told, *beyond)
    if after.doubts:
        inputs = believed(inputs, after.doubts, settings.fridge.compartments)
    return Outcome(after, inputs, events)


def unverified(
    memory: VerifyMemory, inputs: Snapshot, _targets: Targets, _applied: Commands, settings: Settings, *, now_s: float
) -> Outcome[VerifyMemory, Snapshot]:
    """Answer while verification fails: what was doubted until `now_s` stays so, nothing else is."""
    doubts = [doubt for doubt in memory.doubts if doubt.since_s <= now_s]
    return Outcome(memory, believed(inputs, doubts, settings.fridge.compartments))


def _looked(
    memory: VerifyMemory, inputs: Snapshot, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> VerifyMemory:
    """One look."""
    whole = _whole(memory, inputs, targets, applied, settings, now_s=now_s)
    boxes = tuple(_boxes(memory.boxes, whole))
    histories = tuple([box.history for box in boxes])
    places = _places(whole, boxes)
    states = [definition.update(check, at, was) for (at, check), was in zip(places, memory.states, strict=True)]
    ranks = ranked(finding_names(settings), memory.states, states, memory.held_until_s, now_s=now_s)
    return VerifyMemory(
        boxes=histories,
        inferred=whole.inferred,
        states=ranks.states,
        fridge=whole.fridge,
        cabin=whole.cabin,
        cold=whole.cold,
        plate_runs=whole.plate_runs,
        fans=whole.fans,
        reach=_told_reach(FridgePlace(whole, histories)),
        held_until_s=ranks.held_until_s,
        looked_at_s=now_s,
        doubts=tuple(_doubts(places, ranks.states)),
    )


def _told_reach(place: FridgePlace) -> Reach:
    """Return the reach with the aims that are beyond it."""
    whole = place.whole
    aims_c = [target.set_point_c for target in whole.targets.compartments]
    return reach.told(whole.reach, aims_c, missed_aims(place), above_aims(whole), full=is_full(whole))


def _whole(
    memory: VerifyMemory, inputs: Snapshot, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> Whole:
    """Bring up to date what all places share."""
    fridge = history.update_fridge(memory.fridge, inputs, targets, applied, now_s=now_s)
    cabin = history.update_cabin(memory.cabin, inputs, applied, fridge.switches, settings.fitted, now_s=now_s)
    flows_pct = cold.flows_pct(applied.compartment_fan_pct, settings.fridge)
    cooled = tuple([target.mode is Mode.COOL for target in targets.compartments])
    return Whole(
        now_s=now_s,
        inputs=inputs,
        applied=applied,
        targets=targets,
        settings=settings,
        fridge=fridge,
        cabin=cabin,
        cold=cold.update(
            memory.cold,
            inputs.fridge,
            flows_pct,
            work=history.work(applied),
            cabin_c=inputs.cabin.air_c.value,
            cooled=any(cooled),
        ),
        plate_runs=plate_runs.update(
            memory.plate_runs,
            inputs.fridge,
            cold.cooled_c(inputs.fridge, flows_pct),
            running=applied.compressor_on,
            switched=fridge.since_s == now_s,
        ),
        fans=fan_response.update(
            memory.fans,
            inputs.fridge,
            applied.compartment_fan_pct,
            rested_s=0.0 if fridge.on else now_s - fridge.since_s,
            now_s=now_s,
        ),
        inferred=_inferred(memory, inputs, applied, fridge, now_s=now_s),
        flows_pct=flows_pct,
        reach=reach.update(memory.reach, inputs.fridge, cooled, inputs.cabin.air_c.value),
    )


def _inferred(
    memory: VerifyMemory, inputs: Snapshot, applied: Commands, fridge: FridgeHistory, *, now_s: float
) -> tuple[BoxInference, ...]:
    on_since_s = fridge.since_s if fridge.on else None
    return infer(memory.inferred, inputs, applied, on_since_s, switched=fridge.since_s == now_s, now_s=now_s)


def _boxes(before: tuple[BoxHistory, ...], whole: Whole) -> Iterator[BoxPlace]:
    """Every compartment with its history brought up to date."""
    witness = history.witness_of(whole.inputs, whole.fridge)
    for was, inferred, settings, target, inputs, fan_pct in zip(
        before,
        whole.inferred,
        whole.settings.fridge.compartments,
        whole.targets.compartments,
        whole.inputs.fridge.compartments,
        whole.applied.compartment_fan_pct,
        strict=True,
    ):
        set_point_c = target.set_point_c if target.mode is Mode.COOL else None
        seen = Witness(witness, _reaches(whole, settings, fan_pct))
        now = history.update_box(was, inputs, seen, set_point_c, fan_pct, now_s=whole.now_s)
        yield BoxPlace(whole=whole, settings=settings, target=target, inputs=inputs, history=now, inferred=inferred)


def _reaches(whole: Whole, settings: CompartmentSettings, fan_pct: float) -> bool:
    """Return True where what the plate does now is for the sake of this compartment, or nothing shuts it out."""
    alone = len(whole.settings.fridge.compartments) == 1
    return alone or settings.air_flow is AirFlow.STILL or fan_pct >= history.BLOWN_PCT


def _places(whole: Whole, boxes: tuple[BoxPlace, ...]) -> list[tuple[Any, Check[Any]]]:
    """Every check with its place, in the order of `finding_names`."""
    tables: list[tuple[Any, tuple[Check[Any], ...]]] = [
        (FridgePlace(whole, tuple([box.history for box in boxes])), _FRIDGE),
        *[(box, _EACH_BOX) for box in boxes],
        (CabinPlace(whole), CABIN_CHECKS),
        (SupplyPlace(whole), SUPPLY_CHECKS),
    ]
    return [(place, check) for place, checks in tables for check in checks]


def _doubts(places: list[tuple[Any, Check[Any]]], states: tuple[AlarmState, ...]) -> Iterator[Doubt]:
    """Give the readings that are not to be believed: of findings whose condition was not seen to be over."""
    for (place, check), state in zip(places, states, strict=True):
        if check.doubts and state.alarm is not None and not state.over_s:
            yield Doubt(place.name, check.doubts, state.alarm.since_s)
