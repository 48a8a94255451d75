from hypothesis import given
from hypothesis import strategies as st

from firmware.record.rows import EventRow, SampleRow
from firmware.record.write_buffer import Backlog, Batch


def sample(number: int) -> SampleRow:
    return SampleRow("boot", float(number), 0.0, "cabin.air_c", 21.0, None, "ntp")


def event(number: int, kind: str = "AlarmRaised") -> EventRow:
    return EventRow("boot", float(number), 0.0, kind, "", "{}", "ntp")


def numbers(rows: tuple[SampleRow, ...] | tuple[EventRow, ...]) -> list[float]:
    return [row.monotonic_s for row in rows]


def test_a_full_backlog_drops_the_oldest_and_counts_them() -> None:
    backlog = Backlog(samples=3, events=2)
    backlog.add_event(event(0))
    for number in range(5):
        backlog.add_sample(sample(number))
    assert (backlog.dropped, len(backlog)) == (2, 4)
    batch = backlog.take()
    assert (numbers(batch.samples), numbers(batch.events)) == ([2.0, 3.0, 4.0], [0.0])


def test_what_could_not_be_written_comes_before_what_came_since() -> None:
    backlog = Backlog()
    backlog.add_sample(sample(1))
    backlog.add_event(event(1))
    backlog.persist("wishes", "1")
    backlog.persist("clean_stop", "1")
    batch = backlog.take()
    backlog.add_sample(sample(2))
    backlog.add_event(event(2))
    backlog.persist("wishes", "2")
    backlog.give_back(batch)
    again = backlog.take()
    assert (numbers(again.samples), numbers(again.events)) == ([1.0, 2.0], [1.0, 2.0])
    assert again.persisted == {"wishes": "2", "clean_stop": "1"}


def test_a_flood_of_ordinary_events_pushes_no_alarm_out_and_the_order_stays() -> None:
    backlog = Backlog(events=3)
    backlog.add_event(event(1))
    for number in range(2, 8):
        backlog.add_event(event(number, "RequestAccepted"))
    backlog.add_event(event(8))
    assert (backlog.dropped, len(backlog)) == (3, 5)
    assert numbers(backlog.take().events) == [1.0, 5.0, 6.0, 7.0, 8.0]
    assert not backlog.take()


def test_samples_can_be_left_waiting() -> None:
    backlog = Backlog()
    backlog.add_sample(sample(1))
    backlog.add_event(event(1))
    assert backlog.take(with_samples=False).samples == ()
    assert len(backlog) == 1
    assert numbers(backlog.take().samples) == [1.0]


def test_an_empty_batch_is_not_worth_a_transaction() -> None:
    backlog = Backlog()
    assert not backlog.take()
    backlog.persist("clean_stop", None)
    assert backlog.take()


def test_persisted_values_follow_what_waits() -> None:
    backlog = Backlog()
    backlog.persist("wishes", '{"cabin": 21}')
    backlog.persist("clean_stop", None)
    before = {"clean_stop": 1, "device_id": "abc"}
    assert backlog.persisted_on(before) == {"wishes": {"cabin": 21}, "device_id": "abc"}
    assert backlog.take().on(before) == {"wishes": {"cabin": 21}, "device_id": "abc"}


@given(st.lists(st.sampled_from(["sample", "take", "give back", "drop batch"]), max_size=60))
def test_every_sample_is_written_or_counted_once_and_in_order(actions: list[str]) -> None:
    backlog = Backlog(samples=7)
    batch: Batch | None = None
    written: list[float] = []
    added = 0
    for action in actions:
        if action == "sample":
            backlog.add_sample(sample(added))
            added += 1
        elif action == "take" and batch is None:
            batch = backlog.take()
        elif action == "give back" and batch is not None:
            backlog.give_back(batch)
            batch = None
        elif action == "drop batch" and batch is not None:
            written += numbers(batch.samples)
            batch = None
    if batch is not None:
        backlog.give_back(batch)
    written += numbers(backlog.take().samples)
    assert written == sorted(set(written))
    assert len(written) + backlog.dropped == added
