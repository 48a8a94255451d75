"""Contexts of the checks: each appliance with its readings, its applied outputs and its history."""

from controller.interface.commands import Commands
from controller.interface.immutable import immutable
from controller.interface.requests import CABIN, Mode
from controller.interface.snapshot import CompartmentInputs, Snapshot
from controller.interface.targets import Target, Targets
from controller.settings import CompartmentSettings, Settings
from controller.verify.box_inference import BoxInference
from controller.verify.cold import Cold, cooled_c
from controller.verify.fan_response import FanResponse
from controller.verify.history import BoxHistory, CabinHistory, FridgeHistory
from controller.verify.plate_runs import PlateRuns
from controller.verify.reach import Reach


@immutable(kw_only=True)
class Whole:
    """Everything; the part of one tick that all places share."""

    now_s: float
    inputs: Snapshot
    applied: Commands
    targets: Targets
    settings: Settings
    fridge: FridgeHistory
    cabin: CabinHistory
    cold: Cold
    plate_runs: PlateRuns
    fans: FanResponse
    flows_pct: tuple[float, ...]
    """How much of the air of each compartment moves over the plate."""
    reach: Reach
    inferred: tuple[BoxInference, ...] = ()

    @property
    def fridge_off(self) -> bool:
        """Nothing is to be cooled."""
        return all(target.mode is not Mode.COOL for target in self.targets.compartments)

    @property
    def coldest_c(self) -> float | None:
        """The coldest air in the fridge."""
        airs = [box.air_c.value for box in self.inputs.fridge.compartments if box.air_c.value is not None]
        return min(airs, default=None)

    @property
    def cooled_c(self) -> float | None:
        """The air that the plate meets: of all compartments, by how much their fans move."""
        return cooled_c(self.inputs.fridge, self.flows_pct)

    @property
    def power_w(self) -> float | None:
        """The power that the fridge draws; None where it is not measured."""
        supply = self.inputs.supply
        if supply.voltage_v.value is None or supply.current_a.value is None:
            return None
        return supply.voltage_v.value * supply.current_a.value


@immutable
class FridgePlace:
    """The fridge as a whole; `boxes` are the histories of its compartments."""

    whole: Whole
    boxes: tuple[BoxHistory, ...]

    @property
    def name(self) -> str:
        """As alarms begin."""
        return "fridge"

    @property
    def now_s(self) -> float:
        """The time of this look."""
        return self.whole.now_s

    @property
    def switched_off(self) -> bool:
        """All compartments are off."""
        return self.whole.fridge_off

    @property
    def lasted_s(self) -> float:
        """The time for which the compressor has been on or off."""
        return self.whole.now_s - self.whole.fridge.since_s


@immutable(kw_only=True)
class BoxPlace:
    """One compartment."""

    whole: Whole
    settings: CompartmentSettings
    target: Target
    inputs: CompartmentInputs
    history: BoxHistory
    inferred: BoxInference

    @property
    def name(self) -> str:
        """As alarms begin."""
        return f"fridge.{self.settings.name}"

    @property
    def now_s(self) -> float:
        """The time of this look."""
        return self.whole.now_s

    @property
    def switched_off(self) -> bool:
        """It is not to be cooled."""
        return self.target.mode is not Mode.COOL


@immutable
class CabinPlace:
    """The cabin."""

    whole: Whole

    @property
    def name(self) -> str:
        """As alarms begin."""
        return CABIN

    @property
    def now_s(self) -> float:
        """The time of this look."""
        return self.whole.now_s

    @property
    def switched_off(self) -> bool:
        """Its climate is off."""
        return self.whole.targets.cabin.mode is Mode.OFF


@immutable
class SupplyPlace:
    """The supply."""

    whole: Whole

    @property
    def name(self) -> str:
        """As alarms begin."""
        return "supply"

    @property
    def now_s(self) -> float:
        """The time of this look."""
        return self.whole.now_s

    @property
    def switched_off(self) -> bool:
        """It cannot be."""
        return False
