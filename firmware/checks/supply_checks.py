"""Rules for the power law: what is to tell of a car in use is fitted, and custom voltages suit the kind of battery."""

from collections.abc import Iterator, Mapping

from controller import BatteryKind, InUseBy, Protection
from firmware.checks.givers import givers
from firmware.config import Config
from firmware.config.problem import Problem

TELLS: Mapping[InUseBy, tuple[str, ...]] = {
    InUseBy.BUS: ("vehicle.engine_rpm", "vehicle.speed_kph", "vehicle.ready", "vehicle.charging", "supply.shore"),
    InUseBy.CURRENT: ("supply.battery_a", "supply.solar_w"),
    InUseBy.VOLTAGE: ("supply.voltage_v", "supply.starter_v"),
}
"""One of these at least must be given by something."""

LEAST_V: Mapping[BatteryKind, float] = {BatteryKind.LIFEPO4: 12.8}
"""A rest voltage below which such a battery is empty: 17 % of LiFePO4 (table of makers)."""


def supply_problems(config: Config) -> Iterator[Problem]:
    """Yield everything that is wrong with the supply's settings."""
    power, given = config.power, {point for _, point in givers(config)}
    wanted = TELLS.get(power.in_use_by, ())
    if wanted and not given.intersection(wanted):
        text = f'nothing gives {" or ".join(wanted)}: no car would ever be in use; take "auto", or fit one of them'
        yield Problem(("power", "in_use_by"), text, str(power.in_use_by), (("sensors",), ("can",)))
    least_v = LEAST_V.get(power.battery)
    if least_v is not None and power.protection is Protection.CUSTOM and power.cut_out_v < least_v:
        text = f"{power.battery} at rest is empty below {least_v:g} V; 13 keeps three tenths of it"
        yield Problem(("power", "cut_out_v"), text, power.cut_out_v, (("power", "battery"),))
