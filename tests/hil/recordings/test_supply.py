"""Recordings of batteries: what is read of them, and what the power law says while one rests or is counted."""

from pathlib import Path

import pytest

from controller.settings import BatteryKind, PowerSettings
from hil.bench import recorded_supply
from hil.bench.options import BadChoiceError
from hil.recordings.series import UnreadableError
from hil.recordings.supply_logs import read, read_folder
from hil.recordings.supply_playback import play

LITHIUM = PowerSettings(battery=BatteryKind.LIFEPO4)


def block(**fields: int) -> bytes:
    """One block of a VE.Direct stream: its bytes sum to zero."""
    text = "".join(f"\r\n{label}\t{value}" for label, value in fields.items()).encode() + b"\r\nChecksum\t"
    return text + bytes([-sum(text) % 256])


def stream(folder: Path, *blocks: bytes) -> Path:
    file = folder / "monitor.dump"
    file.write_bytes(b"5\r\nChecksum\tx" + b"".join(blocks) + b"\r\nV\t120")
    return file


def hourly(folder: Path, volts: list[tuple[float, float]]) -> Path:
    rows = [
        f"{1 + number // 24:02}/11/2025,{number % 24:02}:00,{low},{high}" for number, (low, high) in enumerate(volts)
    ]
    file = folder / "bank.csv"
    file.write_text("\n".join(["Date,Time,Min,Max", *rows]) + "\n")
    return file


REST = [(13.2 + 0.05 * (number % 2), 13.25 + 0.06 * (number % 2)) for number in range(24 * 8)]
CHARGED = [(13.28, 14.56), (13.78, 13.88), *[(13.5 - 0.002 * hour, 13.52 - 0.002 * hour) for hour in range(46)]]


@pytest.mark.parametrize("kind", list(BatteryKind))
def test_a_bank_at_rest_is_never_a_car_in_use_whatever_it_is_told_to_be(tmp_path: Path, kind: BatteryKind) -> None:
    row = play(read(hourly(tmp_path, [*CHARGED, *REST])), PowerSettings(battery=kind))
    assert row.hours == pytest.approx(239.5)
    assert row.steady_h > 24.0 * 5.0
    assert row.in_use_while_steady_h == 0.0
    assert 0.5 <= row.in_use_h < 60.0
    assert (row.contradictions == ()) is (kind is BatteryKind.LIFEPO4)


def test_the_charge_is_counted_as_the_monitor_does(tmp_path: Path) -> None:
    blocks, counted_ah = [], 0.0
    for second in range(300):
        milliamps = -7_600 if second < 200 else -2_700
        blocks.append(block(V=12_100, I=milliamps, CE=round(counted_ah * 1_000.0), SOC=839))
        blocks.append(block(H1=-149_322))
        counted_ah += milliamps / 1_000.0 / 3_600.0
    row = play(read(stream(tmp_path, *blocks)), PowerSettings())
    assert row.told_ah is not None
    assert row.counted_ah == pytest.approx(row.told_ah, rel=0.01)


def test_a_block_with_a_bad_checksum_is_left_out(tmp_path: Path) -> None:
    broken = block(V=12_000, I=-100).replace(b"12000", b"99000")
    log = read(stream(tmp_path, block(V=12_100, I=-100), broken, block(V=12_200)))
    assert [moment.voltage_v for moment in log.moments] == [12.1, 12.2]
    assert log.moments[1].current_a is None
    assert log.notes == ("2 blocks with a bad checksum",)


def test_a_table_of_another_dialect_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "timestamp;battery voltage;current;SoC\n2025-01-01 10:00:00;12,6;-4,5;80\n2025-01-01 10:01:00;99;1;\n"
    )
    (moment,) = read(file).moments
    assert (moment.voltage_v, moment.current_a, moment.told_pct) == (12.6, -4.5, 80.0)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "when,what\n1,2\n2,3\n", "a header with a time and a voltage"),
        ("b.csv", "time,voltage\nnoon,12\nnight,12\n", "no column of times"),
        ("c.csv", "time,voltage\n0,120\n60,130\n", "no voltage between"),
    ],
)
def test_what_is_none_is_told_in_one_line(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableError, match=told):
        read(tmp_path / name)
    with pytest.raises(UnreadableError, match="no recording of a supply"):
        read_folder(tmp_path)


def test_without_a_folder_the_benchmark_says_what_it_wants(tmp_path: Path) -> None:
    with pytest.raises(BadChoiceError, match="--data FOLDER"):
        recorded_supply.measure(tmp_path / "none")
    with pytest.raises(BadChoiceError, match="no recording of a supply"):
        recorded_supply.measure(tmp_path)


def test_the_benchmark_shows_a_row_for_each_recording_and_kind(tmp_path: Path) -> None:
    stream(tmp_path, block(V=12_100, I=-100, CE=0), block(V=12_100, I=-100, CE=0))
    (tmp_path / "notes.txt").write_text("nothing")
    figures = recorded_supply.measure(tmp_path)
    assert len(figures["rows"]) == len(BatteryKind)
    assert len(figures["left_out"]) == 1
    assert "| monitor.dump | flooded |" in recorded_supply.table(figures)


def test_the_real_recordings_hold_too(data_dir: Path) -> None:
    if not (data_dir / "supply").is_dir():
        pytest.skip(f"no recordings of supplies at {data_dir / 'supply'}")
    logs, _ = read_folder(data_dir / "supply")
    rows = [play(log, LITHIUM) for log in logs]
    assert all(row.in_use_while_steady_h == 0.0 for row in rows)
    assert sum(row.steady_h for row in rows) > 1_484.0
    for row in rows:
        assert row.counted_ah == (None if row.told_ah is None else pytest.approx(row.told_ah, rel=0.01))
