"""The air law in the simulated cabin, against a flap that stands and one that a threshold switches."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sin

import pytest

from controller import AirSettings, CabinInputs, Commands, Mode, Target, VehicleInputs, present
from controller.air import AirOutput, Inputs, initial, regulate
from controller.interface.energy_budget import FREE
from hil.plants import (
    Cabin,
    CabinConditions,
    CabinParameters,
    ClimateOutputs,
    OutsideAir,
    OutsideAirParameters,
    People,
    Spike,
    random_cabin,
    random_spikes,
)

SENSOR_S = 5
HOUR_S = 3_600
ADVISED_PPM = 1_500.0
SETTINGS = AirSettings()


@dataclass(frozen=True, slots=True)
class Ride:
    """A ride: people, surroundings, time; the blower is what the climate law asks for."""

    adults: int
    outside_ugm3: float
    spikes: tuple[Spike, ...] = ()
    for_s: int = HOUR_S
    kph: float = 60.0
    blower_pct: float = 30.0
    cabin: CabinParameters = field(default_factory=CabinParameters)


@dataclass(slots=True)
class Figures:
    """The air that people breathed: particles times time, minutes of stuffy air, extremes, moves of the flap."""

    dose_ugh_m3: float = 0.0
    stuffy_min: float = 0.0
    co2_ppm: float = 0.0
    pm25_ugm3: float = 0.0
    moves: int = 0


Flap = Callable[[CabinInputs, Commands, float], Commands]
"""From readings and the last outputs to the next."""


def ours(ride: Ride) -> Flap:
    memory, output = initial(), AirOutput()

    def flap(cabin: CabinInputs, before: Commands, now_s: float) -> Commands:
        nonlocal memory, output
        car = VehicleInputs(speed_kph=present(ride.kph, now_s), outside_c=present(15.0, now_s))
        inputs = Inputs(
            cabin=cabin,
            vehicle=car,
            blower_pct=ride.blower_pct,
            windscreen_pct=0.0,
            target=Target(21.0, Mode.AUTO),
            requested=output,
        )
        taken = regulate(memory, inputs, SETTINGS, FREE, before, now_s=now_s)
        memory, output = taken.memory, taken.output
        return Commands(
            blower_pct=max(ride.blower_pct, output.blower_pct),
            recirculation_pct=output.recirculation_pct,
            purifier_pct=output.purifier_pct,
        )

    return flap


def fixed(ride: Ride, recirculation_pct: float) -> Flap:
    """The purifier always runs."""
    outputs = Commands(blower_pct=ride.blower_pct, recirculation_pct=recirculation_pct, purifier_pct=100.0)
    return lambda _cabin, _before, _now_s: outputs


def threshold(ride: Ride) -> Flap:
    """As cars do it: shut in dirty air, open in stale air; the purifier always runs."""

    def flap(cabin: CabinInputs, before: Commands, _now_s: float) -> Commands:
        co2_ppm, pm25_ugm3 = cabin.co2_ppm.value or 0.0, cabin.pm25_ugm3.value or 0.0
        shut = pm25_ugm3 > 25.0 or (before.recirculation_pct > 0.0 and pm25_ugm3 > 15.0)
        shut_pct = 100.0 if shut and co2_ppm < ADVISED_PPM else 0.0
        return Commands(blower_pct=ride.blower_pct, recirculation_pct=shut_pct, purifier_pct=100.0)

    return flap


def noise(second: int) -> float:
    """Between -1 and 1, without a pattern that a law could follow."""
    return sin(second * second)


def drive(ride: Ride, flap: Flap) -> Figures:
    """One ride; the sensors are as noisy as an SCD4x and a SEN66."""
    cabin, air = Cabin(ride.cabin), OutsideAir(OutsideAirParameters(ride.outside_ugm3, ride.spikes))
    conditions = CabinConditions(outside_c=15.0, speed_kph=ride.kph, people=People(adults=ride.adults))
    outputs, commands, figures = ClimateOutputs(), Commands(blower_pct=ride.blower_pct), Figures()
    readings = CabinInputs()
    for second in range(ride.for_s):
        if second % SENSOR_S == 0:
            readings = CabinInputs(
                air_c=present(cabin.air_c, second),
                co2_ppm=present(cabin.co2_ppm + 20.0 * noise(second), second),
                pm25_ugm3=present(max(cabin.pm25_ugm3 + noise(second), 0.0), second),
                presence=present(1.0, second),
            )
        before, commands = commands, flap(readings, commands, float(second))
        figures.moves += before.recirculation_pct != commands.recirculation_pct
        outputs.blower_pct, outputs.purifier_pct = commands.blower_pct, commands.purifier_pct
        outputs.recirculation_pct = commands.recirculation_pct
        air.advance(1.0)
        conditions.outside_pm25_ugm3 = air.pm25_ugm3
        cabin.advance(conditions, outputs, 1.0)
        _note(figures, cabin)
    return figures


def _note(figures: Figures, cabin: Cabin) -> None:
    figures.dose_ugh_m3 += cabin.pm25_ugm3 / HOUR_S
    figures.stuffy_min += (cabin.co2_ppm > ADVISED_PPM) / 60.0
    figures.co2_ppm = max(figures.co2_ppm, cabin.co2_ppm)
    figures.pm25_ugm3 = max(figures.pm25_ugm3, cabin.pm25_ugm3)


def test_four_adults_in_dirty_air_breathe_well_for_an_hour() -> None:
    ride = Ride(adults=4, outside_ugm3=80.0)
    figures = drive(ride, ours(ride))
    assert figures.co2_ppm < ADVISED_PPM
    assert figures.pm25_ugm3 < 15.0
    assert figures.moves <= 12


@pytest.mark.parametrize("seed", range(6))
def test_four_adults_breathe_well_in_any_cabin(seed: int) -> None:
    ride = Ride(adults=4, outside_ugm3=80.0, for_s=HOUR_S // 2, cabin=random_cabin(seed))
    figures = drive(ride, ours(ride))
    assert figures.co2_ppm < ADVISED_PPM
    assert figures.pm25_ugm3 < 16.5  # the most a leaky cabin lets in


@pytest.mark.parametrize(
    "ride",
    [
        Ride(adults=1, outside_ugm3=80.0),
        Ride(adults=2, outside_ugm3=12.0, spikes=random_spikes(3, duration_s=2.0 * HOUR_S, each_s=900.0), for_s=7_200),
        Ride(adults=3, outside_ugm3=35.0),
    ],
    ids=["dirty", "tunnels", "town"],
)
def test_the_law_beats_every_simple_flap(ride: Ride) -> None:
    law, fresh, shut, switched = (
        drive(ride, flap) for flap in (ours(ride), fixed(ride, 0.0), fixed(ride, 100.0), threshold(ride))
    )
    assert law.stuffy_min == 0.0
    assert law.dose_ugh_m3 < 0.75 * fresh.dose_ugh_m3
    assert law.dose_ugh_m3 < 0.85 * switched.dose_ugh_m3
    assert shut.stuffy_min > 30.0


def test_tunnels_do_not_make_the_flap_chatter() -> None:
    spikes = random_spikes(3, duration_s=2.0 * HOUR_S, each_s=900.0)
    ride = Ride(adults=2, outside_ugm3=12.0, spikes=spikes, for_s=2 * HOUR_S)
    assert drive(ride, ours(ride)).moves < drive(ride, threshold(ride)).moves


def test_people_who_sleep_in_a_parked_car_get_air_from_a_blower_that_nobody_asked_for() -> None:
    ride = Ride(adults=2, outside_ugm3=10.0, kph=0.0, blower_pct=0.0, for_s=2 * HOUR_S)
    assert drive(ride, ours(ride)).co2_ppm < ADVISED_PPM
