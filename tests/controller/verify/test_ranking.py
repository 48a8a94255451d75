"""One cause at a time: what a finding explains is held back, withdrawn, and not told right after."""

from controller import Settings
from controller.interface.alarm import QUIET, Alarm, AlarmState
from controller.verify import finding_names
from controller.verify.ranking import EXPLAINS, FORGOTTEN_S, OTHER, Ranked, explained, explains, named, ranked

NAMES = finding_names(Settings())
NEVER = (-1e12,) * len(NAMES)
NOW_S = 50_000.0


def told(name: str, since_s: float = 1.0) -> AlarmState:
    return AlarmState(since_s, Alarm(name, since_s, "text"))


def states(**found: AlarmState) -> list[AlarmState]:
    """States by the ends of names, dots written as two underscores."""
    by_name = {name.replace("__", "."): state for name, state in found.items()}
    assert set(by_name) <= set(NAMES)
    return [by_name.get(name, QUIET) for name in NAMES]


def look(
    before: list[AlarmState], after: list[AlarmState], held: tuple[float, ...] = NEVER, now_s: float = NOW_S
) -> Ranked:
    return ranked(NAMES, before, after, held, now_s=now_s)


def names_of(one: Ranked) -> list[str]:
    return [state.alarm.name for state in one.states if state.alarm is not None]


LID, FAN = "fridge.food.lid_ajar", "fridge.food.fan_failed"
NO_COLD = "fridge.not_cooling"


def test_each_name_of_the_table_is_a_finding() -> None:
    known = {f"{name.place}.{name.check}" for name in map(named, NAMES)}
    listed = set(EXPLAINS) | {each.replace(f"{OTHER}.", "box.") for follows in EXPLAINS.values() for each in follows}
    assert listed <= known


def test_nothing_explains_itself() -> None:
    assert [cause for cause in EXPLAINS if cause in explained(cause)] == []


def test_what_harms_where_it_is_silent_is_explained_by_nothing() -> None:
    always = {"fridge.stuck_on", "box.left_open", "cabin.heats_unasked"}
    assert [cause for cause in EXPLAINS if always & explained(cause)] == []


def test_a_consequence_is_not_told_while_its_cause_stands() -> None:
    one = look(
        states(fridge__not_cooling=told(NO_COLD)),
        states(fridge__not_cooling=told(NO_COLD), fridge__food__lid_ajar=told(LID, NOW_S)),
    )
    assert names_of(one) == [NO_COLD]


def test_a_consequence_that_was_told_first_is_withdrawn_when_its_cause_is_found() -> None:
    one = look(
        states(fridge__food__lid_ajar=told(LID)),
        states(fridge__not_cooling=told(NO_COLD, NOW_S), fridge__food__lid_ajar=told(LID)),
    )
    assert names_of(one) == [NO_COLD]


def test_a_consequence_waits_while_its_cause_is_suspected_but_what_was_told_stays() -> None:
    suspected = AlarmState(NOW_S - 60.0)
    after = states(fridge__not_cooling=suspected, fridge__food__lid_ajar=told(LID, 7.0))
    one = look(states(), after)
    assert names_of(one) == []
    assert AlarmState(7.0) in one.states
    assert names_of(look(states(fridge__food__lid_ajar=told(LID, 7.0)), after)) == [LID]


def test_for_an_hour_after_a_cause_its_consequence_begins_anew() -> None:
    alone = states(fridge__food__lid_ajar=told(LID, NOW_S))
    held = look(states(), states(fridge__not_cooling=told(NO_COLD), fridge__food__lid_ajar=AlarmState(3.0)))
    assert names_of(look(states(), alone, held.held_until_s, NOW_S + FORGOTTEN_S - 1.0)) == []
    assert names_of(look(states(), alone, held.held_until_s, NOW_S + FORGOTTEN_S)) == [LID]
    assert names_of(look(states(), alone, held.held_until_s, NOW_S - 1e6)) == [LID]


def test_an_open_lid_explains_what_is_seen_in_its_own_compartment_and_the_work_of_the_whole() -> None:
    cause = named("fridge.food.left_open")
    for finding, follows in (
        (FAN, True),
        (LID, True),
        ("fridge.food.air_jumped", True),
        ("fridge.heat_loss", True),
        ("fridge.medicine.lid_ajar", True),
        ("fridge.medicine.fan_failed", False),
        ("fridge.medicine.air_jumped", False),
        ("cabin.not_heating", False),
    ):
        assert explains(cause, named(finding)) is follows
    assert explains(named(NO_COLD), named("fridge.medicine.lid_ajar"))


def test_two_causes_that_know_nothing_of_each_other_are_both_told() -> None:
    both = states(fridge__food__left_open=told("fridge.food.left_open"), supply__voltage_stuck=told("v"))
    assert names_of(look(states(), both)) == ["fridge.food.left_open", "v"]
