from drivers.vehicle.deadlines import Deadlines


def test_what_is_not_renewed_in_time_is_overdue_once() -> None:
    waiting = Deadlines()
    for key in ("a", "b", "c"):
        waiting.renew(key, 1.0, now_s=0.0)
    waiting.renew("a", 1.0, now_s=0.5)
    assert [*waiting.overdue(now_s=0.999)] == []
    assert [*waiting.overdue(now_s=1.0)] == ["b", "c"]
    assert [*waiting.overdue(now_s=1.5)] == ["a"]
    assert [*waiting.overdue(now_s=9.0)] == []


def test_each_key_waits_its_own_time() -> None:
    waiting = Deadlines()
    waiting.renew("slow", 2.0, now_s=0.0)
    waiting.renew("fast", 0.5, now_s=0.0)
    waiting.renew("faster", 0.5, now_s=0.1)
    waiting.renew("faster", 2.0, now_s=0.2)
    assert [*waiting.overdue(now_s=1.0)] == ["fast"]
    assert [*waiting.overdue(now_s=2.2)] == ["slow", "faster"]


def test_what_is_dropped_is_not_waited_for() -> None:
    waiting = Deadlines()
    waiting.renew("a", 1.0, now_s=0.0)
    waiting.drop("a")
    waiting.drop("never there")
    assert [*waiting.overdue(now_s=2.0)] == []
