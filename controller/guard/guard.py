"""The last word on every order. It knows no law; it only forbids, and says why.

- Every duty is a number from 0 to 100; what is none is 0. Orders for another number of fans are no orders: all off.
- Doubt takes away a permission, never a prohibition (evidence.py).
- Compartments and compressor: guard_cold.py.
- Heater and cooler never run together; after one the other waits for the changeover time. Both asked for: neither.
- The heater runs only with a fresh cabin air reading below the highest, and like the cooler only in moving air.
- While the outputs are not driven, because one of them failed, nothing is ordered: the compressor has stopped.
- The cabin's air does not go round for long where nothing measures its carbon dioxide.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from controller.guard import cold, recirculation
from controller.guard.limits import Reasons, in_range
from controller.interface.commands import Commands, all_off
from controller.interface.events import Event, GuardLimited
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.readings import Reading
from controller.settings import CabinSettings, Settings
from controller.targets import Wish


@immutable(kw_only=True)
class GuardMemory:
    """What the outputs did: compressor state and since when, until when heater and cooler ran, what is frozen.

    `heated_until_s` and `cooled_until_s` are inf while it runs and -inf when it never did.
    """

    compressor_on: bool
    compressor_since_s: float
    heated_until_s: float
    cooled_until_s: float
    frozen: tuple[bool, ...]
    limited: tuple[str, ...] = ()
    shut_since_s: float | None = None
    """Since when the cabin's air goes round unmeasured."""


@immutable
class Ruling:
    """What may be done, and which limitations began."""

    memory: GuardMemory
    commands: Commands
    events: tuple[Event, ...]


def initial(compartments: int, compressor_off_since_s: float | None, *, now_s: float) -> GuardMemory:
    """Everything off. None means that nothing proves the off time: the compressor is taken to have just stopped."""
    since_s = now_s if compressor_off_since_s is None else min(compressor_off_since_s, now_s)
    return GuardMemory(
        compressor_on=False,
        compressor_since_s=since_s,
        heated_until_s=-inf,
        cooled_until_s=-inf,
        frozen=(False,) * compartments,
    )


def allow(
    memory: GuardMemory,
    orders: Commands,
    evidence: Evidence,
    wishes: Sequence[Wish],
    settings: Settings,
    *,
    now_s: float,
) -> Ruling:
    """What of `orders` may be done. `wishes` are those of the compartments."""
    why: Reasons = {}
    fridge, inputs = settings.fridge, evidence.believed
    count = len(fridge.compartments)
    orders = in_range(orders if inputs.outputs_driven else all_off(count), fridge.compartments, why)
    boxes, fresh = inputs.fridge.compartments, evidence.fresh.fridge.compartments
    frozen = cold.frozen(memory.frozen, boxes, fresh, fridge.compartments)
    at_once = not inputs.outputs_driven or cold.all_frozen(frozen, wishes)
    is_on, lasted_s = memory.compressor_on, now_s - memory.compressor_since_s
    compressor_on = cold.compressor(is_on, lasted_s, orders.compressor_on, at_once, fridge.compressor, why)
    heater_pct = _heater(memory, orders, inputs.cabin.air_c, settings.cabin, why, now_s=now_s)
    cooler_pct = _cooler(memory, orders, settings.cabin, why, now_s=now_s)
    recirculation_pct, shut_since_s = recirculation.recirculation(
        memory.shut_since_s, orders.recirculation_pct, inputs.cabin.co2_ppm, why, now_s=now_s
    )
    commands = Commands(
        compressor_on=compressor_on,
        compartment_fan_pct=cold.fans(orders.compartment_fan_pct, frozen, fridge.compartments, why),
        heater_pct=heater_pct,
        cooler_pct=cooler_pct,
        blower_pct=_blower(orders.blower_pct, max(heater_pct, cooler_pct), settings.cabin, why),
        compressor_speed_pct=orders.compressor_speed_pct if compressor_on else 0.0,
        windscreen_pct=orders.windscreen_pct,
        recirculation_pct=recirculation_pct,
        purifier_pct=orders.purifier_pct,
    )
    after = GuardMemory(
        compressor_on=compressor_on,
        compressor_since_s=memory.compressor_since_s if compressor_on == is_on else now_s,
        heated_until_s=_ran_until_s(memory.heated_until_s, heater_pct, now_s=now_s),
        cooled_until_s=_ran_until_s(memory.cooled_until_s, cooler_pct, now_s=now_s),
        frozen=frozen,
        limited=tuple(why),
        shut_since_s=shut_since_s,
    )
    return Ruling(after, commands, _begun(memory.limited, why, now_s=now_s))


def stoppable(memory: GuardMemory) -> GuardMemory:
    """The memory that lets a compressor stop at once, for one that no law looks after any more."""
    return replace(memory, compressor_since_s=-inf) if memory.compressor_on else memory


def stopped(memory: GuardMemory, *, now_s: float) -> GuardMemory:
    """The memory after everything was switched off at `now_s`."""
    return GuardMemory(
        compressor_on=False,
        compressor_since_s=now_s if memory.compressor_on else memory.compressor_since_s,
        heated_until_s=_ran_until_s(memory.heated_until_s, 0.0, now_s=now_s),
        cooled_until_s=_ran_until_s(memory.cooled_until_s, 0.0, now_s=now_s),
        frozen=memory.frozen,
        limited=memory.limited,
    )


def forbid(
    memory: GuardMemory,
    _orders: Commands,
    _evidence: Evidence,
    _wishes: Sequence[Wish],
    settings: Settings,
    *,
    now_s: float,
) -> Ruling:
    """The answer while the guard fails: nothing."""
    return Ruling(stopped(memory, now_s=now_s), all_off(len(settings.fridge.compartments)), ())


def _begun(limited: tuple[str, ...], why: Reasons, *, now_s: float) -> tuple[Event, ...]:
    """What is limited now and was not before."""
    if not why:
        return ()
    return tuple([GuardLimited(now_s, name, reason) for name, reason in why.items() if name not in limited])


def _heater(
    memory: GuardMemory, orders: Commands, air_c: Reading, settings: CabinSettings, why: Reasons, *, now_s: float
) -> float:
    """The heater's duty, or 0 with the reason."""
    if orders.heater_pct <= 0.0:
        return 0.0
    if orders.cooler_pct > 0.0:
        why["heater"] = "heater and cooler ordered at once"
    elif now_s - memory.cooled_until_s < settings.changeover_s:
        why["heater"] = f"waits {settings.changeover_s:g} s after the cooler"
    elif air_c.value is None:
        why["heater"] = f"no cabin air temperature ({air_c.absence})"
    elif air_c.value >= settings.highest_air_c:
        why["heater"] = f"cabin air at {air_c.value:.1f} °C: heated only below {settings.highest_air_c:g} °C"
    else:
        return orders.heater_pct
    return 0.0


def _cooler(memory: GuardMemory, orders: Commands, settings: CabinSettings, why: Reasons, *, now_s: float) -> float:
    """The cooler's duty, or 0 with the reason."""
    if orders.cooler_pct <= 0.0:
        return 0.0
    if orders.heater_pct > 0.0:
        why["cooler"] = "heater and cooler ordered at once"
    elif now_s - memory.heated_until_s < settings.changeover_s:
        why["cooler"] = f"waits {settings.changeover_s:g} s after the heater"
    else:
        return orders.cooler_pct
    return 0.0


def _ran_until_s(before_s: float, duty_pct: float, *, now_s: float) -> float:
    """Until when an output ran: inf while it does."""
    return inf if duty_pct > 0.0 else min(before_s, now_s)


def _blower(blower_pct: float, duty_pct: float, settings: CabinSettings, why: Reasons) -> float:
    """At least the floor while heater or cooler runs."""
    if duty_pct > 0.0 and blower_pct < settings.blower_floor_pct:
        why["blower"] = f"at least {settings.blower_floor_pct:g} % over the heater or the cooler"
        return settings.blower_floor_pct
    return blower_pct
