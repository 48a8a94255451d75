"""One tick of the product: readings in, orders out. Pure: no clock, no input or output, no randomness."""

from controller import alarms, freshness, guard, laws, verify, wishes
from controller.alarm import Alarm
from controller.commands import Commands
from controller.events import CompressorStarted, CompressorStopped, Event
from controller.memory import Memory
from controller.record import record
from controller.settings import Settings
from controller.snapshot import Snapshot


@record
class Step:
    """What one tick gives: the memory for the next, the orders after the guard, and what there is to tell.

    `inputs` is the snapshot as the laws saw it, with what is stale or not to be believed already absent, so that
    observers show the same truth.
    """

    now_s: float
    memory: Memory
    inputs: Snapshot
    commands: Commands
    events: tuple[Event, ...]
    alarms: tuple[Alarm, ...]


def alarm_names(settings: Settings) -> tuple[str, ...]:
    """The name of every alarm that this installation can raise."""
    return (*alarms.alarm_names(settings), *verify.finding_names(settings))


def step(memory: Memory, snapshot: Snapshot, settings: Settings, *, now_s: float) -> Step:
    """Regulate everything once: judge the readings, answer the requests, ask the laws, let the guard rule, watch."""
    judged = freshness.judge(memory.freshness, snapshot, settings, now_s=now_s)
    inputs = judged.inputs
    asked = wishes.apply(memory.wishes, inputs.requests, settings, now_s=now_s)
    held = asked.wishes
    verified = verify.verify(memory.verify, inputs, held, memory.ordered, settings, now_s=now_s)
    inputs = verified.inputs
    regulated = laws.regulate(memory, inputs, held, settings, now_s=now_s)
    orders = regulated.orders
    if verified.memory.stuck_on:
        orders = verify.spared(orders, inputs.fridge, held.compartments)
    ruling = guard.allow(memory.guard, orders, inputs, held.compartments, settings, now_s=now_s)
    watched = alarms.Watched(memory.alarms, ())
    if regulated.asked_at_s == now_s:  # alarms wait for minutes: they look as often as the laws do
        watched = alarms.watch(memory.alarms, inputs, held, regulated.power.budget, settings, now_s=now_s)
    events = (
        *judged.events,
        *asked.events,
        *regulated.events,
        *_switched(memory.ordered, ruling.commands, now_s=now_s),
        *ruling.events,
        *watched.events,
        *verified.events,
    )
    next_memory = Memory(
        wishes.fulfilled(held, regulated.fridge.boosted),
        judged.memory,
        regulated.fridge,
        regulated.climate,
        ruling.memory,
        watched.memory,
        ruling.commands,
        regulated.power,
        regulated.air,
        verified.memory,
        regulated.orders,
        regulated.asked_at_s,
    )
    return Step(now_s, next_memory, inputs, ruling.commands, events, (*watched.memory.alarms, *verified.memory.alarms))


def _switched(before: Commands, after: Commands, *, now_s: float) -> tuple[Event, ...]:
    """What the compressor was really ordered to change to."""
    if before.compressor_on == after.compressor_on:
        return ()
    return (CompressorStarted(now_s),) if after.compressor_on else (CompressorStopped(now_s),)
