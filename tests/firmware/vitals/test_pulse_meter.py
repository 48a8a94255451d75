"""The pulse of people of whom all is known, and none where there is none: no number, a reason."""

from dataclasses import replace

import numpy as np
import pytest

from firmware.vitals.oxygen import Curve
from firmware.vitals.pulse_meter import Light, PulseMeter, Shown
from firmware.vitals.pulse_window import Poor, Pulse, pulse_in
from firmware.vitals.wave import Wave
from hil.bench.pulse_on_made_waves import shown
from hil.vitals.finger_light import Finger, Person, times

RESTING = Person(rate_bpm=66.0, breaths_per_min=13.0, oxygen_pct=96.0)


def finger(person: Person = RESTING, *, seconds: float = 20.0, rate_hz: float = 50.0) -> tuple[Wave, Wave, Wave]:
    """Times, red and infrared."""
    one, at_s = Finger(person), np.array(times(seconds, rate_hz))
    light = np.array([one.light(float(each)) for each in at_s])
    return at_s, light[:, 0], light[:, 1]


def last(at_s: Wave, red: Wave | None, infrared: Wave, meter: PulseMeter | None = None) -> Shown:
    return shown(meter or PulseMeter(), at_s, infrared, red)[-1]


@pytest.mark.parametrize("rate_hz", [12.0, 25.0, 50.0, 100.0, 400.0])
def test_the_rate_is_found_at_any_rate_of_samples(rate_hz: float) -> None:
    at_s, red, infrared = finger(replace(RESTING, rate_bpm=72.0), rate_hz=rate_hz, seconds=14.0 + 300.0 / rate_hz)
    assert last(at_s, red, infrared).rate_bpm == pytest.approx(72.0, abs=1.5)


@pytest.mark.parametrize("bpm", [45.0, 90.0, 150.0])
def test_slow_and_fast_hearts_are_found(bpm: float) -> None:
    assert last(*finger(replace(RESTING, rate_bpm=bpm))).rate_bpm == pytest.approx(bpm, abs=2.0)


def test_light_that_is_counted_the_other_way_round_has_the_same_pulse() -> None:
    at_s, red, infrared = finger()
    assert last(at_s, 3e5 - red, 3e5 - infrared).rate_bpm == pytest.approx(66.0, abs=1.5)


def test_uneven_samples_have_the_same_pulse() -> None:
    at_s, red, infrared = finger(rate_hz=60.0)
    kept = np.random.default_rng(1).random(at_s.size) > 0.4
    assert last(at_s[kept], red[kept], infrared[kept]).rate_bpm == pytest.approx(66.0, abs=1.5)


def test_a_minute_tells_breath_variability_and_an_estimate_of_oxygen() -> None:
    told = last(*finger(seconds=75.0), meter=PulseMeter(curve=Curve()))
    assert told.breaths_per_min == pytest.approx(13.0, abs=1.0)
    assert told.variability_ms is not None
    assert 5.0 < told.variability_ms < 60.0
    assert told.oxygen_pct == pytest.approx(96.0, abs=Curve().within_pct)


def test_without_a_curve_there_is_no_oxygen() -> None:
    assert last(*finger()).oxygen_pct is None


def test_swapped_colours_tell_no_oxygen_that_nobody_has() -> None:
    at_s, red, infrared = finger(replace(RESTING, oxygen_pct=98.0))
    told = last(at_s, infrared, red, PulseMeter(curve=Curve()))
    assert told.rate_bpm == pytest.approx(66.0, abs=1.5)
    assert told.oxygen_pct is None


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (lambda red, infrared: (red * 0.0 + 5_000.0, infrared * 0.0 + 5_000.0), Poor.FLAT),
        (lambda red, infrared: (red, infrared.mean() + 0.02 * (infrared - infrared.mean())), Poor.WEAK),
        (lambda red, infrared: (np.roll(red, 40)[::-1], infrared), Poor.COLOURS),
        (lambda red, infrared: (red, np.where(np.arange(infrared.size) > 500, np.nan, infrared)), Poor.GAP),
    ],
)
def test_what_is_no_good_wave_has_no_number_and_a_reason(spoilt: object, why: Poor) -> None:
    at_s, red, infrared = finger()
    assert callable(spoilt)
    told = last(at_s, *spoilt(red, infrared))
    assert (told.rate_bpm, told.why) == (None, why)


def test_a_poor_window_hides_the_pulse_at_once_and_never_shows_the_last_value() -> None:
    at_s, red, infrared = finger(seconds=30.0)
    meter = PulseMeter()
    assert last(at_s[:1000], red[:1000], infrared[:1000], meter).rate_bpm is not None
    told = meter.take(Light(times_s=at_s[1000:1025], infrared=infrared[1000:1025], poor=Poor.CONTACT))
    assert told is not None
    assert (told.rate_bpm, told.why) == (None, Poor.CONTACT)


def test_samples_that_are_lost_are_never_joined() -> None:
    at_s, red, infrared = finger(seconds=30.0)
    meter = PulseMeter()
    last(at_s[:1000], red[:1000], infrared[:1000], meter)
    told = meter.take(Light(times_s=at_s[1100:1200], infrared=infrared[1100:1200], red=red[1100:1200]))
    assert told is not None
    assert (told.rate_bpm, told.why) == (None, Poor.SHORT)


def test_one_who_moves_has_no_pulse() -> None:
    at_s, red, infrared = finger()
    meter = PulseMeter()
    for each in at_s:
        meter.feel(float(each), 1.0 + 0.1 * float(np.sin(9.0 * each)))
    assert last(at_s, red, infrared, meter).why is Poor.MOVES


@pytest.mark.parametrize(
    ("at_s", "why"), [([], Poor.SHORT), ([0.0, 1.0, 0.5, 9.0], Poor.GAP), (list(np.arange(0.0, 9.0, 0.2)), Poor.SLOW)]
)
def test_times_that_say_nothing_have_a_reason(at_s: list[float], why: Poor) -> None:
    assert pulse_in(np.array(at_s), np.ones(len(at_s))) is why


def test_memory_is_bounded() -> None:
    at_s, red, infrared = finger(seconds=40.0, rate_hz=400.0)
    meter = PulseMeter()
    last(at_s, red, infrared, meter)
    assert len(meter._times) <= 4_400


def test_a_window_tells_its_intervals() -> None:
    at_s, _, infrared = finger(seconds=10.0)
    pulse = pulse_in(at_s, infrared)
    assert isinstance(pulse, Pulse)
    assert pulse.intervals_s.mean() == pytest.approx(60.0 / pulse.rate_bpm)
