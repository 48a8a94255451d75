"""The last word on every order. It knows no law; it only forbids, and says why.

- Every duty is a number from 0 to 100; what is none is 0. Orders for another number of fans are no orders: all off.
- A compartment whose air is at or below its freeze guard gets no moved air until it is RELEASE_K above.
- Compressor: off at once when every compartment that is to be cooled is so frozen: frozen medicine is lost, one short
  run of a compressor is not. The minimum off time is never broken.
- Heater and cooler never run together; after one the other waits for the changeover time. Both asked for: neither.
- The heater runs only with a fresh cabin air reading below the highest, and like the cooler only in moving air.
- While the outputs are not driven, because one of them failed, nothing is ordered: the compressor has stopped.
- The cabin's air does not go round for long where nothing measures its carbon dioxide.

Compressor   becomes   when                                    stays although otherwise ordered
off          on        ordered, not all frozen, off for long   less than min_off_s off
on           off       not ordered, all frozen, not driven     not ordered, less than min_on_s on
"""

from collections.abc import Sequence
from math import inf

from controller import guard_flap
from controller.commands import Commands, all_off
from controller.events import Event, GuardLimited
from controller.guard_range import Reasons, in_range
from controller.readings import Reading
from controller.record import record
from controller.requests import Mode
from controller.settings import CabinSettings, CompartmentSettings, CompressorSettings, Settings
from controller.snapshot import CompartmentInputs, Snapshot
from controller.wishes import Wish

RELEASE_K = 0.5
"""A frozen compartment must warm up by this. Engineering choice: well above the noise of a sensor (0.1 K)."""


@record
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


@record
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
    inputs: Snapshot,
    wishes: Sequence[Wish],
    settings: Settings,
    *,
    now_s: float,
) -> Ruling:
    """What of `orders` may be done. `inputs` are judged readings; `wishes` are those of the compartments."""
    why: Reasons = {}
    fridge = settings.fridge
    orders = in_range(orders if inputs.outputs_driven else all_off(len(fridge.compartments)), fridge.compartments, why)
    frozen = _frozen(memory.frozen, inputs.fridge.compartments, fridge.compartments)
    all_frozen = _all_frozen(frozen, wishes)
    at_once = all_frozen or not inputs.outputs_driven
    compressor_on = _compressor(memory, orders.compressor_on, at_once, fridge.compressor, why, now_s=now_s)
    heater_pct = _heater(memory, orders, inputs.cabin.air_c, settings.cabin, why, now_s=now_s)
    cooler_pct = _cooler(memory, orders, settings.cabin, why, now_s=now_s)
    recirculation_pct, shut_since_s = guard_flap.recirculation(
        memory.shut_since_s, orders.recirculation_pct, inputs.cabin.co2_ppm, why, now_s=now_s
    )
    commands = Commands(
        compressor_on=compressor_on,
        compartment_fan_pct=_fans(orders.compartment_fan_pct, frozen, fridge.compartments, why),
        heater_pct=heater_pct,
        cooler_pct=cooler_pct,
        blower_pct=_blower(orders.blower_pct, max(heater_pct, cooler_pct), settings.cabin, why),
        compressor_speed_pct=orders.compressor_speed_pct if compressor_on else 0.0,
        windscreen_pct=orders.windscreen_pct,
        recirculation_pct=recirculation_pct,
        purifier_pct=orders.purifier_pct,
    )
    return Ruling(
        GuardMemory(
            compressor_on,
            memory.compressor_since_s if compressor_on == memory.compressor_on else now_s,
            _ran_until_s(memory.heated_until_s, heater_pct, now_s=now_s),
            _ran_until_s(memory.cooled_until_s, cooler_pct, now_s=now_s),
            frozen,
            tuple(why),
            shut_since_s,
        ),
        commands,
        _begun(memory.limited, why, now_s=now_s),
    )


def _begun(limited: tuple[str, ...], why: Reasons, *, now_s: float) -> tuple[Event, ...]:
    """What is limited now and was not before."""
    if not why:
        return ()
    return tuple([GuardLimited(now_s, name, reason) for name, reason in why.items() if name not in limited])


def _frozen(
    before: tuple[bool, ...],
    inputs: tuple[CompartmentInputs, ...],
    compartments: tuple[CompartmentSettings, ...],
) -> tuple[bool, ...]:
    """Which compartments are so cold that they must get no cold air; what is not measured is not known to be."""
    return tuple(
        [
            one.air_c.value is not None and one.air_c.value <= settings.freeze_guard_c + (RELEASE_K if was else 0.0)
            for was, one, settings in zip(before, inputs, compartments, strict=True)
        ]
    )


def _all_frozen(frozen: tuple[bool, ...], wishes: Sequence[Wish]) -> bool:
    """Whether there is something to cool and all of it is too cold already."""
    if True not in frozen:
        return False
    cooled = [is_frozen for is_frozen, wish in zip(frozen, wishes, strict=True) if wish.mode is Mode.COOL]
    return bool(cooled) and all(cooled)


def _compressor(
    memory: GuardMemory, ordered: bool, at_once: bool, settings: CompressorSettings, why: Reasons, *, now_s: float
) -> bool:
    """The table in the head of this file."""
    lasted_s = now_s - memory.compressor_since_s
    if at_once:
        if ordered:
            why["compressor"] = "every compartment is at its freeze guard"
        return False
    if memory.compressor_on and not ordered and lasted_s < settings.min_on_s:
        why["compressor"] = f"runs for at least {settings.min_on_s:g} s"
        return True
    if not memory.compressor_on and ordered and lasted_s < settings.min_off_s:
        why["compressor"] = f"stands for at least {settings.min_off_s:g} s"
        return False
    return ordered


def _fans(
    fans_pct: tuple[float, ...], frozen: tuple[bool, ...], compartments: tuple[CompartmentSettings, ...], why: Reasons
) -> tuple[float, ...]:
    """No cold air is moved into a frozen compartment."""
    if True not in frozen:
        return fans_pct
    for fan_pct, is_frozen, settings in zip(fans_pct, frozen, compartments, strict=True):
        if is_frozen and fan_pct > 0.0:
            why[f"fan.{settings.name}"] = f"air at the freeze guard of {settings.freeze_guard_c:g} °C"
    return tuple([0.0 if is_frozen else fan_pct for fan_pct, is_frozen in zip(fans_pct, frozen, strict=True)])


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
    if duty_pct > 0.0:
        return inf
    return now_s if before_s == inf else before_s


def _blower(blower_pct: float, duty_pct: float, settings: CabinSettings, why: Reasons) -> float:
    """At least the floor while heater or cooler runs."""
    if duty_pct > 0.0 and blower_pct < settings.blower_floor_pct:
        why["blower"] = f"at least {settings.blower_floor_pct:g} % over the heater or the cooler"
        return settings.blower_floor_pct
    return blower_pct
