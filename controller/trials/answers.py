"""Air sensors that do not answer: the compressor runs for a compartment, and rests, and the reading stays as it is.

State      leaves for   when
watched    watched      the reading moves: it lives, and all begins anew
watched    asked        it has stood still for ASKED_AFTER_S, in which a long run or a long rest did not happen
asked      watched      it moves: it lives, and nothing is asked for AGAIN_S
asked      watched      the trial could not be made within GIVEN_UP_S
watched,   unmoved       it stood still for ASKED_AFTER_S, RUN_S of running and REST_S of resting
asked
unmoved     watched      it moves

What is asked for is the gentlest that tells: a run where it only rested, a rest where it only ran, each no longer than
until the reading moves, and only where nature has not made the test.
"""

from dataclasses import replace
from enum import Enum

from controller.interface.immutable import immutable

ASKED_AFTER_S = 4_500.0
"""A sensor of half a kelvin repeats itself for that long between two of its steps in a box that is held well; the air
of a recorded fridge under control, in steps of 0.01 K, for 7 min (3 340 minutes). Engineering choice."""

RUN_S, REST_S = 900.0, 1_500.0
"""Together less than two hours. In 15 min of running with its fan the air falls by 5 K and more, in 25 min of rest it
rises by 2 K; a sensor that lags by 10 min shows half a kelvin of either (simulated boxes of 0 to 20 kg)."""

COLD_PLATE_K = 3.0
"""A run counts where the plate, if it is seen, is so much colder than the reading: else no cold was made."""

AGAIN_S = 21_600.0
"""A sensor that has just answered is not asked again for so long: the price of a run is 15 kJ. Engineering choice."""

GIVEN_UP_S = 3_600.0
"""The guard or the supply does not allow it. Engineering choice."""


class Wish(Enum):
    """The request of a trial."""

    NOTHING = "nothing"
    RUN = "a run"
    REST = "a rest"


@immutable(kw_only=True)
class Answer:
    """One sensor: what it repeats since `since_s`, and for how long the compressor ran and rested meanwhile.

    `asked_since_s` is since when a trial is asked for, `not_before_s` when the next one may be.
    """

    air_c: float | None = None
    since_s: float | None = None
    run_s: float = 0.0
    rest_s: float = 0.0
    asked_since_s: float | None = None
    not_before_s: float = 0.0

    is_due: bool = False
    """It has stood still for long."""

    @property
    def is_unmoved(self) -> bool:
        """True where it has not answered."""
        return self.is_due and self.run_s >= RUN_S and self.rest_s >= REST_S


NEW = Answer()


@immutable(kw_only=True)
class Seen:
    """One look: the reading, the plate, whether the compressor ran with the compartment's own fan, or stood."""

    air_c: float | None
    plate_c: float | None
    ran: bool
    rested: bool
    dt_s: float


def unmoved_since(since_s: float) -> Answer:
    """Return a sensor that was unmoved in an earlier run: it is so until it says something else than now."""
    return Answer(since_s=since_s, run_s=RUN_S, rest_s=REST_S, is_due=True)


def update(before: Answer, seen: Seen, *, now_s: float) -> Answer:
    """Return the answer of a sensor one look later."""
    air_c, since_s = seen.air_c, before.since_s
    if air_c is None:
        return Answer(not_before_s=before.not_before_s)
    if since_s is None or now_s < since_s or (before.air_c is not None and air_c != before.air_c):
        not_before_s = before.not_before_s if before.asked_since_s is None else now_s + AGAIN_S
        return Answer(air_c=air_c, since_s=now_s, not_before_s=not_before_s)
    cold = seen.plate_c is None or seen.plate_c <= air_c - COLD_PLATE_K
    after = replace(
        before,
        air_c=air_c,
        run_s=before.run_s + seen.dt_s * (seen.ran and cold),
        rest_s=before.rest_s + seen.dt_s * seen.rested,
        is_due=now_s - since_s >= ASKED_AFTER_S,
    )
    return _asking(after, now_s=now_s)


def _asking(answer: Answer, *, now_s: float) -> Answer:
    """Begin a trial, or end it."""
    missing = answer.run_s < RUN_S or answer.rest_s < REST_S
    if answer.asked_since_s is None:
        begins = answer.is_due and missing and now_s >= answer.not_before_s
        return replace(answer, asked_since_s=now_s) if begins else answer
    if not missing:
        return replace(answer, asked_since_s=None)
    if now_s - answer.asked_since_s >= GIVEN_UP_S:
        return replace(answer, asked_since_s=None, not_before_s=now_s + AGAIN_S)
    return answer


def wish(answer: Answer) -> Wish:
    """Return what is asked for now."""
    if answer.asked_since_s is None:
        return Wish.NOTHING
    return Wish.RUN if answer.run_s < RUN_S else Wish.REST
