import json
from pathlib import Path
from typing import Any

import can
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.diagnostics.obd_codec import PIDS, Query
from drivers.diagnostics.response_codec import Diagnostics
from drivers.errors import DriverError, OutOfRange
from drivers.vehicle.dbc import load_database
from drivers.vehicle.formula import parse
from drivers.vehicle.frame_counts import Decoded, FrameKind, PduCounts
from drivers.vehicle.signal_decoder_codec import Decoder, SignalSpec


def query(
    name: str,
    request: str,
    formula: str,
    answer_id: int | None = None,
    *,
    address: int | None = None,
    high: float = 1e6,
) -> Query:
    return Query(
        point=name,
        request=bytes.fromhex(request),
        formula=parse(formula),
        low=-1e6,
        high=high,
        answer_id=answer_id,
        address=address,
    )


def values(diagnostics: Diagnostics, *lines: str) -> dict[str, float | DriverError]:
    """What lines like `7EC 10 3E 62` tell."""
    told: dict[str, float | DriverError] = {}
    for line in lines:
        number, *data = line.split()
        decoded = diagnostics.decode(int(number, 16), len(number) > 3, bytes.fromhex("".join(data)), now_s=0.0)
        told |= dict(decoded.values if decoded else ())
    return told


SPEED = query("speed", "010D", "a", high=254.0)
RPM = query("rpm", "010C", "(256*a+b)/4")


def test_any_control_unit_may_answer_what_names_none() -> None:
    diagnostics = Diagnostics([SPEED, RPM])
    for line in ("7E8 03 41 0D 35", "7EF 03 41 0D 35 AA AA AA AA", "18DAF110 03 41 0D 35", "18DAF1FF 03 41 0D 35"):
        assert values(diagnostics, line) == {"speed": 53.0}
    for line in ("7E7 03 41 0D 35", "7F0 03 41 0D 35", "18DBF110 03 41 0D 35", "000007E8 03 41 0D 35"):
        number, *data = line.split()
        decoded = diagnostics.decode(int(number, 16), len(number) > 3, bytes.fromhex("".join(data)), now_s=0.0)
        assert decoded is None
    assert diagnostics.pdus == PduCounts(complete=4)


def test_several_pids_in_one_answer_are_all_reported() -> None:
    assert values(Diagnostics([SPEED, RPM]), "7E8 06 41 0C 1B E4 0D 35") == {"rpm": 1785.0, "speed": 53.0}


def test_an_answer_counts_only_from_where_it_is_expected() -> None:
    diagnostics = Diagnostics([query("soc", "220101", "a", 0x7EC), query("temperature", "220101", "a", 0x18DAF1DA)])
    assert values(diagnostics, "7EC 04 62 01 01 07") == {"soc": 7.0}
    assert values(diagnostics, "18DAF1DA 04 62 01 01 08") == {"temperature": 8.0}
    assert diagnostics.decode(0x7E8, False, bytes.fromhex("0462010107"), now_s=0.0) is None


def test_the_kernel_is_asked_for_exactly_the_answers() -> None:
    named = Diagnostics(
        [query("soc", "220101", "a", 0x7EC), query("v", "220101", "b", 0x7EC), query("t", "21", "a", 0x18DAF1DA)]
    )
    assert named.filters == [
        {"can_id": 0x7EC, "can_mask": 0x7FF, "extended": False},
        {"can_id": 0x18DAF1DA, "can_mask": 0x1FFFFFFF, "extended": True},
    ]
    assert Diagnostics([SPEED]).filters == [
        {"can_id": 0x7E8, "can_mask": 0x7F8, "extended": False},
        {"can_id": 0x18DAF100, "can_mask": 0x1FFFFF00, "extended": True},
    ]


def test_a_refusal_has_no_value_and_says_why() -> None:
    diagnostics = Diagnostics([SPEED])
    decoded = diagnostics.decode(0x7E8, False, bytes.fromhex("037F0112"), now_s=0.0)
    assert decoded == Decoded(
        kind=FrameKind.DECODED, message="negative answer", why="service 01: subfunction not supported"
    )
    pending = diagnostics.decode(0x7E8, False, bytes.fromhex("037F2278"), now_s=0.0)
    assert pending is not None
    assert pending.why == "service 22: response pending"


def test_the_answer_after_a_pending_one_counts() -> None:
    assert values(Diagnostics([SPEED]), "7E8 03 7F 01 78", "7E8 03 41 0D 35") == {"speed": 53.0}


@pytest.mark.parametrize("line", ["7E8", "7E8 00", "7E8 21 00", "7E8 02 FF FF", "7E8 40"])
def test_what_is_no_answer_is_undecodable_and_says_why(line: str) -> None:
    number, *data = line.split()
    decoded = Diagnostics([SPEED]).decode(int(number, 16), False, bytes.fromhex("".join(data)), now_s=0.0)
    assert decoded is not None
    assert (decoded.kind, decoded.values) == (FrameKind.UNDECODABLE, ())
    assert decoded.why


def test_a_value_out_of_range_is_reported_as_an_error() -> None:
    assert isinstance(values(Diagnostics([SPEED]), "7E8 03 41 0D FF")["speed"], OutOfRange)


def test_testers_of_one_unit_with_extended_addressing_are_told_apart() -> None:
    diagnostics = Diagnostics([query("soh", "226335", "d", 0x607, address=0xF1)])
    lines = ["607 F1 10 07 62 63 35 00 00", "607 F2 10 07 62 63 35 00 00", "607 F2 21 00 63", "607 F1 21 00 64"]
    assert values(diagnostics, *lines[:3]) == {}
    assert values(diagnostics, lines[3]) == {"soh": 100.0}


TRAFFIC = st.lists(st.tuples(st.sampled_from([0x7E8, 0x607, 0x7EC]), st.binary(max_size=9)), max_size=30)


@given(TRAFFIC)
def test_any_frames_are_decoded_without_an_error(traffic: list[tuple[int, bytes]]) -> None:
    diagnostics = Diagnostics([SPEED, RPM, query("soh", "226335", "d/a", 0x607, address=0xF1)])
    for number, data in traffic:
        decoded = diagnostics.decode(number, False, data, now_s=0.0)
        for _, value in decoded.values if decoded else ():
            assert isinstance(value, DriverError) or abs(value) < float("inf")


# Transcripts that owners of these cars published; the expected values stand beside them.


@pytest.fixture(scope="module")
def transcripts(data_dir: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((data_dir / "obd" / "issue_transcripts.json").read_text())
    assert len(loaded) == 6
    return loaded


def whole_length(diagnostics: Diagnostics, *lines: str) -> int:
    """Bytes of the last message that the lines complete, counted by the answer's frames."""
    assert diagnostics.pdus.complete == 1
    first = next(line.split()[1:] for line in lines if "10" in line.split()[1:3])
    first = first[1:] if first[0] == "F1" else first
    return int(first[0] + first[1], 16) & 0xFFF


def test_a_kona_tells_charge_and_voltage(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[0]
    diagnostics = Diagnostics([query("soc", "220101", "e/2", 0x7EC), query("v", "220101", "((m<<8)+n)/10", 0x7EC)])
    told = values(diagnostics, *case["response"])
    assert told == {"soc": case["expect"]["soc_bms_percent"], "v": case["expect"]["pack_voltage_V"]}
    assert whole_length(diagnostics, *case["response"]) == case["expect"]["pdu_len"]


def can_lines(elm: str) -> list[str]:
    """What an ELM327 showed without ids, as frames: the unit that answers is 7EC, those that refuse are 7E8 on."""
    lines, others, length = [], 0x7E8, ""
    for text in elm.replace(">", "").split():
        if len(text) == 3:
            length = text
        elif ":" in text:
            number, data = text.split(":")
            lines.append(f"7EC 1{length}{data}" if number == "0" else f"7EC 2{number}{data}")
        else:
            lines.append(f"{others:X} 0{len(text) // 2}{text}")
            others += 1
    return lines


def test_an_ioniq_tells_its_charge_between_the_refusals_of_others(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[1]
    lines = can_lines(case["response_elm"])
    diagnostics = Diagnostics([query("soc", "2105", "af/2", 0x7EC), SPEED])
    assert values(diagnostics, *lines) == {"soc": case["expect"]["soc_display_percent"]}
    assert diagnostics.pdus == PduCounts(complete=5)
    first = next(line for line in lines if line.startswith("7EC 1"))
    assert int(first[5:8], 16) == case["expect"]["pdu_len"]


def test_a_mini_tells_its_health_by_extended_addressing(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[2]
    diagnostics = Diagnostics([query("soh", "226335", "D", 0x607, address=0xF1)])
    assert values(diagnostics, *case["response"]) == {"soh": case["expect"]["soh_percent"]}
    assert whole_length(diagnostics, *case["response"]) == case["expect"]["pdu_len"]


def test_a_mini_tells_its_temperatures(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[3]
    rows = {"temp_min_C": "A*256+B", "temp_max_C": "C*256+D", "temp_avg_C": "E*256+F"}
    diagnostics = Diagnostics(query(name, "22DDC0", f"({row})/100", 0x607, address=0xF1) for name, row in rows.items())
    assert values(diagnostics, *case["response"]) == {name: case["expect"][name] for name in rows}
    assert whole_length(diagnostics, *case["response"]) == case["expect"]["pdu_len"]


def test_a_kona_tells_its_odometer_across_two_frames(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[4]
    diagnostics = Diagnostics([query("miles", "22B002", "Int24(j,k,l)", 0x7CE)])
    assert values(diagnostics, *case["response_partial"]) == {}
    assert diagnostics.pdus == PduCounts(broken=2)
    # The owner left out the first frame; its request and the length of what follows tell what it must have been.
    told = values(diagnostics, "7CE 10 0F 62 B0 02 E0 00 00", *case["response_partial"])
    assert told == {"miles": case["expect"]["odometer_miles_on_dash"]}


def test_an_imiev_answers_between_its_broadcasts(transcripts: list[dict[str, Any]]) -> None:
    case = transcripts[5]
    diagnostics = Diagnostics([query("first", "2101", "a", 0x762), query("last", "2101", "at", 0x762)])
    # 46 bytes, two of them the echo: the last data byte is the 44th.
    told = values(
        Diagnostics([query("first", "2101", "a", 0x762), query("last", "2101", "ar", 0x762)]), *case["response"]
    )
    assert told == {"first": 0xD2, "last": 0x00}
    assert isinstance(values(diagnostics, *case["response"])["last"], DriverError)
    assert whole_length(diagnostics, *case["response"]) == case["expect"]["pdu_len"]


# Recordings of loggers that asked.


def test_recorded_speed_agrees_with_satellites(data_dir: Path) -> None:
    folder = data_dir / "obd"
    diagnostics = Diagnostics(query(f"{pid:02X}", f"01{pid:02X}", known.formula.text) for pid, known in PIDS.items())
    spec = SignalSpec(
        point="gnss",
        message="gnss_speed",
        signal="Speed",
        scale=3.6,
        offset=0.0,
        sentinels=(),
        low=0.0,
        high=500.0,
        cycle_time_s=1.0,
    )
    satellites = Decoder(load_database(folder / "canmod-gps.dbc"), (spec,))
    told: dict[str, list[tuple[float, float]]] = {}
    for frame in can.CanutilsLogReader(folder / "css_obd2_gnss_candump.log"):
        frame_id, data = (frame.arbitration_id, frame.is_extended_id), bytes(frame.data)
        decoded = diagnostics.decode(*frame_id, data, now_s=frame.timestamp) or satellites.decode(*frame_id, data)
        for name, value in decoded.values:
            assert isinstance(value, float)
            told.setdefault(name, []).append((frame.timestamp, value))
    assert diagnostics.pdus == PduCounts(complete=541)
    assert told.keys() == {"04", "05", "0B", "0C", "0D", "11", "2F", "33", "42", "62", "gnss"}
    differences = [speed - _nearest(told["gnss"], at_s) for at_s, speed in told["0D"]]
    assert sum(differences) / len(differences) == pytest.approx(-0.61, abs=0.005)
    assert min(differences) == pytest.approx(-5.93, abs=0.005)
    assert max(differences) == pytest.approx(1.94, abs=0.005)
    for name, minimum, maximum in (("0C", 929.5, 1785.0), ("05", 93.0, 94.0), ("0D", 0.0, 53.0)):
        values_told = [value for _, value in told[name]]
        assert (min(values_told), max(values_told)) == (minimum, maximum)


def _nearest(rows: list[tuple[float, float]], at_s: float) -> float:
    """The value that was taken nearest in time."""
    return min(rows, key=lambda row: abs(row[0] - at_s))[1]
