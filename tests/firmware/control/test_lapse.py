from firmware.control.lapse import END_AFTER_S, FRESH_AFTER_S, WELL_AFTER_S, Lapse, Remedy

TICK_S = 0.5


def remedies(seconds: float, *, fails_each: int = 1) -> dict[Remedy, float]:
    """When each remedy is first asked for, of ticks of which one in `fails_each` fails."""
    lapse, first = Lapse(), dict[Remedy, float]()
    for tick in range(round(seconds / TICK_S)):
        if tick % fails_each:
            lapse.worked(now_s=tick * TICK_S)
        else:
            first.setdefault(lapse.failed(now_s=tick * TICK_S), tick * TICK_S)
    return first


def test_what_is_tried_grows_with_the_time_that_control_fails() -> None:
    wanted = {Remedy.NEXT_TICK: 0.0, Remedy.FRESH_MEMORY: FRESH_AFTER_S, Remedy.END: END_AFTER_S}
    assert remedies(2 * END_AFTER_S) == wanted


def test_ticks_that_fail_now_and_then_are_one_lapse() -> None:
    assert remedies(2 * END_AFTER_S, fails_each=10).keys() == set(Remedy)


def test_what_is_rare_is_a_lapse_of_its_own_each_time() -> None:
    rare = round(WELL_AFTER_S / TICK_S) + 1
    assert remedies(600.0, fails_each=rare) == {Remedy.NEXT_TICK: 0.0}


def test_a_lapse_ends_once_and_the_next_begins_anew() -> None:
    lapse = Lapse()
    assert not lapse.worked(now_s=0.0)
    lapse.failed(now_s=1.0)
    assert [lapse.worked(now_s=1.0 + after_s) for after_s in (5.0, WELL_AFTER_S, WELL_AFTER_S + 1)] == [
        False,
        True,
        False,
    ]
    assert lapse.failed(now_s=1e6) is Remedy.NEXT_TICK
    assert lapse.failed(now_s=1e6 + FRESH_AFTER_S) is Remedy.FRESH_MEMORY
