"""The list of alarms goes by its table, and asks nobody for attention twice."""

import pytest

from firmware.control.alarm_list import FLOOD, FLOOD_S, OVER_AFTER_S, AlarmList, Entry, Severity, Standing, severity_of

WARM, ADVICE = "fridge.food.too_warm", "cabin.not_ready"
TICK_S = 0.5


class Watch:
    """A list that is followed tick by tick."""

    def __init__(self) -> None:
        self.list, self.now_s = AlarmList(), 0.0

    def see(self, *names: str, for_s: float = TICK_S) -> "Watch":
        """Let these alarms be active for a time."""
        for _ in range(round(for_s / TICK_S)):
            self.list.follow({name: f"{name} is so" for name in names}, now_s=self.now_s, wall_s=1.8e9 + self.now_s)
            self.now_s += TICK_S
        return self

    def acknowledge(self, name: str = WARM) -> "Watch":
        self.list.acknowledge(name, "Ann", wall_s=1.8e9 + self.now_s)
        return self

    @property
    def standings(self) -> dict[str, Standing]:
        return {entry.name: entry.standing for entry in self.list.entries}

    @property
    def only(self) -> Entry:
        (entry,) = self.list.entries
        return entry


OVER = OVER_AFTER_S + 2 * TICK_S


def test_a_raised_alarm_is_new_with_its_time_and_severity() -> None:
    entry = Watch().see(WARM).only
    assert (entry.standing, entry.severity, entry.raised_s) == (Standing.NEW, Severity.WARNING, 1.8e9)
    assert entry.asks


def test_one_that_was_acknowledged_stands_with_the_person_and_goes_when_it_is_over() -> None:
    watch = Watch().see(WARM).acknowledge().see(WARM)
    assert (watch.only.standing, watch.only.person, watch.only.asks) == (Standing.SEEN, "Ann", False)
    assert watch.only.acknowledged_s == pytest.approx(1.8e9, abs=1.0)
    assert watch.see(for_s=OVER).standings == {}


def test_one_that_nobody_saw_is_latched_when_it_is_over() -> None:
    watch = Watch().see(WARM).see(for_s=OVER)
    assert watch.standings == {WARM: Standing.RETURNED}
    assert watch.only.returned_s is not None
    assert watch.only.asks
    assert watch.acknowledge().see().standings == {}


def test_a_latched_one_that_comes_again_is_new() -> None:
    assert Watch().see(WARM).see(for_s=OVER).see(WARM).standings == {WARM: Standing.NEW}


def test_what_flickers_is_one_alarm() -> None:
    watch = Watch()
    for _ in range(10):
        watch.see(WARM, for_s=5.0).see(for_s=OVER_AFTER_S - 5.0)
    assert watch.only.raised_s == 1.8e9
    assert watch.acknowledge().see(WARM).only.standing is Standing.SEEN


def test_advice_goes_by_itself() -> None:
    assert Watch().see(ADVICE).see(for_s=OVER).standings == {}


def test_a_shelved_alarm_asks_for_nothing_until_its_time_ends() -> None:
    watch = Watch().see(WARM)
    watch.list.shelve(WARM, "Ann", for_s=600.0)
    shelved = watch.see(WARM, for_s=590.0).only
    assert not shelved.asks
    assert shelved.shelved_for_s == pytest.approx(10.0, abs=2.0)
    assert watch.see(WARM, for_s=20.0).only.asks
    assert (watch.only.shelved_for_s, watch.only.shelved_by) == (None, "")


def test_one_that_was_seen_and_shelved_is_new_when_the_shelf_ends() -> None:
    watch = Watch().see(WARM).acknowledge()
    watch.list.shelve(WARM, "Ann", for_s=60.0)
    assert watch.see(WARM, for_s=70.0).standings == {WARM: Standing.NEW}


def test_a_shelf_can_be_cleared_and_outlasts_a_return() -> None:
    watch = Watch().see(WARM)
    watch.list.shelve(WARM, "Ann", for_s=600.0)
    shelved = watch.see(for_s=OVER).see(WARM).only
    assert not shelved.asks
    watch.list.shelve(WARM, "Ann", for_s=0.0)
    assert watch.only.asks


def test_what_follows_from_another_alarm_asks_for_nothing_of_its_own() -> None:
    watch = Watch().see("fridge.food.cut_out", WARM, "fridge.medicine.too_warm")
    asks = {entry.name: entry.asks for entry in watch.list.entries}
    assert asks == {"fridge.food.cut_out": True, WARM: False, "fridge.medicine.too_warm": True}
    watch.acknowledge("fridge.food.cut_out").see(WARM, "fridge.medicine.too_warm", for_s=OVER)
    assert {entry.name for entry in watch.list.entries if entry.asks} == {WARM, "fridge.medicine.too_warm"}


def test_a_flood_asks_for_a_few_and_for_whatever_is_critical() -> None:
    watch = Watch().see(*(f"fridge.box_{number}.sensor_lost" for number in range(30)), "cabin.unsafe")
    asking = [entry for entry in watch.list.entries if entry.asks]
    assert len(asking) == FLOOD + 1
    assert any(entry.severity is Severity.CRITICAL for entry in asking)
    assert len(watch.list.entries) == 31
    later = Watch()
    for number in range(30):
        later.see(f"fridge.box_{number}.sensor_lost", for_s=FLOOD_S)
    assert all(entry.asks for entry in later.list.entries)


def test_only_more_than_time_is_a_change() -> None:
    watch = Watch().see(WARM)
    watch.list.shelve(WARM, "Ann", for_s=600.0)
    follow = watch.list.follow
    assert not follow({WARM: f"{WARM} is so"}, now_s=10.0, wall_s=1.8e9)
    assert follow({WARM: "it says more"}, now_s=11.0, wall_s=1.8e9)
    assert watch.only.text == "it says more"


def test_severities_are_few_of_each_but_warnings() -> None:
    assert severity_of("cabin.unsafe") is Severity.CRITICAL
    assert severity_of("supply.rests_like_lead") is Severity.ADVICE
    assert severity_of("fridge.food.lid_ajar") is Severity.WARNING
