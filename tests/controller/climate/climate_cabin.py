"""The climate law by hand: situations, and a car in which every request is applied."""

from dataclasses import dataclass, field, replace

from controller import CabinInputs, CabinSettings, Commands, Mode, Request, Snapshot, Target, VehicleInputs, present
from controller.climate import Asked, ClimateMemory, ClimateOutput, recirculation_pct, regulate
from controller.climate.scene import Scene
from controller.interface.events import Event
from controller.interface.readings import NOT_FITTED, Reading

SETTINGS = CabinSettings()
AUTO = Asked(target=Target(21.0, Mode.AUTO))


def scene(
    air_c: float = 20.0,
    outside_c: float | None = 0.0,
    *,
    surface_c: float | None = None,
    humidity_pct: float | None = 40.0,
    applied: float = 0.0,
    in_use: bool = True,
) -> Scene:
    """A standing car."""
    return Scene(
        air_c=air_c,
        surface_c=air_c if surface_c is None else surface_c,
        outside_c=outside_c,
        humidity_pct=humidity_pct,
        speed_kph=0.0,
        door_open=False,
        in_use=in_use,
        applied=applied,
        fresh=0.0,
    )


@dataclass(slots=True)
class Obedient:
    """A cabin whose readings are set by hand; heater and cooler do what the law requests."""

    memory: ClimateMemory = field(default_factory=ClimateMemory)
    output: ClimateOutput = field(default_factory=ClimateOutput)
    settings: CabinSettings = SETTINGS
    air_c: float | None = 20.0
    outside_c: float | None = None
    humidity_pct: float | None = None
    speed_kph: float | None = None
    somebody: bool = True
    now_s: float = 0.0
    events: list[Event] = field(default_factory=list)

    def run(self, asked: Asked, seconds: int, *requests: Request) -> ClimateOutput:
        """One tick each second; the requests come with the first."""
        for second in range(seconds):
            inputs = self._inputs(requests if second == 0 else ())
            asked = replace(asked, requested=self.output.air)
            taken = regulate(self.memory, inputs, asked, self.settings, self._applied(), now_s=self.now_s)
            self.memory, self.output = taken.memory, taken.output
            self.events += taken.events
            self.now_s += 1.0
        return self.output

    def _applied(self) -> Commands:
        air = self.output.air
        return Commands(
            heater_pct=air.heater_pct,
            cooler_pct=air.cooler_pct,
            blower_pct=air.blower_pct,
            recirculation_pct=recirculation_pct(air, 70.0),
        )

    def _inputs(self, requests: tuple[Request, ...]) -> Snapshot:
        return Snapshot(
            cabin=CabinInputs(
                air_c=self._reading(self.air_c),
                humidity_pct=self._reading(self.humidity_pct),
                presence=present(float(self.somebody), self.now_s),
            ),
            vehicle=VehicleInputs(
                speed_kph=self._reading(self.speed_kph),
                outside_c=self._reading(self.outside_c),
            ),
            requests=requests,
        )

    def _reading(self, value: float | None) -> Reading:
        return NOT_FITTED if value is None else present(value, self.now_s)
