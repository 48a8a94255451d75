"""The interface of the core: the memory before the first tick, and one tick. Readings in, commands out.

Pure: no clock, no input or output, no randomness. A part that keeps raising begins with a new memory, since the old one
may be the reason.
"""

from collections.abc import Callable
from dataclasses import replace
from math import inf, isfinite
from typing import Any, TypeVar

from controller import admission, alarms, containment, regulation, targets, trials
from controller.air import law as air_law
from controller.air.air_memory import AirOutput
from controller.auxiliary import law as auxiliary_law
from controller.climate import law as climate_law
from controller.climate.climate_memory import ClimateOutput
from controller.containment import Attempt, Failure, Part
from controller.fridge import law as fridge_law
from controller.fridge.fridge_memory import FridgeOutput
from controller.guard import guard, guard_memory
from controller.interface.alarm import Alarm
from controller.interface.commands import Commands, all_off
from controller.interface.energy_budget import FREE, Budget
from controller.interface.events import CompressorStarted, CompressorStopped, Event
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.snapshot import Snapshot
from controller.interface.status import CabinStatus, FridgeStatus, Status
from controller.interface.targets import Targets
from controller.memory import Memory, Requested, released
from controller.persistence import learned
from controller.power import law as power_law
from controller.settings import Settings
from controller.targets import adopted
from controller.trials.trials_memory import Trials
from controller.verify import quarantine, verification
from controller.verify.verify_memory import VerifyMemory

FRESH_EACH = 3
"""After so many errors a part begins anew, and again after as many more. Engineering choice: some 6 s of a law."""

MEMBERS = {
    Part.READINGS: "admission",
    Part.VERIFICATION: "verify",
    Part.TRIALS: "trials",
    Part.POWER: "power",
    Part.FRIDGE: "fridge",
    Part.CLIMATE: "climate",
    Part.AIR: "air",
    Part.AUXILIARY: "auxiliary",
    Part.GUARD: "guard",
    Part.ALARMS: "alarms",
}
"""The field of `Memory` that each part looks after; requests have none of their own."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

T = TypeVar("T")


@immutable(kw_only=True)
class Step:
    """The result of one tick: the memory for the next, the commands after the guard, and the events.

    `inputs` is the snapshot as the laws saw it, with what is stale or not to be believed already absent, so that
    observers show the same truth.
    """

    now_s: float
    memory: Memory
    inputs: Snapshot
    commands: Commands
    events: tuple[Event, ...]
    alarms: tuple[Alarm, ...]

    @property
    def status(self) -> Status:
        """The activities, estimates and forecasts that people are shown; observers read no memory."""
        fridge, climate = self.memory.fridge, self.memory.climate
        requested = self.memory.requested
        return Status(
            FridgeStatus(
                fridge.estimates,
                defrosting=fridge.thawing_since_s is not None,
                not_cold_since_s=tuple([arming.since_s for arming in self.memory.alarms.armings]),
            ),
            CabinStatus(requested.climate.activity, climate.defog.active, climate.defog.margin_k),
            power_law.status(self.memory.power, requested.budget),
            self.memory.admission.refused_samples,
        )


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """Return the name of every alarm that this installation can raise."""
    return (
        *alarms.alarm_names(settings),
        *verification.finding_names(settings),
        *trials.alarm_names(settings),
        *containment.alarm_names(),
    )


def offered_alarms(settings: Settings) -> tuple[str, ...]:
    """Return the names of those alarms that can be raised by what is fitted."""
    return tuple([name for name in alarm_names(settings) if alarms.is_offered(name, settings)])


def initial(
    settings: Settings, *, now_s: float, targets: Targets | None = None, compressor_off_since_s: float | None = None
) -> Memory:
    """Begin: return the memory before the first tick, all outputs off.

    `targets` are those persisted by an earlier run; what this installation does not take of them is as configured.
    `compressor_off_since_s` is a proven time on the clock of `now_s`; None: the compressor counts as just stopped.
    """
    count = len(settings.fridge.compartments)
    held, off = adopted(targets, settings), all_off(count)
    rules = guard_memory.initial(count, compressor_off_since_s, settings.timed, now_s=now_s)
    return Memory(
        targets=held,
        admission=admission.initial(settings),
        verify=verification.initial(settings, now_s=now_s),
        trials=trials.initial(settings),
        power=power_law.initial(),
        fridge=fridge_law.initial(settings.fridge, rules.compressor_since_s, now_s=now_s),
        climate=climate_law.initial(),
        air=air_law.initial(),
        auxiliary=auxiliary_law.initial(),
        guard=rules,
        alarms=alarms.initial(settings, held, now_s=now_s),
        requested=Requested(
            at_s=-inf,
            budget=FREE,
            fridge=FridgeOutput(False, 0.0, off.compartment_fan_pct, (False,) * count),
            climate=ClimateOutput(),
            air=AirOutput(),
            commands=off,
        ),
        applied=off,
    )


def step(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
    """Regulate everything once: judge the readings, answer the requests, ask the laws, let the guard rule, watch.

    Never raises: a part that does is contained (containment.py), told, and begun anew if it goes on. Where even that is
    not possible, because nothing can be made of `memory`, all begins anew.
    """
    if not isfinite(now_s):
        now_s = _last_s(memory)
    try:
        return _contained(memory, snapshot, settings, now_s=now_s)
    except Exception as error:  # noqa: BLE001  whatever the memory holds, the appliances must be off and found so
        attempt = Attempt()
        attempt.failed(error)
        fresh = _experienced(_fresh(memory, settings, now_s=now_s), memory)
        return _reported(_halted(fresh, settings, now_s=now_s), fresh, attempt, settings)


def _last_s(memory: Memory) -> float:
    """Return the time of the last tick that is known, for one without any."""
    at_s = _readable(lambda: memory.requested.at_s, 0.0)
    return at_s if isfinite(at_s) else 0.0


def _contained(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
    """Try the tick until it succeeds, with the safe answer of each part that raised."""
    attempt = Attempt()
    while not attempt.halted:
        try:
            taken = _tick(memory, snapshot, settings, attempt, now_s=now_s)
        except Exception as error:  # noqa: BLE001  an unforeseen error in one part must not end control of all others
            attempt.failed(error)
        else:
            return taken if not attempt.raised and not memory.failures else _reported(taken, memory, attempt, settings)
    return _reported(_halted(memory, settings, now_s=now_s), memory, attempt, settings)


def _tick(memory: Memory, snapshot: Snapshot, settings: Settings, attempt: Attempt, *, now_s: float) -> Step:
    """Call the parts in their order."""
    judge = attempt.use(Part.READINGS, admission.judge, admission.blind)
    judged = judge(memory.admission, snapshot, settings, now_s=now_s)
    asked = _answered(memory, snapshot, settings, attempt, now_s=now_s)
    held = asked.memory
    verified, tried = _examined(memory, judged.output, held, settings, attempt, now_s=now_s)
    inputs, attempt.at = tried.output, Part.STEP
    evidence = Evidence(inputs, judged.output)
    regulated = regulation.regulate(memory, evidence, held, settings, attempt, now_s=now_s)
    laws, requested = regulated.memory, regulated.output
    commands = _overlaid(requested, verified.memory, tried.memory, inputs, held)
    rules = guard_memory.stoppable(memory.guard) if attempt.raised and Part.FRIDGE in attempt.raised else memory.guard
    allow = attempt.use(Part.GUARD, guard.allow, guard.forbid)
    ruling = allow(rules, commands, evidence, held.compartments, settings, now_s=now_s)
    watched = Outcome(memory.alarms, memory.alarms.alarms)
    if requested.at_s == now_s:  # alarms wait for minutes: they look as often as the laws do
        watch = attempt.use(Part.ALARMS, alarms.update, alarms.unchanged)
        noted = alarms.estimated(memory.alarms, laws.fridge.estimates, climate_law.unready_c(laws.climate, held.cabin))
        watched = watch(noted, inputs, held, requested.budget, settings, now_s=now_s)
        held = targets.fulfilled(held, requested.fridge.boosted)
    switched = _switched(memory.applied, ruling.output, now_s=now_s)
    told = (*judged.events, *asked.events, *regulated.events, *switched, *ruling.events)
    after = Memory(
        targets=held,
        admission=judged.memory,
        verify=verified.memory,
        trials=tried.memory,
        power=laws.power,
        fridge=laws.fridge,
        climate=laws.climate,
        air=laws.air,
        auxiliary=laws.auxiliary,
        guard=ruling.memory,
        alarms=watched.memory,
        requested=requested,
        applied=ruling.output,
    )
    return Step(
        now_s=now_s,
        memory=after,
        inputs=inputs,
        commands=ruling.output,
        events=(*told, *watched.events, *verified.events, *tried.events),
        alarms=(*watched.output, *verified.memory.alarms, *tried.memory.alarms),
    )


def _answered(
    memory: Memory, snapshot: Snapshot, settings: Settings, attempt: Attempt, *, now_s: float
) -> Outcome[Targets, None]:
    """Answer the requests of people."""
    answer = attempt.use(Part.REQUESTS, targets.apply, targets.refused)
    return answer(memory.targets, snapshot.requests, settings, now_s=now_s)


def _overlaid(requested: Requested, seen: VerifyMemory, tried: Trials, inputs: Snapshot, held: Targets) -> Commands:
    """Return what the laws requested, with what follows from findings and trials laid over it."""
    commands = trials.overlaid(tried, requested.commands, requested.budget.cooled)
    if verification.is_stuck_on(seen):
        return quarantine.spared(commands, inputs.fridge, held.compartments)
    return commands


def _examined(
    memory: Memory, inputs: Snapshot, held: Targets, settings: Settings, attempt: Attempt, *, now_s: float
) -> tuple[Outcome[VerifyMemory, Snapshot], Outcome[Trials, Snapshot]]:
    """Look for faults: first what can be seen, then what must be tried."""
    answering = attempt.use(Part.TRIALS, trials.believed, trials.as_read)
    believable = answering(memory.trials, inputs)
    check = attempt.use(Part.VERIFICATION, verification.verify, verification.unverified)
    verified = check(memory.verify, believable, held, memory.applied, settings, now_s=now_s)
    attend = attempt.use(Part.TRIALS, trials.run, trials.unchanged)
    evidence = Evidence(verified.output, inputs)
    return verified, attend(memory.trials, evidence, held, memory.applied, settings, now_s=now_s)


def _halted(memory: Memory, settings: Settings, *, now_s: float) -> Step:
    """Make the tick where nothing else helps: everything off, all else stays as it was."""
    after = released(memory, now_s=now_s)
    off = after.applied
    inputs = admission.blind(memory.admission, Snapshot(), settings, now_s=now_s).output
    events = _switched(memory.applied, off, now_s=now_s)
    return Step(
        now_s=now_s,
        memory=after,
        inputs=inputs,
        commands=off,
        events=events,
        alarms=(*memory.alarms.alarms, *memory.verify.alarms, *memory.trials.alarms),
    )


def _reported(taken: Step, before: Memory, attempt: Attempt, settings: Settings) -> Step:
    """Return a tick with what it has to tell of parts that raise, and the memory that recovers them."""
    now_s = taken.now_s
    failures = containment.update(before.failures, attempt.raised, now_s=now_s)
    memory = recovered(replace(taken.memory, failures=failures), failures, settings, now_s=now_s)
    events = (*taken.events, *containment.changes(before.failures, failures, now_s=now_s))
    reported = (*taken.alarms, *[failure.alarm for failure in failures])
    return replace(taken, memory=memory, events=events, alarms=reported)


def recovered(memory: Memory, failures: tuple[Failure, ...], settings: Settings, *, now_s: float) -> Memory:
    """`memory` with a new beginning for each part that has just raised once more than it may."""
    for failure in failures:
        if failure.last_s == now_s and failure.count % FRESH_EACH == 0:
            memory = _anew(memory, failure, settings, now_s=now_s)
    return memory


def _anew(memory: Memory, failure: Failure, settings: Settings, *, now_s: float) -> Memory:
    """Begin a failed part anew; targets that can be stay, the first time what was learned and is sound too."""
    fresh = _fresh(memory, settings, now_s=now_s)
    if failure.count == FRESH_EACH:
        fresh = _experienced(fresh, memory)
    if failure.part is Part.STEP:
        return replace(fresh, failures=memory.failures)
    member = MEMBERS.get(failure.part)
    if member is None:
        return replace(memory, targets=fresh.targets)
    return replace(memory, targets=fresh.targets, **{member: getattr(fresh, member)})


def _experienced(fresh: Memory, before: Memory) -> Memory:
    """Return a new memory with what of the learned values can be believed, if they can be looked at."""
    try:
        return learned.recalled(fresh, learned.sound(learned.learned(before)).persisted, away_s=inf)
    except _UNREADABLE:
        return fresh


def _fresh(memory: Memory, settings: Settings, *, now_s: float) -> Memory:
    """Return a new memory that forgets no prohibition: everything counts as just stopped, the last budget holds.

    What was frozen stays so; where nobody can tell, all is, until a reading shows that it is not.
    """
    count = len(settings.fridge.compartments)
    fresh = initial(settings, now_s=now_s, targets=_readable(lambda: adopted(memory.targets, settings), None))
    nothing: tuple[bool, ...] = ()
    frozen = _readable(lambda: tuple([one is True for one in memory.guard.frozen]), nothing)
    rules = replace(
        fresh.guard,
        heated_until_s=now_s,
        cooled_until_s=now_s,
        frozen=frozen if len(frozen) == count else (True,) * count,
    )
    budget: Any = _readable(lambda: memory.requested.budget, FREE)
    held = budget if isinstance(budget, Budget) else FREE
    return replace(fresh, guard=rules, requested=replace(fresh.requested, budget=held))


def _readable(read: Callable[[], T], otherwise: T) -> T:
    """Return what can be read of a memory that may be anything, or else `otherwise`."""
    try:
        return read()
    except _UNREADABLE:
        return otherwise


def _switched(before: Commands, after: Commands, *, now_s: float) -> tuple[Event, ...]:
    """Give the event of a switched compressor, after the guard."""
    if before.compressor_on == after.compressor_on:
        return ()
    return (CompressorStarted(now_s),) if after.compressor_on else (CompressorStopped(now_s),)
