"""The memory of alarms over a restart: as plain values, and back. Nonsense is left out, one by one.

Kept are what holds or is an alarm, since when; which pull-downs are over; and what verification has seen. After a short
break all goes on as it was. After a long one, or one that no clock tells:

alarms            stand until a reading shows that they are over
pull-downs        are done anew where the break is known to be long: a box that was off is warm, and no alarm; else not
what was seen     of days goes on; a sensor that is stuck is so until it reads something else; the rest is seen anew
"""

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from math import inf, isfinite
from typing import Any, TypeVar

from controller import trials
from controller.alarms import evaluation
from controller.alarms.pull_down import Arming
from controller.interface.alarm import QUIET, Alarm, AlarmState, active
from controller.interface.immutable import immutable
from controller.memory import Memory
from controller.persistence.recalled import Recalled
from controller.settings import Settings
from controller.verify import verification
from controller.verify.cold import USUAL_S, Cold
from controller.verify.history import BoxHistory, CabinHistory, FridgeHistory
from controller.verify.trends import NO_STILL, Jump, Mean, Still

SHORT_S = 7_200.0
"""A break after which a pull-down goes on and what was seen still counts. Engineering choice: a closed box of 10 kg
warms by 3 K."""

MAX_TEXT = 500
"""Of an alarm, in characters; the longest are half of it."""

_MAX = 1e12
"""No time, temperature or mean comes near this."""

_OF_DAYS = frozenset(
    {"load", "usual_load", "strange_since_s", "day_gap", "given", "ran", "plate_c"}
    | {"usual", "usual_plate_c", "usual_cabin_c", "usual_ran_per_k"}
)
"""Means over hours and days: a break changes nothing about them."""

_STUCK = {
    "air": "air_stuck",
    "contents": "contents_stuck",
    "plate_still": "plate_stuck",
    "air_still": "air_stuck",
    "voltage_still": "voltage_stuck",
}
"""What a reading has repeated, and the finding that rests on it."""

_ANEW = frozenset(
    {"air_c", "contents_c", "air_step_k", "contents_step_k", "latest", "on", "since_s", "blown_since_s"}
    | {"heated_since_s", "cooled_since_s", "unheated_since_s"}
)
"""What begins with the run, like the trails of ten minutes: single readings, and since when outputs are as they are."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

H = TypeVar("H", BoxHistory, CabinHistory, FridgeHistory, Cold)
R = TypeVar("R")


@immutable
class Break:
    """The time from when values were persisted until now.

    `shift_s` brings a time of the earlier run to the clock of this one; `persisted_at_s` is when it was persisted, by
    the earlier clock; `away_s` is how long ago that was, None where no clock tells.
    """

    persisted_at_s: float
    shift_s: float
    away_s: float | None

    @property
    def is_short(self) -> bool:
        """True where all goes on as it was."""
        return self.away_s is not None and self.away_s <= SHORT_S

    @property
    def is_long(self) -> bool:
        """True where it is known to be long."""
        return self.away_s is not None and self.away_s > SHORT_S


def persisted(memory: Memory, settings: Settings) -> dict[str, Any]:
    """Return the values worth keeping, as plain ones; times are of this run's clock."""
    names = [box.name for box in settings.fridge.compartments]
    states = zip(_alarm_names(settings), _states(memory), strict=True)
    seen = memory.verify
    return {
        "watches": {name: _state_to_json(state) for name, state in states if state.since_s is not None},
        "pull_downs": {name: asdict(arming) for name, arming in zip(names, memory.alarms.armings, strict=True)},
        "boxes": {name: _seen(history) for name, history in zip(names, seen.boxes, strict=True)},
        "fridge": _seen(seen.fridge),
        "cabin": _seen(seen.cabin),
        "cold": _seen(seen.cold),
    }


def recalled(memory: Memory, values: Any, pause: Break, settings: Settings, *, now_s: float) -> Recalled:
    """`memory` with what of `values` can be used after a `pause`."""
    reader = _Reader(values, pause, now_s=now_s)
    states = [reader.state(name) for name in _alarm_names(settings)]
    rules_to, found_to = len(memory.alarms.states), len(memory.alarms.states) + len(memory.verify.states)
    rules, tried = states[:rules_to], states[found_to:]
    found = [state if state.alarm is not None or pause.is_short else QUIET for state in states[rules_to:found_to]]
    raised = frozenset(alarm.name for alarm in active(states))
    names = [box.name for box in settings.fridge.compartments]
    armings = [reader.arming(name, arming, raised) for name, arming in zip(names, memory.alarms.armings, strict=True)]
    boxes = [
        reader.history(("boxes", name), history, (f"fridge.{name}",), raised)
        for name, history in zip(names, memory.verify.boxes, strict=True)
    ]
    seen = replace(
        memory.verify,
        boxes=tuple(boxes),
        states=tuple(found),
        fridge=reader.history(("fridge",), memory.verify.fridge, ("fridge",), raised),
        cabin=reader.history(("cabin",), memory.verify.cabin, ("cabin", "supply"), raised),
        cold=reader.history(("cold",), memory.verify.cold, ("fridge",), raised),
    )
    rang = replace(memory.alarms, states=tuple(rules), armings=tuple(armings))
    again = trials.resumed(memory.trials, tried, now_s=now_s)
    return Recalled(replace(memory, alarms=rang, verify=seen, trials=again), tuple(reader.left_out))


@immutable
class Pending:
    """The alarms of a memory that may be worth keeping now: names, start times, waiting ones.

    `waits` is True while time alone makes an alarm of something: a run that ends without a word must not begin it anew.
    """

    alarms: frozenset[str]
    since_s: tuple[float | None, ...]
    waits: bool


def pending(memory: Memory) -> Pending:
    """Tell how far the alarms of `memory` are."""
    states = _states(memory)
    pull_downs_s = [arming.since_s for arming in memory.alarms.armings]
    waits = any(one.since_s is not None and one.alarm is None for one in states)
    return Pending(
        frozenset([alarm.name for alarm in active(states)]),
        (*[one.since_s for one in states], *pull_downs_s),
        waits or any(since_s is not None for since_s in pull_downs_s),
    )


def _alarm_names(settings: Settings) -> tuple[str, ...]:
    return (
        *evaluation.alarm_names(settings),
        *verification.finding_names(settings),
        *trials.alarm_names(settings),
    )


def _states(memory: Memory) -> tuple[AlarmState, ...]:
    """Return every state, in the order of `_alarm_names`."""
    return (*memory.alarms.states, *memory.verify.states, *memory.trials.states)


def _state_to_json(state: AlarmState) -> dict[str, Any]:
    return {"since_s": state.since_s, "text": None if state.alarm is None else state.alarm.text}


def _seen(history: BoxHistory | CabinHistory | FridgeHistory | Cold) -> dict[str, Any]:
    return {name: _finite(value) for name, value in asdict(history).items() if not _is_anew(name, value)}


def _finite(value: Any) -> Any:
    """Write None for what JSON has no number for: the ends of a range that is empty."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value


def _is_anew(name: str, value: Any) -> bool:
    return name in _ANEW or isinstance(value, tuple)


class _Reader:
    """Persisted values, any of which may be damaged or of another installation."""

    def __init__(self, values: Any, pause: Break, *, now_s: float) -> None:
        self.values, self.pause, self.now_s = values, pause, now_s
        self.left_out: list[str] = []

    def state(self, name: str) -> AlarmState:
        """Return the state of an alarm; quiet where nothing was persisted."""

        def read(persisted: Any) -> AlarmState:
            since_s = self._time(persisted["since_s"])
            text = persisted["text"]
            return AlarmState(since_s, None if text is None else Alarm(name, since_s, _text(text)))

        return self._part(("watches", name), QUIET, read)

    def arming(self, name: str, fresh: Arming, raised: frozenset[str]) -> Arming:
        """Return the pull-down of a compartment. In the break nothing was cooled: it goes on where it was, or anew.

        Where it cannot be read, the alarm that stands tells that it is over.
        """
        is_raised = f"fridge.{name}.too_warm" in raised

        def read(persisted: Any) -> Arming:
            cooling = persisted["cooling"] is True
            before = Arming(None, cooling, _number(persisted["set_point_c"]))
            if self.pause.is_long and not is_raised:
                return replace(before, since_s=self.now_s if cooling else None)
            if persisted["since_s"] is None:
                return before
            lasted_s = max(self.pause.persisted_at_s - _number(persisted["since_s"]), 0.0)
            return replace(before, since_s=self.now_s - lasted_s)

        return self._part(("pull_downs", name), replace(fresh, since_s=None) if is_raised else fresh, read)

    def history(self, path: tuple[str, ...], fresh: H, places: tuple[str, ...], raised: frozenset[str]) -> H:
        """Read the history of an appliance, field by field."""
        known = {}
        for field in fields(fresh):
            value = getattr(fresh, field.name)
            stuck = {f"{place}.{_STUCK.get(field.name)}" for place in places}
            lasts = self.pause.is_short or field.name in _OF_DAYS or stuck & raised
            if lasts and not _is_anew(field.name, value):
                known[field.name] = self._part((*path, field.name), value, self._read(field.name, value))
        return replace(fresh, **known)

    def _read(self, name: str, fresh: Any) -> Callable[[Any], Any]:
        """Return the way to read one field of a history."""
        if isinstance(fresh, Mean):
            return _mean
        if isinstance(fresh, Still):
            return self._still
        if name.endswith("_jump"):
            return self._jump
        return self._time if name.endswith("_since_s") else _number

    def _still(self, persisted: Any) -> Still:
        if persisted["value"] is None:
            return NO_STILL
        value = _number(persisted["value"])
        is_empty = persisted["least"] is None is persisted["most"]
        least, most = (inf, -inf) if is_empty else (_number(persisted["least"]), _number(persisted["most"]))
        step_k = _number(persisted.get("step_k", 0.0))
        return Still(value=value, since_s=self._time(persisted["since_s"]), least=least, most=most, step_k=step_k)

    def _jump(self, persisted: Any) -> Jump:
        from_c, to_c, led_k = [_number(persisted[name]) for name in ("from_c", "to_c", "led_k")]
        return Jump(self._time(persisted["at_s"]), from_c, to_c, led_k)

    def _time(self, persisted: Any) -> float:
        """Return a time of the earlier run on this clock; none is ahead."""
        return min(_number(persisted) + self.pause.shift_s, self.now_s)

    def _part(self, path: tuple[str, ...], fresh: R, read: Callable[[Any], R]) -> R:
        """Apply `read` to the value at `path`; `fresh` where there is none, or none that can be used."""
        try:
            persisted = self.values
            for name in path:
                persisted = persisted.get(name)
                if persisted is None:
                    return fresh
            return read(persisted)
        except _UNREADABLE:
            self.left_out.append(" ".join(path))
            return fresh


def _number(persisted: Any) -> float:
    if (
        isinstance(persisted, bool)
        or not isinstance(persisted, int | float)
        or not (isfinite(persisted) and abs(persisted) < _MAX)
    ):
        raise ValueError(persisted)
    return persisted


def _text(persisted: Any) -> str:
    if not isinstance(persisted, str) or len(persisted) > MAX_TEXT or not persisted.isprintable():
        raise ValueError(persisted)
    return persisted


def _mean(persisted: Any) -> Mean:
    value, seen_s = _number(persisted["value"]), _number(persisted["seen_s"])
    if not 0.0 <= seen_s <= USUAL_S:
        raise ValueError(seen_s)
    return Mean(value, seen_s)
