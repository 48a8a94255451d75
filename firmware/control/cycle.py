"""The control cycle: sense, step, act, publish, at a fixed tick. Whatever fails in a tick, it goes on.

The longer ticks keep failing, the more is tried. From the first failed tick on:

0 s                              everything off; the next tick, with the last good memory
FRESH_AFTER_S                    a fresh memory: what the controller remembers may be what it fails by
END_AFTER_S                      the process ends: the service manager starts another, or it stays in safe mode

After WELL_AFTER_S without a failed tick the lapse is over, so ticks that fail now and then count as one lapse.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from enum import Enum

from controller import (
    Alarm,
    CompressorStopped,
    Memory,
    Request,
    RequestRefused,
    Settings,
    Snapshot,
    Step,
    all_off,
    compressor_off_since_s,
    initial,
    released,
    step,
)
from firmware.control.output_stage import Acting
from firmware.control.process_image import Board
from firmware.control.state_store import Health, State, Store
from firmware.devices.health import DeviceHealth
from firmware.errors import FirmwareError
from firmware.runtime.clock import Clock
from firmware.runtime.exit_reason import in_one_line
from firmware.runtime.faults import Faults
from firmware.runtime.systemd import Heartbeat

FAULT, PUBLISHING = "control", "telling"
"""The faults: a tick could not be completed; nobody can be told of a tick that was."""

FRESH_AFTER_S = 30.0
END_AFTER_S = 45.0
"""Engineering choices: food bears a minute without cooling; a start that never regulates ends before systemd's 60 s."""

WELL_AFTER_S = 10.0
"""Engineering choice: twenty good ticks, among them five in which all laws were asked."""

_REFUSAL = "control failed at this moment, nothing was changed: see the faults and try again"


class Recovery(Enum):
    """The next attempt after a failed tick."""

    NEXT_TICK = "the next tick"
    FRESH_MEMORY = "a fresh memory"
    END = "a new process"


class Lapse:
    """One run of ticks that fail, as it is seen from the present tick."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._failed_s = 0.0
        self._is_fresh = False

    def failed(self, *, now_s: float) -> Recovery:
        """Take note of a tick that failed; FRESH_MEMORY comes once in a lapse."""
        if self._since_s is None:
            self._since_s, self._is_fresh = now_s, False
        self._failed_s = now_s
        lasts_s = now_s - self._since_s
        if lasts_s >= END_AFTER_S:
            return Recovery.END
        if lasts_s < FRESH_AFTER_S or self._is_fresh:
            return Recovery.NEXT_TICK
        self._is_fresh = True
        return Recovery.FRESH_MEMORY

    def worked(self, *, now_s: float) -> bool:
        """Take note of a good tick; True where it ends the lapse."""
        if self._since_s is None or now_s - self._failed_s < WELL_AFTER_S:
            return False
        self._since_s = None
        return True


class ControlFailed(FirmwareError):
    """Control is lost and nothing helped: the process must end, and another one begin."""


class Cycle:
    """The owner of the controller's memory; nothing else calls the controller."""

    def __init__(
        self,
        settings: Settings,
        memory: Memory,
        clock: Clock,
        *,
        tick_s: float,
        devices: Callable[[], tuple[DeviceHealth, ...]] = tuple,
        restarts: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self._settings, self._clock, self._tick_s = settings, clock, tick_s
        self._devices, self._restarts = devices, restarts
        self._lapse = Lapse()
        self._inputs, self._alarms = Snapshot(), tuple[Alarm, ...]()
        self.memory = memory
        self.cycles = 0
        """The number of cycles that were completed as the controller requested."""
        self.overruns = 0

    @property
    def compressor_off_since_s(self) -> float:
        """The time since which the compressor is off; it is released when the cycle ends."""
        return compressor_off_since_s(self.memory, now_s=self._clock.monotonic_s())

    async def run(self, board: Board, acting: Acting, store: Store, faults: Faults, heartbeat: Heartbeat) -> None:
        """Run for ever; raises ControlFailed when it must. Whatever ends it, the outputs are released first."""
        due_s = self._clock.monotonic_s()
        try:
            while True:
                taken = self._tick(board, acting, store.take_requests(), faults)
                self._publish(taken, board, store, faults, heartbeat)
                due_s = self._next(due_s)
                await asyncio.sleep(due_s - self._clock.monotonic_s())
        finally:
            acting.close()

    def _tick(self, board: Board, acting: Acting, requests: tuple[Request, ...], faults: Faults) -> Step:
        """Regulate once, or switch everything off; raises ControlFailed where neither helps any more."""
        now_s = self._clock.monotonic_s()
        try:
            snapshot = board.snapshot(requests, outputs_driven=acting.still_drives(now_s=now_s))
            taken = self._regulated(snapshot, acting, now_s=now_s)
            acting.apply(taken.commands, now_s=taken.now_s)
        except Exception as error:  # noqa: BLE001  # an error here must not cost more than this tick
            self._recover(error, faults, now_s=now_s)
            return self._halted(board, acting, requests, now_s=now_s)
        self.memory, self._inputs, self._alarms = taken.memory, taken.inputs, taken.alarms
        self.cycles += 1
        if self._lapse.worked(now_s=now_s):
            faults.clear(FAULT)
        return taken

    def _regulated(self, snapshot: Snapshot, acting: Acting, *, now_s: float) -> Step:
        """Do one tick of control, and anew where it took so long that outputs may have released themselves."""
        taken = step(self.memory, snapshot, self._settings, now_s=now_s)
        later_s = self._clock.monotonic_s()
        if not snapshot.outputs_driven or acting.still_drives(now_s=later_s):
            return taken
        return step(self.memory, replace(snapshot, outputs_driven=False), self._settings, now_s=later_s)

    def _recover(self, error: Exception, faults: Faults, *, now_s: float) -> None:
        """Tell, and prepare the memory for the next tick; raises ControlFailed."""
        why, recovery = f"{FAULT}: {in_one_line(error)}", self._lapse.failed(now_s=now_s)
        faults.report(FAULT, f"{why}; all outputs are off; it is tried again every cycle")
        if recovery is Recovery.END:
            raise ControlFailed(f"{why}; a fresh memory has not helped") from error
        if recovery is Recovery.FRESH_MEMORY:
            since_s = self.compressor_off_since_s
            self.memory = initial(
                self._settings, now_s=now_s, targets=self.memory.targets, compressor_off_since_s=since_s
            )

    def _halted(self, board: Board, acting: Acting, requests: tuple[Request, ...], *, now_s: float) -> Step:
        """Switch everything off and refuse requests, since one of them may be the reason; raises what `acting` does."""
        off = all_off(len(self._settings.fridge.compartments))
        acting.apply(off, now_s=now_s)
        stopped = (CompressorStopped(now_s),) if self.memory.applied.compressor_on else ()
        refused = (RequestRefused.of(request, _REFUSAL, at_s=now_s) for request in requests)
        self.memory = released(self.memory, now_s=now_s)
        with suppress(Exception):  # it may be what has failed
            self._inputs = board.snapshot(())
        return Step(
            now_s=now_s,
            memory=self.memory,
            inputs=self._inputs,
            commands=off,
            events=(*stopped, *refused),
            alarms=self._alarms,
        )

    def _publish(self, taken: Step, board: Board, store: Store, faults: Faults, heartbeat: Heartbeat) -> None:
        """Tell observers and the service manager; what fails in them or on the way is their loss.

        A tick that switched everything off counts for the manager as well, once control has worked: the process is
        alive, and knows what to do. A tick that could not even do that has ended the cycle.
        """
        try:
            health = Health(
                cycles=self.cycles,
                cycle_overruns=self.overruns,
                faults=faults.current,
                devices=self._devices(),
                restarts=self._restarts(),
            )
            store.publish(
                State(step=taken, health=health, others=board.others(now_s=taken.now_s), wall_s=self._clock.wall_s())
            )
        except Exception as error:  # noqa: BLE001  # nobody who looks may hold up control
            faults.report(PUBLISHING, f"{PUBLISHING}: {in_one_line(error)}")
        else:
            faults.clear(PUBLISHING)
        if self.cycles:
            heartbeat.beat()

    def _next(self, due_s: float) -> float:
        """Return the time of the next tick; a tick that is missed altogether is counted, not made up for."""
        due_s += self._tick_s
        now_s = self._clock.monotonic_s()
        if now_s <= due_s + self._tick_s:
            return due_s
        self.overruns += 1
        return now_s
