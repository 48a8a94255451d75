"""Checks of inference: series that stopped, a probe out of the goods, a lid that stands open, endless runs."""

from controller.interface.requests import Mode
from controller.settings import BoxKind
from controller.verify.contexts import BoxPlace, FridgePlace, Whole
from controller.verify.definition import Check
from controller.verify.history import SHORT_K, is_above
from controller.verify.lid_inference import LEFT_OPEN_K
from controller.verify.reading_gaps import Gaps
from controller.verify.trends import lasted

ENDLESS_S = 14_400.0
STALLED_S = 7_200.0
"""A run of the one in which the air got no lower for the other does not reach its aim. Engineering choice: warm goods
let the air fall all the time, and a box that is held has runs of 12 to 20 min. So long it must have been too warm, too;
one that is cooled by a thermoelectric module, which is made to run all the time, so warm that an alarm is due."""

_MINUTE_S, _HOUR_S = 60.0, 3_600.0


def _is_silent(place: BoxPlace, gaps: Gaps) -> bool:
    """Return True where a series stopped; in a box that is off nothing may change for hours."""
    return not place.switched_off and gaps.silent_s(now_s=place.now_s) is not None


def _silent_text(place: BoxPlace, what: str, gaps: Gaps) -> str:
    silence_s = gaps.silent_s(now_s=place.now_s) or 0.0
    return (
        f"{place.settings.name}: nothing new from the {what} for {silence_s / _MINUTE_S:.0f} min, usually within"
        f" {gaps.usual_s / _MINUTE_S:.1f} min; check the sensor, its battery and its radio"
    )


def _lid_seems_open(place: BoxPlace) -> bool:
    opening = place.inferred.lid.open
    if opening is None or opening.rise_k < LEFT_OPEN_K:
        return False
    return place.now_s - opening.since_s >= place.whole.settings.verify.lid_open_after_s


def _open_text(place: BoxPlace) -> str:
    opening = place.inferred.lid.open
    rise_k, since_s = (0.0, 0.0) if opening is None else (opening.rise_k, opening.since_s)
    return (
        f"{place.settings.name}: air rose by {rise_k:.0f} K {(place.now_s - since_s) / _MINUTE_S:.0f} min ago and stays"
        " there: the lid seems to be open, or the sensor lies outside; shut it"
    )


def _handled_text(place: BoxPlace) -> str:
    swing = place.inferred.swing
    up_k, down_k = (0.0, 0.0) if swing is None else (swing.up_k, swing.down_k)
    return (
        f"{place.settings.name}: contents probe went up by {up_k:.0f} K and down by {down_k:.0f} K within minutes, as"
        " no goods do; put it back among them, check its cable"
    )


BOX_INFERRED_CHECKS: tuple[Check[BoxPlace], ...] = (
    Check(
        name="air_silent",
        applies=lambda place: place.inputs.air_c.value is not None,
        holds=lambda place: _is_silent(place, place.inferred.air_gaps),
        delay_s=0.0,
        text=lambda place: _silent_text(place, "air sensor", place.inferred.air_gaps),
        doubts="air_c",
    ),
    Check(
        name="contents_silent",
        applies=lambda place: place.inputs.contents_c.value is not None,
        holds=lambda place: _is_silent(place, place.inferred.contents_gaps),
        delay_s=0.0,
        text=lambda place: _silent_text(place, "contents probe", place.inferred.contents_gaps),
        doubts="contents_c",
    ),
    Check(
        name="probe_out",
        applies=lambda place: place.inputs.contents_c.value is not None,
        holds=lambda place: place.inferred.probe.is_out,
        delay_s=0.0,
        text=lambda place: (
            f"{place.settings.name}: contents probe moves away from the air around it, up and down: it is not in the"
            " goods; put it back among them"
        ),
        doubts="contents_c",
    ),
    Check(
        name="probe_handled",
        applies=lambda place: place.inferred.swing is not None,
        holds=lambda place: place.inferred.swing is not None and place.inferred.swing.is_handled,
        delay_s=0.0,
        text=_handled_text,
        doubts="contents_c",
    ),
    Check(
        name="lid_seems_open",
        applies=lambda place: place.inputs.lid_open.value is None,
        holds=_lid_seems_open,
        delay_s=0.0,
        text=_open_text,
    ),
)


def above_aims(whole: Whole) -> tuple[bool, ...]:
    """Return for each compartment if it is to be cooled and has not reached its aim; no air, not reached."""
    always_on = whole.settings.fridge.kind is BoxKind.THERMOELECTRIC
    every = zip(
        whole.settings.fridge.compartments, whole.targets.compartments, whole.inputs.fridge.compartments, strict=True
    )
    return tuple(
        [
            target.mode is Mode.COOL
            and is_above(inputs.air_c.value, target.set_point_c, each.too_warm_k if always_on else SHORT_K)
            for each, target, inputs in every
        ]
    )


def missed_aims(place: FridgePlace) -> tuple[bool, ...]:
    """Return for each compartment if it misses its aim in a run of hours in which none has got colder lately."""
    whole, now_s = place.whole, place.now_s
    boxes = zip(whole.targets.compartments, whole.inferred, strict=True)
    descents = [inferred.descent for target, inferred in boxes if target.mode is Mode.COOL]
    lasting = whole.fridge.on and place.lasted_s >= ENDLESS_S
    if not lasting or any(each is None or now_s - each.at_s < STALLED_S for each in descents):
        return (False,) * len(place.boxes)
    above = zip(above_aims(whole), place.boxes, strict=True)
    return tuple([is_now and lasted(box.warm_since_s, STALLED_S, now_s=now_s) for is_now, box in above])


def is_full(whole: Whole) -> bool:
    """Return True where the cooler does all that it can."""
    return whole.reach.is_full(whole.settings.fridge.kind)


def _endless_text(place: FridgePlace) -> str:
    whole = place.whole
    boxes = zip(
        whole.settings.fridge.compartments, whole.targets.compartments, whole.inputs.fridge.compartments, strict=True
    )
    each = ", ".join(
        f"{settings.name} {'not known' if inputs.air_c.value is None else f'{inputs.air_c.value:.1f} °C'} of"
        f" {round(target.set_point_c, 1):g} °C"
        for settings, target, inputs in boxes
        if target.mode is Mode.COOL
    )
    return (
        f"compressor has run for {place.lasted_s / _HOUR_S:.1f} h without a stop and it gets no colder ({each}); check"
        " the lid and its seal, clean the condenser, and if that does not help call service"
    )


FRIDGE_INFERRED_CHECKS: tuple[Check[FridgePlace], ...] = (
    Check(
        name="runs_without_end",
        applies=lambda _: True,
        holds=lambda place: not is_full(place.whole) and any(missed_aims(place)),
        over=lambda place: not place.whole.fridge.on or is_full(place.whole) or not any(above_aims(place.whole)),
        delay_s=0.0,
        text=_endless_text,
    ),
)
