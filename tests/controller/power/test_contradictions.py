import pytest

from controller.interface.energy_budget import Contradiction
from controller.power.battery_kinds import AGM, FLOODED, LIFEPO4, Kind
from controller.power.contradictions import (
    KIND_S,
    STEPS,
    SYSTEM_S,
    found,
    is_reversed,
    judged_as,
    rested,
    switched,
    told,
)
from controller.power.power_memory import Doubts
from controller.power.source_impedance import Sample
from controller.settings.power import BatteryKind


def seen(*volts: float | None, nominal_v: float = 12.0, every_s: float = 60.0) -> Doubts:
    doubts = Doubts()
    for number, voltage_v in enumerate(volts):
        doubts = found(doubts, voltage_v, nominal_v, now_s=every_s * number)
    return doubts


@pytest.mark.parametrize(
    ("nominal_v", "volts", "system_v"), [(12.0, 25.4, 24.0), (24.0, 12.6, 12.0), (12.0, 12.6, 12.0)]
)
def test_the_system_is_found_after_a_while(nominal_v: float, volts: float, system_v: float) -> None:
    assert seen(volts, volts, nominal_v=nominal_v).nominal_v is None
    doubts = seen(volts, volts, volts, nominal_v=nominal_v)
    assert doubts.nominal_v == system_v
    assert (Contradiction.NOMINAL in told(doubts, FLOODED, nominal_v)) is (system_v != nominal_v)


def test_a_jump_start_by_a_lorry_makes_no_other_system() -> None:
    assert seen(25.0, 25.0, 12.6, 25.0, 25.0).nominal_v is None
    assert seen(12.6, 12.6, 12.6, *[25.0] * 10).nominal_v == 12.0


def test_what_is_neither_finds_nothing_and_begins_anew() -> None:
    assert seen(25.0, 25.0, 18.5, 25.0, 25.0).nominal_v is None
    assert seen(25.0, None, 25.0).nominal_v == 24.0
    assert SYSTEM_S == 120.0


def at_rest(kind: Kind, *looks: tuple[float | None, bool]) -> Doubts:
    doubts = Doubts()
    for number, (volts, awake) in enumerate(looks):
        doubts = rested(doubts, kind, volts, awake, now_s=KIND_S / 2.0 * number)
    return doubts


@pytest.mark.parametrize(
    ("kind", "volts", "contradiction"),
    [(FLOODED, 13.25, Contradiction.LITHIUM), (AGM, 13.2, Contradiction.LITHIUM), (LIFEPO4, 12.6, Contradiction.LEAD)],
)
def test_a_battery_that_rests_like_another_kind_is_told_until_it_does_not(
    kind: Kind, volts: float, contradiction: Contradiction
) -> None:
    odd = (volts, False)
    assert told(at_rest(kind, odd, odd), kind, 12.0) == ()
    assert told(at_rest(kind, odd, odd, odd), kind, 12.0) == (contradiction,)
    assert told(at_rest(kind, odd, odd, odd, (14.2, True), (None, False)), kind, 12.0) == (contradiction,)
    assert told(at_rest(kind, odd, odd, odd, (13.0 if kind is LIFEPO4 else 12.5, False)), kind, 12.0) == ()
    assert told(at_rest(kind, odd, odd, (14.2, True), odd, odd), kind, 12.0) == ()


def test_lead_that_rests_like_lithium_is_judged_so_until_it_falls_by_itself() -> None:
    odd, between, low = (13.25, False), (12.9, False), (12.7, False)
    assert judged_as(at_rest(FLOODED, odd, odd), BatteryKind.FLOODED) is FLOODED
    assert judged_as(at_rest(FLOODED, odd, odd, odd), BatteryKind.FLOODED) is LIFEPO4
    assert judged_as(at_rest(FLOODED, odd, odd, odd, *[between] * 3, low), BatteryKind.FLOODED) is LIFEPO4
    assert judged_as(at_rest(FLOODED, odd, odd, odd, between, low), BatteryKind.FLOODED) is FLOODED
    assert judged_as(at_rest(LIFEPO4, *[low] * 3), BatteryKind.LIFEPO4) is LIFEPO4


@pytest.mark.parametrize(("kind", "volts"), [(FLOODED, 12.7), (AGM, 13.0), (LIFEPO4, 13.3), (LIFEPO4, 11.0)])
def test_one_that_rests_like_its_kind_is_not(kind: Kind, volts: float) -> None:
    assert told(at_rest(kind, *[(volts, False)] * 5), kind, 12.0) == ()


def switch(doubts: Doubts, load_a: float, moved_a: float | None) -> Doubts:
    before = Sample(at_s=0.0, voltage_v=12.6, current_a=0.0, blower_power=0.0, battery_a=-0.5)
    battery_a = None if moved_a is None else -0.5 + moved_a
    after = Sample(at_s=2.0, voltage_v=12.4, current_a=load_a, blower_power=0.0, battery_a=battery_a)
    return switched(doubts, before, after)


def test_a_shunt_the_wrong_way_round_is_known_by_the_loads() -> None:
    doubts = Doubts()
    for _ in range(STEPS):
        assert not is_reversed(doubts)
        doubts = switch(doubts, 4.0, 4.0)
    assert told(doubts, FLOODED, 12.0) == (Contradiction.POLARITY,)
    assert not is_reversed(switch(doubts, 4.0, -4.0))


def test_a_small_load_or_one_that_something_else_carries_tells_nothing() -> None:
    assert switch(Doubts(), 1.0, 1.0) == switch(Doubts(), 4.0, 0.5) == switch(Doubts(), 4.0, None) == Doubts()
