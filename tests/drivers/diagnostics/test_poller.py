from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import can
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.diagnostics.obd_codec import Negative, Positive, Query
from drivers.diagnostics.poller import Supply
from drivers.diagnostics.wake_guard import Limits, State
from hil.ecus import CurrentData, DataById, EcuAddress, Services, SimEcu
from hil.ecus.diagnostic_services import CURRENT_DATA, DATA_BY_ID
from tests.drivers.diagnostics.poller_bench import PollerBench, query

ENGINE, GEARBOX = (EcuAddress(request_id=0x7E0 + n, answer_id=0x7E8 + n, functional_id=0x7DF) for n in (0, 1))
ENGINE_29 = EcuAddress(request_id=0x18DA10F1, answer_id=0x18DAF110, functional_id=0x18DB33F1, is_extended=True)
BATTERY = EcuAddress(request_id=0x7E4, answer_id=0x7EC)
BMW = EcuAddress(request_id=0x6F1, answer_id=0x607, own=0x07, tester=0xF1)


class ShortMap:
    """A service whose map of PIDs lacks a byte."""

    def answer(self, request: bytes) -> bytes:
        return bytes((0x41,)) + request[1:] + bytes(3)


SPEED, COOLANT = query("speed", "010D"), query("coolant", "0105")
SOC = query("soc", "220101", "e/2", 0x7EC)
RECORD = bytes.fromhex("0011223344") + bytes(range(54))
SOC_VALUE = 0x44 / 2


def obd(address: EcuAddress, **pids: int) -> SimEcu:
    """Pids by their hexadecimal number, one byte each."""
    data = {int(pid.removeprefix("pid"), 16): value for pid, value in pids.items()}
    known = {pid: bytes((value,)) for pid, value in data.items()}
    return SimEcu(address, Services({CURRENT_DATA: CurrentData({p: lambda b=b: b for p, b in known.items()})}))  # type: ignore[misc]


def battery(address: EcuAddress = BATTERY) -> SimEcu:
    """A control unit with one long record."""
    return SimEcu(address, Services({DATA_BY_ID: DataById({0x0101: lambda: RECORD})}))


@contextmanager
def bench(*ecus: SimEcu, queries: tuple[Query, ...], every_s: float = 1.0) -> Iterator[PollerBench]:
    made = PollerBench(ecus, queries, every_s=every_s)
    try:
        yield made
    finally:
        made.close()


def test_supported_pids_are_found_out_and_asked_in_turn_at_the_pace() -> None:
    with bench(obd(ENGINE, pid05=123, pid0D=53), queries=(SPEED, COOLANT, query("outside", "0146"))) as car:
        car.run(10.0)
        assert car.values == {"speed": 53.0, "coolant": 83.0}
        assert car.asked() == ["020100", *["020105", "02010d"] * 3][: len(car.sent)]
        times = [time_s for time_s, _ in car.sent]
        assert len(times) >= 5
        assert all(after - before >= 1.0 - 1e-9 for before, after in pairwise(times))


def test_several_control_units_answer_one_request_and_tell_of_their_pids_together() -> None:
    with bench(obd(ENGINE, pid0D=53), obd(GEARBOX, pid05=90), queries=(SPEED, COOLANT)) as car:
        car.run(10.0)
        assert car.values == {"speed": 53.0, "coolant": 50.0}
        assert car.poller.counts.unanswered == 0


def test_a_car_of_29_bits_is_found_after_11_bits_were_tried() -> None:
    with bench(obd(ENGINE_29, pid0D=53), queries=(SPEED,)) as car:
        car.run(12.0)
        assert car.values == {"speed": 53.0}
        assert [frame.arbitration_id for _, frame in car.sent][:5] == [0x7DF] * 3 + [0x18DB33F1] * 2


def test_a_long_answer_is_let_come_and_the_next_request_waits_for_it() -> None:
    with bench(battery(), queries=(SOC,)) as car:
        car.run(8.0)
        assert car.values == {"soc": SOC_VALUE}
        assert set(car.asked()[::2]) == {"03220101"}
        assert set(car.asked()[1::2]) == {"300000"}
        assert car.poller.sessions.counts.complete == car.poller.counts.answered >= 3


def test_extended_addressing_puts_the_target_first() -> None:
    soc = query("soc", "220101", "e/2", 0x607, request_id=0x6F1, address=0xF1, target=0x07)
    with bench(battery(BMW), queries=(soc,)) as car:
        car.run(6.0)
        assert car.values == {"soc": SOC_VALUE}
        assert car.asked()[:2] == ["0703220101", "07300000"]


def test_who_says_that_the_answer_takes_longer_is_waited_for() -> None:
    ecu = battery()
    ecu.faults.pending_times = 2
    with bench(ecu, queries=(SOC,)) as car:
        car.run(8.0)
        assert car.values == {"soc": SOC_VALUE}
        first, flow_control = (time_s for time_s, _ in car.sent[:2])
        assert flow_control - first == pytest.approx(4.2, abs=0.2)
        assert (car.poller.counts.answered, car.poller.counts.unanswered) == (1, 0)


def test_who_says_so_for_ever_is_given_up() -> None:
    ecu = battery()
    ecu.faults.pending_times = 100
    with bench(ecu, queries=(SOC,)) as car:
        car.run(33.0)
        assert car.poller.counts.unanswered == 0
        car.run(2.0)
        assert car.poller.counts.unanswered == 1


def test_who_is_busy_is_asked_again_a_little_later() -> None:
    ecu = battery()
    ecu.faults.busy_times = 2
    with bench(ecu, queries=(SOC,), every_s=0.5) as car:
        car.run(12.0)
        assert car.values == {"soc": SOC_VALUE}
        assert car.poller.counts.refused == {"busy": 2}
        first, second = (time_s for time_s, frame in car.sent[:2])
        assert second - first >= 2.0


@pytest.mark.parametrize("code", [0x31, 0x33])
def test_what_is_refused_for_good_is_not_asked_again_in_this_drive(code: int) -> None:
    ecu = battery()
    ecu.faults.refuses = code
    with bench(ecu, queries=(SOC,)) as car:
        car.run(60.0)
        assert car.asked() == ["03220101"]
        ecu.faults.refuses = None
        car.network.in_use = False
        car.run(60.0)
        assert car.poller.guard.state is State.ASLEEP
        car.network.in_use = True
        car.run(10.0)
        assert car.values == {"soc": SOC_VALUE}


@pytest.mark.parametrize(
    ("fault", "value"), [("only_first_frames", True), ("drops", 3), ("renumbers", 3), ("is_silent", True)]
)
def test_an_answer_that_does_not_come_whole_is_no_value_and_ends_in_time(fault: str, value: int) -> None:
    ecu = battery()
    setattr(ecu.faults, fault, value)
    with bench(ecu, queries=(SOC,)) as car:
        car.run(20.0)
        assert car.values == {}
        assert (car.poller.counts.asked, car.poller.counts.unanswered) == (3, 3)
        setattr(ecu.faults, fault, None if fault in {"drops", "renumbers"} else False)
        car.run(80.0)
        assert car.values == {"soc": SOC_VALUE}


def test_answers_to_somebody_else_are_values_and_their_flow_is_not_ours() -> None:
    with bench(battery(), queries=(SOC, query("other", "220102", "a", 0x7ED))) as car:
        car.supply = Supply(voltage_v=12.0)
        car.run(5.0)
        answer = [bytes.fromhex("103e620101"), *(bytes((0x20 + n % 16,)) for n in range(1, 9))]
        body = RECORD.ljust(63, b"\0")
        for index, head in enumerate(answer):
            data = head + (body[:3] if index == 0 else body[3 + 7 * (index - 1) :][:7])
            car.network._bus.send(can.Message(arbitration_id=0x7EC, is_extended_id=False, data=data))
        car.run(1.0)
        assert car.values == {"soc": SOC_VALUE}
        assert car.sent == []


def test_a_car_that_falls_asleep_is_left_alone_and_never_woken() -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.run(20.0)
        assert car.poller.guard.may_poll
        car.network.in_use, car.supply = False, Supply(runs=False)
        car.run(600.0)
        assert (car.network.is_awake, car.network.woken_by, car.activity.wake_ups) == (False, [], 0)
        assert car.poller.guard.state is State.ASLEEP
        last_s = car.sent[-1][0]
        assert last_s < 20.0 + 62.0


def test_the_simulated_car_would_show_who_wakes_it() -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.network.in_use, car.supply = False, Supply()
        car.run(110.0)
        assert not car.network.is_awake
        car._buses[1].send(can.Message(arbitration_id=0x7DF, is_extended_id=False, data=b"\x02\x01\x0d"))
        car.run(1.0)
        assert car.network.woken_by == [0x7DF]
        assert car.network.is_awake


def test_a_low_supply_stops_and_the_engine_starts_again() -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.supply = Supply(voltage_v=12.7, runs=False)
        car.run(20.0)
        assert car.sent == []
        assert car.poller.guard.state is State.LOW_SUPPLY
        car.supply = Supply(voltage_v=12.7, runs=True)
        car.run(10.0)
        assert car.values == {"speed": 53.0}
        car.supply = Supply(voltage_v=12.7, runs=False)
        before = len(car.sent)
        car.run(30.0)
        assert len(car.sent) == before


def test_a_bus_behind_a_gateway_that_never_talks_is_never_asked() -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.network.talks = False
        car.run(60.0)
        assert car.sent == []


def test_a_wake_up_that_may_have_been_ours_is_counted_and_the_car_left_alone() -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.run(10.0)
        car.network.talks = False
        car.run(4.0)
        slept = car.poller.guard.state
        car.network.talks = True
        car.supply = Supply()
        before = len(car.sent)
        car.run(60.0)
        assert car.activity.wake_ups == 1
        assert (slept, car.poller.guard.state) == (State.ASLEEP, State.RESTING)
        assert len(car.sent) == before


def test_what_cannot_be_sent_is_said_once_and_counts_as_unanswered(caplog: pytest.LogCaptureFixture) -> None:
    with bench(obd(ENGINE, pid0D=53), queries=(SPEED,)) as car:
        car.is_broken = True
        car.run(20.0)
        assert car.poller.counts.unanswered >= 3
        assert car.activity.wake_ups == 0
        car.is_broken = False
        car.run(60.0)
        assert car.values == {"speed": 53.0}
    (line,) = [each for each in caplog.messages if "buffer full" in each]
    assert "sends nothing: buffer full; it must be up, without `listen-only on`" in line


def test_what_does_not_answer_the_open_request_settles_nothing() -> None:
    ecu = battery()
    ecu.faults.is_silent = True
    with bench(ecu, obd(ENGINE), queries=(SOC, SPEED)) as car:
        car.run(3.3)
        assert car.asked() == ["03220101"]
        for sender, answer in (
            (((0x7ED, False), None), Positive(0x22, b"\x01\x01\x00")),
            (((0x7EC, False), None), Positive(0x21, b"\x01\x01\x00")),
            (((0x7EC, False), None), Positive(0x22, b"\x01\x02\x00")),
            (((0x7EC, False), None), Negative(0x21, 0x31)),
        ):
            car.poller.receive(sender, answer, car.now_s)
        assert (car.poller.counts.answered, car.poller.counts.refused.total()) == (0, 0)
        car.run(0.5)
        assert car.poller.counts.unanswered == 1


def test_a_map_of_pids_of_another_length_is_no_answer() -> None:
    with bench(SimEcu(ENGINE, Services({CURRENT_DATA: ShortMap()})), queries=(SPEED,)) as car:
        car.run(8.0)
        assert (car.poller.counts.answered, car.asked()) == (0, ["020100"] * 3)
        assert car.poller.counts.unanswered >= 2


PHASES = st.lists(st.tuples(st.booleans(), st.floats(0.1, 8.0), st.floats(0.05, 4.0)), min_size=1, max_size=12)
"""Whether the car talks, for how long, and how often it then sends."""


@given(PHASES, st.sampled_from([None, 12.0, 12.9, 14.0]), st.sampled_from([None, False, True]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_ever_sent_unless_somebody_else_has_just_sent(
    phases: list[tuple[bool, float, float]], voltage_v: float | None, runs: bool | None
) -> None:
    received = list[float]()
    with bench(obd(ENGINE, pid0D=53), battery(), queries=(SPEED, SOC), every_s=0.5) as car:
        car.network.talks, car.supply = False, Supply(voltage_v, runs)
        for talks, for_s, each_s in phases:

            def speak(now_s: float, talks: bool = talks, each_s: float = each_s) -> None:
                if talks and (not received or now_s - received[-1] >= each_s):
                    received.append(now_s)
                    car.network._bus.send(can.Message(arbitration_id=0x123, is_extended_id=False))

            car.run(for_s, speak)
        for sent_s, _ in car.sent:
            ago_s = min(sent_s - time_s for time_s in received if time_s <= sent_s)
            assert ago_s <= Limits().received_within_s + 1e-9
            assert runs or voltage_v is None or voltage_v >= Limits().lowest_supply_v
