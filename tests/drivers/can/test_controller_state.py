import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.can.controller_state import BusState, CanState

# As the MCP251x and flexcan drivers of Linux build them; constants of linux/can/error.h.
WARNING_TX = (0x204, "00 08 00 00 00 00 60 00")
PASSIVE_RX = (0x204, "00 10 00 00 00 00 00 80")
ACTIVE = (0x204, "00 40 00 00 00 00 5f 00")
BUS_OFF, RESTARTED = (0x040, "00 00 00 00 00 00 00 00"), (0x100, "00 00 00 00 00 00 00 00")


def after(*errors: tuple[int, str]) -> CanState:
    state = CanState()
    for number, data in errors:
        state.take(number, bytes.fromhex(data))
    return state


@pytest.mark.parametrize(
    ("errors", "state"),
    [
        ((), BusState.ACTIVE),
        ((WARNING_TX,), BusState.WARNING),
        ((WARNING_TX, PASSIVE_RX), BusState.PASSIVE),
        ((PASSIVE_RX, WARNING_TX), BusState.WARNING),
        ((PASSIVE_RX, ACTIVE), BusState.ACTIVE),
        ((PASSIVE_RX, BUS_OFF), BusState.OFF),
        ((BUS_OFF, RESTARTED), BusState.ACTIVE),
    ],
)
def test_the_state_is_what_the_last_error_frame_tells(errors: tuple[tuple[int, str], ...], state: BusState) -> None:
    assert after(*errors).state is state


def test_the_error_counters_are_reported_where_the_driver_sends_them() -> None:
    assert (after(WARNING_TX).tx_errors, after(PASSIVE_RX).rx_errors) == (96, 128)
    assert after((0x004, "00 08 00 00 00 00 60 00")).tx_errors == 0


def test_each_kind_of_error_is_counted() -> None:
    state = after(
        BUS_OFF,
        RESTARTED,
        (0x002, "05 00 00 00 00 00 00 00"),
        (0x020, ""),
        (0x088, "00 00 04 19 00 00 00 00"),
        (0x001, ""),
        (0x010, "00 00 00 00 04 00 00 00"),
        (0x004, "00 01 00 00 00 00 00 00"),
    )
    assert (state.bus_offs, state.restarts, state.lost_arbitrations, state.not_acknowledged) == (1, 1, 1, 1)
    assert (state.bus_errors, state.protocol_errors, state.tx_timeouts, state.transceiver_faults) == (1, 1, 1, 1)
    assert (state.overflows, state.state) == (1, BusState.ACTIVE)


@given(st.integers(0, 0x1FFF_FFFF), st.binary(max_size=64))
def test_any_error_frame_leaves_a_state(number: int, data: bytes) -> None:
    state = CanState()
    state.take(number, data)
    assert state.state in BusState
    assert 0 <= state.tx_errors <= 255
