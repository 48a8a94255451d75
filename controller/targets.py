"""The targets that people asked for, and their changes by requests."""

from dataclasses import replace

from controller.interface.events import Event, RequestAccepted, RequestRefused
from controller.interface.outcome import Outcome
from controller.interface.requests import (
    CABIN,
    CAR,
    COMPARTMENT_MODES,
    COMPARTMENT_PRESETS,
    AutotuneRequest,
    DepartureRequest,
    Mode,
    ModeRequest,
    Preset,
    PresetRequest,
    QuietRequest,
    Request,
    SetPointRequest,
)
from controller.interface.targets import Target, Targets
from controller.settings import CabinSettings, CompartmentSettings, Fitted, Settings

LATEST_DEPARTURE_S = 7 * 86_400.0
"""A departure is planned for the week ahead (engineering choice: what is farther away is a slip of the pen)."""

GRACE_S = 900.0
"""People are late sometimes: a departure stands for so long (engineering choice)."""


def configured(settings: Settings) -> Targets:
    """Return the targets of an installation where nobody has asked for anything yet."""
    cabin, possible = settings.cabin, settings.fitted.cabin_modes
    return Targets(
        compartments=tuple(
            Target(compartment.set_point_c, compartment.mode) for compartment in settings.fridge.compartments
        ),
        cabin=Target(cabin.set_point_c, cabin.mode if cabin.mode in possible else Mode.OFF),
    )


def adopted(persisted: Targets | None, settings: Settings) -> Targets:
    """Targets persisted by an earlier run, each as far as this installation takes it; otherwise the configured one."""
    default = configured(settings)
    if persisted is None:
        return default
    cabin = persisted.cabin if _fits(persisted.cabin, settings.cabin, settings.fitted) else default.cabin
    boxes = settings.fridge.compartments
    if len(persisted.compartments) != len(boxes):
        return replace(persisted, compartments=default.compartments, cabin=cabin)
    compartments = tuple(
        target if _fits(target, box, settings.fitted) else fallback
        for target, box, fallback in zip(persisted.compartments, boxes, default.compartments, strict=True)
    )
    return replace(persisted, compartments=compartments, cabin=cabin)


def apply(
    targets: Targets, requests: tuple[Request, ...], settings: Settings, *, now_s: float
) -> Outcome[Targets, None]:
    """Take over each request that the installation takes, in order, and answer every one."""
    if not requests and targets.departs_at_s is None:
        return Outcome(targets, None)
    events: list[Event] = []
    if targets.departs_at_s is not None and now_s > targets.departs_at_s + GRACE_S:
        targets = replace(targets, departs_at_s=None, departs_by="")
    for request in requests:
        reason = _refusal(request, settings, now_s=now_s)
        if reason:
            events.append(RequestRefused.of(request, reason, at_s=now_s))
            continue
        targets = _taken_over(targets, request, settings)
        value = _value(request, now_s=now_s)
        events.append(
            RequestAccepted(
                at_s=now_s,
                request_id=request.request_id,
                origin=request.origin,
                appliance=request.appliance,
                value=value,
            )
        )
    return Outcome(targets, None, tuple(events))


def refused(
    targets: Targets, requests: tuple[Request, ...], _settings: Settings, *, now_s: float
) -> Outcome[Targets, None]:
    """Answer while requests cannot be judged: what holds, holds."""
    reason = "an error inside the controller; an alarm tells where"
    events = [RequestRefused.of(request, reason, at_s=now_s) for request in requests]
    return Outcome(targets, None, tuple(events))


def fulfilled(targets: Targets, boosted: tuple[bool, ...]) -> Targets:
    """Return the targets without the boosts that are over; `boosted` tells it for each compartment."""
    if not any(boosted):
        return targets
    compartments = tuple(
        replace(target, preset=Preset.NONE) if over else target
        for target, over in zip(targets.compartments, boosted, strict=True)
    )
    return targets if compartments == targets.compartments else replace(targets, compartments=compartments)


Place = CabinSettings | CompartmentSettings


def _place(appliance: str, settings: Settings) -> Place | None:
    """Return the settings of an appliance; None when there is no such."""
    if appliance == CABIN:
        return settings.cabin
    return next((box for box in settings.fridge.compartments if box.name == appliance), None)


def _modes(place: Place, fitted: Fitted) -> tuple[Mode, ...]:
    if isinstance(place, CabinSettings):
        return fitted.cabin_modes
    return COMPARTMENT_MODES if place.cooled else (Mode.OFF,)


def _presets(place: Place, fitted: Fitted) -> tuple[Preset, ...]:
    return fitted.cabin_presets if isinstance(place, CabinSettings) else COMPARTMENT_PRESETS


def _fits(target: Target, place: Place, fitted: Fitted) -> bool:
    in_range = place.lowest_set_point_c <= target.set_point_c <= place.highest_set_point_c
    return in_range and target.mode in _modes(place, fitted) and target.preset in _presets(place, fitted)


def _refusal(request: Request, settings: Settings, *, now_s: float) -> str:
    """Explain why a request cannot be taken, and what would be right; empty when it can."""
    if isinstance(request, QuietRequest | AutotuneRequest):
        return _wrong_appliance(request) or _unconditioned(request, settings.fitted)
    if isinstance(request, DepartureRequest):
        return _wrong_departure(request, now_s=now_s) or _unconditioned(request, settings.fitted)
    place = _place(request.appliance, settings)
    if place is None:
        names = ", ".join([*(box.name for box in settings.fridge.compartments), CABIN])
        return f"no appliance {request.appliance!r}: there are {names}"
    return _unmet(request, place, settings.fitted)


def _unmet(request: SetPointRequest | ModeRequest | PresetRequest, place: Place, fitted: Fitted) -> str:
    if isinstance(place, CompartmentSettings) and not place.cooled:
        return f"{request.appliance} is measured and recorded only: nothing cools it"
    match request:
        case SetPointRequest():
            return _wrong_set_point(request, place)
        case ModeRequest():
            return _not_among("mode", request.mode, _modes(place, fitted), request.appliance)
    return _not_among("preset", request.preset, _presets(place, fitted), request.appliance)


def _unconditioned(request: QuietRequest | AutotuneRequest | DepartureRequest, fitted: Fitted) -> str:
    """Refuse what only a heater or a cooler can do; a departure can be called off in any car."""
    called_off = isinstance(request, DepartureRequest) and request.departs_at_s is None and not request.departs_by
    if fitted.conditions or called_off or isinstance(request, QuietRequest):
        return ""
    return f"{request.appliance} has no heater or cooler, or no sensor of its air: nothing can be prepared or tuned"


def _wrong_set_point(request: SetPointRequest, place: Place) -> str:
    min_c, max_c = place.lowest_set_point_c, place.highest_set_point_c
    if min_c <= request.set_point_c <= max_c:
        return ""
    return f"set-point {request.set_point_c:g} °C: {request.appliance} takes {min_c:g} to {max_c:g} °C"


def _wrong_appliance(request: QuietRequest | AutotuneRequest) -> str:
    what, appliance = ("quiet", CAR) if isinstance(request, QuietRequest) else ("autotune", CABIN)
    return "" if request.appliance == appliance else f"{what} can only be asked of {appliance!r}"


def _wrong_departure(request: DepartureRequest, *, now_s: float) -> str:
    if request.appliance != CABIN:
        return f"a departure can only be asked of {CABIN!r}"
    if request.departs_at_s is None or now_s < request.departs_at_s <= now_s + LATEST_DEPARTURE_S:
        return ""
    return "the departure must be within the next seven days"


def _not_among(what: str, value: str, possible: tuple[str, ...], appliance: str) -> str:
    return "" if value in possible else f"{what} {value}: {appliance} takes {', '.join(possible)}"


def _value(request: Request, *, now_s: float) -> str:
    """Describe the accepted value, for people."""
    match request:
        case SetPointRequest():
            return f"{request.set_point_c:g} °C"
        case ModeRequest():
            return str(request.mode)
        case PresetRequest():
            return str(request.preset)
        case QuietRequest():
            return "quiet" if request.quiet else "not quiet"
        case AutotuneRequest():
            return "tuning"
    return _planned(request, now_s=now_s)


def _planned(request: DepartureRequest, *, now_s: float) -> str:
    if request.departs_at_s is not None:
        return f"departure in {(request.departs_at_s - now_s) / 60.0:.0f} min"
    return f"departure at {request.departs_by} waits for the time of day" if request.departs_by else "no departure"


def _taken_over(targets: Targets, request: Request, settings: Settings) -> Targets:
    """Return the targets with one good request in them."""
    if isinstance(request, QuietRequest):
        return replace(targets, quiet=request.quiet)
    if isinstance(request, DepartureRequest):
        return replace(targets, departs_at_s=request.departs_at_s, departs_by=request.departs_by)
    if isinstance(request, AutotuneRequest):
        return targets
    if request.appliance == CABIN:
        return replace(targets, cabin=_changed(targets.cabin, request))
    return replace(
        targets,
        compartments=tuple(
            _changed(target, request) if box.name == request.appliance else target
            for target, box in zip(targets.compartments, settings.fridge.compartments, strict=True)
        ),
    )


def _changed(target: Target, request: SetPointRequest | ModeRequest | PresetRequest) -> Target:
    match request:
        case SetPointRequest():
            return replace(target, set_point_c=request.set_point_c)
        case ModeRequest():
            return replace(target, mode=request.mode)
    return replace(target, preset=request.preset)
