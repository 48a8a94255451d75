"""All trials of an installation: one look each LOOK_EVERY_S, their alarms, and what they ask of the outputs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from controller.interface.alarm import QUIET, Alarm, AlarmState, changes
from controller.interface.commands import Commands
from controller.interface.events import Event
from controller.interface.evidence import Evidence
from controller.interface.immutable import immutable
from controller.interface.outcome import Outcome
from controller.interface.readings import Absence, absent
from controller.interface.requests import Mode
from controller.interface.snapshot import Snapshot, SupplyInputs
from controller.interface.targets import Targets
from controller.settings import AirFlow, Settings
from controller.trials import answers, reversal
from controller.trials.answers import Answer, Seen, Wish
from controller.trials.reversal import TRUSTED, Course
from controller.trials.trials_memory import Trials

LOOK_EVERY_S = 10.0
"""Engineering choice: the fastest of it takes two minutes."""

HARD_PCT, BLOWN_PCT = 50.0, 20.0
"""An actuator that is driven less proves nothing, and its heat or cold reaches the air where that moves. Engineering
choices."""

HOT_PLATE_K = 3.0
"""A plate so much warmer than the air that it cools is heated. Engineering choice: twice what two sensors differ by."""

OPEN = 1.0


@immutable
class Warming:
    """Heater or cooler: how hard it was driven, and whether it warms."""

    duty_pct: float
    warms: bool


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """Return the name of every alarm that a trial can raise."""
    unmoved = [f"fridge.{box.name}.air_unmoved" for box in settings.fridge.compartments]
    return (*unmoved, "fridge.reversed", "cabin.heater_reversed", "cabin.cooler_reversed")


def initial(settings: Settings) -> Trials:
    """Begin: every sensor lives and every actuator is trusted."""
    return Trials(
        answers=(answers.NEW,) * len(settings.fridge.compartments), states=(QUIET,) * len(alarm_names(settings))
    )


def resumed(memory: Trials, states: Sequence[AlarmState], *, now_s: float) -> Trials:
    """Return `memory` with the alarms of an earlier run: what was unmoved is so, what was stopped rests once more."""
    count = len(memory.answers)
    unmoved, wrong = states[:count], [_resumed(state, now_s=now_s) for state in states[count:]]
    return Trials(
        answers=tuple(
            [answers.NEW if one.alarm is None else answers.unmoved_since(one.alarm.since_s) for one in unmoved]
        ),
        states=tuple(states),
        compressor=wrong[0],
        heater=wrong[1],
        cooler=wrong[2],
    )


def _resumed(state: AlarmState, *, now_s: float) -> Course:
    return TRUSTED if state.alarm is None else Course(times=1, stopped_since_s=now_s)


def run(
    memory: Trials, evidence: Evidence, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> Outcome[Trials, Snapshot]:
    """Look at what was `applied` and what came of it; a reading that does not answer becomes absent."""
    after, events = memory, tuple[Event, ...]()
    if not 0.0 <= now_s - memory.looked_at_s < LOOK_EVERY_S:
        after = _looked(memory, evidence, targets, applied, settings, now_s=now_s)
        events = tuple(changes(memory.states, after.states, now_s=now_s))
    return Outcome(after, believed(after, evidence.believed), events)


def unchanged(
    memory: Trials,
    evidence: Evidence,
    _targets: Targets,
    _applied: Commands,
    _settings: Settings,
    *,
    now_s: float,  # noqa: ARG001
) -> Outcome[Trials, Snapshot]:
    """Answer while trials fail: what is stopped stays so, what is unmoved too, and nothing is asked for."""
    quiet = tuple([replace(one, asked_since_s=None) for one in memory.answers])
    return Outcome(replace(memory, answers=quiet), believed(memory, evidence.believed))


def overlaid(memory: Trials, requested: Commands, allowed: tuple[bool, ...]) -> Commands:
    """Return the requests of the laws with what the trials ask for; `allowed` is what the supply carries."""
    if not memory.is_at_work:
        return requested
    for number, answer in enumerate(memory.answers):
        wished = answers.wish(answer)
        if wished is not Wish.NOTHING and (not allowed or allowed[number]):
            requested = _asked(requested, wished, number)
            break
    if memory.compressor.stopped_since_s is not None:
        requested = replace(requested, compressor_on=False)
    return replace(
        requested,
        heater_pct=0.0 if memory.heater.stopped_since_s is not None else requested.heater_pct,
        cooler_pct=0.0 if memory.cooler.stopped_since_s is not None else requested.cooler_pct,
    )


def _asked(requested: Commands, wished: Wish, number: int) -> Commands:
    """Ask for a run with the fan of one compartment, or for a rest."""
    if wished is Wish.REST:
        return replace(requested, compressor_on=False)
    fans = list(requested.compartment_fan_pct)
    fans[number] = max(fans[number], HARD_PCT)
    return replace(requested, compressor_on=True, compartment_fan_pct=tuple(fans))


def _looked(
    memory: Trials, evidence: Evidence, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> Trials:
    """One look."""
    inputs = evidence.believed
    dt_s = min(max(now_s - memory.looked_at_s, 0.0), 2.0 * LOOK_EVERY_S)
    after = Trials(
        answers=tuple(_answers(memory, evidence, targets, _reaching(applied, settings), dt_s, now_s=now_s)),
        states=memory.states,
        compressor=_compressor(memory.compressor, inputs, targets, applied, settings, now_s=now_s),
        heater=_cabin(memory.heater, inputs, targets, applied, Warming(applied.heater_pct, True), now_s=now_s),
        cooler=_cabin(memory.cooler, inputs, targets, applied, Warming(applied.cooler_pct, False), now_s=now_s),
        looked_at_s=now_s,
    )
    told = zip(memory.states, alarm_names(settings), _texts(after, settings, now_s=now_s), strict=True)
    states = [_state(state, name, text, now_s=now_s) for state, name, text in told]
    return replace(after, states=tuple(states))


def _reaching(applied: Commands, settings: Settings) -> Commands:
    """Return `applied` as it reaches the compartments: one with still air gets the cold of every run without a fan."""
    boxes = zip(applied.compartment_fan_pct, settings.fridge.compartments, strict=True)
    fans = [HARD_PCT if one.air_flow is AirFlow.STILL else fan_pct for fan_pct, one in boxes]
    return replace(applied, compartment_fan_pct=tuple(fans))


def _answers(
    memory: Trials, evidence: Evidence, targets: Targets, applied: Commands, dt_s: float, *, now_s: float
) -> Iterator[Answer]:
    """Bring the sensor of each compartment up to date; one that is not cooled, or has a finding already, is not tried.

    One that is unmoved is looked at as it reads: it may live again.
    """
    plate_c, on = evidence.believed.fridge.plate_c.value, applied.compressor_on
    for before, target, trusted, read, fan_pct in zip(
        memory.answers,
        targets.compartments,
        evidence.believed.fridge.compartments,
        evidence.fresh.fridge.compartments,
        applied.compartment_fan_pct,
        strict=True,
    ):
        air_c = (read if before.is_unmoved else trusted).air_c.value if target.mode is Mode.COOL else None
        seen = Seen(air_c=air_c, plate_c=plate_c, ran=on and fan_pct >= HARD_PCT, rested=not on, dt_s=dt_s)
        yield answers.update(before, seen, now_s=now_s)


def _compressor(
    before: Course, inputs: Snapshot, targets: Targets, applied: Commands, settings: Settings, *, now_s: float
) -> Course:
    """Bring the compressor up to date, by the coldest air of all compartments: what it warms, it warms all."""
    if all(target.mode is not Mode.COOL for target in targets.compartments):
        return TRUSTED
    boxes, plate_c = inputs.fridge.compartments, inputs.fridge.plate_c
    airs_c = [box.air_c.value for box in boxes if box.air_c.value is not None]
    shut = all(box.lid_open.value != OPEN for box in boxes)
    driven = applied.compressor_on and shut and _draws(inputs.supply, settings)
    limits = reversal.BOX
    if plate_c.absence is not Absence.NOT_FITTED:
        limits = reversal.BOX_WITH_PLATE
        hot = plate_c.value is not None and plate_c.value >= max(airs_c, default=inf) + HOT_PLATE_K
        driven = driven and hot
    return reversal.update(before, driven, min(airs_c, default=None), limits, now_s=now_s)


def _draws(supply: SupplyInputs, settings: Settings) -> bool:
    """Return True where the compressor is seen to draw power, or nobody sees it."""
    voltage_v, current_a = supply.voltage_v.value, supply.current_a.value
    return voltage_v is None or current_a is None or voltage_v * current_a >= settings.verify.running_w


def _cabin(
    before: Course, inputs: Snapshot, targets: Targets, applied: Commands, warming: Warming, *, now_s: float
) -> Course:
    """Bring heater or cooler up to date: for what warms the wrong way is down."""
    if targets.cabin.mode is Mode.OFF:
        return TRUSTED
    shut = inputs.vehicle.driver_door_open.value != OPEN
    driven = warming.duty_pct >= HARD_PCT and applied.blower_pct >= BLOWN_PCT and shut
    air_c = inputs.cabin.air_c.value
    wrong_c = -air_c if warming.warms and air_c is not None else air_c
    return reversal.update(before, driven, wrong_c, reversal.CABIN, now_s=now_s)


def _texts(memory: Trials, settings: Settings, *, now_s: float) -> Iterator[str]:
    """Say what is to be told of each, in the order of `alarm_names`; nothing where all is well."""
    for answer, one in zip(memory.answers, settings.fridge.compartments, strict=True):
        still_min = (now_s - (answer.since_s or 0.0)) / 60.0
        text = (
            f"{one.name}: air sensor reads {answer.air_c or 0.0:.1f} °C for {still_min:.0f} min, whether the compressor"
            " runs or rests; it is not believed: replace it, and see that the compressor cools"
        )
        yield text if answer.is_unmoved else ""
    wrong = [
        (memory.compressor, "fridge: the compressor warms the box: air rose by {:.1f} K", "its wiring and its valves"),
        (memory.heater, "cabin: the heater cools: air fell by {:.1f} K", "the wiring of heater and cooler"),
        (memory.cooler, "cabin: the cooler heats: air rose by {:.1f} K", "the wiring of heater and cooler"),
    ]
    for course, what, where in wrong:
        text = f"{what.format(course.wrong_k)} while it was driven hard; stopped, tried again by itself: check {where}"
        yield text if course.times else ""


def _state(before: AlarmState, name: str, text: str, *, now_s: float) -> AlarmState:
    """Return the state of one alarm: as it was first told, until it is over."""
    if not text:
        return QUIET
    return before if before.alarm is not None else AlarmState(now_s, Alarm(name, now_s, text))


def believed(memory: Trials, inputs: Snapshot) -> Snapshot:
    """Return `inputs` with each sensor that is unmoved absent."""
    if True not in [answer.is_unmoved for answer in memory.answers]:
        return inputs
    boxes = [
        replace(box, air_c=absent(Absence.IMPLAUSIBLE, answer.since_s or 0.0))
        if answer.is_unmoved and box.air_c.value is not None
        else box
        for answer, box in zip(memory.answers, inputs.fridge.compartments, strict=True)
    ]
    return replace(inputs, fridge=replace(inputs.fridge, compartments=tuple(boxes)))


def as_read(_memory: Trials, inputs: Snapshot) -> Snapshot:
    """Answer while nobody can tell which sensor is unmoved."""
    return inputs
