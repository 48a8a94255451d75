"""What holds now of what people asked for: set-points and modes, and how a request changes them."""

from dataclasses import dataclass, replace

from controller.events import Event, RequestAccepted, RequestRefused
from controller.requests import CABIN, CABIN_MODES, COMPARTMENT_MODES, Mode, Request, SetPointRequest
from controller.settings import CabinSettings, CompartmentSettings, Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """The set-point and mode that one appliance is to hold."""

    set_point_c: float
    mode: Mode


@dataclass(frozen=True, slots=True)
class Wishes:
    """One wish for each compartment, in the order of the settings, and one for the cabin."""

    compartments: tuple[Wish, ...]
    cabin: Wish


@dataclass(frozen=True, slots=True)
class Applied:
    """The wishes after the requests of a tick, and the answer to each of these."""

    wishes: Wishes
    events: tuple[Event, ...]


def configured(settings: Settings) -> Wishes:
    """The wishes of an installation where nobody has asked for anything yet."""
    return Wishes(
        tuple(Wish(compartment.set_point_c, compartment.mode) for compartment in settings.fridge.compartments),
        Wish(settings.cabin.set_point_c, settings.cabin.mode),
    )


def adopted(kept: Wishes | None, settings: Settings) -> Wishes:
    """Wishes kept from an earlier run, each as far as this installation takes it; otherwise the configured one."""
    default = configured(settings)
    if kept is None:
        return default
    cabin = kept.cabin if _fits(kept.cabin, settings.cabin) else default.cabin
    boxes = settings.fridge.compartments
    if len(kept.compartments) != len(boxes):
        return Wishes(default.compartments, cabin)
    return Wishes(
        tuple(
            wish if _fits(wish, box) else fallback
            for wish, box, fallback in zip(kept.compartments, boxes, default.compartments, strict=True)
        ),
        cabin,
    )


def apply(wishes: Wishes, requests: tuple[Request, ...], settings: Settings, *, now_s: float) -> Applied:
    """Take over each request that the installation takes, in order, and answer every one."""
    events: list[Event] = []
    for request in requests:
        reason = _refusal(request, settings)
        if reason:
            events.append(RequestRefused(now_s, request.request_id, request.origin, request.target, reason))
            continue
        wishes = _taken_over(wishes, request, settings)
        value = f"{request.set_point_c:g} °C" if isinstance(request, SetPointRequest) else str(request.mode)
        events.append(RequestAccepted(now_s, request.request_id, request.origin, request.target, value))
    return Applied(wishes, tuple(events))


def _place(target: str, settings: Settings) -> CabinSettings | CompartmentSettings | None:
    """The settings of a target, None when there is no such."""
    if target == CABIN:
        return settings.cabin
    return next((box for box in settings.fridge.compartments if box.name == target), None)


def _modes(place: CabinSettings | CompartmentSettings) -> tuple[Mode, ...]:
    return CABIN_MODES if isinstance(place, CabinSettings) else COMPARTMENT_MODES


def _fits(wish: Wish, place: CabinSettings | CompartmentSettings) -> bool:
    in_range = place.lowest_set_point_c <= wish.set_point_c <= place.highest_set_point_c
    return in_range and wish.mode in _modes(place)


def _refusal(request: Request, settings: Settings) -> str:
    """Why a request cannot be taken, and what would be right; empty when it can."""
    place = _place(request.target, settings)
    if place is None:
        names = ", ".join([*(box.name for box in settings.fridge.compartments), CABIN])
        return f"no target {request.target!r}: there are {names}"
    if isinstance(request, SetPointRequest):
        lowest_c, highest_c = place.lowest_set_point_c, place.highest_set_point_c
        if lowest_c <= request.set_point_c <= highest_c:
            return ""
        return f"set-point {request.set_point_c:g} °C: {request.target} takes {lowest_c:g} to {highest_c:g} °C"
    if request.mode in _modes(place):
        return ""
    return f"mode {request.mode}: {request.target} takes {', '.join(_modes(place))}"


def _taken_over(wishes: Wishes, request: Request, settings: Settings) -> Wishes:
    """The wishes with one good request in them."""
    if request.target == CABIN:
        return replace(wishes, cabin=_changed(wishes.cabin, request))
    return replace(
        wishes,
        compartments=tuple(
            _changed(wish, request) if box.name == request.target else wish
            for wish, box in zip(wishes.compartments, settings.fridge.compartments, strict=True)
        ),
    )


def _changed(wish: Wish, request: Request) -> Wish:
    if isinstance(request, SetPointRequest):
        return Wish(request.set_point_c, wish.mode)
    return Wish(wish.set_point_c, request.mode)
