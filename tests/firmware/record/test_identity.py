"""A card that was moved or copied: told, and the owner decides."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.record import Record
from firmware.record.identity import SERIAL_NUMBER, report_moved_card
from firmware.record.keys import BOARD
from firmware.runtime.clock import Clock
from firmware.runtime.faults import Faults

NUMBERS = (b"10000000a1b2c3d4\0", b"1000000055667788\0")


def computer(folder: Path, number: bytes | None) -> Path:
    """What the kernel shows of a board, in place of /sys."""
    if number is not None:
        (folder / SERIAL_NUMBER).parent.mkdir(parents=True, exist_ok=True)
        (folder / SERIAL_NUMBER).write_bytes(number)
    return folder


def started(file: Path, sysfs: Path) -> tuple[str, str]:
    """A start of the service: its device id, and what is wrong with that."""

    async def start() -> tuple[str, str]:
        faults = Faults()
        record = Record(
            file, Clock(monotonic_s=lambda: 5.0, wall_s=lambda: 1.8e9, boot_id="boot"), faults, commit_every_s=60.0
        )
        await record.open()
        name = await record.identity()
        await report_moved_card(record, sysfs, faults)
        await record.close()
        return name, faults.current.get("identity", "")

    return asyncio.run(start())


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "homeward.toml"
    file.write_text(f'[record]\nfile = "{tmp_path / "record.db"}"\n', encoding="utf-8")
    return file


@pytest.mark.parametrize("decision", ["--new", "--keep"])
def test_a_card_in_another_computer_is_reported_until_the_owner_decides(
    tmp_path: Path, config: Path, decision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, first, second = (
        tmp_path / "record.db",
        computer(tmp_path / "a", NUMBERS[0]),
        computer(tmp_path / "b", NUMBERS[1]),
    )
    name, line = started(file, first)
    assert (started(file, first), line) == ((name, ""), "")
    for _ in range(2):
        assert started(file, second)[0] == name
        assert "run `homeward identity --keep` if its card was moved here" in started(file, second)[1]
    assert main(["identity", "--config", str(config)]) == 0
    assert capsys.readouterr().out == f"device id: {name}\n"
    assert main(["identity", "--config", str(config), decision]) == 0
    assert "sudo systemctl restart homeward" in capsys.readouterr().out
    after, line = started(file, second)
    assert ((after == name), line) == (decision == "--keep", "")
    assert started(file, second) == (after, "")


@pytest.mark.parametrize("number", [None, b"", b"\0\n"])
def test_a_computer_without_a_number_says_nothing(tmp_path: Path, number: bytes | None) -> None:
    file, nameless = tmp_path / "record.db", computer(tmp_path / "b", number)
    name, _ = started(file, computer(tmp_path / "a", NUMBERS[0]))
    assert started(file, nameless) == (name, "")


def test_the_number_of_the_board_is_not_persisted(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    started(file, computer(tmp_path / "a", NUMBERS[0]))
    with closing(sqlite3.connect(file)) as connection:
        persisted = dict(connection.execute("SELECT key, json FROM kept").fetchall())
    assert len(persisted[BOARD]) == 18
    assert NUMBERS[0][:-1].decode() not in "".join(persisted.values())


@pytest.mark.parametrize("decision", [[], ["--new"], ["--keep"]])
@pytest.mark.parametrize("content", [None, b"no database at all", b""])
def test_what_is_no_record_is_one_line(
    tmp_path: Path, config: Path, decision: list[str], content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "record.db").write_bytes(content)
    assert main(["identity", "--config", str(config), *decision]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "must be the record of a service that has run" in said.err
