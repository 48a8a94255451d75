"""A departure by the clock of the day, by a clock that is not known, is set, jumps, or changes to summer time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from controller import CabinSettings, FreshnessSettings, FridgeSettings, Request, Settings, Targets
from controller.targets import GRACE_S, apply, configured
from firmware.record.restored_state import targets_from_json, targets_to_json
from firmware.requests import parse_set
from firmware.requests.departure import at_moment, moment, shown
from firmware.requests.departure_monitor import FAULT, DepartureMonitor
from firmware.runtime.clock import Clock, ClockQuality
from firmware.runtime.faults import Faults
from tests.firmware.local_zone import in_zone

BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = Settings(fridge=FridgeSettings(), cabin=CabinSettings(), freshness=FreshnessSettings())
HOUR_S, DAY_S = 3_600.0, 86_400.0


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    """The zone of this computer, by the system's own data."""
    with in_zone("Europe/Berlin"):
        yield


def at(text: str, fold: int = 0) -> float:
    """Seconds since 1970 of a local time."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).timestamp()


@dataclass
class Computer:
    """A computer in a car: the true time passes, and its clock is wrong by so much. A tick plays the targets."""

    true_s: float
    wrong_by_s: float = 0.0
    quality: ClockQuality = ClockQuality.NTP
    targets: Targets = field(default_factory=lambda: configured(SETTINGS))
    faults: Faults = field(default_factory=Faults)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._booted_s, self._waiting = self.true_s - 100.0, list[Request]()
        self.clock = Clock(
            monotonic_s=lambda: self.true_s - self._booted_s,
            wall_s=lambda: self.true_s + self.wrong_by_s,
            boot_id="boot",
            quality=lambda: self.quality,
        )
        self._monitor = DepartureMonitor(self.clock, self._submit, self.faults)

    def _submit(self, request: Request) -> bool:
        self._waiting.append(request)
        return True

    def say(self, text: str) -> None:
        self._submit(parse_set("cabin", "departure", text, request_id="1", origin="console", now=self.clock.now))
        self.tick()

    def tick(self, after_s: float = 0.5) -> None:
        self.true_s += after_s
        for _ in range(2):  # what the monitor asks for is taken up with the next tick
            applied = apply(self.targets, tuple(self._waiting), SETTINGS, now_s=self.clock.monotonic_s())
            self._waiting.clear()
            self.targets = applied.memory
            self.told += [getattr(event, "value", getattr(event, "reason", "")) for event in applied.events]
            self._monitor.look(self.targets)

    def is_set(self, wrong_by_s: float = 0.0, quality: ClockQuality = ClockQuality.NTP) -> None:
        """Somebody sets the clock."""
        self.wrong_by_s, self.quality = wrong_by_s, quality
        self.tick()

    @property
    def departs(self) -> str:
        """The true local time at which the controller will be ready."""
        if self.targets.departs_at_s is None:
            return "waits" if self.targets.departs_by else "-"
        return datetime.fromtimestamp(self._booted_s + self.targets.departs_at_s, BERLIN).strftime("%d. %H:%M")

    def restarted(self, true_s: float, wrong_by_s: float, quality: ClockQuality) -> "Computer":
        """Another boot, with what was kept."""
        kept = targets_to_json(self.targets, SETTINGS, self.clock.now)
        other = Computer(true_s, wrong_by_s, quality)
        targets = targets_from_json(kept, SETTINGS, other.faults, other.clock.now)
        assert targets is not None
        other.targets = targets
        other.tick()
        return other


@pytest.mark.parametrize("quality", [ClockQuality.NONE, ClockQuality.RESTORED])
@pytest.mark.parametrize("wrong_by_s", [-2 * HOUR_S, -at("2026-03-02T07:00"), -DAY_S, 5 * DAY_S])
def test_asked_before_the_clock_is_set_it_waits_and_is_reported(quality: ClockQuality, wrong_by_s: float) -> None:
    car = Computer(at("2026-03-02T07:00"), wrong_by_s, quality)
    car.say("7:30")
    assert (car.departs, shown(car.targets.departs_by)) == ("waits", "07:30")
    assert car.told == ["departure at 07:30 waits for the time of day"]
    assert car.faults.current[FAULT].startswith(
        "departure: 07:30 waits for the time of day: this computer's clock is not set"
    )
    car.tick(60.0)
    car.is_set()
    assert car.departs == "02. 07:30"
    assert FAULT not in car.faults.current
    assert car.told[1:] == ["departure in 29 min"]


@pytest.mark.parametrize("step_s", [-3 * HOUR_S, -HOUR_S, -30.0, 1.5, HOUR_S, 1.4 * HOUR_S, -2 * DAY_S, 3 * DAY_S])
def test_a_clock_that_was_believed_and_is_put_right_moves_it(step_s: float) -> None:
    car = Computer(at("2026-03-02T06:00"), -step_s)
    car.say("7:30")
    car.tick(60.0)
    car.is_set()
    assert car.departs == "02. 07:30"


def test_a_clock_that_runs_a_little_otherwise_moves_it_only_by_seconds_together() -> None:
    car = Computer(at("2026-03-02T06:00"))
    car.say("7:30")
    asked = len(car.told)
    for _ in range(10):
        car.wrong_by_s += 0.5
        car.tick(300.0)
    assert car.departs == "02. 07:29"
    assert len(car.told) - asked == 3


def test_persisted_over_a_restart_with_yesterdays_clock_it_waits_until_the_clock_is_set() -> None:
    evening = Computer(at("2026-11-25T22:00"))
    evening.say("7:30")
    morning = evening.restarted(at("2026-11-26T06:00"), -8 * HOUR_S, ClockQuality.RESTORED)
    assert morning.departs == "waits"
    assert shown(morning.targets.departs_by) == "07:30"
    assert FAULT in morning.faults.current
    morning.is_set()
    assert morning.departs == "26. 07:30"


@pytest.mark.parametrize(("set_at", "departs"), [("2026-11-26T07:40", "26. 07:40"), ("2026-11-26T09:00", "-")])
def test_where_the_clock_is_set_too_late_it_is_now_or_over(set_at: str, departs: str) -> None:
    evening = Computer(at("2026-11-25T22:00"))
    evening.say("7:30")
    morning = evening.restarted(at(set_at), -DAY_S, ClockQuality.RESTORED)
    morning.is_set()
    assert morning.departs == departs
    morning.tick(GRACE_S + 2.0)
    assert morning.departs == "-"
    assert FAULT not in morning.faults.current


def test_a_believed_clock_of_yesterday_moves_what_was_kept_as_well() -> None:
    evening = Computer(at("2026-11-25T22:00"))
    evening.say("7:30")
    morning = evening.restarted(at("2026-11-26T06:00"), -8 * HOUR_S, ClockQuality.NTP)
    morning.is_set()
    assert morning.departs == "26. 07:30"


def test_asked_and_restarted_before_the_clock_is_ever_set() -> None:
    first = Computer(at("2026-03-02T06:00"), -2 * HOUR_S, ClockQuality.NONE)
    first.say("7:30")
    second = first.restarted(at("2026-03-02T06:10"), -3 * HOUR_S, ClockQuality.NONE)
    assert second.departs == "waits"
    second.is_set()
    assert second.departs == "02. 07:30"


def test_what_an_earlier_version_kept_is_taken_up_and_follows_the_clock() -> None:
    kept = targets_to_json(configured(SETTINGS), SETTINGS, Computer(0.0).clock.now)
    del kept["departs_by"]
    kept["departs_wall_s"] = at("2026-11-26T07:30")
    car = Computer(at("2026-11-26T06:00"), -8 * HOUR_S)
    restored = targets_from_json(kept, SETTINGS, car.faults, car.clock.now)
    assert restored is not None
    car.targets = restored
    car.tick()
    car.is_set()
    assert car.departs == "26. 07:30"
    waits = Computer(at("2026-11-26T06:00"), -8 * HOUR_S, ClockQuality.RESTORED)
    restored = targets_from_json(kept, SETTINGS, waits.faults, waits.clock.now)
    assert restored is not None
    assert (restored.departs_at_s, shown(restored.departs_by)) == (None, "07:30")


@pytest.mark.parametrize("damaged", ["7", "25:00", 7, {}, "2026"])
def test_damaged_words_are_reported_and_not_believed(damaged: object) -> None:
    kept = targets_to_json(configured(SETTINGS), SETTINGS, Computer(0.0).clock.now) | {"departs_by": damaged}
    faults = Faults()
    targets = targets_from_json(kept, SETTINGS, faults, Computer(1e9).clock.now)
    assert targets == configured(SETTINGS)
    assert [": departure: " in line for line in faults.current.values()] == [True]


@pytest.mark.parametrize(
    ("said_at", "time_of_day", "departs"),
    [
        ("2026-03-28T22:00", "7:30", "29. 07:30"),
        ("2026-03-28T22:00", "2:30", "29. 03:00"),
        ("2026-03-29T01:50", "2:30", "29. 03:00"),
        ("2026-03-29T03:10", "2:30", "30. 02:30"),
        ("2026-10-24T22:00", "7:30", "25. 07:30"),
        ("2026-10-24T22:00", "2:30", "25. 02:30"),
        ("2026-10-25T03:10", "2:30", "26. 02:30"),
    ],
)
def test_a_night_on_which_the_clocks_change(said_at: str, time_of_day: str, departs: str) -> None:
    car = Computer(at(said_at))
    car.say(time_of_day)
    assert car.departs == departs
    late = Computer(at(said_at), -9 * HOUR_S, ClockQuality.RESTORED)
    late.say(time_of_day)
    late.is_set()
    assert late.departs == departs


def test_the_hour_that_comes_twice_is_met_each_time() -> None:
    before, between, after = at("2026-10-25T01:00"), at("2026-10-25T02:45"), at("2026-10-25T02:45", fold=1)
    for said_s, departs_s in (
        (before, at("2026-10-25T02:30")),
        (between, at("2026-10-25T02:30", fold=1)),
        (after, at("2026-10-26T02:30")),
    ):
        car = Computer(said_s)
        car.say("2:30")
        assert car.targets.departs_at_s is not None
        assert car.targets.departs_at_s - 100.0 + said_s == pytest.approx(departs_s, abs=0.01)


@pytest.mark.parametrize("early_s", [0.0, 0.1, 0.4, 0.6, 0.99, 1.01, 1.4, 1.6, 3.0, -0.1, -0.4])
def test_what_is_said_at_that_very_minute_stays_as_it_was_understood(early_s: float) -> None:
    car = Computer(at("2026-03-02T07:30") - early_s)
    car.say("7:30")
    assert car.departs == ("02. 07:30" if early_s > 1.0 else "03. 07:30")
    car.tick(5.0)
    assert len(car.told) == 1


def test_a_clock_put_back_by_weeks_lets_it_wait() -> None:
    car = Computer(at("2026-11-25T22:00"))
    car.say("7:30")
    later = car.restarted(at("2026-11-25T22:10"), 0.0, ClockQuality.NTP)
    later.is_set(-20 * DAY_S)
    assert later.departs == "waits"
    assert "the clock has been put back by days" in later.faults.current[FAULT]
    later.is_set()
    assert later.departs == "26. 07:30"


def test_called_off_it_waits_no_longer() -> None:
    car = Computer(at("2026-03-02T06:00"), 0.0, ClockQuality.NONE)
    car.say("7:30")
    car.say("off")
    assert car.departs == "-"
    assert FAULT not in car.faults.current


@pytest.mark.parametrize("wall_s", [-1.0, 1e12, float("nan"), float("inf")])
def test_a_moment_that_is_none_is_refused(wall_s: float) -> None:
    with pytest.raises(ValueError, match="must be between 1970 and 3000"):
        at_moment(wall_s)


def test_a_moment_is_kept_to_the_microsecond() -> None:
    assert moment(at_moment(1_795_674_600.25)) == 1_795_674_600.25
    assert moment("07:30") is None


def test_a_clock_beyond_all_years_is_not_known() -> None:
    car = Computer(at("2026-03-02T06:00"), 1e13)
    car.say("7:30")
    assert car.departs == "waits"
    car.is_set()
    assert car.departs == "02. 07:30"
