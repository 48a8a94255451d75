"""The traction battery of an electric car: driving, heating and the 12 V system empty it, a plug fills it."""

from dataclasses import dataclass

_HOUR_S = 3_600.0
_WH_PER_KWH = 1_000.0


@dataclass(frozen=True, slots=True)
class TractionParameters:
    """A representative small electric car."""

    capacity_kwh: float = 40.0
    charge_ratio: float = 0.7
    driving_wh_km: float = 140.0
    """Without heating and cooling."""
    plug_w: float = 7_200.0
    """Power that the charger puts in: 32 A of one phase."""


class Traction:
    """Its state of charge."""

    __slots__ = ("_parameters", "charge_ratio")

    def __init__(self, parameters: TractionParameters) -> None:
        self._parameters = parameters
        self.charge_ratio = parameters.charge_ratio

    @property
    def charge_pct(self) -> float:
        """State of charge."""
        return 100.0 * self.charge_ratio

    def advance(self, drawn_w: float, speed_kph: float, *, plugged_in: bool, dt_s: float) -> None:
        """Give `drawn_w` for `dt_s` seconds, and what driving takes."""
        parameters = self._parameters
        net_w = drawn_w + parameters.driving_wh_km * speed_kph
        if plugged_in:
            net_w -= parameters.plug_w
        stored_wh = parameters.capacity_kwh * _WH_PER_KWH
        self.charge_ratio = min(max(self.charge_ratio - net_w * dt_s / _HOUR_S / stored_wh, 0.0), 1.0)
