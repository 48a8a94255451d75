"""A car's bus with its control units: it talks while the car is used, falls asleep, and any frame wakes it up."""

import asyncio
from collections.abc import Sequence

import can

from hil.ecus.ecu import SimEcu

TICK_S = 0.01
"""Short against all times of the protocols, save pauses between frames, which become at least as long."""

CYCLE_S = 0.1
"""Of what it sends by itself, while it is awake."""

SPONTANEOUS_ID = 0x110


class Network:
    """All control units on `bus`. While it is not `in_use`, it falls asleep `sleeps_after_s` after the last request.

    Asleep, nobody sends or answers. `woken_by` are the ids of frames that woke it up.
    """

    def __init__(self, bus: can.BusABC, ecus: Sequence[SimEcu], *, sleeps_after_s: float = 30.0) -> None:
        self._bus, self._ecus, self._sleeps_after_s = bus, ecus, sleeps_after_s
        self.in_use = True
        self.is_awake = True
        self.talks = True
        """False behind a gateway, where nothing is sent without a request."""
        self.woken_by: list[int] = []
        self.received: list[can.Message] = []
        self._kept_awake_s = 0.0
        self._cycle_s = 0.0

    async def run(self) -> None:
        """Run for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self.tick(now_s=loop.time())
            await asyncio.sleep(TICK_S)

    def tick(self, *, now_s: float) -> None:
        """Do what is due now."""
        while frame := self._bus.recv(0):
            self._take(frame, now_s)
        if self.in_use:
            self._kept_awake_s, self.is_awake = now_s, True
        elif now_s - self._kept_awake_s > self._sleeps_after_s:
            self.is_awake = False
        if self.is_awake:
            self._speak(now_s)

    def _take(self, frame: can.Message, now_s: float) -> None:
        self.received.append(frame)
        if not self.is_awake:
            self.woken_by.append(frame.arbitration_id)
        self.is_awake, self._kept_awake_s = True, now_s
        for ecu in self._ecus:
            ecu.receive(frame, now_s=now_s)

    def _speak(self, now_s: float) -> None:
        if self.talks and now_s - self._cycle_s >= CYCLE_S:
            self._cycle_s = now_s
            self._bus.send(can.Message(arbitration_id=SPONTANEOUS_ID, is_extended_id=False, data=bytes(8)))
        for ecu in self._ecus:
            for frame in ecu.due(now_s=now_s):
                self._bus.send(frame)
