"""A car whose readings are set by hand, under the real controller: what the tests of the uplink tell the hub about."""

from controller import Absence, Fitted, OutputTimes, Settings, absent, initial, present, step
from firmware.control.output_stage import output_names
from firmware.control.plausible_ranges import range_of
from firmware.control.process_image import SHOWN_ONLY, Board, known_inputs
from firmware.control.state_store import Health, State, Store
from firmware.points import climates, table
from firmware.uplink import Identity, Installation

SETTINGS = Settings(fitted=Fitted(outputs=dict.fromkeys(output_names(Settings()), OutputTimes())))
INPUTS = known_inputs(SETTINGS) | SHOWN_ONLY | {"extra.radon_bqm3"}
FITTED = INPUTS | frozenset(output_names(SETTINGS))
POINTS = table(SETTINGS, FITTED)
INSTALLATION = Installation(Identity("a1b2c3", "Homeward", "1.2.3"), POINTS, climates(SETTINGS, POINTS))
ROOT = "homeward/a1b2c3"
"""Its branch at the broker."""

WALL_S = 1_800_000_000.0
"""Its time of day stands still."""

A_VALUE = 8.0
"""Of every measurement that was not set, where its point can have it."""


def _usual(point: str) -> float:
    limits = range_of(point)
    return A_VALUE if limits.min_value <= A_VALUE <= limits.max_value else limits.max_value


class Car:
    """One step a tick. `values` are the measurements by point name; None is absent."""

    def __init__(self) -> None:
        self.store = Store()
        self.values: dict[str, float | None] = {point: _usual(point) for point in INPUTS}
        self.faults: dict[str, str] = {}
        self._board = Board(SETTINGS, INPUTS)
        self._memory = initial(SETTINGS, now_s=0.0)
        self._cycles = 0

    def tick(self, now_s: float) -> State:
        """One step at `now_s`, for all to see."""
        for point, value in self.values.items():
            lost = absent(Absence.OFFLINE, now_s)
            self._board.put(point, lost if value is None else present(value, now_s))
        result = step(self._memory, self._board.snapshot(self.store.take_requests()), SETTINGS, now_s=now_s)
        self._memory = result.memory
        self._cycles += 1
        health = Health(cycles=self._cycles, cycle_overruns=0, faults=dict(self.faults))
        state = State(step=result, health=health, others=self._board.others(now_s=now_s), wall_s=WALL_S)
        self.store.publish(state)
        return state
