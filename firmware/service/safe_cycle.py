"""The cycle of safe mode: it tells that nothing is regulated, and why; no law of the controller is asked."""

import asyncio

from controller import Alarm, AlarmRaised, Event, Memory, RequestRefused, Settings, Step, all_off
from firmware.control.output_stage import Acting
from firmware.control.process_image import Board
from firmware.control.state_store import Health, State, Store
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat

FAULT = "safe_mode"

ALARM = "hub.safe_mode"
"""Automations at the hub listen to alarms."""

_REFUSAL = "safe mode: nothing is regulated; restart it at the console, or wait for the next try"


class SafeCycle:
    """A cycle that publishes a state with everything off and nothing measured, and refuses every request."""

    def __init__(self, settings: Settings, inputs: frozenset[str], memory: Memory, clock: Clock, alarm: Alarm) -> None:
        self._board = Board(settings, inputs)
        self._memory, self._clock, self._alarm = memory, clock, alarm
        self._off = all_off(len(settings.fridge.compartments))
        self._news: tuple[Event, ...] = (AlarmRaised(alarm.since_s, alarm.name, alarm.text),)

    async def publish(self, store: Store, faults: Faults, heartbeat: Heartbeat, *, tick_s: float) -> None:
        """Publish the state of safe mode at each tick, for ever."""
        faults.report(FAULT, self._alarm.text)
        while True:
            now_s = self._clock.monotonic_s()
            health = Health(faults=faults.current)
            taken = self._step(store, now_s=now_s)
            store.publish(
                State(step=taken, health=health, others=self._board.others(now_s=now_s), wall_s=self._clock.wall_s())
            )
            heartbeat.beat()
            await asyncio.sleep(tick_s)

    async def hold_off(self, acting: Acting, *, tick_s: float) -> None:
        """Keep every output that can be opened driven to off. Never ends."""
        try:
            while True:
                acting.apply(self._off, now_s=self._clock.monotonic_s())
                await asyncio.sleep(tick_s)
        finally:
            acting.close()

    def _step(self, store: Store, *, now_s: float) -> Step:
        refused = (RequestRefused.of(request, _REFUSAL, at_s=now_s) for request in store.take_requests())
        events, self._news = (*self._news, *refused), ()
        return Step(
            now_s=now_s,
            memory=self._memory,
            inputs=self._board.snapshot(()),
            commands=self._off,
            events=events,
            alarms=(self._alarm,),
        )
