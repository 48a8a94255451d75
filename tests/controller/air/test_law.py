from dataclasses import dataclass, field, replace

import pytest

from controller import AirSettings, CabinInputs, Commands, Mode, Preset, Target, VehicleInputs, present
from controller.air import AirMemory, AirOutput, Inputs, regulate
from controller.air.law import PERIOD_S, STUFFY_OFF_PPM
from controller.air.mass_balance import co2, leak_m3_h, pm25
from controller.air.optimizer import Choice, flowing
from controller.air.source_estimator import SPIKE_S, SPIKE_UGM3
from controller.interface.energy_budget import FREE, Budget

SETTINGS = AirSettings()
AUTO = Target(21.0, Mode.AUTO)
ADULT_L_H = 18.0


@dataclass
class Ride:
    """A cabin that keeps exactly the balances of the law, and people and outside air of its own."""

    adults: float = 1.0
    outside_ugm3: float = 10.0
    blower_pct: float = 30.0
    kph: float = 60.0
    co2_ppm: float = 420.0
    pm25_ugm3: float = 10.0
    measured: bool = True
    target: Target = AUTO
    budget: Budget = FREE
    settings: AirSettings = SETTINGS
    others: dict[str, float] = field(default_factory=dict)
    outside_c: float | None = 15.0
    quiet: bool = False
    windscreen_pct: float = 0.0
    applied: Commands = field(default_factory=Commands)
    memory: AirMemory = field(default_factory=AirMemory)
    output: AirOutput = field(default_factory=AirOutput)
    now_s: float = 0.0
    changes: int = 0

    def go(self, for_s: float) -> AirOutput:
        for _ in range(round(for_s / PERIOD_S)):
            self.tick()
        return self.output

    def tick(self) -> None:
        before = self.output
        taken = regulate(self.memory, self.inputs(), self.settings, self.budget, self.applied, now_s=self.now_s)
        self.memory, self.output = taken.memory, taken.output
        self.changes += before.recirculation_pct != self.output.recirculation_pct
        self.applied = replace(
            self.applied,
            recirculation_pct=self.output.recirculation_pct,
            purifier_pct=self.output.purifier_pct,
            blower_pct=max(self.blower_pct, self.output.blower_pct),
        )
        self.breathe()
        self.now_s += PERIOD_S

    def breathe(self) -> None:
        choice = Choice(self.applied.recirculation_pct, self.applied.purifier_pct)
        leak = leak_m3_h(self.settings, self.kph)
        flows = flowing(choice, leak, self.settings.blower_m3_h * self.applied.blower_pct / 100.0, self.settings)
        time_h = PERIOD_S / 3_600.0
        self.co2_ppm = co2(self.co2_ppm, self.adults * ADULT_L_H, flows, self.settings, time_h).end
        self.pm25_ugm3 = pm25(self.pm25_ugm3, self.outside_ugm3, flows, self.settings, time_h).end

    def inputs(self) -> Inputs:
        readings = dict(self.others)
        if self.measured:
            readings |= {"co2_ppm": self.co2_ppm, "pm25_ugm3": self.pm25_ugm3}
        cabin = CabinInputs(**{name: present(value, self.now_s) for name, value in readings.items()})
        vehicle = VehicleInputs(speed_kph=present(self.kph, self.now_s))
        if self.outside_c is not None:
            vehicle = replace(vehicle, outside_c=present(self.outside_c, self.now_s))
        return Inputs(
            cabin=cabin,
            vehicle=vehicle,
            blower_pct=self.blower_pct,
            windscreen_pct=self.windscreen_pct,
            target=self.target,
            quiet=self.quiet,
            requested=self.output,
        )


def test_people_and_outside_air_are_found_from_what_the_cabin_does() -> None:
    ride = Ride(adults=3.0, outside_ugm3=60.0)
    ride.go(900.0)
    estimates = ride.memory.estimates
    assert estimates is not None
    assert estimates.exhaled_l_h == pytest.approx(3.0 * ADULT_L_H, rel=0.05)
    assert estimates.outside_ugm3 == pytest.approx(60.0, rel=0.25)


def test_clean_air_comes_from_outside() -> None:
    ride = Ride(outside_ugm3=2.0, pm25_ugm3=2.0)
    assert ride.go(1_200.0).recirculation_pct <= 60.0
    assert ride.co2_ppm < 1_000.0


def test_dirty_air_is_kept_out_as_far_as_those_inside_can_breathe() -> None:
    ride = Ride(outside_ugm3=150.0)
    assert ride.go(1_800.0).recirculation_pct >= 80.0
    assert ride.co2_ppm < 1_400.0
    assert ride.output.purifier_pct == 100.0


@pytest.mark.parametrize("adults", [1.0, 2.0, 4.0, 5.0])
@pytest.mark.parametrize("outside_ugm3", [5.0, 80.0, 300.0])
def test_it_opens_before_the_air_is_stuffy(adults: float, outside_ugm3: float) -> None:
    ride, worst_ppm = Ride(adults=adults, outside_ugm3=outside_ugm3), 0.0
    for _ in range(240):
        ride.tick()
        worst_ppm = max(worst_ppm, ride.co2_ppm)
    assert worst_ppm < 1_500.0
    assert ride.changes <= 12


def test_the_mouth_of_a_tunnel_shuts_the_flap_within_seconds() -> None:
    ride = Ride(outside_ugm3=8.0)
    ride.go(600.0)
    before_pct = ride.output.recirculation_pct
    ride.outside_ugm3 = 250.0
    assert ride.go(20.0).recirculation_pct > max(before_pct, 60.0)


@pytest.mark.parametrize("gas", [{"nox_index": 40.0}, {"voc_index": 250.0}])
def test_a_gas_that_rises_at_once_is_dirty_air_until_some_time_later(gas: dict[str, float]) -> None:
    ride = Ride(others={"nox_index": 1.0, "voc_index": 100.0})
    ride.go(300.0)
    ride.others |= gas
    ride.go(PERIOD_S)
    estimates = ride.memory.estimates
    assert estimates is not None
    assert estimates.outside_ugm3 == SPIKE_UGM3
    assert estimates.spike_until_s == ride.now_s - PERIOD_S + SPIKE_S


def test_in_the_cold_heat_is_kept_inside() -> None:
    mild, cold = Ride(outside_c=19.0, outside_ugm3=3.0), Ride(outside_c=-20.0, outside_ugm3=3.0)
    for ride in (mild, cold):
        ride.others["air_c"] = 20.0
        ride.applied = Commands(heater_pct=50.0)
        ride.go(1_200.0)
    assert cold.output.recirculation_pct > mild.output.recirculation_pct


def test_a_soaked_cabin_is_cooled_with_outside_air() -> None:
    soaked, hot = Ride(outside_c=25.0), Ride(outside_c=45.0)
    for ride in (soaked, hot):
        ride.others["air_c"] = 35.0
        ride.applied = Commands(cooler_pct=100.0)
        ride.go(600.0)
    assert soaked.output.recirculation_pct < hot.output.recirculation_pct


@pytest.mark.parametrize(
    ("preset", "windscreen_pct"), [(Preset.DEFOG, 0.0), (Preset.NONE, 50.0)], ids=["preset", "windscreen"]
)
def test_clear_windows_come_before_clean_air_and_at_once(preset: Preset, windscreen_pct: float) -> None:
    ride = Ride(outside_ugm3=150.0)
    ride.go(600.0)
    assert ride.output.recirculation_pct > 0.0
    inputs = replace(ride.inputs(), target=Target(21.0, Mode.AUTO, preset), windscreen_pct=windscreen_pct)
    taken = regulate(ride.memory, inputs, SETTINGS, FREE, ride.applied, now_s=ride.now_s - PERIOD_S + 0.5)
    assert taken.output.recirculation_pct == 0.0


def test_the_windows_are_served_at_the_same_instant_too() -> None:
    ride = Ride(outside_ugm3=150.0)
    ride.go(600.0)
    memory = ride.memory
    assert memory.at_s is not None
    inputs = replace(ride.inputs(), windscreen_pct=50.0)
    after = regulate(memory, inputs, SETTINGS, FREE, ride.applied, now_s=memory.at_s)
    assert (after.output.recirculation_pct, after.memory.estimates) == (0.0, memory.estimates)


@pytest.mark.parametrize(("humidity_pct", "max_pct"), [(40.0, 100.0), (65.0, 50.0), (80.0, 0.0)])
def test_damp_air_in_the_cold_is_let_out(humidity_pct: float, max_pct: float) -> None:
    ride = Ride(outside_ugm3=150.0, outside_c=2.0, others={"humidity_pct": humidity_pct})
    shares = {ride.go(PERIOD_S).recirculation_pct for _ in range(120)}
    assert max(shares) <= max_pct
    assert max(shares) >= min(max_pct, 50.0)


def test_the_flap_stands_for_a_while() -> None:
    ride = Ride(adults=2.0, outside_ugm3=40.0)
    moved_s = [0.0]
    for _ in range(360):
        before = ride.output.recirculation_pct
        ride.tick()
        if ride.output.recirculation_pct != before:
            moved_s.append(ride.now_s)
    assert len(moved_s) <= 12
    assert ride.memory.changed_at_s <= ride.now_s - 60.0 or ride.changes < len(moved_s)


def test_between_two_looks_nothing_changes() -> None:
    ride = Ride()
    ride.go(60.0)
    taken = regulate(ride.memory, ride.inputs(), SETTINGS, FREE, ride.applied, now_s=ride.now_s - 1.0)
    assert taken.memory is ride.memory
    assert taken.output is ride.output


def test_without_sensors_the_most_people_get_their_fresh_air() -> None:
    ride = Ride(adults=5.0, measured=False, blower_pct=0.0)
    worst_ppm = 0.0
    for _ in range(360):
        ride.tick()
        worst_ppm = max(worst_ppm, ride.co2_ppm)
    assert worst_ppm < 1_500.0


def test_an_empty_car_without_sensors_is_left_alone() -> None:
    ride = Ride(adults=0.0, measured=False, blower_pct=0.0, others={"presence": 0.0})
    output = ride.go(3_600.0)
    assert (output.blower_pct, output.purifier_pct) == (0.0, 0.0)


def test_stuffy_air_asks_for_the_blower_until_it_is_good() -> None:
    ride = Ride(adults=2.0, blower_pct=0.0, kph=0.0)
    ride.go(1_800.0)
    assert ride.output.blower_pct > 0.0
    assert ride.co2_ppm < 1_500.0
    ride.adults = 0.0
    assert ride.go(1_800.0).blower_pct == 0.0


@pytest.mark.parametrize(("mode", "comfort_pct"), [(Mode.OFF, 100.0), (Mode.AUTO, 0.0)], ids=["off", "scarce"])
def test_off_or_scarce_the_blower_is_asked_for_later_but_is(mode: Mode, comfort_pct: float) -> None:
    target, budget = Target(21.0, mode), Budget(comfort_pct=comfort_pct)
    ride, worst_ppm = Ride(adults=2.0, blower_pct=0.0, kph=0.0, target=target, budget=budget), 0.0
    for _ in range(360):
        ride.tick()
        worst_ppm = max(worst_ppm, ride.co2_ppm)
    assert STUFFY_OFF_PPM - 100.0 < worst_ppm < 2_500.0


def test_with_an_empty_battery_nothing_is_blown() -> None:
    ride = Ride(adults=2.0, blower_pct=0.0, kph=0.0, budget=Budget(comfort_pct=0.0, safety_pct=0.0))
    output = ride.go(1_800.0)
    assert (output.blower_pct, output.purifier_pct) == (0.0, 0.0)


def test_quiet_allows_some_dust() -> None:
    loud, quiet = Ride(outside_ugm3=30.0), Ride(outside_ugm3=30.0, quiet=True)
    assert quiet.go(900.0).purifier_pct < loud.go(900.0).purifier_pct


def test_a_purifier_that_is_not_fitted_is_not_requested() -> None:
    ride = Ride(outside_ugm3=150.0, settings=AirSettings(purifier_m3_h=0.0))
    assert ride.go(900.0).purifier_pct == 0.0


@pytest.mark.parametrize("outside_c", [None, -20.0])
def test_where_a_temperature_is_missing_energy_is_left_out(outside_c: float | None) -> None:
    unheated, heated = Ride(), Ride(outside_c=outside_c)
    heated.applied = Commands(heater_pct=50.0)
    assert heated.go(600.0).recirculation_pct == unheated.go(600.0).recirculation_pct


@pytest.mark.parametrize(("name", "wrong"), [("volume_m3", 0.0), ("filter_ratio", 1.0), ("most_co2_ppm", 2_500.0)])
def test_settings_out_of_range_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match=name):
        replace(AirSettings(), **{name: wrong})
