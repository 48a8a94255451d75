"""A segment that is handed over: signed by its own key, small enough for a code, and nothing in it can be changed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.coldchain.assessor import assess
from firmware.coldchain.notes import Note
from firmware.coldchain.segment import FORM, Handed, read, signed, unsigned
from firmware.coldchain.segment_folder import folder_of, keep, kept, load
from firmware.coldchain.series import Fact
from firmware.coldchain.signing_key import SigningKey
from firmware.coldchain.trips import SensorIdentity, Trip
from firmware.config.cargo_profiles import cargo_of
from firmware.errors import FirmwareError
from tests.firmware.coldchain.courses import BEGIN_S, course, gap

LOG = "homeward/0123456789abcdef"
QR_BYTES = 2_331
"""The most that a QR code of level M holds (ISO/IEC 18004, table 7)."""


def handed() -> Handed:
    items = course([4.0, 4.1, None, 4.2], [4.0] * 4, lid_open_s=0.0)
    trip = Trip(
        trip_id="T3",
        compartment="food",
        cargo=cargo_of("vaccine_2_8"),
        started_s=BEGIN_S,
        started_by="cli",
        stopped_s=BEGIN_S + 840.0,
        consignment="RX-2026-0815",
        given_by="Anna Weber",
        taken_by="صيدلية",
        sensors=(SensorIdentity(point="fridge.food.air_c", certificate="K-1"),),
    )
    facts = [Fact(wall_s=BEGIN_S + 60.0, kind="AlarmRaised", text="lid", data={"alarm": "fridge.food.left_open"})]
    return Handed(trip=trip, keeper="van-7", items=[*items, gap(items, 10.0)], facts=facts)


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.of(tmp_path / "evidence.key")


def written(one: Handed, key: SigningKey) -> tuple[str, str]:
    told = assess(one.trip.cargo, one.items, one.facts, compartment="food", started_s=one.trip.started_s)
    text, note, _ = signed(one, told, key, LOG)
    return text, str(note)


def test_a_segment_comes_back_as_it_was_handed_over(key: SigningKey) -> None:
    one = handed()
    text, note = written(one, key)
    found = read(text, "a.segment")
    assert (found.trip, list(found.items), list(found.facts), found.keeper) == (one.trip, one.items, one.facts, "van-7")
    assert found.key is not None
    assert found.key.name == LOG
    assert Note.read(note).is_signed(found.key)


def test_its_summary_fits_into_a_code_and_tells_what_counts(key: SigningKey) -> None:
    _, note = written(handed(), key)
    assert len(note.encode()) < QR_BYTES
    form, line = Note.read(note).text.splitlines()
    told = json.loads(line)
    assert form == FORM
    assert (told["consignment"], told["trip"], told["cargo"]) == ("RX-2026-0815", "T3", "vaccine_2_8")
    assert (told["min_c"], told["max_c"], told["excursions"]) == (4.0, 4.0, 0)


def test_whatever_is_changed_afterwards_is_found(key: SigningKey) -> None:
    text, _ = written(handed(), key)
    file = json.loads(text)
    for word, old, new in (
        ("content", "Anna Weber", "Anna Webex"),
        ("note", "Anna Weber", "Anna Webex"),
        ("note", "vaccine", "insulin"),
        ("key", "0123", "3210"),
    ):
        changed = json.dumps({**file, word: file[word].replace(old, new)})
        with pytest.raises(FirmwareError, match=r"^b\.segment: .*(changed after|cannot be read)"):
            read(changed, "b.segment")


def test_another_s_signature_is_no_signature(key: SigningKey, tmp_path: Path) -> None:
    text, _ = written(handed(), key)
    other, _ = written(handed(), SigningKey.of(tmp_path / "other.key"))
    with pytest.raises(FirmwareError, match="was changed after"):
        read(json.dumps({**json.loads(text), "key": json.loads(other)["key"]}), "c.segment")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no segment, or cut off"),
        ("[]", "is no segment, or cut off"),
        ("{}", "is no segment, or cut off"),
        (
            json.dumps({"form": "homeward-segment/2", "note": "", "key": "", "content": ""}),
            "must be homeward-segment/1",
        ),
        (json.dumps({"form": FORM, "note": "", "key": "", "content": "[]"}), "its content cannot be used"),
        (json.dumps({"form": FORM, "note": "x", "key": "", "content": "{}"}), "its signature cannot be read"),
        (
            json.dumps({"form": FORM, "note": "", "key": "", "content": '{"minutes":[],"gaps":[],"facts":[]}'}),
            "its content cannot be used .trip.",
        ),
    ],
)
def test_what_is_no_segment_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(FirmwareError, match=message) as told:
        read(text, "d.segment")
    assert "\n" not in str(told.value)


def test_a_segment_that_is_cut_off_anywhere_is_refused(key: SigningKey) -> None:
    text = written(handed(), key)[0].rstrip()
    for end in range(0, len(text), 97):
        with pytest.raises(FirmwareError):
            read(text[:end], "e.segment")


def test_segments_are_kept_once_beside_the_record(key: SigningKey, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "record.db")
    assert not list(kept(folder))
    text, _ = written(handed(), key)
    other = unsigned(replace(handed(), keeper="home"))
    assert keep(folder, text) == keep(folder, text)
    keep(folder, other)
    (folder / "damaged.segment").write_text("{", encoding="utf-8")
    found = [*kept(folder)]
    assert sorted(each.keeper for each in found if isinstance(each, Handed)) == ["home", "van-7"]
    assert [each.key for each in found if isinstance(each, Handed) and each.keeper == "home"] == [None]
    (wrong,) = [each for each in found if isinstance(each, FirmwareError)]
    assert "damaged.segment" in str(wrong)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(FirmwareError, match="No such file"):
        load(tmp_path / "no.segment")
    (tmp_path / "bytes.segment").write_bytes(b"\xff\xfe")
    with pytest.raises(FirmwareError, match="it is no text"):
        load(tmp_path / "bytes.segment")
    (tmp_path / "not-a-folder").write_text("", encoding="utf-8")
    with pytest.raises(FirmwareError, match="be root, or of the service's group"):
        keep(tmp_path / "not-a-folder" / "segments", "{}")
