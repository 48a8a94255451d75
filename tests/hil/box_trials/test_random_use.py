"""An alarm in a healthy box is true only where the truth bears it out."""

from dataclasses import replace
from random import Random

import pytest

from controller import AlarmRaised, CabinInputs, Snapshot, Step, initial, present, step
from hil.box_trials import holders, random_use
from hil.box_trials.cases import Case, Stage, stage
from hil.box_trials.random_use import false_alarms, is_true

CASE = Case(kind="two", sensors="all", seed=0)


def taken(scene: Stage, *, cabin_c: float = 25.0) -> Step:
    """The first step in that box."""
    seen = Snapshot(fridge=scene.eyes.read(0.0), cabin=CabinInputs(air_c=present(cabin_c, 0.0)))
    return step(initial(scene.settings, now_s=0.0), seen, scene.settings, now_s=0.0)


def test_a_hot_cabin_is_too_hot() -> None:
    scene = stage(CASE)
    assert is_true("cabin.too_hot", scene.box.compartments, taken(scene, cabin_c=46.0), scene.settings)


@pytest.mark.parametrize(
    ("alarm", "above_k", "true"),
    [
        ("fridge.food.too_warm", 6.0, True),
        ("fridge.food.too_warm", 0.0, False),
        ("fridge.medicine.frozen", -6.0, True),
        ("fridge.medicine.contents_too_warm", 0.0, False),
        ("fridge.food.left_open", 0.0, False),
        ("fridge.food.lid_ajar", 6.0, False),
        ("fridge.food.contents_stuck", 6.0, False),
        ("fridge.food.sensor_lost", 6.0, False),
        ("cabin.too_hot", 0.0, False),
        ("fridge.not_cooling", 6.0, False),
    ],
)
def test_the_truth_decides(alarm: str, above_k: float, true: bool) -> None:
    scene = stage(CASE, above_k=above_k)
    assert is_true(alarm, scene.box.compartments, taken(scene), scene.settings) is true


def test_a_lid_that_is_open_is_left_open() -> None:
    scene = stage(CASE)
    scene.box.compartments[0].set_lid(True)
    assert is_true("fridge.food.left_open", scene.box.compartments, taken(scene), scene.settings)
    assert not is_true("fridge.medicine.left_open", scene.box.compartments, taken(scene), scene.settings)


def test_people_act_by_day_alone_and_shut_what_they_opened() -> None:
    scene = stage(CASE)
    people = random_use.People(
        random=Random(1),  # noqa: S311  # seeded chance needs no cryptography
        boxes=scene.box.compartments,
        settings=scene.settings.fridge.compartments,
    )
    asked_at_s = [tick * 5.0 for tick in range(20_000) if people.act(tick * 5.0)]
    assert asked_at_s
    assert all(7.0 <= at_s / 3_600.0 % 24.0 <= 22.0 for at_s in asked_at_s)
    assert not any(box.lid_open for box in scene.box.compartments)


def test_what_is_told_wrongly_is_found_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = holders.Ours.take

    def crying(self: holders.Ours, *arguments: object, now_s: float) -> object:
        done = honest(self, *arguments, now_s=now_s)  # type: ignore[arg-type]  # as it was called
        events = (AlarmRaised(now_s, "fridge.food.fan_failed", "wolf"),) if now_s == 60.0 else ()
        return replace(done, events=events)

    monkeypatch.setattr(holders.Ours, "take", crying)
    (found,) = false_alarms(CASE, hours=0.1)
    assert (found.at_s, found.name, found.case) == (60.0, "fridge.food.fan_failed", CASE)
