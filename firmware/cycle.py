"""The one loop that regulates: sense, step, act, publish, at a fixed tick."""

import asyncio
from collections.abc import Callable, Mapping

from controller import Memory, Settings, step
from firmware.acting import Acting
from firmware.board import Board
from firmware.clock import Clock
from firmware.device_states import DeviceHealth
from firmware.faults import Faults
from firmware.notify import Heartbeat
from firmware.store import Health, State, Store


class Cycle:
    """Owns the controller's memory; nothing else calls the controller."""

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
        self.memory = memory
        self.cycles = 0
        self.overruns = 0

    @property
    def compressor_off_since_s(self) -> float:
        """Since when the compressor is off; it is released when the cycle ends."""
        guard = self.memory.guard
        return self._clock.monotonic_s() if guard.compressor_on else guard.compressor_since_s

    async def run(self, board: Board, acting: Acting, store: Store, faults: Faults, heartbeat: Heartbeat) -> None:
        """Never ends; when it is cancelled or fails, the outputs are released before anything else."""
        due_s = self._clock.monotonic_s()
        try:
            while True:
                self._once(board, acting, store, faults)
                heartbeat.beat()
                due_s = self._next(due_s)
                await asyncio.sleep(due_s - self._clock.monotonic_s())
        finally:
            acting.close()

    def _once(self, board: Board, acting: Acting, store: Store, faults: Faults) -> None:
        now_s = self._clock.monotonic_s()
        snapshot = board.snapshot(store.take_requests(), outputs_driven=acting.drives)
        result = step(self.memory, snapshot, self._settings, now_s=now_s)
        self.memory = result.memory
        acting.apply(result.commands, now_s=now_s)
        self.cycles += 1
        health = Health(self.cycles, self.overruns, faults.current, self._devices(), self._restarts())
        store.publish(State(result, health, board.others(now_s=now_s), self._clock.wall_s()))

    def _next(self, due_s: float) -> float:
        """When the next tick is due; a tick that is missed altogether is counted, not made up for."""
        due_s += self._tick_s
        now_s = self._clock.monotonic_s()
        if now_s <= due_s + self._tick_s:
            return due_s
        self.overruns += 1
        return now_s
