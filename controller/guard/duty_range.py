"""The guard's first rule: every duty is a number from 0 to 100, for outputs that exist."""

from math import isfinite

from controller.interface.commands import Commands, all_off
from controller.settings import CompartmentSettings

FULL_PCT = 100.0

Reasons = dict[str, str]
"""The reason for each limited output, by its name; filled while one set of orders is judged."""


def in_range(orders: Commands, compartments: tuple[CompartmentSettings, ...], why: Reasons) -> Commands:
    """Limit every duty of `orders` to 0 to 100; for another number of fans than there are, all is off."""
    fans = orders.compartment_fan_pct
    if len(fans) != len(compartments):
        outputs = ("compressor", "heater", "cooler", "blower", *(f"fan.{one.name}" for one in compartments))
        why.update(dict.fromkeys(outputs, f"{len(fans)} fan duties requested for {len(compartments)} fans"))
        return all_off(len(compartments))
    duties = (
        *(*fans, orders.heater_pct, orders.cooler_pct, orders.blower_pct, orders.compressor_speed_pct),
        *(orders.windscreen_pct, orders.recirculation_pct, orders.purifier_pct),
    )
    if False not in [0.0 <= duty <= FULL_PCT for duty in duties]:
        return orders
    return Commands(
        compressor_on=orders.compressor_on,
        compartment_fan_pct=tuple(
            [_duty(f"fan.{one.name}", fan, why) for one, fan in zip(compartments, fans, strict=True)]
        ),
        heater_pct=_duty("heater", orders.heater_pct, why),
        cooler_pct=_duty("cooler", orders.cooler_pct, why),
        blower_pct=_duty("blower", orders.blower_pct, why),
        compressor_speed_pct=_duty("compressor_speed", orders.compressor_speed_pct, why),
        windscreen_pct=_duty("windscreen", orders.windscreen_pct, why),
        recirculation_pct=_duty("recirculation", orders.recirculation_pct, why),
        purifier_pct=_duty("purifier", orders.purifier_pct, why),
    )


def _duty(output: str, duty_pct: float, why: Reasons) -> float:
    """Limit `duty_pct` to 0 to 100; what is no finite number becomes 0."""
    if 0.0 <= duty_pct <= FULL_PCT:
        return duty_pct
    why[output] = f"{duty_pct:g} % requested: a duty is from 0 to 100 %"
    return min(max(duty_pct, 0.0), FULL_PCT) if isfinite(duty_pct) else 0.0
