"""All laws for one tick: what the supply allows first, then cold, climate and air; and their orders together."""

from dataclasses import dataclass

from controller import air, climate, fridge, power
from controller.commands import Commands
from controller.memory import Memory
from controller.settings import Settings
from controller.snapshot import Snapshot
from controller.wishes import Wishes


@dataclass(frozen=True, slots=True)
class Laws:
    """What each law remembers after a tick, its orders among it."""

    power: power.PowerMemory
    fridge: fridge.FridgeMemory
    climate: climate.ClimateMemory
    air: air.AirMemory

    @property
    def orders(self) -> Commands:
        """What they want together: the blower that either needs, and a flap within what suits the climate."""
        cold, cabin, fresh = self.fridge, self.climate.air, self.air
        return Commands(
            compressor_on=cold.compressor_on,
            compartment_fan_pct=cold.fan_pcts,
            heater_pct=cabin.heater_pct,
            cooler_pct=cabin.cooler_pct,
            blower_pct=max(cabin.blower_pct, fresh.blower_pct),
            compressor_speed_pct=cold.speed_pct,
            windscreen_pct=cabin.windscreen_pct,
            recirculation_pct=climate.recirculation_pct(cabin, fresh.recirculation_pct),
            purifier_pct=fresh.purifier_pct,
        )


def regulate(memory: Memory, inputs: Snapshot, held: Wishes, settings: Settings, *, now_s: float) -> Laws:
    """Ask each law once."""
    ordered = memory.ordered
    profiles = tuple([one.profile for one in settings.fridge.compartments])
    supply = power.Inputs(inputs.supply, inputs.vehicle, profiles)
    supplied = power.regulate(memory.power, supply, settings.power, ordered, now_s=now_s)
    budget = supplied.budget
    wanted = fridge.Asked(held.compartments, held.quiet, budget)
    cold = fridge.regulate(memory.fridge, inputs.fridge, wanted, settings.fridge, ordered, now_s=now_s)
    comfort = climate.Asked(held.cabin, held.quiet, held.departs_at_s, budget)
    cabin = climate.regulate(memory.climate, inputs, comfort, settings.cabin, ordered, now_s=now_s)
    moved = cabin.air
    breathed = air.Inputs(inputs.cabin, inputs.vehicle, moved.blower_pct, moved.windscreen_pct, held.cabin, held.quiet)
    fresh = air.regulate(memory.air, breathed, settings.air, budget, ordered, now_s=now_s)
    return Laws(supplied, cold, cabin, fresh)
