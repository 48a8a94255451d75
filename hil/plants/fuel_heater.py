"""A heater that burns diesel or petrol in its own burner: it glows, lights, burns at one of some levels, and runs on.

It blows the cabin's air through itself by a fan of its own. Figures are of a 2 kW air heater (Airtronic D2, technical
description 25 2069 90 99 52; restarts: Planar 2D, manual, section 4.1).

State       becomes    when
off         glowing    it is asked for
glowing     burning    lit: after glow_s and light_s, once its fuel burns
glowing     glowing    not lit: it tries once more
glowing     locked     not lit for the second time
burning     glowing    its flame goes out: it lights anew, at most three times in a row
burning     locked     its flame goes out once more
glowing     cooling    it is no longer asked for: an ignition is broken off
burning     cooling    it is no longer asked for
cooling     off        after_run_s later; until then nothing lights it
locked      off        it is no longer asked for
"""

from dataclasses import dataclass
from enum import Enum, auto


class Flame(Enum):
    """The state of the burner."""

    OFF = auto()
    GLOWING = auto()
    BURNING = auto()
    COOLING = auto()
    LOCKED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelHeaterParameters:
    """One heater; powers in W."""

    levels_w: tuple[float, ...] = (850.0, 1_200.0, 1_800.0, 2_200.0)
    """Heat at each level, the lowest first; one level is a heater that is only on or off."""
    glow_s: float = 60.0
    """The plug glows for so long before fuel is fed."""
    light_s: float = 90.0
    """From there until the flame is stable: 60 to 120 s in the cold."""
    rise_s: float = 60.0
    """Time constant of its exchanger."""
    after_run_s: float = 180.0
    """Its fan runs on for so long: 2 to 4 min."""
    glow_w: float = 100.0
    """Electricity while it glows."""
    fan_w: tuple[float, float] = (8.0, 34.0)
    """Electricity at the lowest and at the highest level."""
    efficiency: float = 0.8
    """Heat for each joule of fuel: 2.2 kW of 0.28 l/h."""
    lights: bool = True
    """A heater without fuel never does."""
    flame_outs_s: tuple[float, ...] = ()
    """When a burning flame goes out, in seconds since the beginning."""


_ATTEMPTS = 2
_RESTARTS = 3


class FuelHeater:
    """The state of one heater."""

    __slots__ = (
        "_attempts",
        "_elapsed_s",
        "_flame_outs_s",
        "_in_state_s",
        "_parameters",
        "_restarts",
        "aborted",
        "electrical_w",
        "fuel_j",
        "heat_w",
        "ignitions",
        "state",
    )

    def __init__(self, parameters: FuelHeaterParameters) -> None:
        self._parameters = parameters
        self._flame_outs_s = list(parameters.flame_outs_s)
        self._elapsed_s = self._in_state_s = 0.0
        self._attempts = self._restarts = 0
        self.state = Flame.OFF
        self.heat_w = 0.0
        """To the air."""
        self.electrical_w = 0.0
        self.fuel_j = 0.0
        """Fuel since the beginning."""
        self.ignitions = 0
        """Times that it began to glow, restarts by itself included."""
        self.aborted = 0
        """Of these, how many were broken off before the flame was stable."""

    def advance(self, asked_pct: float, dt_s: float) -> None:
        """Let `dt_s` seconds pass; any duty above zero asks for it, at the level next to that duty."""
        self._elapsed_s += dt_s
        self._in_state_s += dt_s
        self._change(asked_pct > 0.0)
        parameters = self._parameters
        level_w = self._level_w(asked_pct) if self.state is Flame.BURNING else 0.0
        self.heat_w += (level_w - self.heat_w) * dt_s / (parameters.rise_s + dt_s)
        is_fed = self.state is Flame.GLOWING and self._in_state_s > parameters.glow_s
        fed_w = parameters.levels_w[0] if is_fed and parameters.lights else level_w
        self.fuel_j += fed_w / parameters.efficiency * dt_s
        self.electrical_w = self._electrical_w(level_w)

    def _level_w(self, asked_pct: float) -> float:
        """Return the heat of the level next to a duty."""
        levels_w = self._parameters.levels_w
        asked_w = levels_w[-1] * asked_pct / 100.0
        return min(levels_w, key=lambda each_w: abs(each_w - asked_w))

    def _electrical_w(self, level_w: float) -> float:
        low_w, high_w = self._parameters.fan_w
        if self.state in (Flame.OFF, Flame.LOCKED):
            return 0.0
        fan_w = low_w + (high_w - low_w) * level_w / self._parameters.levels_w[-1]
        return fan_w + (self._parameters.glow_w if self.state is Flame.GLOWING else 0.0)

    def _change(self, asked: bool) -> None:
        """Apply the table in the head of this file."""
        parameters, state = self._parameters, self.state
        if state is Flame.OFF and asked:
            self._attempts, self._restarts = 1, 0
            self._glow()
        elif state in (Flame.GLOWING, Flame.BURNING) and not asked:
            self.aborted += state is Flame.GLOWING
            self._enter(Flame.COOLING)
        elif state is Flame.GLOWING and self._in_state_s >= parameters.glow_s + parameters.light_s:
            self._lit()
        elif state is Flame.BURNING and self._flame_outs_s and self._elapsed_s >= self._flame_outs_s[0]:
            self._flame_outs_s.pop(0)
            self._restarts += 1
            if self._restarts > _RESTARTS:
                self._enter(Flame.LOCKED)
            else:
                self._attempts = 1
                self._glow()
        elif (state is Flame.COOLING and self._in_state_s >= parameters.after_run_s) or (
            state is Flame.LOCKED and not asked
        ):
            self._enter(Flame.OFF)

    def _lit(self) -> None:
        """End an attempt: it burns, or it is tried again, or given up."""
        if self._parameters.lights:
            self._enter(Flame.BURNING)
        elif self._attempts < _ATTEMPTS:
            self._attempts += 1
            self._glow()
        else:
            self._enter(Flame.LOCKED)

    def _glow(self) -> None:
        self.ignitions += 1
        self._enter(Flame.GLOWING)

    def _enter(self, state: Flame) -> None:
        self.state, self._in_state_s = state, 0.0
