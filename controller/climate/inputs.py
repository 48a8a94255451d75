"""The inputs of the law in one tick: the readings that it needs, by short names, absent ones as None."""

from controller.interface.commands import Commands
from controller.interface.immutable import immutable
from controller.interface.snapshot import Snapshot

STANDING_KPH = 1.0
"""Slower is standing: the resolution of a broadcast speed."""


@immutable(kw_only=True)
class Scene:
    """The cabin with a measured air temperature, and what is around it."""

    air_c: float
    surface_c: float
    outside_c: float | None
    humidity_pct: float | None
    speed_kph: float | None
    door_open: bool
    in_use: bool
    applied: float
    """What was applied to heater and cooler: 1 is all heat, -1 all cold."""
    fresh: float
    """How much outside air the blower brings in, of all that it can."""

    @property
    def standing(self) -> bool:
        """True where the car stands, or tells no speed."""
        return self.speed_kph is None or self.speed_kph < STANDING_KPH


def read_scene(inputs: Snapshot, air_c: float, surface_c: float, applied: Commands) -> Scene:
    """The scene, with an estimate of the surfaces where no sensor sees them."""
    cabin, vehicle = inputs.cabin, inputs.vehicle
    speed_kph = vehicle.speed_kph.value
    moving = speed_kph is not None and speed_kph >= STANDING_KPH
    running = (vehicle.engine_rpm.value or 0.0) > 0.0
    return Scene(
        air_c=air_c,
        surface_c=surface_c if cabin.surface_c.value is None else cabin.surface_c.value,
        outside_c=vehicle.outside_c.value,
        humidity_pct=cabin.humidity_pct.value,
        speed_kph=speed_kph,
        door_open=vehicle.driver_door_open.value == 1.0,
        in_use=cabin.presence.value == 1.0 or moving or running,
        applied=(applied.heater_pct - applied.cooler_pct) / 100.0,
        fresh=applied.blower_pct * (100.0 - applied.recirculation_pct) / 10_000.0,
    )
