"""homeward record export, report, import and trip hand-over, take-up: as people type them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from firmware.__main__ import main
from tests.firmware.reports.pages import fonts
from tests.firmware.reports.small_trip import CONSIGNMENT, record_with_trip
from tests.firmware.reports.test_fridge_tag import GOOD as FRIDGE_TAG
from tests.firmware.reports.test_home_history import CSV as HISTORY


class Place:
    """A folder with a record, its configuration, and the commands there."""

    def __init__(self, folder: Path, temperatures_c: Sequence[float] = (4.0,) * 120, at_min: int = 0) -> None:
        self.record = record_with_trip(folder / "record.db", list(temperatures_c), at_min=at_min)
        self.folder, self.config = folder, folder / "homeward.toml"
        self.config.write_text(f'[record]\nfile = "{self.record}"\n', encoding="utf-8")

    def run(self, *words: str) -> int:
        return main([*words, "--config", str(self.config)])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Place(tmp_path)


def test_a_report_is_made_in_every_form_at_once(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    fonts("en")
    code = place.run("record", "report", "T1", "--pdf", "--html", "--csv", "t.csv", "--json", "--proof", "T1.proof")
    assert code == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "kept"
    assert Path("T1.pdf").read_bytes().startswith(b"%PDF-")
    assert "GOOD" in Path("T1.html").read_text(encoding="utf-8")
    assert len(Path("t.csv").read_text(encoding="utf-8").splitlines()) == 121
    assert main(["record", "verify", "T1.proof"]) == 0


def test_a_report_speaks_the_language_and_the_unit_that_are_asked_for(place: Place) -> None:
    words = ("--html", "a.html", "--language", "de", "--unit", "f", "--zone", "Asia/Shanghai")
    assert place.run("record", "report", CONSIGNMENT.lower(), *words) == 0
    text = Path("a.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "GUT: Die Ware blieb in ihren Grenzen" in text
    assert "39,2 °F" in text
    assert "16:00 Uhr" in text


def test_the_record_is_exported_as_a_table(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("record", "export", "--format", "jsonl", "--to", "2026-12-01T07:02+00:00") == 0
    captured = capsys.readouterr()
    assert [json.loads(line)["air_mean_c"] for line in captured.out.splitlines()] == [4.0, 4.0]
    assert captured.err == "2 rows\n"
    assert place.run("record", "export", "--out", "all.csv") == 0
    assert len(Path("all.csv").read_text(encoding="utf-8").splitlines()) == 181
    assert place.run("record", "export", "--format", "sqlite", "--out", "all.sqlite") == 0
    assert Path("all.sqlite").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("record", "report", "T9", "--json"), "'T9': is no trip and no consignment"),
        (("record", "report", "T1"), "must have one or more of --pdf, --html, --csv, --json"),
        (("record", "report", "T1", "--html", "no/where.html"), "no/where.html: No such file or directory"),
        (("record", "export", "--format", "parquet"), "--format parquet: must have --out FILE"),
        (("record", "export", "--out", "no/where.csv"), "no/where.csv: No such file or directory"),
        (("record", "import", "no.txt"), "no.txt: No such file or directory"),
        (("record", "import", "homeward.toml"), "is no form that is known"),
        (("trip", "hand-over"), "must name a trip or its compartment"),
        (("trip", "take-up"), "must name a file"),
        (("trip", "take-up", "homeward.toml"), "is no segment, or cut off"),
        (("trip", "hand-over", "T1", "--qr", "code.gif"), "code.gif: must end with .png or .svg"),
        (("trip", "hand-over", "T1", "--mqtt"), "has no [mqtt]"),
        (("trip", "hand-over", "T1", "--out", "no/where"), "no/where: No such file or directory"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    place: Place, capsys: pytest.CaptureFixture[str], words: Sequence[str], line: str
) -> None:
    assert place.run(*words) in {1, 2}
    told = capsys.readouterr().err
    assert line in told
    assert told.count("\n") == 1


def test_a_zone_that_is_none_is_told(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        place.run("record", "export", "--zone", "Mars/Olympus")
    assert "'Mars/Olympus': must be a time zone such as Europe/Berlin" in capsys.readouterr().err


def test_a_consignment_goes_from_hand_to_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    van, shop = Place(tmp_path / "van"), Place(tmp_path / "shop", at_min=130)
    assert van.run("trip", "hand-over", "food", "--keeper", "van-7", "--qr", "code.png") == 0
    file = f"{CONSIGNMENT}-T1.segment"
    assert f"is handed over: {file}" in capsys.readouterr().out
    assert Path("code.png").read_bytes().startswith(b"\x89PNG")
    assert shop.run("trip", "take-up", file) == 0
    assert "T1 of van-7 is taken up, signed by homeward/" in capsys.readouterr().out
    assert shop.run("record", "report", CONSIGNMENT, "--json", "--keeper", "shop") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["keeper"], each["signature"]) for each in told["segments"]] == [
        ("van-7", "good"),
        ("shop", "own record"),
    ]
    assert [each["duration_s"] for each in told["between"]] == [600.0]


def test_a_history_of_home_becomes_a_segment(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    Path("h.csv").write_text(HISTORY.replace("2026-12-01T08", "2026-12-01T11"), encoding="utf-8")
    words = ("--consignment", CONSIGNMENT, "--cargo", "groceries_chilled")
    assert place.run("record", "import", "h.csv", *words, "--json") == 0
    assert json.loads(capsys.readouterr().out)["minutes"] == 5
    assert place.run("record", "report", CONSIGNMENT, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["signature"] for each in told["segments"]] == ["own record", "none"]
    assert place.run("record", "import", "h.csv") == 2
    assert "must have --consignment" in capsys.readouterr().err


def test_another_logger_is_shown_and_compared(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    Path("f.txt").write_text(FRIDGE_TAG, encoding="utf-8")
    assert place.run("record", "import", "f.txt") == 0
    assert "above 8 °C for 600 min: 974 min in all, alarm on 1 days" in capsys.readouterr().out
    moved = (
        FRIDGE_TAG.replace("2026-04-29", "2026-12-01").replace("+9.5", "+4.5").replace("974, TS A: 10:00, C A: 0", "0")
    )
    Path("g.txt").write_text(moved, encoding="utf-8")
    assert place.run("record", "import", "g.txt", "--compartment", "food", "--zone", "UTC") == 0
    assert "2026-12-01: device 3.2 to 4.5 °C" in capsys.readouterr().out
    assert place.run("record", "import", "g.txt", "--compartment", "food", "--zone", "UTC", "--json") == 0
    assert [each["agrees"] for each in json.loads(capsys.readouterr().out)["compared"]] == [True]
    Path("g.txt").write_text(moved.replace("+4.5", "+6.5"), encoding="utf-8")
    assert place.run("record", "import", "g.txt", "--compartment", "food", "--zone", "UTC") == 1
    assert "DIFFERS" in capsys.readouterr().out
    assert place.run("record", "import", "f.txt", "--compartment", "food") == 0
    assert "our record of food has none of these days" in capsys.readouterr().out
