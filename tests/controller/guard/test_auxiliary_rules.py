"""The guard's rules for heaters in the fridge."""

from dataclasses import replace

import pytest

from controller import (
    Absence,
    Commands,
    CompartmentInputs,
    Fitted,
    FridgeInputs,
    Mode,
    OutputTimes,
    Settings,
    Snapshot,
    Target,
    absent,
    present,
)
from controller.guard.auxiliary_rules import Place, auxiliaries
from controller.guard.guard import allow
from controller.guard.guard_memory import initial
from controller.interface.evidence import Evidence

NAMES = ("lamp", "defrost_heater", "warmer.food", "warmer.medicine")
BOXES = Settings().fridge.compartments
ALL = (100.0, 100.0, 100.0, 100.0)
COLD = FridgeInputs(
    (CompartmentInputs(present(3.9, 0.0)), CompartmentInputs(present(4.9, 0.0))), plate_c=present(7.9, 0.0)
)
LOST = absent(Absence.STALE, 0.0)


def place(inputs: FridgeInputs, compressor_on: bool) -> Place:
    return Place(compressor_on, inputs, BOXES)


def ruled(
    inputs: FridgeInputs = COLD, requested: tuple[float, ...] = ALL, *, compressor_on: bool = False
) -> tuple[tuple[float, ...], dict[str, str]]:
    why: dict[str, str] = {}
    return auxiliaries(requested, NAMES, place(inputs, compressor_on), why), why


def test_heaters_of_what_is_cold_heat() -> None:
    assert ruled() == (ALL, {})
    assert ruled(requested=(0.5, 0.5, 0.5, 0.5)) == ((0.5, 0.5, 0.5, 0.5), {})


def test_a_plate_is_not_heated_while_the_compressor_cools_it() -> None:
    assert ruled(compressor_on=True) == ((100.0, 0.0, 100.0, 100.0), {"defrost_heater": "the compressor runs"})


def test_a_compressor_that_runs_forbids_nothing_else() -> None:
    names, why = ("charger", "defrost_heater", "lamp", "warmer.food"), dict[str, str]()
    assert auxiliaries((9.0, 0.5, 9.0, 9.0), names, place(COLD, True), why) == (9.0, 0.0, 9.0, 9.0)


def test_what_is_not_requested_needs_no_reason() -> None:
    assert ruled(FridgeInputs((CompartmentInputs(), CompartmentInputs())), (0.0,) * 4, compressor_on=True) == (
        (0.0,) * 4,
        {},
    )


@pytest.mark.parametrize(("plate_c", "allowed_pct"), [(7.99, 100.0), (8.0, 0.0)])
def test_a_plate_without_ice_is_not_heated(plate_c: float, allowed_pct: float) -> None:
    duties, why = ruled(replace(COLD, plate_c=present(plate_c, 0.0)))
    assert duties[1] == allowed_pct
    assert why == ({} if allowed_pct else {"defrost_heater": "plate at 8.0 °C: heating only below 8 °C"})


def test_goods_are_warmed_below_the_middle_of_what_they_may_have() -> None:
    warm = FridgeInputs((CompartmentInputs(present(4.0, 0.0)), CompartmentInputs(present(5.0, 0.0))), COLD.plate_c)
    assert ruled(warm) == (
        (100.0, 100.0, 0.0, 0.0),
        {
            "warmer.food": "air at 4.0 °C: heating only below 4 °C",
            "warmer.medicine": "air at 5.0 °C: heating only below 5 °C",
        },
    )


def test_nothing_is_heated_that_nobody_sees() -> None:
    blind = FridgeInputs((CompartmentInputs(LOST), CompartmentInputs(present(1.0, 0.0))), LOST)
    duties, why = ruled(blind)
    assert duties == (100.0, 0.0, 0.0, 100.0)
    assert why == {
        "defrost_heater": f"no temperature of the plate ({Absence.STALE})",
        "warmer.food": f"no temperature of the air ({Absence.STALE})",
    }


def test_the_guard_goes_by_the_compressor_that_it_allows() -> None:
    settings = Settings(fitted=Fitted(outputs={"compressor": OutputTimes(), "defrost_heater": OutputTimes()}))
    seen = Snapshot(fridge=replace(COLD, plate_c=present(0.0, 0.0)))
    asked = Commands(compressor_on=True, compartment_fan_pct=(0.0, 0.0), auxiliary_pct=(100.0,))
    targets = (Target(4.0, Mode.COOL), Target(5.0, Mode.COOL))
    for off_since_s, heated_pct in ((-10_000.0, 0.0), (0.0, 100.0)):
        memory = initial(2, off_since_s, now_s=0.0)
        ruling = allow(memory, asked, Evidence(seen, seen), targets, settings, now_s=1.0)
        assert ruling.output.auxiliary_pct == (heated_pct,)
