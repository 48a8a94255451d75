import pytest

from drivers.can.socketcan_codec import ERROR, EXTENDED, REMOTE, RawFrame
from drivers.diagnostics.bus_activity import Activity, MonitoredSource


class Source:
    """Gives the batches of frames that it was told to."""

    lost = 7

    def __init__(self, *batches: list[int]) -> None:
        self._batches = list(batches)
        self.is_closed = False

    def fileno(self) -> int | None:
        return 5

    def read(self, frames: list[RawFrame], maximum: int) -> None:
        frames += [(number, b"") for number in self._batches.pop(0)[:maximum]]

    def close(self) -> None:
        self.is_closed = True


def received(*batches: list[int], maximum: int = 10) -> list[float | None]:
    """When somebody was last heard, after a look each second from 1 s on."""
    clock = iter(range(1, 100))
    activity = Activity([0x6F1, 0x17FE007B | EXTENDED])
    source, seen = MonitoredSource(Source(*batches), activity, lambda: float(next(clock))), list[float | None]()
    for _ in batches:
        source.read([], maximum)
        seen.append(activity.received_s)
    return seen


@pytest.mark.parametrize("number", [0x000, 0x110, 0x6FF, 0x0CF00400 | EXTENDED, 0x18FEF100 | EXTENDED])
def test_frames_that_a_car_sends_by_itself_show_that_it_is_awake(number: int) -> None:
    assert received([], [number]) == [None, 1.0]


@pytest.mark.parametrize(
    "number",
    [
        *(
            0x700,
            0x7DF,
            0x7E0,
            0x7E8,
            0x7FF,
            0x6F1,
            0x17FE007B | EXTENDED,
            0x18DB33F1 | EXTENDED,
            0x18DAF110 | EXTENDED,
        ),
        *(0x110 | REMOTE, ERROR | 0x40),
    ],
)
def test_diagnostics_and_errors_show_nothing(number: int) -> None:
    assert received([], [number]) == [None, None]


def test_a_frame_may_be_as_old_as_the_look_before() -> None:
    assert received([], [], [0x110], [0x110]) == [None, None, 2.0, 3.0]


def test_what_waited_before_the_first_look_shows_nothing() -> None:
    assert received([0x110], [0x7E8]) == [None, None]


def test_what_is_left_in_a_full_queue_is_as_old_as_the_last_look_that_emptied_it() -> None:
    assert received([], [0x110, 0x110], [0x110], maximum=2) == [None, 1.0, 1.0]


def test_the_source_itself_is_as_it_was() -> None:
    inner = Source([1])
    source = MonitoredSource(inner, Activity(), lambda: 0.0)
    assert (source.lost, source.fileno()) == (7, 5)
    frames: list[RawFrame] = []
    source.read(frames, 10)
    source.close()
    assert frames == [(1, b"")]
    assert inner.is_closed


def test_a_bus_that_falls_silent_and_talks_again_after_we_sent_may_have_been_woken_by_us() -> None:
    activity = Activity()
    activity.received(since_s=1.0, now_s=1.1)
    activity.sent(now_s=2.5)
    activity.received(since_s=3.5, now_s=3.6)
    assert activity.wake_ups == 1
    activity.received(since_s=3.6, now_s=3.7)
    assert activity.wake_ups == 1


@pytest.mark.parametrize(("sent_s", "again_s"), [(None, 60.0), (2.0, 2.9), (2.0, 13.0)])
def test_a_bus_that_wakes_up_long_after_or_was_not_silent_was_not_woken_by_us(
    sent_s: float | None, again_s: float
) -> None:
    activity = Activity()
    activity.received(since_s=1.0, now_s=1.1)
    if sent_s is not None:
        activity.sent(now_s=sent_s)
    activity.received(since_s=again_s, now_s=again_s)
    assert activity.wake_ups == 0
