"""The assessor of a trip: one pass over its minutes, live or afterwards, by the same code. Pure."""

from collections import deque
from collections.abc import Iterable, Sequence
from heapq import merge

from firmware.coldchain.assessment import Assessment, Explained, Precooled, Verdict
from firmware.coldchain.cause_rules import RULES
from firmware.coldchain.causes import NOBODY_KNOWS, Likely, likely
from firmware.coldchain.excursion_scene import LOOK_BACK_S, Journey, Standing, Witnesses, scene
from firmware.coldchain.excursions import Excursion, Watch
from firmware.coldchain.figures import Sums
from firmware.coldchain.series import MINUTE_S, Fact, Gap, Item, Minute, Subject
from firmware.config.cargo import Cargo

READY_S = 1_800.0
"""Engineering choice: a compartment within its range for half an hour before loading is ready for the goods."""

ENOUGH = 0.8
"""So much of READY_S must be recorded."""

MOSTLY = 0.9
"""The contents decide where they were known for so much of the trip, else the air, which is the stricter one."""

_MAX_FACTS = 2_000
"""Of which causes may be found; a day of a busy fridge has 300. Engineering choice."""


class Assessor:
    """An assessor that is fed minute by minute. `before` are the minutes before the trip, for what they prove."""

    def __init__(self, cargo: Cargo, *, compartment: str, started_s: float, before: Sequence[Item] = ()) -> None:
        self._cargo, self._compartment, self.started_s = cargo, compartment, started_s
        self._watches = [Watch(limit, subject) for subject in Subject for limit in cargo.limits]
        self._leaning = [Watch(limit, subject, lean=1.0) for subject in Subject for limit in cargo.limits]
        self._wary = [Watch(limit, subject, wary=True) for subject in Subject for limit in cargo.limits]
        self._sums = {subject: Sums(subject, cargo) for subject in Subject}
        self._items: deque[Item] = deque(before)
        self._gaps: list[Gap] = []
        self._facts: deque[Fact] = deque(maxlen=_MAX_FACTS)
        self._alarms: dict[str, Standing] = {}
        self._causes: dict[str, Likely] = {}
        self.precooled = precooled(before, cargo, started_s=started_s)
        self._openings, self._open_s, self._was_open = 0, 0.0, False

    def add(self, item: Item) -> None:
        """Go on by one minute, or over a gap."""
        self._items.append(item)
        while self._items[-1].wall_s - self._items[0].wall_s > LOOK_BACK_S:
            self._items.popleft()
        for watch in (*self._watches, *self._leaning, *self._wary):
            watch.add(item)
        for sums in self._sums.values():
            sums.add(item)
        if isinstance(item, Gap):
            self._gaps.append(item)
        else:
            self._count_openings(item)

    def note(self, fact: Fact) -> None:
        """Take note of an event; alarms from before the trip count as well."""
        self._facts.append(fact)
        name = fact.data.get("alarm")
        if fact.kind == "AlarmRaised" and isinstance(name, str):
            self._alarms[name] = Standing(fact.wall_s, str(fact.data.get("text", "")))
        elif fact.kind == "AlarmCleared" and name in self._alarms:
            raised = self._alarms[name]
            self._alarms[name] = Standing(raised.since_s, raised.text, fact.wall_s)

    @property
    def is_out(self) -> bool:
        """True while there is an excursion."""
        return any(watch.is_open for watch in self._watches)

    def assessment(self) -> Assessment:
        """Return what is known of the trip until now."""
        air, contents = (self._sums[subject].figures(self._beyond(subject)) for subject in Subject)
        by = Subject.CONTENTS if contents.recorded_s >= MOSTLY * self._lasted_s > 0.0 else Subject.AIR
        verdict, why = self._verdict(by)
        sums, cargo = self._sums[by], self._cargo
        budget, life = cargo.out_of_refrigeration, cargo.shelf_life
        return Assessment(
            verdict=verdict,
            why=why,
            decided_by=by,
            air=air,
            contents=contents,
            excursions=tuple(self._explained()),
            gaps=tuple(self._gaps),
            precooled=self.precooled,
            lid_openings=self._openings,
            lid_open_s=self._open_s,
            out_of_refrigeration_s=None if budget is None else sums.out_s,
            left_s=None if budget is None else budget.for_s - sums.out_s,
            shelf_life_days=None if life is None else life.days - sums.aged_days,
            worst_kinetic_c=sums.worst_kinetic_c,
        )

    @property
    def _lasted_s(self) -> float:
        air = self._sums[Subject.AIR]
        return air.recorded_s + air.absent_s

    def _beyond(self, subject: Subject) -> list[Watch]:
        return [watch for watch in self._watches if watch.subject is subject]

    def _count_openings(self, minute: Minute) -> None:
        open_s = minute.around.lid_open_s or 0.0
        self._open_s += open_s
        if open_s > 0.0 and not self._was_open:
            self._openings += 1
        self._was_open = open_s > 0.0

    def _explained(self) -> Iterable[Explained]:
        excursions = [one for watch in self._watches for one in watch.excursions]
        for excursion in sorted(excursions, key=lambda one: (one.began_s, one.reached_s)):
            yield Explained(excursion, self._cause(excursion))

    def _cause(self, excursion: Excursion) -> Likely:
        """Return the best explanation that there ever was: later ones may see more, or no longer the beginning."""
        journey = Journey(compartment=self._compartment, started_s=self.started_s, began_cold=self.precooled.proven)
        seen = scene(excursion, Witnesses(self._items, self._facts, self._alarms), journey)
        known = self._causes.get(excursion.key, NOBODY_KNOWS)
        found = likely(seen, RULES) if seen.minutes or seen.gaps else NOBODY_KNOWS
        best = found if found.strength >= known.strength else known
        self._causes[excursion.key] = best
        return best

    def _verdict(self, by: Subject) -> tuple[Verdict, str]:
        sums, cargo = self._sums[by], self._cargo
        if not sums.recorded_s:
            return Verdict.NOT_PROVEN, f"no temperature of the {by} was recorded"
        broken = next((watch for watch in self._beyond(by) if watch.is_broken and not watch.limit.warning), None)
        if broken is not None:
            return Verdict.BROKEN, f"{by}: {broken.limit.key} was reached"
        if (kinetic_c := sums.worst_kinetic_c) is not None and cargo.kinetic and kinetic_c > cargo.kinetic.max_c:
            return Verdict.BROKEN, f"{by}: mean kinetic temperature {kinetic_c:.1f} °C, at most {cargo.kinetic.max_c:g}"
        if cargo.out_of_refrigeration and sums.out_s > cargo.out_of_refrigeration.for_s:
            return Verdict.BROKEN, f"{by}: {sums.out_s / MINUTE_S:.0f} min out of refrigeration"
        return self._doubt(by) or (Verdict.KEPT, f"{by}: all limits kept")

    def _doubt(self, by: Subject) -> tuple[Verdict, str] | None:
        """Tell why nothing is proven although no limit was seen broken; None where nothing stands against it."""
        sums = self._sums[by]
        if sums.longest_unknown_s > self._cargo.max_gap_s:
            missing = "an unknown time" if sums.longest_unknown_s == float("inf") else _minutes(sums.longest_unknown_s)
            return Verdict.NOT_PROVEN, f"nothing is known of the {by} for {missing}"
        hidden = [one for one in self._wary if one.subject is by and one.is_broken and not one.limit.warning]
        if hidden:
            return Verdict.NOT_PROVEN, f"{by}: {hidden[0].limit.key} may have been reached while nothing was recorded"
        near = [one for one in self._leaning if one.subject is by and one.is_broken and not one.limit.warning]
        if near and self._cargo.needs_certainty:
            figures = sums.figures(())
            return Verdict.NOT_PROVEN, f"{by}: {near[0].limit.key} within the ± {figures.bound_k:.1f} K of the estimate"
        return None


def _minutes(duration_s: float) -> str:
    return f"{duration_s / MINUTE_S:.0f} min"


def precooled(before: Sequence[Item], cargo: Cargo, *, started_s: float) -> Precooled:
    """Judge by the half hour before `started_s` if the compartment was ready: its air, and what was in it already."""
    last = [each for each in before if isinstance(each, Minute) and started_s - READY_S <= each.wall_s < started_s]
    seen = [(each.air_c.mean, each.duration_s) for each in last if each.air_c is not None]
    lasted_s = sum(duration_s for _, duration_s in seen)
    if lasted_s < ENOUGH * READY_S:
        return Precooled(None, f"only {_minutes(lasted_s)} of the {_minutes(READY_S)} before the trip are recorded")
    mean_c = sum(air_c * duration_s for air_c, duration_s in seen) / lasted_s
    text = f"air at {mean_c:.1f} °C on the mean of the {_minutes(lasted_s)} before the trip"
    inside_c = last[-1].contents_c
    if inside_c is None:
        return Precooled(cargo.low_c <= mean_c <= cargo.high_c, text)
    cold = cargo.low_c <= mean_c <= cargo.high_c and cargo.low_c <= inside_c.mean <= cargo.high_c
    return Precooled(cold, f"{text}, contents at {inside_c.mean:.1f} °C at its end")


def fed(
    cargo: Cargo,
    items: Sequence[Item],
    facts: Iterable[Fact] = (),
    *,
    compartment: str,
    started_s: float,
    stopped_s: float | None = None,
) -> Assessor:
    """Return the assessor of a trip that was fed all of it: `items` and `facts` in order, from before it as well."""
    ends_s = float("inf") if stopped_s is None else stopped_s
    before = [each for each in items if each.wall_s < started_s]
    assessor = Assessor(cargo, compartment=compartment, started_s=started_s, before=before)
    during = (each for each in items if started_s <= each.wall_s < ends_s)
    for each in merge(during, facts, key=lambda one: one.wall_s):
        if isinstance(each, Fact):
            assessor.note(each)
        else:
            assessor.add(each)
    return assessor


def assess(
    cargo: Cargo,
    items: Sequence[Item],
    facts: Iterable[Fact] = (),
    *,
    compartment: str,
    started_s: float,
    stopped_s: float | None = None,
) -> Assessment:
    """Assess a whole trip, as `fed` is told of it."""
    return fed(cargo, items, facts, compartment=compartment, started_s=started_s, stopped_s=stopped_s).assessment()
