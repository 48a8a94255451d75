import isotp
import isotp.protocol
import isotp.tools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.diagnostics.isotp_codec import frames
from drivers.diagnostics.isotp_link import IsoTpLink, Route
from drivers.errors import BadFrame
from drivers.vehicle.frame_counts import PduCounts

KONA = Route(0x7E4, 0x7EC)
BMW = Route(0x6F1, 0x607, target=0x07, source=0xF1)
LONG_29_BITS = Route(0x18DA10F1, 0x18DAF110)
PDU = bytes.fromhex("620101") + bytes(range(17))

Sent = list[tuple[int, str, float]]


def link(
    route: Route = KONA, *, may_send: bool = True, block_size: int = 0, pause_ms: int = 0
) -> tuple[IsoTpLink, Sent]:
    sent: Sent = []
    made = IsoTpLink(
        route,
        lambda number, data, now_s: sent.append((number, data.hex(), now_s)),
        block_size=block_size,
        pause_ms=pause_ms,
    )
    made.may_send = may_send
    return made, sent


def receive(receiver: IsoTpLink, pdu: bytes, *, now_s: float = 0.0) -> bytes | None:
    """What comes of the frames of `pdu`."""
    whole = None
    for data in frames(pdu, address=receiver.route.source):
        whole = receiver.take(data, now_s=now_s)
    return whole


class NoClock:
    """In the place of the module `time`."""

    def sleep(self, _pause_s: float) -> None:
        pytest.fail("the thread was to sleep")

    def __getattr__(self, name: str) -> None:
        pytest.fail(f"the machine's clock was asked: {name}")


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library never reads the machine's clock."""
    for module in (isotp.protocol, isotp.tools):
        monkeypatch.setattr(module, "time", NoClock())


@pytest.mark.parametrize(
    ("route", "frame"),
    [
        (KONA, (0x7E4, "03220101aaaaaaaa", 5.0)),
        (BMW, (0x6F1, "0703220101aaaaaa", 5.0)),
        (LONG_29_BITS, (0x18DA10F1, "03220101aaaaaaaa", 5.0)),
    ],
)
def test_a_short_request_is_one_padded_frame(route: Route, frame: tuple[int, str, float]) -> None:
    sender, sent = link(route)
    sender.send(bytes.fromhex("220101"), now_s=5.0)
    assert sent == [frame]
    assert not sender.is_busy


@pytest.mark.parametrize(
    ("route", "flow_control"),
    [(KONA, "300000aaaaaaaaaa"), (BMW, "07300000aaaaaaaa"), (LONG_29_BITS, "300000aaaaaaaaaa")],
)
def test_a_long_answer_is_let_come_and_put_together(route: Route, flow_control: str) -> None:
    receiver, sent = link(route)
    assert receive(receiver, PDU, now_s=3.0) == PDU
    assert sent == [(route.request_id, flow_control, 3.0)]
    assert receiver.counts == PduCounts(complete=1)


def test_who_only_listens_puts_an_answer_together_and_sends_nothing() -> None:
    receiver, sent = link(may_send=False)
    assert receive(receiver, PDU) == PDU
    assert sent == []


def test_a_block_size_and_a_pause_are_asked_for_after_each_block() -> None:
    receiver, sent = link(block_size=1, pause_ms=20)
    assert receive(receiver, PDU) == PDU
    assert [data for _, data, _ in sent] == ["300114aaaaaaaaaa"] * 2


def test_a_long_request_keeps_to_the_block_size_and_the_pause_of_its_receiver() -> None:
    sender, sent = link()
    sender.send(PDU, now_s=0.0)
    assert [data[:4] for _, data, _ in sent] == ["1014"]
    sender.take(bytes.fromhex("300114"), now_s=0.1)
    sender.process(now_s=0.119)
    assert len(sent) == 1
    sender.process(now_s=0.1201)
    assert [data[:2] for _, data, _ in sent] == ["10", "21"]
    sender.process(now_s=1.0)
    assert len(sent) == 2
    sender.take(bytes.fromhex("300000"), now_s=1.0)
    sender.process(now_s=1.0)
    assert [data[:2] for _, data, _ in sent] == ["10", "21", "22"]
    assert not sender.is_busy


def test_a_lone_first_frame_is_given_up_after_a_second_of_the_loops_time() -> None:
    receiver, _ = link()
    receiver.take(next(frames(PDU)), now_s=10.0)
    is_busy = list[bool]()
    for now_s in (10.999, 11.001):
        receiver.process(now_s=now_s)
        is_busy.append(receiver.is_busy)
    assert is_busy == [True, False]
    assert receiver.counts == PduCounts(timed_out=1)


def test_a_request_that_gets_no_flow_control_is_given_up() -> None:
    sender, sent = link()
    sender.send(PDU, now_s=0.0)
    sender.process(now_s=1.1)
    assert not sender.is_busy
    assert len(sent) == 1


def test_a_lost_or_misnumbered_frame_ends_the_message_with_the_packages_own_error() -> None:
    receiver, _ = link()
    first, _, last = frames(PDU)
    receiver.take(first, now_s=0.0)
    with pytest.raises(BadFrame, match="wrong SequenceNumber"):
        receiver.take(last, now_s=0.0)
    assert receiver.counts == PduCounts(broken=1)
    assert receive(receiver, PDU) == PDU


def test_a_new_answer_replaces_one_that_was_not_finished() -> None:
    receiver, _ = link()
    receiver.take(next(frames(PDU)), now_s=0.0)
    assert receiver.take(bytes.fromhex("037f2278"), now_s=0.1) == bytes.fromhex("7f2278")
    assert receive(receiver, PDU, now_s=0.2) == PDU
    assert receiver.counts == PduCounts(complete=2, timed_out=1)


def test_nobody_listening_any_longer_gives_up_what_is_under_way() -> None:
    receiver, _ = link()
    receiver.give_up()
    receiver.take(next(frames(PDU)), now_s=0.0)
    receiver.give_up()
    assert receiver.counts == PduCounts(timed_out=1)
    assert not receiver.is_busy


def test_the_library_logs_nothing_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    receiver, _ = link()
    with pytest.raises(BadFrame):
        receiver.take(b"\x21", now_s=0.0)
    assert caplog.records == []


@given(st.lists(st.tuples(st.binary(max_size=8), st.floats(0.0, 2.0)), max_size=40), st.booleans())
@settings(max_examples=300)
def test_any_frames_give_messages_or_the_packages_own_error(steps: list[tuple[bytes, float]], may_send: bool) -> None:
    for route in (KONA, BMW):
        receiver, sent = link(route, may_send=may_send)
        now_s = 0.0
        for data, wait_s in steps:
            now_s += wait_s
            try:
                receiver.take(data, now_s=now_s)
            except BadFrame:
                assert receiver.counts.broken
        assert may_send or not sent


def test_these_tests_would_notice_the_machines_clock() -> None:
    with pytest.raises(pytest.fail.Exception, match="perf_counter_ns"):
        isotp.tools.Timer(1.0).start()
