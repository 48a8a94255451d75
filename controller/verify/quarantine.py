"""Quarantine after findings: readings that nobody may believe, fans that must not move more cold."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, TypeVar

from controller.interface.commands import Commands
from controller.interface.immutable import immutable
from controller.interface.readings import Absence, absent
from controller.interface.snapshot import CabinInputs, CompartmentInputs, FridgeInputs, Snapshot, SupplyInputs
from controller.interface.targets import Target
from controller.settings.fridge import CompartmentSettings

Group = TypeVar("Group", CompartmentInputs, FridgeInputs, CabinInputs, SupplyInputs)


@immutable
class Doubt:
    """One reading that is not believed: "supply", "voltage_v"; since when."""

    place: str
    field: str
    since_s: float


def believed(inputs: Snapshot, doubts: Collection[Doubt], compartments: tuple[CompartmentSettings, ...]) -> Snapshot:
    """Return the snapshot with every doubted reading absent; a reading that is absent already keeps its own reason."""
    boxes = [
        _doubted(box, f"fridge.{one.name}", doubts)
        for one, box in zip(compartments, inputs.fridge.compartments, strict=True)
    ]
    return replace(
        inputs,
        fridge=replace(_doubted(inputs.fridge, "fridge", doubts), compartments=tuple(boxes)),
        cabin=_doubted(inputs.cabin, "cabin", doubts),
        supply=_doubted(inputs.supply, "supply", doubts),
    )


def _doubted(group: Group, place: str, doubts: Collection[Doubt]) -> Group:
    blanks: dict[str, Any] = {}
    for doubt in doubts:
        if doubt.place == place and getattr(group, doubt.field).value is not None:
            blanks[doubt.field] = absent(Absence.IMPLAUSIBLE, doubt.since_s)
    return replace(group, **blanks) if blanks else group


def spared(requested: Commands, inputs: FridgeInputs, targets: tuple[Target, ...]) -> Commands:
    """While the compressor cannot be stopped no fan carries its cold to goods that are cold enough."""
    fans_pct = [
        fan_pct if box.air_c.value is not None and box.air_c.value > target.set_point_c else 0.0
        for fan_pct, box, target in zip(requested.compartment_fan_pct, inputs.compartments, targets, strict=True)
    ]
    return replace(requested, compartment_fan_pct=tuple(fans_pct))
