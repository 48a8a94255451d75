"""Whatever pins do, and whenever: no heater or cooler without its air, and nothing beyond the hold time."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gpiozero.pins.mock import MockFactory, MockPWMPin
from hypothesis import given, settings
from hypothesis import strategies as st

from controller import Commands, Settings
from drivers.outputs.output_bank import OutputBank, OutputSpec
from firmware.config.output_air import NEEDS_AIR, moves_air
from firmware.control.output_stage import REOPEN_EVERY_S, Acting
from firmware.runtime.faults import Faults

TICK_S, HOLD_S = 0.5, 3.0
SETTINGS = Settings()
PINS = {"blower": 13, "heater": 6, "cooler": 19, "compressor": 5, "fan.food": 12, "fan.medicine": 16}
SPECS = [
    OutputSpec(name=name, pin=pin, kind="relay" if name == "compressor" else "pwm", moves_air=moves_air(name))
    for name, pin in PINS.items()
]
WAYS = ("open", "write", "close")
ERRORS = (OSError(5, "EIO"), ValueError("unforeseen"), KeyError("x"))
REQUESTED = (
    Commands(compartment_fan_pct=(0.0, 0.0)),
    Commands(compressor_on=True, compartment_fan_pct=(60.0, 60.0), heater_pct=80.0, blower_pct=40.0),
    Commands(compressor_on=True, compartment_fan_pct=(0.0, 30.0), cooler_pct=50.0, blower_pct=70.0),
)


@dataclass
class Car:
    """Pins that outlive their factories, as those of a board do: each keeps its level while nothing can be done to it.

    `failing` are the ways in which a pin fails, with what it raises.
    """

    failing: dict[tuple[int, str], Exception] = field(default_factory=dict)
    levels: dict[int, float] = field(default_factory=dict)
    driven_at_s: dict[int, float] = field(default_factory=dict)
    now_s: float = 0.0
    watch: Callable[[], None] = lambda: None

    def fail(self, pin: int, way: str) -> None:
        if (pin, way) in self.failing:
            raise self.failing[pin, way]

    def open(self) -> OutputBank:
        car = self

        class Pin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            def _set_function(self, value: str) -> None:
                car.fail(self._number, "open" if value == "output" else "close")
                super()._set_function(value)
                car.levels[self._number] = 0.0

            def _set_state(self, value: float) -> None:
                car.fail(self._number, "write")
                super()._set_state(value)
                car.levels[self._number] = value

        bank = OutputBank(SPECS, hold_s=HOLD_S, now_s=lambda: car.now_s, pin_factory=MockFactory(pin_class=Pin))
        self.watch = bank.expire
        return bank

    def is_on(self, name: str) -> bool:
        return self.levels.get(PINS[name], 0.0) > 0.0

    def is_stuck(self, name: str) -> bool:
        """Whether nobody can do anything about it."""
        return all((PINS[name], way) in self.failing for way in ("write", "close"))


def burning(car: Car, commands: Commands) -> list[str]:
    """What is on although its air does not move, where anybody could help it."""
    movers = {"compressor": [f"fan.{box.name}" for box in SETTINGS.fridge.compartments]}
    requested = dict(zip(movers["compressor"], commands.compartment_fan_pct, strict=True))
    wrong = []
    for name in NEEDS_AIR.keys() & PINS.keys():
        needed = movers.get(name, ["blower"])
        moves = any(car.is_on(each) for each in needed) or not any(requested.get(each, 1.0) for each in needed)
        if car.is_on(name) and not moves and not car.is_stuck(name):
            wrong.append(name)
    return wrong


happenings = st.one_of(
    st.tuples(st.just("breaks"), st.sampled_from(list(PINS.values())), st.sampled_from(WAYS), st.sampled_from(ERRORS)),
    st.tuples(st.just("mends"), st.sampled_from(list(PINS.values())), st.sampled_from(WAYS)),
    st.tuples(st.just("commands"), st.sampled_from(REQUESTED)),
    st.tuples(st.just("ticks"), st.integers(1, 12)),
    st.tuples(st.just("stalls"), st.floats(0.1, 8.0)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(happenings, max_size=16))
def test_no_failure_of_pins_leaves_anything_on_that_could_be_off(lot: list[tuple[object, ...]]) -> None:
    car, faults = Car(), Faults()
    acting = Acting(car.open, PINS, SETTINGS, faults)
    commands = REQUESTED[1]
    for what, *how in [("ticks", 2), *lot, ("heals",), ("ticks", 2 * int(REOPEN_EVERY_S / TICK_S))]:
        match what, how:
            case "breaks", [int(pin), str(way), Exception() as error]:
                car.failing[pin, way] = error
            case "mends", [int(pin), str(way)]:
                car.failing.pop((pin, way), None)
            case "heals", _:
                car.failing.clear()
            case "commands", [Commands() as requested]:
                commands = requested
                tick(car, acting, commands)
            case "stalls", [float(for_s)]:
                stall(car, for_s)
            case "ticks", [int(count)]:
                for _ in range(count):
                    tick(car, acting, commands)
    assert (acting.drives, faults.current) == (True, {})
    tick(car, acting, REQUESTED[1])
    assert car.is_on("heater")
    acting.close()
    assert not any(map(car.is_on, PINS))


def tick(car: Car, acting: Acting, commands: Commands) -> None:
    """One pass of the cycle, and what the monitor thread does in it."""
    car.watch()
    # As the controller, which requests nothing while nothing is driven.
    acting.apply(commands if acting.drives else REQUESTED[0], now_s=car.now_s)
    assert not burning(car, commands)
    if not acting.drives:
        assert not [name for name in PINS if car.is_on(name) and not car.is_stuck(name)]
    car.now_s += TICK_S


def stall(car: Car, for_s: float) -> None:
    """Nobody drives; the thread goes on looking."""
    until_s, beyond_s = car.now_s + for_s, car.now_s - TICK_S + HOLD_S + 0.2
    while car.now_s < until_s:
        car.now_s += 0.2
        car.watch()
        if car.now_s >= beyond_s:
            assert not [name for name in PINS if car.is_on(name) and not car.is_stuck(name)]
