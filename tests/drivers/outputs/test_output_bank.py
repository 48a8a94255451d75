import logging
import re
import sys
import threading
from collections.abc import Iterator
from math import inf, nan
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import BusError, NotFitted
from drivers.outputs.output_bank import OutputBank, OutputSpec
from drivers.outputs.output_pin import OutputPin
from tests.patience import PATIENCE_S

COMPRESSOR = OutputSpec(name="compressor", pin=5, kind="relay", active_high=False)
HEATER = OutputSpec(name="heater", pin=6, kind="relay")
FAN = OutputSpec(name="fan.food", pin=12, kind="pwm", frequency_hz=1_000, moves_air=True)
BLOWER = OutputSpec(name="blower", pin=13, kind="pwm", active_high=False, moves_air=True)
SPECS = (COMPRESSOR, HEATER, FAN, BLOWER)
OFF = {"compressor": 1.0, "heater": 0.0, "fan.food": 0.0, "blower": 1.0}


class StickyPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin that can be neither written nor given back while `stuck`."""

    stuck = False

    def _set_state(self, value: float) -> None:
        if StickyPin.stuck:
            raise OSError(5, "Input/output error")
        super()._set_state(value)

    def close(self) -> None:
        if StickyPin.stuck:
            raise OSError(5, "Input/output error")
        super().close()


class Bench:
    """A bank on mock pins, and a clock that stands until it is set."""

    def __init__(self, pin_class: type[MockPin] = MockPWMPin) -> None:
        self.now_s = 100.0
        self.factory = MockFactory(pin_class=pin_class)
        self.bank = OutputBank(SPECS, hold_s=3.0, now_s=lambda: self.now_s, pin_factory=self.factory)

    def levels(self) -> dict[str, float]:
        return {spec.name: float(self.pin(spec).state) for spec in SPECS}

    def pin(self, spec: OutputSpec) -> Any:
        return self.factory.pin(spec.pin)


def broken(pin: Any, error: BaseException) -> None:
    """Let each write of this one pin fail."""

    def fail(_pin: Any, _value: float) -> None:
        raise error

    pin.__class__ = type("BrokenPin", (type(pin),), {"_set_state": fail})


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.outputs.output_bank.MONITOR_EVERY_S", 0.01)


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.bank.close()


@pytest.fixture
def sticky() -> Iterator[Bench]:
    StickyPin.stuck = False
    yield Bench(StickyPin)
    StickyPin.stuck = False


def test_outputs_are_off_when_they_are_opened(bench: Bench) -> None:
    assert bench.levels() == OFF


def test_drive_writes_each_output_in_its_own_way(bench: Bench) -> None:
    for name in OFF:
        bench.bank.drive(name, 75.0)
    assert bench.levels() == {"compressor": 0.0, "heater": 1.0, "fan.food": 0.75, "blower": 0.25}
    assert bench.pin(FAN).frequency == 1_000


@pytest.mark.parametrize(("duty_pct", "level"), [(49.9, 0.0), (50.0, 1.0), (0.0, 0.0), (1e9, 1.0), (-5.0, 0.0)])
def test_a_relay_is_on_from_half_duty(bench: Bench, duty_pct: float, level: float) -> None:
    bench.bank.drive("heater", duty_pct)
    assert bench.levels()["heater"] == level


@pytest.mark.parametrize(("duty_pct", "level"), [(0.5, 0.005), (0.0, 0.0), (-5.0, 0.0), (1e9, 1.0)])
def test_pulses_are_as_long_as_requested_within_their_range(bench: Bench, duty_pct: float, level: float) -> None:
    bench.bank.drive("fan.food", duty_pct)
    assert bench.levels()["fan.food"] == level


@pytest.mark.parametrize("duty_pct", [nan, inf, -inf])
@pytest.mark.parametrize("name", list(OFF))
def test_what_is_no_finite_number_is_off(bench: Bench, name: str, duty_pct: float) -> None:
    bench.bank.drive(name, 100.0)
    bench.bank.drive(name, duty_pct)
    assert bench.levels() == OFF


def test_when_one_output_is_not_driven_again_within_its_hold_time_all_are_released(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.bank.drive("compressor", 100.0)
    bench.now_s += 2.0
    bench.bank.drive("fan.food", 30.0)
    bench.now_s += 0.9
    bench.bank.expire()
    assert (bench.levels()["compressor"], caplog.messages) == (0.0, [])
    bench.now_s += 0.2
    bench.bank.expire()
    assert bench.levels() == OFF
    assert caplog.messages == ["outputs: not driven again within 3 s: everything is off"]


def test_driving_again_starts_the_hold_time_anew(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        bench.bank.drive("heater", 100.0)
        bench.now_s += 2.9
        bench.bank.expire()
    assert (bench.levels()["heater"], caplog.messages) == (1.0, [])


def test_an_expired_output_can_be_driven_again(bench: Bench) -> None:
    bench.bank.drive("blower", 60.0)
    bench.now_s += 3.0
    bench.bank.expire()
    bench.bank.drive("blower", 60.0)
    assert bench.levels()["blower"] == pytest.approx(0.4)


@pytest.mark.parametrize("before_pct", [0.0, 100.0])
def test_the_end_of_the_hold_time_of_an_output_that_is_off_is_no_expiry(
    bench: Bench, before_pct: float, caplog: pytest.LogCaptureFixture
) -> None:
    bench.bank.drive("heater", before_pct)
    bench.bank.drive("heater", 0.0)
    bench.now_s += 60.0
    bench.bank.expire()
    assert not caplog.messages


def test_a_relay_of_a_fan_is_on_at_any_duty() -> None:
    factory = MockFactory(pin_class=MockPWMPin)
    relays = [
        OutputSpec(name="blower", pin=13, kind="relay", moves_air=True),
        OutputSpec(name="heater", pin=6, kind="relay"),
    ]
    bank = OutputBank(relays, hold_s=3.0, now_s=lambda: 0.0, pin_factory=factory)
    for duty_pct, levels in ((20.0, (1.0, 0.0)), (0.1, (1.0, 0.0)), (0.0, (0.0, 0.0)), (nan, (0.0, 0.0))):
        bank.drive("blower", duty_pct)
        bank.drive("heater", duty_pct)
        assert (factory.pin(13).state, factory.pin(6).state) == levels
    bank.close()


def test_a_trip_releases_all_at_once_and_nothing_is_driven_any_more(bench: Bench) -> None:
    for name in OFF:
        bench.bank.drive(name, 100.0)
    bench.bank.trip("the reason")
    assert bench.levels() == OFF
    with pytest.raises(BusError, match=r"^the reason$"):
        bench.bank.drive("heater", 100.0)
    assert (bench.levels(), bench.bank.error) == (OFF, "the reason")


def test_what_moves_air_is_released_last() -> None:
    released: list[int] = []

    class TellingPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_state(self, value: float) -> None:
            released.append(self._number)
            super()._set_state(value)

    factory = MockFactory(pin_class=TellingPin)
    bank = OutputBank(SPECS[::-1], hold_s=3.0, now_s=lambda: 0.0, pin_factory=factory)
    for name in ("blower", "fan.food", "heater", "compressor"):
        bank.drive(name, 100.0)
    released.clear()
    bank.trip("the reason")
    assert {*released[:2]} == {COMPRESSOR.pin, HEATER.pin}
    assert {*released[2:]} == {FAN.pin, BLOWER.pin}
    bank.close()


def test_close_leaves_every_pin_off_and_undriven_and_may_be_repeated() -> None:
    bench = Bench()
    bench.bank.start_monitor()
    for name in OFF:
        bench.bank.drive(name, 100.0)
    bench.bank.close()
    bench.bank.close()
    assert {bench.pin(spec).function for spec in SPECS} == {"input"}
    # The load was switched off before the pin was let go; the mock pin itself falls to 0 when it is.
    assert [state for _, state in bench.pin(COMPRESSOR).states] == [0.0, 1.0, 0.0, 1.0, 0.0]
    assert not [thread for thread in threading.enumerate() if thread.name == "outputs monitor"]


def test_a_closed_bank_drives_nothing_and_says_so_or_why_it_had_tripped() -> None:
    closed, tripped = Bench().bank, Bench().bank
    tripped.trip("the reason")
    for bank, why in ((closed, "the outputs are closed"), (tripped, "the reason")):
        bank.close()
        with pytest.raises(BusError, match=f"^{why}$"):
            bank.drive("heater", 100.0)


def test_a_process_that_ends_without_a_close_does_not_wait_for_the_monitor(bench: Bench) -> None:
    bench.bank.start_monitor()
    assert [thread.daemon for thread in threading.enumerate() if thread.name == "outputs monitor"] == [True]


def test_pins_of_the_board_are_given_back_and_those_of_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    board, others = MockFactory(pin_class=MockPWMPin), MockFactory(pin_class=MockPWMPin)
    given_back: list[MockFactory] = []
    monkeypatch.setattr("drivers.outputs.output_bank.open_pins", lambda: board)
    monkeypatch.setattr("drivers.outputs.output_bank.give_back", given_back.append)
    for told, used in ((None, board), (others, others)):
        monkeypatch.setattr("gpiozero.Device.pin_factory", told)
        bank = OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0)
        bank.drive("heater", 100.0)
        assert used.pin(HEATER.pin).state == 1.0
        bank.close()
    assert given_back == [board]


def test_all_that_cannot_be_given_back_is_named(sticky: Bench) -> None:
    sticky.bank.drive("heater", 100.0)
    StickyPin.stuck = True
    with pytest.raises(BusError) as caught:
        sticky.bank.close()
    texts = str(caught.value).split("; ")
    assert [text.partition(":")[0] for text in texts] == [
        "output heater (GPIO 6)",
        *(str(spec) for spec in SPECS),
    ]


def test_a_pin_that_was_given_back_counts_as_off() -> None:
    pin = OutputPin(HEATER, MockFactory(pin_class=MockPWMPin))
    pin.drive(100.0, now_s=0.0)
    assert not pin.is_off
    pin.close()
    assert pin.is_off


def test_a_pin_that_cannot_be_given_back_is_named_and_the_others_are_given_back() -> None:
    class HeldPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        held = True

        def close(self) -> None:
            if self._number == HEATER.pin and HeldPin.held:
                raise OSError(5, "Input/output error")
            super().close()

    bench = Bench(HeldPin)
    bench.bank.drive("heater", 100.0)
    with pytest.raises(BusError, match=r"^output heater \(GPIO 6\): cannot be closed: .*Input/output error$"):
        bench.bank.close()
    HeldPin.held = False
    assert bench.levels()["heater"] == 0.0
    assert {bench.pin(spec).function for spec in SPECS if spec is not HEATER} == {"input"}


def test_an_output_that_is_not_there_is_no_silent_mistake(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.bank.drive("toaster", 1.0)


def test_a_pin_that_is_taken_is_one_clear_line_and_leaves_nothing_open() -> None:
    factory = MockFactory(pin_class=MockPWMPin)
    twice = OutputSpec(name="cooler", pin=HEATER.pin, kind="relay")
    with pytest.raises(NotFitted) as caught:
        OutputBank((HEATER, twice), hold_s=3.0, now_s=lambda: 0.0, pin_factory=factory)
    assert str(caught.value).startswith("output cooler (GPIO 6): cannot be opened: pin GPIO6 is already in use")
    assert "\n" not in str(caught.value)
    OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0, pin_factory=factory).close()


def test_pins_that_cannot_be_opened_for_one_reason_are_told_together() -> None:
    class DeadPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_function(self, value: str) -> None:
            raise OSError(f"no {value} on a {'fan' if self._number == FAN.pin else 'relay'}")

    with pytest.raises(NotFitted) as caught:
        OutputBank((COMPRESSOR, HEATER, FAN), hold_s=3.0, now_s=lambda: 0.0, pin_factory=MockFactory(pin_class=DeadPin))
    assert str(caught.value) == (
        "output compressor (GPIO 5), output heater (GPIO 6): cannot be opened: no output on a relay; "
        "output fan.food (GPIO 12): cannot be opened: no output on a fan"
    )


def test_a_board_without_pulses_is_reported_in_one_line() -> None:
    with pytest.raises(NotFitted, match=r"^output fan.food \(GPIO 12\): cannot be opened: \w+"):
        OutputBank((FAN,), hold_s=3.0, now_s=lambda: 0.0, pin_factory=MockFactory())


def test_a_machine_without_pins_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nonsense")
    with pytest.raises(NotFitted, match=r"^output heater \(GPIO 6\): .*'nonsense'$"):
        OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0)


def test_an_error_of_the_pin_library_below_gpiozero_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lgpio:
        class error(Exception):  # noqa: N801 - lgpio spells it so
            pass

    class BusyPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_function(self, value: str) -> None:
            raise Lgpio.error("GPIO busy", value)

        def close(self) -> None:
            pass

    monkeypatch.setitem(sys.modules, "lgpio", Lgpio)
    with pytest.raises(NotFitted, match=r"output heater .*GPIO busy"):
        OutputBank((HEATER,), hold_s=3.0, now_s=lambda: 0.0, pin_factory=MockFactory(pin_class=BusyPin))


def test_a_failing_pin_is_named_and_all_others_are_released_at_once(bench: Bench) -> None:
    for name in ("compressor", "fan.food", "blower"):
        bench.bank.drive(name, 100.0)
    broken(bench.pin(HEATER), OSError(5, "Input/output error"))
    with pytest.raises(BusError, match=r"^output heater \(GPIO 6\): cannot be driven: .*Input/output error$"):
        bench.bank.drive("heater", 100.0)
    assert bench.levels() == OFF


@pytest.mark.parametrize(
    "error",
    [ValueError("unforeseen"), RuntimeError(), KeyError("x"), AssertionError("no"), SystemExit(0), KeyboardInterrupt()],
)
def test_an_error_that_nobody_has_foreseen_is_a_failure_like_any_other(bench: Bench, error: BaseException) -> None:
    bench.bank.drive("compressor", 100.0)
    bench.bank.drive("blower", 100.0)
    broken(bench.pin(HEATER), error)
    with pytest.raises(BusError, match=r"^output heater \(GPIO 6\): cannot be driven: "):
        bench.bank.drive("heater", 100.0)
    assert bench.levels() == OFF


def test_a_write_that_fails_half_way_is_taken_back(bench: Bench) -> None:
    heater = bench.pin(HEATER)
    whole = type(heater)._set_state

    def half(pin: Any, value: float) -> None:
        whole(pin, value)
        if value:
            raise OSError(5, "Input/output error")

    heater.__class__ = type("HalfPin", (type(heater),), {"_set_state": half})
    with pytest.raises(BusError):
        bench.bank.drive("heater", 100.0)
    assert bench.levels() == OFF


def test_an_expired_pin_that_had_to_be_given_back_is_reported_with_the_reason(bench: Bench) -> None:
    bench.bank.drive("heater", 100.0)
    broken(bench.pin(HEATER), OSError(5, "Input/output error"))
    bench.now_s += 3.0
    bench.bank.expire()
    assert bench.pin(HEATER).function == "input"
    with pytest.raises(BusError, match=r"^output heater \(GPIO 6\): cannot be driven: .*Input/output error$"):
        bench.bank.drive("blower", 50.0)


def test_a_pin_that_cannot_be_written_is_given_back(bench: Bench) -> None:
    bench.bank.drive("heater", 100.0)
    broken(bench.pin(HEATER), OSError(5, "Input/output error"))
    bench.bank.trip("the reason")
    assert bench.pin(HEATER).function == "input"
    assert bench.bank.error == "the reason"


def test_a_pin_that_is_neither_written_nor_given_back_is_named_and_tried_again_and_said_once(
    sticky: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    sticky.bank.drive("compressor", 100.0)
    sticky.bank.drive("fan.food", 100.0)
    sticky.now_s += 3.0
    StickyPin.stuck = True
    for _ in range(3):
        sticky.bank.expire()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "output compressor (GPIO 5): cannot be released: [Errno 5] Input/output error"),
        ("ERROR", "output fan.food (GPIO 12): cannot be released: [Errno 5] Input/output error"),
    ]
    cannot = r"cannot be released: \[Errno 5\] Input/output error"
    assert re.fullmatch(
        rf"output compressor \(GPIO 5\): {cannot}; output fan.food \(GPIO 12\): {cannot}", sticky.bank.error
    )
    assert sticky.levels()["compressor"] == 0.0
    StickyPin.stuck = False
    sticky.bank.expire()
    assert sticky.levels() == OFF
    assert "fan.food" not in sticky.bank.error


def test_one_pin_that_cannot_be_opened_is_reported_and_all_others_are_off_and_given_back() -> None:
    class TakenPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _set_function(self, value: str) -> None:
            if self._number == COMPRESSOR.pin:
                raise OSError(16, "Device or resource busy")
            super()._set_function(value)

    factory = MockFactory(pin_class=TakenPin)
    left_on = [factory.pin(spec.pin) for spec in (HEATER, FAN)]
    for pin in left_on:
        pin.function = "output"
        pin.state = 1.0
    with pytest.raises(NotFitted, match=r"^output compressor \(GPIO 5\): cannot be opened: .*busy$"):
        OutputBank(SPECS, hold_s=3.0, now_s=lambda: 0.0, pin_factory=factory)
    assert [(pin.function, pin.states[-1].state) for pin in left_on] == [("input", 0.0)] * 2


def test_no_error_ends_the_monitor_thread() -> None:
    looked = threading.Semaphore(0)
    errors = iter([None, None, ValueError("no time")])

    def clock() -> float:
        looked.release()
        error = next(errors, None)
        if error is not None:
            raise error
        return 0.0

    factory = MockFactory(pin_class=MockPWMPin)
    bank = OutputBank((HEATER,), hold_s=1e6, now_s=clock, pin_factory=factory)
    bank.drive("heater", 100.0)
    bank.start_monitor()
    for _ in range(5):
        assert looked.acquire(timeout=PATIENCE_S)
    assert bank.error == "outputs cannot be monitored: ValueError: no time"
    assert factory.pin(HEATER.pin).state == 0.0
    bank.close()


def test_a_monitor_thread_that_is_hit_goes_on(bench: Bench) -> None:
    bench.bank.drive("heater", 100.0)
    bench.bank.start_monitor()
    hits = iter([SystemExit("hit"), KeyboardInterrupt()])
    looked = threading.Semaphore(0)

    class Hit(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            looked.release()
            error = next(hits, None)
            if error is not None:
                raise error
            return super().wait(timeout)

    bench.bank._stop = Hit()
    for _ in range(4):
        assert looked.acquire(timeout=PATIENCE_S)
    assert bench.levels() == OFF
    assert bench.bank.error == "the thread that monitors the outputs was hit: SystemExit: hit"


def test_without_its_thread_nothing_is_driven(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.bank.drive("heater", 100.0)
    monkeypatch.setattr(OutputBank, "_keep_monitoring", lambda _bank: None)
    bench.bank.start_monitor()
    assert bench.bank._monitor is not None
    bench.bank._monitor.join()
    with pytest.raises(BusError, match=r"^the thread that monitors the outputs has ended$"):
        bench.bank.drive("blower", 50.0)
    assert bench.levels() == OFF


def test_the_monitor_releases_outputs_while_the_owner_is_stuck(caplog: pytest.LogCaptureFixture) -> None:
    released = threading.Event()

    class WatchedPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
        def _change_state(self, value: float) -> bool:
            if value == 1.0 and threading.current_thread().name == "outputs monitor":
                released.set()
            changed: bool = super()._change_state(value)
            return changed

    bench = Bench(WatchedPin)
    bench.bank.drive("compressor", 100.0)
    bench.now_s += 3.0
    bench.bank.start_monitor()
    bench.bank.start_monitor()
    assert released.wait(timeout=PATIENCE_S)
    bench.bank.close()
    assert len(caplog.messages) == 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(list(OFF)), st.floats()),
            st.floats(min_value=0.0, max_value=10.0),
        ),
        max_size=30,
    )
)
def test_nothing_is_ever_on_longer_than_its_hold_time(actions: list[tuple[str, float] | float]) -> None:
    bench = Bench()
    driven_at_s = dict.fromkeys(OFF, 0.0)
    for action in actions:
        if isinstance(action, tuple):
            bench.bank.drive(*action)
            driven_at_s[action[0]] = bench.now_s
        else:
            bench.now_s += action
            bench.bank.expire()
        on = {name for name, level in bench.levels().items() if level != OFF[name]}
        assert all(bench.now_s - driven_at_s[name] < 3.0 for name in on)
    bench.bank.close()
