"""The scene of an excursion: what was seen from the last moment at which all was well until it was worst. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from firmware.coldchain.excursions import Excursion
from firmware.coldchain.series import Fact, Gap, Item, Minute
from firmware.config.cargo import Beyond

LOOK_BACK_S = 43_200.0
"""Contents of 20 kg take half a day to leave their band (hold-over of a 46 l box, 6 h at 32 °C; more when it is cool).
"""

LEAD_S = 600.0
"""A cause is a little older than the first rise that it makes."""

AFTERWARDS_S = 3_600.0
"""What verification finds, it finds some time later."""

WELL_SHARE = 0.1
"""All was well while no more than this of the way from the best temperature to the limit was gone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm: since when, what it says, and until when; None while it stands."""

    since_s: float
    text: str
    until_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The trip of a scene. `began_cold` is whether it was proven to be cold before; None: nothing to go by."""

    compartment: str
    started_s: float
    began_cold: bool | None = None


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All that was seen, in the order of its times; the alarms by name."""

    items: Sequence[Item] = ()
    facts: Sequence[Fact] = ()
    alarms: Mapping[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The part of it that a rule may look at: `minutes` and `gaps` from `onset_s` less LEAD_S to `worst_s`.

    `facts` and `alarms` (by name) are of that time and of AFTERWARDS_S.
    """

    excursion: Excursion
    journey: Journey
    onset_s: float
    worst_s: float
    minutes: Sequence[Minute] = ()
    gaps: Sequence[Gap] = ()
    facts: Sequence[Fact] = ()
    alarms: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def is_warm(self) -> bool:
        """True where it got too warm, False where too cold."""
        return self.excursion.limit.beyond is Beyond.ABOVE

    @property
    def rising(self) -> Sequence[Minute]:
        """The minutes from the onset on."""
        return [minute for minute in self.minutes if minute.wall_s >= self.onset_s]

    def facts_of(self, kind: str) -> Iterator[Fact]:
        """Yield the facts of a kind."""
        return (fact for fact in self.facts if fact.kind == kind)

    def alarm(self, *names: str) -> tuple[str, Standing] | None:
        """Return the first of these alarms that stood, each of this compartment or of the fridge."""
        for name in names:
            for full in (f"fridge.{self.journey.compartment}.{name}", f"fridge.{name}"):
                if full in self.alarms:
                    return full, self.alarms[full]
        return None


def scene(excursion: Excursion, seen: Witnesses, journey: Journey) -> Scene:
    """Set the scene of `excursion` among all that was seen."""
    onset_s, worst_s = _onset_s(excursion, seen.items), _worst_s(excursion, seen.items)
    from_s, to_s = onset_s - LEAD_S, max(worst_s, excursion.reached_s)
    until_s = max(to_s, excursion.ended_s) + AFTERWARDS_S
    return Scene(
        excursion=excursion,
        journey=journey,
        onset_s=onset_s,
        worst_s=worst_s,
        minutes=[each for each in seen.items if isinstance(each, Minute) and from_s <= each.wall_s <= to_s],
        gaps=[each for each in seen.items if isinstance(each, Gap) and _overlaps(each, from_s, to_s)],
        facts=[fact for fact in seen.facts if from_s <= fact.wall_s <= until_s],
        alarms={
            name: one
            for name, one in seen.alarms.items()
            if one.since_s <= until_s and (one.until_s is None or one.until_s >= from_s)
        },
    )


def _overlaps(gap: Gap, from_s: float, to_s: float) -> bool:
    return gap.wall_s <= to_s and (gap.duration_s is None or gap.wall_s + gap.duration_s >= from_s)


def _onset_s(excursion: Excursion, items: Sequence[Item]) -> float:
    """Return when all was well for the last time before the excursion; its beginning where it never was."""
    limit, from_s = excursion.limit, excursion.began_s - LOOK_BACK_S
    before = [
        (each.wall_s, limit.over_k(span.mean))
        for each in items
        if isinstance(each, Minute)
        and from_s <= each.wall_s <= excursion.began_s
        and (span := each.span(excursion.subject)) is not None
    ]
    if not before:
        return excursion.began_s
    best_k = min(over_k for _, over_k in before)
    if best_k >= 0.0:
        return before[0][0]
    return max(at_s for at_s, over_k in before if over_k <= best_k * (1.0 - WELL_SHARE))


def _worst_s(excursion: Excursion, items: Sequence[Item]) -> float:
    """Return when it was furthest beyond the limit."""
    limit = excursion.limit
    beyond = [
        (limit.over_k(span.mean), -each.wall_s)
        for each in items
        if isinstance(each, Minute)
        and excursion.began_s <= each.wall_s <= excursion.ended_s
        and (span := each.span(excursion.subject)) is not None
    ]
    return -max(beyond)[1] if beyond else excursion.ended_s
