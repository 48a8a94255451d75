import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.diagnostics.wake_guard import NEXT, TIMES_UP, Guard, Limits, Look, Sign, State, step

LIMITS = Limits()


def after(*looks: tuple[float, Look], guard: Guard | None = None) -> Guard:
    """The guard after these looks, each at its time."""
    guard = guard or Guard()
    for now_s, look in looks:
        guard = step(guard, look, LIMITS, now_s=now_s)
    return guard


def talking(now_s: float, *, supply_v: float | None = None, runs: bool | None = None, wake_ups: int = 0) -> Look:
    return Look(now_s - 0.1, supply_v, runs, wake_ups)


def polling(now_s: float) -> Guard:
    return Guard(State.POLLING, Sign.STANDING, now_s)


def states(guard: Guard, *, from_s: float, to_s: float, supply_v: float | None = None) -> list[State]:
    """What it goes through while the car goes on talking."""
    seen = [guard.state]
    for tenth in range(round(from_s * 10), round(to_s * 10)):
        guard = step(guard, talking(tenth / 10, supply_v=supply_v), LIMITS, now_s=tenth / 10)
        if guard.state is not seen[-1]:
            seen.append(guard.state)
    return seen


def test_the_table_is_complete_and_only_one_state_may_poll() -> None:
    assert NEXT.keys() == set(State)
    assert all(row.keys() == set(Sign) for row in NEXT.values())
    assert [state for state in State if Guard(state).may_poll] == [State.POLLING]


def test_silence_leads_to_sleep_from_everywhere_and_low_supply_stops_everywhere() -> None:
    assert {row[Sign.SILENT] for row in NEXT.values()} == {State.ASLEEP}
    assert {row[Sign.LOW] for row in NEXT.values()} == {State.LOW_SUPPLY}
    assert {row[Sign.WOKEN] for row in NEXT.values()} == {State.RESTING}
    assert not {sign for _, sign in TIMES_UP} & {Sign.SILENT, Sign.LOW, Sign.WOKEN}


def test_from_sleep_no_single_step_leads_to_polling() -> None:
    assert State.POLLING not in NEXT[State.ASLEEP].values()
    assert not any(state is State.ASLEEP for state, _ in TIMES_UP)


def test_a_new_guard_polls_nothing_and_one_stray_frame_does_not_change_that() -> None:
    assert not Guard().may_poll
    stray = Look(0.9)
    guards = [after((1.0, stray)), after((1.0, stray), (2.8, stray)), after((1.0, stray), (2.8, stray), (3.0, stray))]
    assert [guard.state for guard in guards] == [State.WAKING, State.WAKING, State.ASLEEP]


def test_a_car_that_goes_on_talking_is_polled_after_it_has_settled() -> None:
    guard = Guard()
    for tenth in range(10, 41):
        assert not guard.may_poll
        guard = step(guard, talking(tenth / 10), LIMITS, now_s=tenth / 10)
    assert guard.may_poll


@pytest.mark.parametrize("received_s", [None, 7.99, 10.01])
def test_what_is_not_received_or_too_old_or_of_the_future_is_silence(received_s: float | None) -> None:
    assert after((10.0, Look(received_s, runs=True)), guard=polling(9.0)).state is State.ASLEEP


def test_a_car_that_is_not_in_use_is_asked_for_a_minute_and_then_left_alone_for_five() -> None:
    seen = states(polling(0.0), from_s=0.0, to_s=430.0, supply_v=12.9)
    assert seen == [State.POLLING, State.RESTING, State.POLLING, State.RESTING]


@pytest.mark.parametrize("look", [talking(500.0, runs=True), talking(500.0, supply_v=13.2)])
def test_a_car_in_use_is_asked_all_the_time(look: Look) -> None:
    assert after((500.0, look), guard=Guard(State.POLLING, Sign.IN_USE, 0.0)).may_poll
    assert after((500.0, look), guard=Guard(State.RESTING, Sign.STANDING, 499.0)).may_poll


def test_a_low_supply_stops_and_must_recover_by_more_than_it_fell() -> None:
    low = after((10.0, talking(10.0, supply_v=12.79)), guard=polling(9.0))
    assert low.state is State.LOW_SUPPLY
    assert after((11.0, talking(11.0, supply_v=12.99)), guard=low).state is State.LOW_SUPPLY
    assert after((11.0, talking(11.0, supply_v=13.0)), guard=low).state is State.WAKING


def test_a_supply_that_was_low_and_is_no_longer_known_is_still_low() -> None:
    low = after((10.0, talking(10.0, supply_v=12.0)), guard=polling(9.0))
    assert after((11.0, talking(11.0)), guard=low).state is State.LOW_SUPPLY


def test_with_the_engine_running_a_low_supply_does_not_stop() -> None:
    assert after((10.0, talking(10.0, supply_v=11.5, runs=True)), guard=polling(9.0)).may_poll


def test_a_supply_at_the_limit_is_not_low() -> None:
    assert after((10.0, talking(10.0, supply_v=12.8)), guard=polling(9.0)).may_poll


def test_a_car_that_we_may_have_woken_is_left_alone_once_for_each_time() -> None:
    woken = after((10.0, talking(10.0, wake_ups=1)))
    assert (woken.state, woken.wake_ups) == (State.RESTING, 1)
    assert after((10.1, talking(10.1, wake_ups=1)), guard=woken).sign is Sign.STANDING
    assert states(woken, from_s=10.1, to_s=320.0) == [State.RESTING, State.POLLING]


@given(
    st.lists(
        st.tuples(
            st.floats(0.05, 400.0),
            st.one_of(st.none(), st.floats(0.0, 10.0)),
            st.one_of(st.none(), st.floats(10.0, 15.0)),
            st.sampled_from([None, False, True]),
            st.integers(0, 1),
        ),
        max_size=40,
    )
)
def test_whatever_happens_polling_needs_others_to_have_sent_and_a_supply_that_is_not_low(
    steps: list[tuple[float, float | None, float | None, bool | None, int]],
) -> None:
    guard, now_s, wake_ups = Guard(), 0.0, 0
    for wait_s, ago_s, supply_v, runs, woken in steps:
        now_s, wake_ups = now_s + wait_s, wake_ups + woken
        look = Look(None if ago_s is None else now_s - ago_s, supply_v, runs, wake_ups)
        guard = step(guard, look, LIMITS, now_s=now_s)
        if guard.may_poll:
            assert ago_s is not None
            assert ago_s <= LIMITS.received_within_s + 1e-9
            assert runs or supply_v is None or supply_v >= LIMITS.lowest_supply_v
