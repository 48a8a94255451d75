"""The records that the parts of the climate law share: the scene of a tick, and the requested air."""

from controller.interface.immutable import immutable

FULL_PCT = 100.0

OTHER_SIDE = 0.12
"""From heat to cold and back only for more than this part of all. Engineering choice: twice what city traffic makes of
the load at a mild 15 °C, so that its rhythm does not switch heater and cooler."""

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


@immutable(kw_only=True)
class Air:
    """The requested heater, cooler and blower, and the range in which recirculation suits them."""

    heater_pct: float = 0.0
    cooler_pct: float = 0.0
    blower_pct: float = 0.0
    windscreen_pct: float = 0.0
    min_recirculation_pct: float = 0.0
    max_recirculation_pct: float = FULL_PCT


STILL = Air()
