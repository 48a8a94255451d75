import pytest

from controller.power.battery_kinds import FLOODED, KINDS, LIFEPO4, Kind, charge_pct, rest_v, told_to_pct

EVERY = list(KINDS.values())


@pytest.mark.parametrize("kind", EVERY)
def test_charge_and_rest_voltage_tell_each_other(kind: Kind) -> None:
    for pct in range(101):
        assert charge_pct(kind, rest_v(kind, float(pct))) == pytest.approx(pct)


@pytest.mark.parametrize("kind", EVERY)
def test_beyond_the_table_it_is_empty_or_full(kind: Kind) -> None:
    assert charge_pct(kind, 9.0) == 0.0
    assert charge_pct(kind, 14.0) == 100.0
    assert rest_v(kind, 120.0) == kind.rest_v[-1][1]


@pytest.mark.parametrize("kind", EVERY)
def test_no_rested_battery_is_taken_for_a_charged_one(kind: Kind) -> None:
    assert rest_v(kind, 100.0) < kind.charging_v


def test_a_flat_curve_tells_little_and_a_steep_one_much() -> None:
    assert told_to_pct(LIFEPO4, 13.25) > 5.0
    assert told_to_pct(LIFEPO4, 12.6) < 1.0
    assert told_to_pct(FLOODED, 12.3) == pytest.approx(7.1, abs=0.1)
    assert told_to_pct(FLOODED, 13.0) == float("inf")
