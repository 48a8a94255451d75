"""A recording through the real controller: its readings in, its compressor as it was, and what the controller says.

The recorded box has its own control. What the controller would apply is therefore replaced by what was done before each
tick, so that verification and estimates see the commands that the box really followed.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from controller import (
    AlarmCleared,
    AlarmRaised,
    CabinSettings,
    CompartmentInputs,
    CompartmentSettings,
    Event,
    FridgeInputs,
    FridgeSettings,
    Memory,
    Mode,
    OpeningInferred,
    Profile,
    Reading,
    Request,
    SetPointRequest,
    Settings,
    Snapshot,
    SupplyInputs,
    VerifySettings,
    initial,
    present,
    step,
)
from controller.interface.commands import Commands
from controller.interface.readings import NO_DATA_YET, NOT_FITTED
from hil.recordings import compressor_state
from hil.recordings.series import Moment, Series

TICK_S = 10.0
"""As often as verification looks: laws and estimates need no more (engineering choice)."""

BOX = "box"
LOWEST_C, HIGHEST_C = -25.0, 20.0
"""Set-points that a compartment may have; what was recorded is clamped to them."""

FREEZE_GUARD_C = -30.0
"""The lowest there is: nobody knows what is in the box."""

SUPPLY_V = 12.7
"""What a box draws from the mains is shown to the controller as drawn at this: a charged lead battery at rest, to which
nobody can object."""

MAX_RUNNING_W = 60.0
"""An installer may set no more: half of what a large compressor draws."""

CABLE_OHM = 0.01
"""A voltage that no load moves would be a sensor that is stuck. Engineering choice: 2 m of 4 mm²."""

STANDS_S = 1e9
"""A recorded reading stands until the next one: only verification can tell that a series stopped."""

ESTIMATED_EVERY_S = 60.0


@dataclass(slots=True, kw_only=True)
class Told:
    """An alarm or a finding: its name without the box, its text, and from when to when it stood (None: to the end)."""

    name: str
    text: str
    raised_s: float
    cleared_s: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The contents as they were shown at a time, `k` more or less where that was told (None: nothing was shown)."""

    at_s: float
    contents_c: float | None
    k: float | None


@dataclass(slots=True)
class Heard:
    """Everything that the controller said during one recording."""

    told: list[Told] = field(default_factory=list)
    openings: list[OpeningInferred] = field(default_factory=list)
    estimates: list[Estimate] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, AlarmRaised):
            self.told.append(Told(name=_short(event.alarm), text=event.text, raised_s=event.at_s))
        elif isinstance(event, AlarmCleared):
            for each in self.told:
                if each.name == _short(event.alarm) and each.cleared_s is None:
                    each.cleared_s = event.at_s
        elif isinstance(event, OpeningInferred):
            self.openings.append(event)

    def named(self, name: str) -> list[Told]:
        """Return what was told under one name."""
        return [each for each in self.told if each.name == name]


def play(series: Series, *, withhold_contents: bool = False) -> Heard:
    """Play a recording; with `withhold_contents` its probe in the contents stays for the comparison."""
    tape = _Tape(series, withhold_contents=withhold_contents)
    settings = tape.settings()
    begin_s, end_s = series.moments[0].at_s, series.moments[-1].at_s
    memory = initial(settings, now_s=begin_s, compressor_off_since_s=begin_s)
    heard = Heard()
    for tick in range(int((end_s - begin_s) / TICK_S) + 1):
        now_s = begin_s + tick * TICK_S
        taken = step(_done(memory, tape.applied(now_s)), tape.snapshot(now_s), settings, now_s=now_s)
        memory = taken.memory
        for event in taken.events:
            heard.hear(event)
        if tick % round(ESTIMATED_EVERY_S / TICK_S) == 0:
            heard.estimates.append(_estimate(memory, now_s))
    return heard


def _short(alarm: str) -> str:
    return alarm.removeprefix("fridge.").removeprefix(f"{BOX}.")


def _done(memory: Memory, applied: Commands) -> Memory:
    return replace(memory, applied=applied)


def _estimate(memory: Memory, now_s: float) -> Estimate:
    status = memory.fridge.estimates[0]
    return Estimate(now_s, status.contents_c, getattr(status, "contents_k", None))


class _Tape:
    """The recording under the head: what it shows at a time."""

    def __init__(self, series: Series, *, withhold_contents: bool) -> None:
        self._moments, self._at = series.moments, 0
        self._contents = series.has("contents_c") and not withhold_contents
        self._fields = series.fields
        self._runs = compressor_state.runs(series)
        self._begins = [began_s for began_s, _ in self._runs]
        self._running_w = min(compressor_state.running_w(series), MAX_RUNNING_W)
        self._first: dict[str, Reading] = {}
        self._set_point_c = self._initial_c(series)
        self._requested_c = self._set_point_c
        self._row = -1

    def settings(self) -> Settings:
        """Return an installation of one box without known goods, so that no limit but the set-point's counts."""
        box = CompartmentSettings(
            name=BOX, profile=Profile.CUSTOM, set_point_c=self._set_point_c, freeze_guard_c=FREEZE_GUARD_C
        )
        return Settings(
            fridge=FridgeSettings(compartments=(box,)),
            cabin=CabinSettings(mode=Mode.OFF),
            verify=VerifySettings(running_w=self._running_w),
        )

    def applied(self, now_s: float) -> Commands:
        """Return what the box did."""
        index = bisect_right(self._begins, now_s) - 1
        on = index >= 0 and now_s < self._runs[index][1]
        return Commands(compartment_fan_pct=(0.0,), compressor_on=on)

    def snapshot(self, now_s: float) -> Snapshot:
        """Return the newest reading of each point, and a request where the set-point changed."""
        while self._row + 1 < len(self._moments) and self._moments[self._row + 1].at_s <= now_s:
            self._row += 1
            self._take(self._moments[self._row])
        box = CompartmentInputs(self._reading("air_c"), self._reading("contents_c"))
        supply = SupplyInputs()
        if "power_w" in self._fields:
            current_a = self._reading("current_a")
            supply = SupplyInputs(present(SUPPLY_V - CABLE_OHM * (current_a.value or 0.0), now_s), current_a)
        return Snapshot(fridge=FridgeInputs((box,)), supply=supply, requests=tuple(self._requests()))

    def _take(self, moment: Moment) -> None:
        """Put one row under the head."""
        for name, value in (("air_c", moment.air_c), ("contents_c", moment.contents_c)):
            if value is not None:
                self._first[name] = Reading(value, moment.at_s, None, STANDS_S)
        if moment.power_w is not None:
            self._first["current_a"] = Reading(moment.power_w / SUPPLY_V, moment.at_s, None, STANDS_S)
        if moment.set_point_c is not None:
            self._set_point_c = _clamped(moment.set_point_c)

    def _reading(self, name: str) -> Reading:
        fitted = self._contents if name == "contents_c" else name in self._fields or name == "current_a"
        return self._first.get(name, NO_DATA_YET) if fitted else NOT_FITTED

    def _requests(self) -> Iterator[Request]:
        if self._set_point_c != self._requested_c:
            self._requested_c = self._set_point_c
            yield SetPointRequest(f"recorded-{self._row}", "recording", BOX, self._set_point_c)

    @staticmethod
    def _initial_c(series: Series) -> float:
        """Return the first set-point; where none is recorded the median of the air, which a thermostat holds."""
        recorded = next((each.set_point_c for each in series.moments if each.set_point_c is not None), None)
        if recorded is None:
            airs = [each.air_c for each in series.moments if each.air_c is not None]
            recorded = median(airs) if airs else 4.0
        return _clamped(recorded)


def _clamped(set_point_c: float) -> float:
    return min(max(set_point_c, LOWEST_C), HIGHEST_C)
