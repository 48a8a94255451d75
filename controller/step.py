"""One tick of the product: readings in, commands out. Pure: no clock, no input or output, no randomness."""

from dataclasses import replace

from controller import alarms, containment, freshness, regulation, targets, verify
from controller.containment import Attempt, Part
from controller.guard import guard
from controller.interface.alarm import Alarm
from controller.interface.commands import Commands
from controller.interface.events import CompressorStarted, CompressorStopped, Event
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.snapshot import Snapshot
from controller.interface.status import CabinStatus, FridgeStatus, Status, SupplyStatus
from controller.memory import Memory
from controller.persistence import recovery
from controller.persistence.released import released
from controller.settings import Settings


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
        """The status that the laws show to people; observers read no memory."""
        fridge, climate, supply = self.memory.fridge, self.memory.climate, self.memory.power.estimates
        requested = self.memory.requested
        return Status(
            FridgeStatus(fridge.estimates, defrosting=fridge.thawing_since_s is not None),
            CabinStatus(requested.climate.activity, climate.defog.active, climate.defog.margin_k),
            SupplyStatus(requested.budget, None if supply is None else supply.rest_v),
        )


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """The name of every alarm that this installation can raise."""
    return (*alarms.alarm_names(settings), *verify.finding_names(settings), *containment.alarm_names())


def step(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
    """Regulate everything once: judge the readings, answer the requests, ask the laws, let the guard rule, watch.

    Never raises: a part that does is contained (contained.py), told, and begun anew if it goes on (recovery.py).
    """
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
    """The parts in their order."""
    judge = attempt.use(Part.READINGS, freshness.judge, freshness.blind)
    judged = judge(memory.freshness, snapshot, settings, now_s=now_s)
    answer = attempt.use(Part.REQUESTS, targets.apply, targets.refused)
    asked = answer(memory.targets, snapshot.requests, settings, now_s=now_s)
    held, check = asked.memory, attempt.use(Part.VERIFICATION, verify.verify, verify.unverified)
    verified = check(memory.verify, judged.output, held, memory.applied, settings, now_s=now_s)
    inputs, attempt.at = verified.output, Part.STEP
    evidence = Evidence(inputs, judged.output)
    regulated = regulation.regulate(memory, evidence, held, settings, attempt, now_s=now_s)
    laws, requested = regulated.memory, regulated.output
    commands = requested.commands
    if verified.memory.stuck_on:
        commands = verify.spared(commands, inputs.fridge, held.compartments)
    rules = guard.stoppable(memory.guard) if attempt.raised and Part.FRIDGE in attempt.raised else memory.guard
    allow = attempt.use(Part.GUARD, guard.allow, guard.forbid)
    ruling = allow(rules, commands, evidence, held.compartments, settings, now_s=now_s)
    watched = Outcome(memory.alarms, memory.alarms.alarms)
    if requested.at_s == now_s:  # alarms wait for minutes: they look as often as the laws do
        watch = attempt.use(Part.ALARMS, alarms.update, alarms.unchanged)
        watched = watch(memory.alarms, inputs, held, requested.budget, settings, now_s=now_s)
        held = targets.fulfilled(held, requested.fridge.boosted)
    reported = (*_switched(memory.applied, ruling.output, now_s=now_s), *ruling.events)
    after = Memory(
        targets=held,
        freshness=judged.memory,
        verify=verified.memory,
        power=laws.power,
        fridge=laws.fridge,
        climate=laws.climate,
        air=laws.air,
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
        events=(*judged.events, *asked.events, *regulated.events, *reported, *watched.events, *verified.events),
        alarms=(*watched.output, *verified.memory.alarms),
    )


def _halted(memory: Memory, settings: Settings, *, now_s: float) -> Step:
    """The tick where nothing else helps: everything off, all else stays as it was."""
    after = released(memory, now_s=now_s)
    off = after.applied
    inputs = freshness.blind(memory.freshness, Snapshot(), settings, now_s=now_s).output
    events = _switched(memory.applied, off, now_s=now_s)
    return Step(
        now_s=now_s,
        memory=after,
        inputs=inputs,
        commands=off,
        events=events,
        alarms=(*memory.alarms.alarms, *memory.verify.alarms),
    )


def _reported(taken: Step, before: Memory, attempt: Attempt, settings: Settings) -> Step:
    """A tick with what it has to tell of parts that raise, and the memory that recovers them."""
    now_s = taken.now_s
    failures = containment.update(before.failures, attempt.raised, now_s=now_s)
    memory = recovery.recovered(replace(taken.memory, failures=failures), failures, settings, now_s=now_s)
    events = (*taken.events, *containment.changes(before.failures, failures, now_s=now_s))
    reported = (*taken.alarms, *[failure.alarm for failure in failures])
    return replace(taken, memory=memory, events=events, alarms=reported)


def _switched(before: Commands, after: Commands, *, now_s: float) -> tuple[Event, ...]:
    """Give the event of a switched compressor, after the guard."""
    if before.compressor_on == after.compressor_on:
        return ()
    return (CompressorStarted(now_s),) if after.compressor_on else (CompressorStopped(now_s),)
