"""One trip with one mishap: the excursion that came of it, and the cause that was named."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from controller import CompartmentSettings
from firmware.coldchain.assessment import Explained
from firmware.coldchain.assessor import Assessor
from firmware.coldchain.causes import Cause
from firmware.coldchain.series import Fact, Item
from firmware.config.cargo import Beyond, Cargo, Counting, Limit
from firmware.config.cargo_profiles import USUAL
from hil.coldchain_trials.injected_causes import CAUSES, HOUR_S, MINUTE_S, Act, mishap
from hil.coldchain_trials.road import BEGIN_WALL_S, KINDS, TICK_S, Road

SETTLES_S = 1.5 * HOUR_S
LATEST_S = 8.0 * HOUR_S
"""After the mishap: what has no effect by then has none."""

AFTERWARDS_S = 30.0 * MINUTE_S
"""The trip goes on for so long after the first excursion was told."""

WARM_C = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The cause that was injected, and the one that was named for the first excursion; None: there was none."""

    seed: int
    kind: str
    how: str
    injected: Cause
    named: Cause | None
    evidence: str = ""
    limit: str = ""
    others: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """True where the cause was named rightly."""
        return self.named is self.injected


def run(seed: int) -> Named:
    """Play the trip of this seed."""
    random = Random(f"trip {seed}")
    kind, cause = KINDS[seed % len(KINDS)], CAUSES[seed // len(KINDS) % len(CAUSES)]
    cold = cause is not Cause.NOT_COLD
    road = Road(kind, seed, start_c=None if cold else random.uniform(WARM_C - 4.0, WARM_C + 8.0))
    boxes = road.settings.fridge.compartments
    number = random.choice([n for n, box in enumerate(boxes) if box.profile in USUAL])
    before = [*road.drive(number, SETTLES_S if cold else random.uniform(35.0, 50.0) * MINUTE_S)]
    assessor = Assessor(
        goods_of(boxes[number]),
        compartment=boxes[number].name,
        started_s=BEGIN_WALL_S + road.now_s,
        before=[each for each in before if not isinstance(each, Fact)],
    )
    for each in before:
        _tell(assessor, each, facts_only=True)
    chosen = mishap(cause, road, number, random)
    starts_s = road.now_s + (random.uniform(0.3, 1.5) * HOUR_S if cold else 0.0)
    acts = sorted(
        [*((starts_s + at_s, act) for at_s, act in chosen.acts), *_everyday(road, number, starts_s, random)],
        key=lambda act: act[0],
    )
    first = _until_told(road, number, acts, assessor, from_s=BEGIN_WALL_S + starts_s)
    return Named(
        seed=seed,
        kind=f"{kind} {boxes[number].name}",
        how=chosen.how,
        injected=cause,
        named=None if first is None else first.cause.cause,
        evidence="" if first is None else first.cause.evidence,
        limit="" if first is None else f"{first.excursion.subject} {first.excursion.limit.key}",
    )


def goods_of(box: CompartmentSettings) -> Cargo:
    """Return goods that bear what the compartment was configured to hold, and no more."""
    return Cargo(
        name="trial",
        title="Trial",
        low_c=box.low_c,
        high_c=box.high_c,
        limits=(
            Limit(beyond=Beyond.ABOVE, at_c=box.high_c, for_s=20.0 * MINUTE_S),
            Limit(beyond=Beyond.ABOVE, at_c=box.high_c, for_s=HOUR_S, counting=Counting.CUMULATIVE),
            Limit(beyond=Beyond.BELOW, at_c=box.low_c, for_s=20.0 * MINUTE_S),
        ),
    )


def _until_told(road: Road, number: int, acts: list[Act], assessor: Assessor, *, from_s: float) -> Explained | None:
    """Drive on until an excursion was told, and a little further; return the first one since the mishap."""
    ends_s = from_s - BEGIN_WALL_S + LATEST_S
    told_s = float("inf")
    while road.now_s < min(ends_s, told_s + AFTERWARDS_S):
        while acts and acts[0][0] <= road.now_s:
            acts.pop(0)[1]()
        until_s = min(acts[0][0] if acts else ends_s, road.now_s + MINUTE_S)
        for each in road.drive(number, max(until_s - road.now_s, TICK_S)):
            _tell(assessor, each)
        if assessor.is_out and told_s == float("inf"):
            told_s = road.now_s
    since = [one for one in assessor.assessment().excursions if one.excursion.ended_s > from_s]
    return since[0] if since else None


def _tell(assessor: Assessor, each: Item | Fact, *, facts_only: bool = False) -> None:
    if isinstance(each, Fact):
        assessor.note(each)
    elif not facts_only:
        assessor.add(each)


def _everyday(road: Road, number: int, before_s: float, random: Random) -> Iterator[Act]:
    """Draw the short openings of a usual trip: a driver at some stops."""
    box = road.fridge.compartments[number]
    for _ in range(random.randint(0, 3)):
        at_s, for_s = road.now_s + random.uniform(0.0, max(before_s - road.now_s, 60.0)), random.uniform(8.0, 35.0)
        yield at_s, lambda: box.set_lid(True)
        yield at_s + for_s, lambda: box.set_lid(False)
