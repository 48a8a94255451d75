from collections.abc import Callable

import pytest

from controller import Mode, Target
from controller.climate import Asked, autotune
from controller.climate.autotune import FAR_K, MAX_S, Autotune, Refusal, State, Swing
from controller.interface.events import TuningFound, TuningRefused
from controller.interface.requests import AutotuneRequest
from controller.interface.status import Activity
from tests.controller.climate.climate_cabin import AUTO, Obedient

ASK = AutotuneRequest("1", "console", "cabin")
LOAD, GAIN_K_S, LAG_S, AIM_C = 0.4, 0.08, 15.0, 21.0
SWINGING = Autotune(state=State.SWINGING, began_s=0.0, since_s=0.0, centre=LOAD)


def swung(tune: Autotune, load: float, *, seconds: int = 4_000, is_applied: bool = True) -> Autotune:
    """The relay on a heater behind a lag, against a constant load."""
    air_c, applied = AIM_C, load
    for second in range(seconds):
        tune = autotune.update(tune, air_c, AIM_C, load, is_applied=is_applied, now_s=float(second))
        if not tune.active:
            break
        requested = tune.output if tune.state is State.SWINGING else load
        applied += (requested - applied) / LAG_S
        air_c += GAIN_K_S * (applied - load)
    return tune


@pytest.mark.parametrize("load", [0.25, LOAD, -0.5])
def test_a_swing_tells_a_tuning_that_fits_the_loop(load: float) -> None:
    tune = swung(autotune.initial(now_s=0.0), load)
    assert tune.state is State.FOUND
    assert tune.tuning is not None
    assert 0.2 < tune.tuning.gain_per_k < 2.0
    assert tune.tuning.integral_s > 4.0 * LAG_S


def test_the_centre_moves_until_the_halves_are_equal() -> None:
    tune = swung(Autotune(state=State.SWINGING, began_s=0.0, since_s=0.0, centre=0.55), LOAD)
    assert tune.state is State.FOUND
    assert tune.centre < 0.55


def test_a_relay_that_is_high_half_the_time_gives_the_usual_formula() -> None:
    usual, unequal = autotune.gains(0.5, 60.0), autotune.gains(0.5, 60.0, 0.25)
    assert unequal.gain_per_k == pytest.approx(usual.gain_per_k * 0.7071, rel=1e-3)
    assert usual.integral_s == pytest.approx(132.0)


def test_a_swing_whose_halves_differ_too_much_is_not_even() -> None:
    assert Swing(30.0, 60.0, 0.5).even
    assert not Swing(10.0, 60.0, 0.5).even


def at(tune: Autotune, air_c: float, *, now_s: float) -> Autotune:
    return autotune.update(tune, air_c, AIM_C, LOAD, is_applied=True, now_s=now_s)


def shallow() -> Autotune:
    """Swings that hardly leave the hysteresis."""
    tune = SWINGING
    for count in range(1, 7):
        air_c = AIM_C + (0.101 if tune.high else -0.101)
        tune = at(tune, air_c, now_s=30.0 * count)
    return tune


REFUSALS: list[tuple[Refusal, Callable[[], Autotune]]] = [
    (Refusal.IDLE, lambda: swung(autotune.initial(now_s=0.0), 0.0)),
    (Refusal.NEVER_SETTLED, lambda: at(autotune.initial(now_s=0.0), 10.0, now_s=MAX_S + 1.0)),
    (Refusal.FAR, lambda: at(SWINGING, AIM_C + FAR_K + 1.0, now_s=1.0)),
    (Refusal.REDUCED, lambda: swung(SWINGING, LOAD, is_applied=False)),
    (Refusal.UNEVEN, lambda: at(SWINGING, AIM_C, now_s=MAX_S + 1.0)),
    (Refusal.SHALLOW, shallow),
]


@pytest.mark.parametrize(("why", "act"), REFUSALS)
def test_what_does_not_converge_is_refused_with_the_reason(why: Refusal, act: Callable[[], Autotune]) -> None:
    tune = act()
    assert (tune.state, tune.refusal, tune.tuning) == (State.REFUSED, why, None)


def test_air_that_moves_away_begins_the_wait_anew() -> None:
    away = at(autotune.initial(now_s=0.0), 10.0, now_s=100.0)
    assert away.since_s == 100.0
    assert at(away, AIM_C, now_s=150.0).state is State.SETTLING


def tuned(asked: Asked, car: Obedient, seconds: int = 3_000) -> list[object]:
    """The law with the relay in a heater behind a lag; what it told about the tuning."""
    applied, air_c = LOAD, AIM_C
    for second in range(seconds):
        car.air_c = air_c
        memory = car.run(asked, 1, *((ASK,) if second == 0 else ()))
        requested = (memory.air.heater_pct - memory.air.cooler_pct) / 100.0
        applied += (requested - applied) / LAG_S
        air_c += GAIN_K_S * (applied - LOAD)
    return [event for event in car.events if isinstance(event, TuningFound | TuningRefused)]


def test_the_law_tunes_itself_when_asked_and_uses_what_it_found() -> None:
    car = Obedient()
    (found,) = tuned(AUTO, car)
    assert isinstance(found, TuningFound)
    assert car.memory.tuning is not None
    assert car.memory.tuning.gain_per_k == found.gain_per_k
    assert car.output.activity is Activity.REGULATING
    assert car.air_c == pytest.approx(AIM_C, abs=0.3)


def test_a_mode_that_does_not_regulate_is_not_tuned() -> None:
    car = Obedient()
    car.run(Asked(target=Target(21.0, Mode.OFF)), 2, ASK)
    assert [event.why for event in car.events if isinstance(event, TuningRefused)] == [Refusal.STOPPED.value]
    assert car.output.activity is Activity.OFF


def test_a_lost_sensor_ends_the_tuning() -> None:
    car = Obedient(air_c=AIM_C)
    car.run(AUTO, 5, ASK)
    car.air_c = None
    car.run(AUTO, 5)
    assert [event.why for event in car.events if isinstance(event, TuningRefused)] == [Refusal.NO_AIR.value]


def test_a_request_for_another_appliance_tunes_nothing() -> None:
    car = Obedient(air_c=AIM_C)
    car.run(AUTO, 2, AutotuneRequest("1", "console", "food"))
    assert car.memory.tune is None
