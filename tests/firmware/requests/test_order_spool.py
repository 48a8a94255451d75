"""Orders by files: taken once, answered, and never carried out later than they were meant."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from firmware.errors import FirmwareError
from firmware.requests.order_spool import FOLDER, KEPT_LOOKS, Spool, ask
from firmware.requests.tokens import CommandError
from firmware.requests.trip_orders import StartTrip, StopTrip, TripOrder, from_json, to_json

START = StartTrip(compartment="food", cargo="vaccine_2_8")


class Desk:
    def __init__(self, file: Path) -> None:
        self.orders: list[tuple[TripOrder, str]] = []
        self.spool = Spool(file, self.carry_out)

    async def carry_out(self, value: Any, origin: str) -> str:
        order = from_json(value)
        self.orders.append((order, origin))
        if isinstance(order, StopTrip):
            raise CommandError("no such trip")
        return "T1 began"

    def look(self) -> None:
        asyncio.run(self.spool.look())


def serve(desk: Desk, looks: int = 200) -> threading.Thread:
    def run() -> None:
        pause = threading.Event()
        for _ in range(looks):
            desk.look()
            if desk.orders:
                return
            pause.wait(0.01)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_order_is_carried_out_once_and_answered(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "record.db")
    desk.look()
    thread = serve(desk)
    assert ask(tmp_path / "record.db", to_json(START)) == "T1 began"
    thread.join()
    assert desk.orders == [(START, "cli")]
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_a_refusal_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "record.db")
    desk.look()
    thread = serve(desk)
    with pytest.raises(CommandError, match="no such trip"):
        ask(tmp_path / "record.db", to_json(StopTrip(trip="T9")))
    thread.join()


def test_without_a_service_the_order_is_taken_back(tmp_path: Path) -> None:
    Desk(tmp_path / "record.db").look()
    with pytest.raises(FirmwareError, match="does not answer, nothing was changed"):
        ask(tmp_path / "record.db", to_json(START), taken_within_s=0.0)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_where_the_service_has_never_run_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(FirmwareError, match="the service makes it, start it first"):
        ask(tmp_path / "record.db", to_json(START))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"order": "sell"}', b"[" * 3_000, b'"' * 9_000])
def test_any_file_is_answered_in_one_line(tmp_path: Path, content: bytes) -> None:
    desk = Desk(tmp_path / "record.db")
    desk.look()
    (tmp_path / FOLDER / "a.order").write_bytes(content)
    desk.look()
    answer = json.loads((tmp_path / FOLDER / "a.answer").read_text(encoding="utf-8"))
    assert answer["ok"] is False
    assert answer["text"].startswith(("trip order: must", "order: must"))
    assert desk.orders == []


def test_an_answer_that_nobody_takes_is_thrown_away(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "record.db")
    desk.look()
    (tmp_path / FOLDER / "a.order").write_text(json.dumps(to_json(START)), encoding="utf-8")
    desk.look()
    answer = tmp_path / FOLDER / "a.answer"
    for _ in range(KEPT_LOOKS):
        desk.look()
    assert answer.exists()
    desk.look()
    assert not answer.exists()


def test_a_folder_that_cannot_be_used_is_no_error_of_the_service(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("", encoding="utf-8")
    Desk(tmp_path / "record.db").look()
