"""The misfit of a heat balance: how far its innovations are from the noise that a model of the right structure has.

They are counted in deviations of what was expected of them. Where they are larger, or one is like the next, the box is
built otherwise than the model: then each of them tells less, by the root of their size and of the number that tell
one thing twice. What is odd is measured by what this very box did before at the same time of a run or of a rest while
nobody came: an error of the structure comes again in each cycle, goods do not.
"""

from dataclasses import replace
from math import sqrt

from controller.interface.immutable import immutable

MINUTES = 150.0
"""Of memory: two or three cycles of the compressor. Engineering choice."""

MOST = 4.0
"""So many deviations of one innovation are counted; more is an incident, which tells nothing about the structure."""

MOST_ECHO = 0.9

PHASES_MIN = (2, 5, 12)
"""A rest, a run, and a run for a neighbour have four phases each, that begin after so many minutes: what is quick is
over by then."""

ACTIVITIES = 3

HABIT, KNOWN = 40.0, 10
"""Minutes of memory of each phase, and how many of them it takes to know it. Engineering choice."""

ODD, ODD_KEPT = 7.0, 0.8
"""So many deviations, in one minute or summed up over some that agree, are no noise: somebody put something in, or the
lid is open unseen. What a minute had is kept in part for the next."""

ODD_TIMES = 1.6
"""And no less than so many times what the box did within a day or so. Engineering choice."""

HOUR, PEAK_KEPT = 60, 0.96
"""What an hour had becomes usual two hours later, when an incident would have been told; it is forgotten by half in
17 h."""

LEARNT = 3 * HOUR
"""Minutes of learning before anything is odd."""


@immutable
class Phase:
    """Usual innovations in one phase: their mean and variance, and how many there were."""

    mean: float = 0.0
    variance: float = 1.0
    seen: int = 0

    def beyond(self, nominal: float) -> float:
        """Return by how many deviations an innovation is off what is usual; 0 while that is not known."""
        return (nominal - self.mean) / sqrt(max(self.variance, 1.0)) if self.seen >= KNOWN else 0.0


@immutable(kw_only=True)
class Misfit:
    """Innovations: mean square, mean product of neighbours, the last; oddity now, how odd it usually is; number seen.

    `activity` (of averages.py) for `minutes`, each of them with its phases.
    """

    square: float = 1.0
    echo: float = 0.0
    last: float = 0.0
    odd: float = 0.0
    peak: float = 0.0
    hours: tuple[float, float] = (0.0, 0.0)
    """The most of this hour and of the one before."""
    seen: int = 0
    activity: int = 0
    minutes: int = 0
    phases: tuple[Phase, ...] = (Phase(),) * ACTIVITIES * (len(PHASES_MIN) + 1)

    @property
    def times(self) -> float:
        """The noise is so many times what it would be if the structure were right."""
        echo = min(max(self.echo / self.square, 0.0), MOST_ECHO)
        return sqrt(max(self.square, 1.0) * (1.0 + echo) / (1.0 - echo))

    @property
    def is_odd(self) -> bool:
        """True where this is no noise and nothing that the box usually does: an incident."""
        return self.seen >= LEARNT and abs(self.odd) > max(ODD, ODD_TIMES * self.peak)


def update(misfit: Misfit, nominal: float, *, activity: int) -> Misfit:
    """Return the misfit after an innovation, in deviations of the `nominal` noise."""
    counted, share = min(max(nominal, -MOST), MOST), 1.0 / MINUTES
    minutes = misfit.minutes + 1 if activity == misfit.activity else 0
    index = sum([minutes >= begun for begun in PHASES_MIN]) + activity * (len(PHASES_MIN) + 1)
    phase = misfit.phases[index]
    after = Misfit(
        square=misfit.square + (counted**2 - misfit.square) * share,
        echo=misfit.echo + (counted * misfit.last - misfit.echo) * share,
        last=counted,
        odd=ODD_KEPT * misfit.odd + phase.beyond(nominal),
        peak=misfit.peak,
        hours=misfit.hours,
        seen=misfit.seen + 1,
        activity=activity,
        minutes=minutes,
        phases=(*misfit.phases[:index], _usual(phase, nominal), *misfit.phases[index + 1 :]),
    )
    return replace(after, phases=misfit.phases) if after.is_odd else _remembered(after)


def _usual(phase: Phase, nominal: float) -> Phase:
    """Return what is usual after one more innovation, of which no more counts than MOST deviations."""
    share = max(1.0 / (phase.seen + 1.0), 1.0 / HABIT)
    most = MOST * sqrt(max(phase.variance, 1.0)) if phase.seen >= KNOWN else abs(nominal)
    off = min(max(nominal - phase.mean, -most), most)
    variance = phase.variance + (off**2 - phase.variance) * share
    return Phase(phase.mean + off * share, variance, phase.seen + 1)


def _remembered(misfit: Misfit) -> Misfit:
    """Remember how odd the box is while nothing happens."""
    (most, earlier), peak = misfit.hours, misfit.peak
    most = max(most, abs(misfit.odd))
    if misfit.seen % HOUR:
        return replace(misfit, hours=(most, earlier))
    return replace(misfit, hours=(0.0, most), peak=max(peak * PEAK_KEPT, earlier))


def calm(misfit: Misfit) -> Misfit:
    """Return the misfit after an incident, which begins a new account and is nothing usual."""
    return replace(misfit, odd=0.0, last=0.0, hours=(0.0, 0.0))
