"""A folder of recordings: which files are series of boxes, and one clear line on each that is not."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hil.recordings import columns, delimited, events, headless_logs
from hil.recordings.series import Series, UnreadableError

VARIABLE = "HOMEWARD_DATA"
"""The environment's word for the folder of recordings of all kinds."""

_ROOT = Path(__file__).resolve().parents[2]
_BOXES = "temperature"
_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".json", ".log", ".dat"})
_SETTINGS = "thermostat"
"""In the name of a file of settings, such as kegerator_thermostat.json beside kegerator_events.json."""

_DAILY = "Fridge-tag"
MAX_MB = 64


@dataclass(frozen=True, slots=True)
class Recordings:
    """The series of a folder, and a line on each file that is none."""

    series: tuple[Series, ...]
    left_out: tuple[str, ...]


def folder_of_all() -> Path | None:
    """Return the folder that holds can/, temperature/ and others, where it is told or lies beside the project."""
    folder = Path(os.environ.get(VARIABLE, _ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def folder_of_boxes(told: Path | None) -> Path:
    """Return the folder with recordings of boxes; raises UnreadableError where there is none."""
    folder = told or folder_of_all()
    if folder is None:
        raise UnreadableError(f"no recordings: name their folder with --data FOLDER, or in {VARIABLE}")
    if not folder.is_dir():
        raise UnreadableError(f"--data {folder}: no such folder; the one that holds the recordings is wanted")
    return folder / _BOXES if (folder / _BOXES).is_dir() else folder


def read_all(folder: Path) -> Recordings:
    """Read every file of a folder; raises UnreadableError where none is a series."""
    found: list[Series] = []
    left_out: list[str] = []
    for file in sorted(each for each in folder.iterdir() if each.suffix.lower() in _ENDINGS):
        try:
            found.append(read(file))
        except UnreadableError as error:
            left_out.append(" ".join(str(error).split()).replace(f"{file}", file.name))
    if not found:
        wanted = "CSV with a header, a BrewPi's log, a metering plug's log or JSON of events"
        raise UnreadableError(f"{folder}: no recording of a box; {wanted} is wanted")
    return Recordings(tuple(found), tuple(left_out))


def read(file: Path) -> Series:
    """Read one file; raises UnreadableError."""
    text = _text(file)
    if file.suffix.lower() == ".json":
        return _with_set_point(events.series(file, text), file)
    if _DAILY in text[:200]:
        raise UnreadableError(f"{file}: extremes of each day, no series; nothing to replay")
    table = delimited.read(file, text)
    return columns.series(file.name, table) if table.header else headless_logs.series(file, table)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_MB * 1_000_000:
            raise UnreadableError(f"{file}: larger than {MAX_MB} MB; cut it")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return file.read_text(encoding="latin-1")
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read: {error.strerror}") from error


def _with_set_point(series: Series, file: Path) -> Series:
    """Give an event-driven series the set-point that the settings beside it tell."""
    stem = file.stem.partition("_")[0]
    for beside in _beside(file, stem):
        set_point_c = events.set_point(_text(beside))
        if set_point_c is not None:
            moments = tuple(replace(moment, set_point_c=set_point_c) for moment in series.moments)
            return Series(series.name, moments, (*series.notes, f"set-point {set_point_c:g} °C by {beside.name}"))
    return series


def _beside(file: Path, stem: str) -> Iterator[Path]:
    return (each for each in sorted(file.parent.glob(f"{stem}*{_SETTINGS}*.json")) if each != file)
