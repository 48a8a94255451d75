"""Outputs that are more than a pin with a level: maps, steps of interlocked relays, servos."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BusError, NotFitted
from drivers.outputs.output_bank import OutputBank
from drivers.outputs.output_spec import MapPoint, OutputSpec, ServoStops, Step

LOW, MIDDLE, HIGH = 5, 6, 13
FAN = OutputSpec(
    name="blower",
    kind="steps",
    moves_air=True,
    steps=(Step(40.0, (LOW,)), Step(70.0, (MIDDLE,)), Step(100.0, (HIGH,))),
    gap_s=0.1,
)
COMPRESSOR = OutputSpec(
    name="compressor",
    kind="steps",
    active_high=False,
    steps=(Step(57.0, (17,)), Step(71.0, (17, 27)), Step(100.0, (22,))),
)
SPEED = OutputSpec(
    name="speed", pin=12, kind="pwm", frequency_hz=5_000, curve=(MapPoint(57.0, 86.0), MapPoint(100.0, 36.0))
)
DAMPER = OutputSpec(
    name="fan.food", pin=18, kind="servo", stops=ServoStops(closed_us=1_900.0, open_us=1_100.0, travel_s=1.0)
)


class Bench:
    """A bank of one output on mock pins, with every level that its pins ever had, and a clock that is set."""

    def __init__(self, spec: OutputSpec) -> None:
        self.now_s, self.history = 100.0, list[dict[int, float]]()
        bench, levels = self, dict[int, float]()

        class TellingPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
            def _change_state(self, value: float) -> bool:
                changed: bool = super()._change_state(value)
                levels[self._number] = float(self._state)
                bench.history.append(dict(levels))
                return changed

        self.factory = MockFactory(pin_class=TellingPin)
        self.bank = OutputBank((spec,), hold_s=3.0, now_s=lambda: self.now_s, pin_factory=self.factory)
        self.spec = spec

    def level(self, pin: int) -> float:
        return float(self.factory.pin(pin).state)

    def drive(self, duty_pct: float, *, after_s: float = 0.5) -> None:
        self.now_s += after_s
        self.bank.drive(self.spec.name, duty_pct)

    def closed(self) -> set[int]:
        return {pin for pin in self.spec.pins if (self.level(pin) > 0.0) is self.spec.active_high}


@pytest.fixture
def fan() -> Iterator[Bench]:
    bench = Bench(FAN)
    yield bench
    bench.bank.close()


def test_a_three_speed_fan_takes_the_next_higher_speed(fan: Bench) -> None:
    for duty_pct, pin in ((1.0, LOW), (40.0, LOW), (41.0, MIDDLE), (100.0, HIGH)):
        fan.drive(duty_pct)
        fan.drive(duty_pct)
        assert fan.closed() == {pin}
    fan.drive(0.0)
    assert fan.closed() == set()


def test_a_relay_opens_and_rests_before_the_next_one_closes(fan: Bench) -> None:
    fan.drive(40.0)
    fan.drive(100.0)
    assert fan.closed() == set()
    fan.drive(100.0, after_s=0.05)
    assert fan.closed() == set()
    fan.drive(100.0, after_s=0.06)
    assert fan.closed() == {HIGH}


def test_the_rest_of_relays_is_over_when_it_is_and_none_is_needed_at_the_start() -> None:
    bench = Bench(replace(FAN, gap_s=0.5))
    bench.now_s = 0.0
    bench.drive(40.0, after_s=0.0)
    assert bench.closed() == {LOW}
    bench.drive(100.0, after_s=0.5)
    bench.drive(100.0, after_s=0.5)
    assert bench.closed() == {HIGH}
    bench.bank.close()


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.floats(0.0, 1.0)), max_size=30))
def test_two_relays_are_never_closed_at_once(orders: list[tuple[float, float]]) -> None:
    fan = Bench(FAN)
    for duty_pct, after_s in orders:
        fan.drive(duty_pct, after_s=after_s)
    fan.bank.close()
    assert all(sum(levels.get(pin, 0.0) > 0.0 for pin in FAN.pins) <= 1 for levels in fan.history)


def test_steps_without_a_gap_change_at_once_and_leave_alone_what_stays() -> None:
    bench = Bench(COMPRESSOR)
    assert bench.closed() == set()
    for duty_pct, pins in ((60.0, {17}), (70.0, {17, 27}), (90.0, {22}), (57.0, {17}), (20.0, set())):
        bench.drive(duty_pct)
        assert bench.closed() == pins
    bench.bank.close()
    assert {tuple(levels.get(pin, 1.0) for pin in (17, 27)) for levels in bench.history} >= {(0.0, 1.0), (0.0, 0.0)}


def test_a_relay_that_cannot_be_opened_trips_the_bank_and_closes_no_other(fan: Bench) -> None:
    fan.drive(40.0)

    def fail(_pin: Any, _value: float) -> None:
        raise OSError(5, "Input/output error")

    pin = fan.factory.pin(LOW)
    pin.__class__ = type("BrokenPin", (type(pin),), {"_set_state": fail})
    with pytest.raises(BusError, match=r"output blower \(GPIO 5, 6, 13\): cannot be driven"):
        fan.drive(100.0)
    assert fan.level(HIGH) == 0.0


def test_where_one_pin_cannot_be_opened_none_stays_open() -> None:
    factory = MockFactory(pin_class=MockPWMPin)
    other = OutputBank((OutputSpec(name="lamp", pin=HIGH, kind="relay"),), hold_s=3.0, now_s=float, pin_factory=factory)
    with pytest.raises(NotFitted, match="blower"):
        OutputBank((FAN,), hold_s=3.0, now_s=float, pin_factory=factory)
    other.close()
    OutputBank((FAN,), hold_s=3.0, now_s=float, pin_factory=factory).close()


@pytest.mark.parametrize(("duty_pct", "pulses"), [(0.0, 0.0), (10.0, 0.86), (57.0, 0.86), (78.5, 0.61), (100.0, 0.36)])
def test_a_map_turns_what_the_load_does_into_pulses(duty_pct: float, pulses: float) -> None:
    bench = Bench(SPEED)
    bench.drive(duty_pct)
    assert bench.level(12) == pytest.approx(pulses)
    bench.bank.close()


def width_us(bench: Bench) -> float:
    return bench.level(18) * 20_000.0


def test_a_servo_is_moved_between_its_ends() -> None:
    bench = Bench(DAMPER)
    assert width_us(bench) == 0.0
    for duty_pct, us in ((100.0, 1_100.0), (50.0, 1_500.0), (0.0, 1_900.0)):
        bench.drive(duty_pct)
        assert width_us(bench) == pytest.approx(us)
    bench.bank.close()


def test_a_servo_that_has_shut_gets_no_more_pulses_and_is_off() -> None:
    bench = Bench(DAMPER)
    bench.drive(0.0)
    assert width_us(bench) == pytest.approx(1_900.0)
    bench.drive(0.0, after_s=0.9)
    assert width_us(bench) == pytest.approx(1_900.0)
    bench.drive(0.0, after_s=0.2)
    assert width_us(bench) == 0.0
    bench.now_s += 60.0
    bench.bank.expire()
    assert bench.bank.error == ""
    bench.drive(30.0)
    assert width_us(bench) > 0.0
    bench.bank.close()
    assert bench.history[-1][18] == 0.0


def test_the_way_of_a_servo_is_over_when_it_is() -> None:
    bench = Bench(DAMPER)
    bench.drive(0.0)
    bench.drive(0.0, after_s=DAMPER.stops.travel_s)
    assert width_us(bench) == 0.0
    bench.bank.close()


@pytest.mark.parametrize(("spec", "hz"), [(SPEED, 5_000), (DAMPER, 50)])
def test_pulses_have_the_frequency_of_their_load(spec: OutputSpec, hz: int) -> None:
    bench = Bench(spec)
    bench.drive(100.0)
    assert bench.factory.pin(spec.pins[0]).frequency == hz
    bench.bank.close()


def test_a_relay_gets_no_pulses() -> None:
    bench = Bench(OutputSpec(name="heater", pin=12, kind="relay", frequency_hz=1_000))
    bench.drive(100.0)
    assert bench.factory.pin(12).frequency is None
    bench.bank.close()


@pytest.mark.parametrize("spec", [FAN, COMPRESSOR, SPEED, DAMPER])
def test_every_kind_lets_go_by_itself(spec: OutputSpec) -> None:
    bench = Bench(spec)
    bench.drive(100.0)
    bench.now_s += 3.1
    bench.bank.expire()
    assert bench.closed() == set()
    bench.drive(100.0)
    bench.bank.trip("for a test")
    assert bench.closed() == set()
    bench.bank.close()
