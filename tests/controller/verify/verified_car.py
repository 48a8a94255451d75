"""A car made by hand for verification: readings and commands are fields, time passes in looks."""

from dataclasses import dataclass, field, replace

from controller import (
    NOT_FITTED,
    Absence,
    CabinInputs,
    Commands,
    CompartmentInputs,
    CompartmentSettings,
    Event,
    FridgeInputs,
    FridgeSettings,
    Mode,
    Reading,
    Settings,
    Snapshot,
    SupplyInputs,
    VehicleInputs,
    absent,
    present,
)
from controller.interface.targets import Targets
from controller.targets import configured
from controller.verify import initial, verify
from controller.verify.trends import LOOK_EVERY_S

SETTINGS = Settings(fridge=FridgeSettings(compartments=(CompartmentSettings(name="food"),)))
MINUTE_S, HOUR_S = 60.0, 3_600.0


@dataclass
class Car:
    """`values` has readings by name; one that it lacks is not fitted, one in `lost` does not answer.

    `applied` is what was put out.
    """

    values: dict[str, float] = field(default_factory=dict)
    applied: Commands = field(default_factory=lambda: Commands(compartment_fan_pct=(0.0,)))
    targets: Targets = field(default_factory=lambda: configured(SETTINGS))
    lost: set[str] = field(default_factory=set)
    now_s: float = 0.0
    events: list[Event] = field(default_factory=list)
    inputs: Snapshot = field(default_factory=Snapshot)
    settings: Settings = SETTINGS

    def __post_init__(self) -> None:
        self.memory = initial(self.settings, now_s=0.0)

    @property
    def active(self) -> list[str]:
        """The names of the active findings."""
        return [alarm.name for alarm in self.memory.alarms]

    @property
    def text(self) -> str:
        """What the only finding says."""
        (alarm,) = self.memory.alarms
        return alarm.text

    def order(self, **changed: float | bool | tuple[float, ...]) -> None:
        """Order something else from now on."""
        self.applied = replace(self.applied, **changed)  # type: ignore[arg-type]  # names and types are the tests' own

    def switch_off(self) -> None:
        """Somebody switches everything off."""
        food = replace(self.targets.compartments[0], mode=Mode.OFF)
        self.targets = replace(self.targets, compartments=(food,), cabin=replace(self.targets.cabin, mode=Mode.OFF))

    def look(self) -> None:
        """One look."""
        verified = verify(self.memory, self.snapshot(), self.targets, self.applied, self.settings, now_s=self.now_s)
        self.memory, self.inputs = verified.memory, verified.output
        self.events += verified.events
        self.now_s += LOOK_EVERY_S

    def stay(self, for_s: float, **slopes_k_h: float) -> None:
        """Looks for `for_s`; readings named in `slopes_k_h` change steadily."""
        for _ in range(round(for_s / LOOK_EVERY_S)):
            self.look()
            for name, slope_k_h in slopes_k_h.items():
                self.values[name] += slope_k_h * LOOK_EVERY_S / HOUR_S

    def snapshot(self) -> Snapshot:
        """The readings now."""
        read = self._read
        return Snapshot(
            fridge=FridgeInputs(
                (CompartmentInputs(read("air_c"), read("contents_c"), read("lid_open")),),
                read("plate_c"),
                read("condenser_c"),
                read("condenser_fan_rpm"),
            ),
            cabin=CabinInputs(air_c=read("cabin_c")),
            supply=SupplyInputs(read("voltage_v"), read("current_a")),
            vehicle=VehicleInputs(outside_c=read("outside_c"), driver_door_open=read("door_open")),
        )

    def _read(self, name: str) -> Reading:
        if name in self.lost:
            return absent(Absence.OFFLINE, self.now_s)
        return present(self.values[name], self.now_s) if name in self.values else NOT_FITTED
