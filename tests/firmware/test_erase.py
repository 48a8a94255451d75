"""`homeward erase` where no service runs: the record, what was set aside beside it, the broker, and the receipt."""

import asyncio
import json
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from firmware.__main__ import main
from firmware.points.table import is_personal
from firmware.record.erasure import traces_in
from firmware.record.keys import DEVICE_ID
from firmware.record.migrations import VERSION, migrate
from firmware.record.schema import INSERT_SAMPLE, PERSIST, connect
from tests.firmware.uplink.mosquitto import Mosquitto

LATITUDE_DEG = 48.137_154
MARKER = struct.pack(">d", LATITUDE_DEG)
POINT = "vehicle.latitude_deg"
ROWS = 300
DEVICE = "a1b2c3"
TOPIC = f"homeward/{DEVICE}/vehicle/latitude_deg"


def make(file: Path, *, rows: int = ROWS) -> sqlite3.Connection:
    """A record with rows of a person between others; many were deleted and written again."""
    connection = connect(file)
    migrate(connection, 0)
    connection.execute(PERSIST, (DEVICE_ID, json.dumps(DEVICE)))
    for number in range(rows):
        for point, value in (("cabin.air_c", 21.5), (POINT, LATITUDE_DEG), ("extra.seat_bpm", 71.0)):
            connection.execute(INSERT_SAMPLE, ("boot", 60.0 * number, 1.8e9, point, value, None, "ntp"))
    return connection


def car(folder: Path, mqtt: str = "") -> Path:
    config = folder / "car.toml"
    config.write_text(f'[record]\nfile = "{folder / "record.db"}"\n{mqtt}', encoding="utf-8")
    return config


def erase(config: Path, capsys: pytest.CaptureFixture[str], *, good: bool = True) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["erase", "--json", "--config", str(config)]) == (0 if good else 1)
    receipt: dict[str, Any] = json.loads(capsys.readouterr().out)
    return receipt


def holds_marker(folder: Path) -> bool:
    return any(MARKER in file.read_bytes() for file in folder.iterdir())


def test_no_byte_is_left_and_the_rest_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "record.db"
    make(file).close()
    assert holds_marker(tmp_path)
    receipt = erase(car(tmp_path), capsys)
    assert not holds_marker(tmp_path)
    assert receipt["files"] == [{"file": str(file), "rows": {POINT: ROWS, "extra.seat_bpm": ROWS}, "left": ""}]
    assert receipt["read_bytes"] >= file.stat().st_size
    assert (receipt["traces"], receipt["left"], receipt["device_id"]) == (0, [], DEVICE)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM samples WHERE point = 'cabin.air_c'").fetchone() == (ROWS,)
        assert connection.execute("SELECT max(seq), value FROM samples").fetchone() == (3 * ROWS, None)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_log_that_was_left_behind_is_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As after a power cut: the log beside the file has all the rows."""
    crashed, state = tmp_path / "crashed", tmp_path / "state"
    crashed.mkdir()
    connection = make(crashed / "record.db")
    shutil.copytree(crashed, state)
    connection.close()
    assert MARKER in (state / "record.db-wal").read_bytes()
    erase(car(state), capsys)
    assert not holds_marker(state)


def test_what_was_set_aside_is_erased_or_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "record.db", rows=1).close()
    make(tmp_path / "record.db.before-version-2").close()
    damaged = tmp_path / "record.db.damaged-1"
    damaged.write_bytes(b"SQLite format 3\0" + POINT.encode() + MARKER + b"ntp" + bytes(4_096))
    (tmp_path / "record.db.damaged-1-wal").write_bytes(MARKER)
    receipt = erase(car(tmp_path), capsys)
    assert not holds_marker(tmp_path)
    assert not damaged.exists()
    assert not Path(f"{damaged}-wal").exists()
    with closing(sqlite3.connect(tmp_path / "record.db.before-version-2")) as connection:
        assert connection.execute("SELECT count(*) FROM samples WHERE point = 'cabin.air_c'").fetchone() == (ROWS,)
    assert [Path(each["file"]).name for each in receipt["files"]] == [
        "record.db",
        "record.db.before-version-2",
        "record.db.damaged-1",
    ]


def test_a_record_that_another_program_has_open_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service in safe mode takes no orders, and there is one writer."""
    with closing(make(tmp_path / "record.db", rows=5)):
        assert main(["erase", "--config", str(car(tmp_path))]) == 1
    assert "stop the service" in capsys.readouterr().err
    assert holds_marker(tmp_path)


def test_where_nothing_was_recorded_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--config", str(car(tmp_path))]) == 1
    assert "nothing was recorded yet" in capsys.readouterr().err


def test_the_search_finds_rows_across_its_chunks_and_nothing_else(tmp_path: Path) -> None:
    row = POINT.encode() + MARKER + b"ntp"
    file = tmp_path / "raw"
    file.write_bytes(b"x" * ((1 << 20) - 10) + row + POINT.encode() + b" lost: no fix, ntp" + row)
    assert traces_in([file], {POINT}) == (file.stat().st_size, 2)
    assert traces_in([file], {"cabin.air_c"}) == (file.stat().st_size, 0)
    assert traces_in([file], set()) == (0, 0)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (POINT, True),
        ("cabin.presence", True),
        ("extra.seat_bpm", True),
        ("extra.radon_bqm3", False),
        ("cabin.air_c", False),
    ],
)
def test_what_was_recorded_long_ago_is_known_by_its_name(key: str, *, expected: bool) -> None:
    assert is_personal(key) is expected


async def retain(port: int) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.publish(TOPIC, str(LATITUDE_DEG), 1, retain=True)
        await client.publish(f"homeward/{DEVICE}/cabin/air_c", "21.5", 1, retain=True)


async def retained(port: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("homeward/#")
        await client.publish("homeward/end", "", 1)
        async for message in client.messages:
            if message.topic.value == "homeward/end":
                break
            found[message.topic.value] = bytes(message.payload)
    return found


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_the_broker_forgets_what_an_earlier_configuration_left_there(
    tmp_path: Path, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    state, broker_files = tmp_path / "state", tmp_path / "broker"
    state.mkdir()
    broker_files.mkdir()
    make(state / "record.db", rows=1).close()
    broker = Mosquitto(broker_files)
    broker.start()
    try:
        asyncio.run(retain(broker.port))
        mqtt = f'[mqtt]\nhost = "127.0.0.1"\nport = {broker.port}\nprotocol = "{protocol}"\n'
        receipt = erase(car(state, mqtt), capsys)
        assert receipt["broker"]["topics"] == [TOPIC]
        assert (receipt["broker"]["left"], receipt["broker"]["unknown"]) == ([], "")
        assert asyncio.run(retained(broker.port)) == {f"homeward/{DEVICE}/cabin/air_c": b"21.5"}
    finally:
        broker.stop()


def test_a_broker_that_is_away_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "record.db", rows=1).close()
    receipt = erase(car(tmp_path, '[mqtt]\nhost = "127.0.0.1"\nport = 9\n'), capsys, good=False)
    assert "erase again when it is there" in receipt["left"][0]


def test_a_person_reads_the_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "record.db", rows=2).close()
    kept = tmp_path / "receipt.json"
    assert main(["erase", "--config", str(car(tmp_path)), "--receipt", str(kept)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("erased 20")
    assert said[1].endswith(f"record.db: 2 of extra.seat_bpm, 2 of {POINT}") or f"2 of {POINT}" in said[1]
    assert said[2].endswith("no rows of personal points")
    assert json.loads(kept.read_text(encoding="utf-8"))["traces"] == 0
