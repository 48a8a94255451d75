"""What the transmit gate must do, asked of a module: the real one, or one with a fault planted in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

SPEED_QUERY = bytes.fromhex("02010D0000000000")
"""Mode 01, PID 0D (vehicle speed), as one ISO-TP frame."""

MASK = bytes.fromhex("FFFFFFFFFFFFFFFF")
BUSES = ("car", "body")
EXTENDED_IDS = (0x0, 0x7DF, 0x7E0, 0x7FF, 0x800, 0x18DB33F1, 0x18DA10F1, 0x18DAF110, 0x18EAFFFE, 0x1FFFFFFF)
"""Some with a twin of 11 bits; functional and physical OBD requests; a J1939 request; the highest."""

Gate = Any
"""drivers.diagnostics.transmit_gate, or a copy of it with a fault."""


def speed_entry(gate: Gate, **changes: Any) -> Any:
    """Vehicle speed may be asked for on the bus `car`, each half second."""
    fields = {
        "name": "speed",
        "bus": "car",
        "arbitration_id": 0x7DF,
        "is_extended": False,
        "data": SPEED_QUERY,
        "mask": MASK,
        "min_period_s": 0.5,
    }
    return gate.Entry(**(fields | changes))


def level_entry(gate: Gate, **changes: Any) -> Any:
    """A frame with a fixed first byte, half a byte that is free, and two bytes within 0x0102 to 0x0304."""
    fields = {
        "name": "level",
        "bus": "body",
        "arbitration_id": 0x18DA10F1,
        "is_extended": True,
        "data": bytes.fromhex("A550000000"),
        "mask": bytes.fromhex("FFF00000FF"),
        "min_period_s": 2.0,
        "fields": (
            gate.Field(start=1, size=1, low=0x50, high=0x57),
            gate.Field(start=2, size=2, low=0x0102, high=0x0304),
        ),
    }
    return gate.Entry(**(fields | changes))


def listed(gate: Gate) -> Any:
    """Both entries, nothing armed."""
    return gate.GateState((speed_entry(gate), level_entry(gate)))


def armed(gate: Gate) -> Any:
    """Both entries, armed at 10 s."""
    return gate.arm(listed(gate), ("speed", "level"), now_s=10.0)


def refusal(gate: Gate, frame: Any, state: Any, *, now_s: float) -> Any:
    """Why the gate keeps `frame`, None when it lets it out; a refusal never changes the state."""
    verdict = gate.permit(frame, state, now_s=now_s)
    assert verdict.refusal is None or verdict.state is state
    return verdict.refusal


def query(gate: Gate, **changes: Any) -> Any:
    """The frame that the first entry describes."""
    fields = {"bus": "car", "arbitration_id": 0x7DF, "is_extended": False, "data": SPEED_QUERY}
    return gate.Frame(**(fields | changes))


def level(gate: Gate, data: str) -> Any:
    """A frame like those that the second entry describes."""
    return gate.Frame(bus="body", arbitration_id=0x18DA10F1, is_extended=True, data=bytes.fromhex(data))


def frames(gate: Gate, standard_ids: range, buses: tuple[str, ...] = BUSES) -> Iterator[Any]:
    """Every id x every length x every bus; where it can be, the data is what an entry wants."""
    ids = [*((number, False) for number in standard_ids), *((number, True) for number in EXTENDED_IDS)]
    for bus in buses:
        for arbitration_id, is_extended in ids:
            for length in range(9):
                yield gate.Frame(
                    bus=bus, arbitration_id=arbitration_id, is_extended=is_extended, data=SPEED_QUERY[:length]
                )


def check_a_new_gate_lists_and_arms_nothing(gate: Gate) -> None:
    assert gate.GateState() == gate.GateState((), {}, {})
    assert refusal(gate, query(gate), gate.GateState(), now_s=10.0) is gate.Refusal.NOT_LISTED


def check_what_is_listed_stays_inside_until_it_is_armed(gate: Gate) -> None:
    assert refusal(gate, query(gate), listed(gate), now_s=10.0) is gate.Refusal.NOT_ARMED
    only_level = gate.arm(listed(gate), ["level"], now_s=10.0)
    assert refusal(gate, query(gate), only_level, now_s=10.0) is gate.Refusal.NOT_ARMED


def check_what_is_listed_and_armed_leaves(gate: Gate) -> None:
    assert refusal(gate, query(gate), armed(gate), now_s=10.0) is None
    assert refusal(gate, level(gate, "A553020000"), armed(gate), now_s=12.0) is None


def check_arming_ends_by_itself_and_never_works_backwards(gate: Gate) -> None:
    assert gate.ARMED_S == 3.0
    assert refusal(gate, query(gate), armed(gate), now_s=12.999) is None
    for now_s in (13.0, 13.001, 9.999, float("nan")):
        assert refusal(gate, query(gate), armed(gate), now_s=now_s) is gate.Refusal.NOT_ARMED
    renewed = gate.arm(armed(gate), ["speed"], now_s=12.0)
    assert refusal(gate, query(gate), renewed, now_s=14.9) is None
    assert refusal(gate, level(gate, "A553020000"), renewed, now_s=14.9) is gate.Refusal.NOT_ARMED


def check_disarming_keeps_everything_inside_and_forgets_no_period(gate: Gate) -> None:
    sent = gate.permit(query(gate), armed(gate), now_s=10.0).state
    quiet = gate.disarm(sent)
    assert quiet.armed_at_s == {}
    assert refusal(gate, query(gate), quiet, now_s=11.0) is gate.Refusal.NOT_ARMED
    assert refusal(gate, query(gate), gate.arm(quiet, ["speed"], now_s=10.1), now_s=10.1) is gate.Refusal.TOO_SOON


def check_the_minimum_period_holds_for_each_entry_by_itself(gate: Gate) -> None:
    state = gate.permit(query(gate), armed(gate), now_s=10.0).state
    assert dict(state.sent_at_s) == {"speed": 10.0}
    for now_s in (10.0, 10.499):
        assert refusal(gate, query(gate), state, now_s=now_s) is gate.Refusal.TOO_SOON
    assert refusal(gate, query(gate), state, now_s=10.5) is None
    other = gate.permit(level(gate, "A553020000"), state, now_s=10.1)
    assert other.refusal is None
    assert dict(other.state.sent_at_s) == {"speed": 10.0, "level": 10.1}


def check_the_slowest_of_several_entries_for_one_frame_counts(gate: Gate) -> None:
    slow = speed_entry(gate, name="slow", min_period_s=1.0)
    state = gate.arm(gate.GateState((speed_entry(gate), slow)), ["speed"], now_s=10.0)
    state = gate.permit(query(gate), state, now_s=10.0).state
    assert dict(state.sent_at_s) == {"speed": 10.0, "slow": 10.0}
    assert refusal(gate, query(gate), state, now_s=10.9) is gate.Refusal.TOO_SOON
    assert refusal(gate, query(gate), state, now_s=11.0) is None


def check_a_frame_must_be_what_its_entry_says_in_everything(gate: Gate) -> None:
    others: Mapping[str, Any] = {
        "bus": "body",
        "arbitration_id": 0x7E0,
        "is_extended": True,
        "data": SPEED_QUERY[:7],
    }
    for name, value in others.items():
        frame = query(gate, **{name: value})
        assert refusal(gate, frame, armed(gate), now_s=10.0) is gate.Refusal.NOT_LISTED, name
    longer = query(gate, data=SPEED_QUERY + bytes(1))
    assert refusal(gate, longer, armed(gate), now_s=10.0) is gate.Refusal.NOT_LISTED


def check_remote_and_can_fd_frames_never_leave(gate: Gate) -> None:
    odd = query(gate, is_classical=False)
    assert refusal(gate, odd, armed(gate), now_s=10.0) is gate.Refusal.NOT_CLASSICAL


def check_every_bit_of_the_data_counts(gate: Gate) -> None:
    for bit in range(64):
        data = (int.from_bytes(SPEED_QUERY, "big") ^ 1 << bit).to_bytes(8, "big")
        assert refusal(gate, query(gate, data=data), armed(gate), now_s=10.0) is gate.Refusal.NOT_LISTED, bit


def check_a_value_leaves_only_within_its_range(gate: Gate) -> None:
    for data, leaves in {
        "A550010200": True,
        "A557030400": True,
        "A550010100": False,
        "A557030500": False,
        "A558020000": False,
        "A540020000": False,
        "A550020001": False,
        "A450020000": False,
    }.items():
        assert (refusal(gate, level(gate, data), armed(gate), now_s=10.0) is None) is leaves, data


def check_a_value_may_have_its_low_byte_first(gate: Gate) -> None:
    field = gate.Field(start=1, size=2, low=0x0102, high=0x0102, byteorder="little")
    assert field.holds(bytes.fromhex("000201"))
    assert not field.holds(bytes.fromhex("000102"))
    assert gate.Field(start=1, size=2, low=0x0102, high=0x0102).holds(bytes.fromhex("000102"))


def check_an_entry_that_leaves_anything_open_is_refused(gate: Gate) -> None:
    all_of = gate.Field(start=0, size=1, low=0, high=0xFF)
    short = {"data": bytes(2), "mask": b"\xff\x00"}
    bad: tuple[tuple[dict[str, Any], str], ...] = (
        ({"arbitration_id": 0x800}, "speed: id 0x800 is not within 0 to 0x7FF"),
        ({"arbitration_id": -1}, "speed: id 0x-1 is not within 0 to 0x7FF"),
        ({"arbitration_id": 0x20000000, "is_extended": True}, "speed: id 0x20000000 is not within 0 to 0x1FFFFFFF"),
        ({"arbitration_id": 0x0C9}, "speed: id 0xC9 is none of diagnostics: 0x700 to 0x7E7, "),
        ({"arbitration_id": 0x18EAFFFE, "is_extended": True}, "speed: id 0x18EAFFFE is none of diagnostics: "),
        ({"mask": MASK[:7]}, "speed: data and mask need the same length, at most 8 bytes"),
        ({"mask": MASK + MASK[:1]}, "speed: data and mask need the same length, at most 8 bytes"),
        ({"data": bytes(9), "mask": b"\xff" * 9}, "speed: data and mask need the same length, at most 8 bytes"),
        ({"min_period_s": 0.0}, "speed: min_period_s must be a number above 0"),
        ({"min_period_s": -0.1}, "speed: min_period_s must be a number above 0"),
        ({"min_period_s": float("inf")}, "speed: min_period_s must be a number above 0"),
        ({"min_period_s": float("nan")}, "speed: min_period_s must be a number above 0"),
        ({"data": b"\x01", "mask": b"\xfe", "fields": (all_of,)}, "speed: byte 0 of data has a bit that the mask"),
        (short, "speed: byte 1 is neither fixed by the mask nor within a field"),
        (short | {"fields": (all_of,)}, "speed: byte 1 is neither fixed by the mask nor within a field"),
        (
            short | {"mask": b"\x00\xff", "fields": (gate.Field(start=1, size=1, low=0, high=1),)},
            "speed: byte 0 is neither fixed",
        ),
    )
    for changes, text in bad:
        with pytest.raises(gate.BadEntry) as caught:
            speed_entry(gate, **changes)
        assert str(caught.value).startswith(text)
    for start, size, low, high in (
        (-1, 1, 0, 1),
        (8, 1, 0, 1),
        (7, 2, 0, 1),
        (0, 0, 0, 0),
        (0, 1, -1, 1),
        (0, 1, 2, 1),
        (0, 1, 0, 0x100),
        (0, 2, 0, 0x10000),
    ):
        with pytest.raises(gate.BadEntry, match=r"^speed: Field\(.*\) does not fit the data of 8 bytes$"):
            speed_entry(gate, fields=(gate.Field(start=start, size=size, low=low, high=high),))


def check_entries_at_the_very_limits_are_good(gate: Gate) -> None:
    for number, is_extended in ((0x700, False), (0x7FF, False), (0x18DAFFF1, True)):
        assert speed_entry(gate, arbitration_id=number, is_extended=is_extended).arbitration_id == number
    assert speed_entry(gate, data=b"", mask=b"").data == b""
    wide = gate.Field(start=0, size=8, low=0, high=(1 << 64) - 1)
    assert speed_entry(gate, mask=bytes(8), data=bytes(8), fields=(wide,)).fields == (wide,)
    assert gate.Field(start=3, size=2, low=7, high=7).span == range(3, 5)
    assert gate.Field(start=7, size=1, low=7, high=7).fits(8)


def check_names_are_unique_and_only_listed_ones_are_armed(gate: Gate) -> None:
    with pytest.raises(gate.BadEntry, match=r"^speed: there is more than one entry of that name$"):
        gate.GateState((speed_entry(gate), level_entry(gate), speed_entry(gate)))
    with pytest.raises(gate.BadEntry, match=r"^brakes, steering: no such entry in the allow-list$"):
        gate.arm(listed(gate), ["steering", "speed", "brakes"], now_s=0.0)


def check_nothing_can_be_changed_from_outside(gate: Gate) -> None:
    verdict = gate.permit(query(gate), armed(gate), now_s=10.0)
    for what in (query(gate), gate.Field(start=0, size=1, low=0, high=1), speed_entry(gate), listed(gate), verdict):
        assert not hasattr(what, "__dict__")
        with pytest.raises((AttributeError, TypeError)):
            setattr(what, next(iter(what.__slots__)), None)


def check_records_take_keywords_only(gate: Gate) -> None:
    frame, entry = query(gate), speed_entry(gate)
    for record, fields in (
        (gate.Frame, (frame.bus, frame.arbitration_id, frame.is_extended, frame.data)),
        (gate.Field, (0, 1, 0, 1)),
        (gate.Entry, tuple(getattr(entry, name) for name in entry.__slots__)),
    ):
        with pytest.raises(TypeError, match="positional"):
            record(*fields)


def check_a_sample_of_the_ids_does_not_leak(gate: Gate) -> None:
    for state in (gate.GateState(), listed(gate)):
        assert all(refusal(gate, frame, state, now_s=10.0) for frame in frames(gate, range(0x7D8, 0x7E8)))
    out = [
        frame for frame in frames(gate, range(0x7D8, 0x7E8)) if refusal(gate, frame, armed(gate), now_s=10.0) is None
    ]
    assert out == [query(gate)]


CHECKS: tuple[Callable[[Gate], None], ...] = tuple(
    each for name, each in sorted(globals().items()) if name.startswith("check_")
)
