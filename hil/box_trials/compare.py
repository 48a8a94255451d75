"""One box under our law and those of peers, all compared where the contents are as warm on the mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from hil.box_trials.cases import Case, stage
from hil.box_trials.course import DAY, Course
from hil.box_trials.holders import OURS, PEERS, Ours, Seer
from hil.box_trials.play import play
from hil.box_trials.tally import Held

EQUAL_K = 0.05
"""As in hil/scenarios/equal_mean.py: 0.35 % of energy."""

NEAR_K, APART_K = 0.5, 0.2
"""A straight line through two trials so far apart at least gives what lies between them, or so near to one."""

MAX_SEARCHES = 2
SETTLES_H = 3.0
"""A box that begins with its contents at the mean that is searched for settles sooner."""

FURTHEST_K = 6.0
"""Beyond that shift of a set-point it is not the same task any more."""

SEER_SPEEDS_PCT = (100.0, 0.0)
"""Of the law that sees the goods, while they are far too warm: the better one counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All laws on one box; `reachable_min` is how long its medicine is out of band under a law that sees the truth.

    Such a one could do as any peer does: it is never longer than under those.
    """

    case: Case
    held: tuple[Held, ...]
    reachable_min: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """The contents' mean over all compartments, above the set-points, and what it took."""

    mean_k: float
    energy_w: float | None
    starts_per_h: float


def compare(case: Case, course: Course = DAY) -> Compared:
    """Let every law hold the box of `case`."""
    scene = stage(case)
    ours = play(scene, Ours(scene.settings), law=OURS, course=course)
    peers = [_at_equal_mean(case, law, ours.means_k, course) for law in PEERS]
    reachable_min = None
    if ours.out_of_band_min is not None:
        others_min = [each.out_of_band_min or 0.0 for each in peers]
        reachable_min = min(_seers_min(case, course), *others_min)
    return Compared(case=case, held=(ours, *peers), reachable_min=reachable_min)


def _seers_min(case: Case, course: Course) -> float:
    """Return how long the medicine is out of its band at the least under a law that sees the goods."""
    least_min = float("inf")
    for speed_pct in SEER_SPEEDS_PCT:
        scene = stage(case)
        seer = Seer(scene.box, scene.settings, far_pct=speed_pct)
        least_min = min(least_min, play(scene, seer, law="seer", course=course).out_of_band_min or 0.0)
        if not least_min:
            break
    return least_min


def _at_equal_mean(case: Case, law: str, means_k: Sequence[float], course: Course) -> Held:
    """Return the day of a peer as it is set, with energy and starts at set-points that give `means_k` as ours does."""
    first = _peer(case, law, [0.0] * len(means_k), course)
    begins_h = max(course.settled_h - SETTLES_H, course.begins_h)
    alone = replace(course, begins_h=begins_h, ends_h=course.used_h)
    aim_k, trials, shifts_k, held = fmean(means_k), [_trial(first)], [0.0] * len(means_k), first
    while abs(trials[-1].mean_k - aim_k) > EQUAL_K and len(trials) <= MAX_SEARCHES:
        missing = zip(shifts_k, means_k, held.means_k, strict=True)
        shifts_k = [min(max(shift + aim - is_k, -FURTHEST_K), FURTHEST_K) for shift, aim, is_k in missing]
        held = _peer(case, law, shifts_k, alone, above_k=aim_k)
        trials.append(_trial(held))
    there = at_mean(trials, aim_k)
    energy_w, starts_per_h = (None, None) if there is None else (there.energy_w, there.starts_per_h)
    return replace(first, energy_w=energy_w, starts_per_h=starts_per_h)


def _peer(case: Case, law: str, shifts_k: Sequence[float], course: Course, above_k: float | None = None) -> Held:
    scene = stage(case, above_k=above_k)
    boxes = scene.settings.fridge.compartments
    set_points_c = [each.set_point_c + shift_k for each, shift_k in zip(boxes, shifts_k, strict=True)]
    return play(scene, PEERS[law](set_points_c), law=law, course=course)


def _trial(held: Held) -> Trial:
    return Trial(fmean(held.means_k), held.energy_w, held.starts_per_h or 0.0)


def at_mean(trials: Sequence[Trial], aim_k: float) -> Trial | None:
    """Return what it takes at the mean `aim_k`, by the nearest trials; None where they are too far from it."""
    near, *others = sorted(trials, key=lambda each: abs(each.mean_k - aim_k))
    off_k = aim_k - near.mean_k
    if abs(off_k) <= EQUAL_K:
        return near
    far = next((each for each in others if abs(each.mean_k - near.mean_k) >= APART_K), None)
    if far is None or abs(off_k) > NEAR_K:
        return None
    share = off_k / (far.mean_k - near.mean_k)
    energy_w = None
    if near.energy_w is not None and far.energy_w is not None:
        energy_w = near.energy_w + share * (far.energy_w - near.energy_w)
    starts_per_h = near.starts_per_h + share * (far.starts_per_h - near.starts_per_h)
    return Trial(aim_k, energy_w, max(starts_per_h, 0.0))
