"""The command proves, verifies and cosigns; whatever is wrong is one line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.__main__ import main
from firmware.coldchain.sealing import seal
from firmware.coldchain.trips import Trip, TripEvent, started, stopped
from firmware.config.cargo_profiles import cargo_of
from firmware.record.database import RecordFile
from firmware.record.rows import EventRow
from firmware.record.write_buffer import Batch
from hil.bench.sealed_record import minute


class Place:
    """A folder with a configuration, and a record that the service writes."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.config = folder / "homeward.toml"
        self.record = RecordFile(folder / "record.db")
        self.config.write_text(f'[record]\nfile = "{self.record.file}"\n', encoding="utf-8")
        self.rows = 0

    def grow(self, rows: int, *, is_sealed: bool = True) -> None:
        self.record.write(Batch(leaves=tuple(minute(number) for number in range(self.rows, self.rows + rows))))
        self.rows += rows
        if is_sealed:
            self.record.work(lambda connection: seal(connection, self.folder / "evidence.key"))

    def run(self, action: str, *arguments: object) -> tuple[int, str, str]:
        code = main(["record", action, *map(str, arguments)])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def own(self, action: str, *arguments: object) -> str:
        code, out, _ = self.run(action, "--config", self.config, *arguments)
        assert code == 0
        return out


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Place]:
    place = Place(tmp_path, capsys)
    place.grow(120)
    yield place
    place.record.close()


def test_a_record_is_verified_as_it_is_and_by_the_file_that_proves_it(place: Place) -> None:
    place.grow(3, is_sealed=False)
    code, out, _ = place.run("verify", place.record.file)
    assert code == 0
    assert "good: 120 rows, signed by homeward/" in out
    assert out.endswith("the newest 3 rows are not signed yet\n")
    proof = place.folder / "record.proof"
    place.own("prove", "--out", proof)
    verdict = json.loads(place.run("verify", proof, "--json", "--key", place.own("key").strip())[1])
    assert (verdict["good"], verdict["wrong"], verdict["shown"], verdict["signed"]) == (True, None, 120, 120)
    proof.write_bytes(proof.read_bytes().replace(b'[17,"minute"', b'[17,"minuta"'))
    code, out, _ = place.run("verify", proof)
    assert (code, out) == (
        1,
        f"{proof}: WRONG: altered: row 17 is not as it was signed: it, or its hash, was altered\n",
    )
    assert json.loads(place.run("verify", proof, "--json")[1])["wrong"]["row"] == 17


def test_a_part_is_chosen_by_compartment_and_time(place: Place) -> None:
    lines = place.own(
        "prove", "--compartment", "food", "--from", "2027-01-15T08:30:00Z", "--to", "2027-01-15T08:40:00Z"
    )
    proof = place.folder / "part.proof"
    proof.write_text(lines, encoding="utf-8")
    verdict = json.loads(place.run("verify", proof, "--json")[1])
    assert verdict["good"]
    assert 10 <= verdict["shown"] <= verdict["rows"] / 2
    assert "medicine" not in lines


def test_a_trip_is_proven_by_its_name_without_other_compartments(place: Place) -> None:
    began_s = 1_800_000_600.0
    trip = Trip(
        trip_id="T1",
        compartment="food",
        cargo=cargo_of("groceries_chilled"),
        started_s=began_s,
        started_by="cli",
        stopped_s=began_s + 1_200.0,
    )
    data = ((TripEvent.STARTED, 0.0, started(trip)), (TripEvent.STOPPED, 1_200.0, stopped(trip)))
    rows = (EventRow("boot", 0.0, began_s + at_s, kind, kind, json.dumps(said), "ntp") for kind, at_s, said in data)
    place.record.write(Batch(events=tuple(rows)))
    place.grow(10)
    assert "T1: good: " in place.own("verify", "T1")
    lines = place.own("prove", "--trip", "T1")
    assert "medicine" not in lines
    assert "TripStarted" in lines
    assert place.run("verify", "--config", place.config, "T9")[0] == 1


def test_a_witness_cosigns_and_a_rewritten_record_does_not_fit_any_more(place: Place) -> None:
    request = place.folder / "request"
    request.write_text(place.own("checkpoint"), encoding="utf-8")
    key, folder = place.own("key").strip(), place.folder / "witness"
    arguments = ("cosign", request, "--log", key, "--name", "hub.example/w", "--folder", folder)
    code, note, err = place.run(*arguments)
    assert code == 0
    kept, witness = place.folder / "kept", err.split()[-1]
    kept.write_text(note, encoding="utf-8")
    place.grow(30)
    seen = ("--seen", kept, "--witness", witness)
    assert place.run("verify", place.record.file, *seen)[0] == 0
    code, _, err = place.run(*arguments)
    assert (code, err) == (1, "homeward: this witness has seen 120 rows: ask with `record checkpoint --old 120`\n")
    request.write_text(place.own("checkpoint", "--old", 120), encoding="utf-8")
    assert place.run(*arguments)[0] == 0
    (place.folder / "other").mkdir()
    other = Place(place.folder / "other", place._capsys)
    other.grow(40)
    stranger = other.own("key").strip()
    code, _, err = place.run("verify", place.record.file, "--seen", kept, "--witness", stranger)
    assert (code, "is not signed by the witness" in err) == (2, True)
    code, out, _ = other.run("verify", other.record.file, *seen)
    assert (code, "WRONG" in out) == (1, True)
    other.record.close()


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("verify", "none"), 2, "none: No such file or directory: must be a file to verify"),
        (("verify", "{config}"), 1, None),
        (("verify", "{record}", "--key", "nonsense"), 2, "is no key: must be NAME+ID+KEY"),
        (("verify", "{record}", "--seen", "none"), 2, "must be a checkpoint that was kept"),
        (("key", "--config", "none"), 2, "none"),
        (("checkpoint", "--config", "{config}", "--old", "9999"), 1, "must be the rows that the witness has seen"),
        (("prove", "--config", "{config}", "--out", "/none/none"), 2, "must be a file to write"),
    ],
)
def test_bad_input_is_one_line(place: Place, arguments: tuple[str, ...], code: int, line: str | None) -> None:
    filled = [each.format(config=place.config, record=place.record.file) for each in arguments]
    got, out, err = place.run(filled[0], *filled[1:])
    assert got == code
    assert (err or out).count("\n") == 1
    assert line is None or line in err


def test_a_time_that_is_none_is_refused(place: Place) -> None:
    with pytest.raises(SystemExit) as ended:
        place.run("prove", "--from", "yesterday")
    assert ended.value.code == 2
