"""`python -m hil bench supply`: recordings of real batteries through the power law, beside what is true of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from controller.settings import BatteryKind, PowerSettings
from hil.bench.options import BadChoiceError
from hil.recordings.reading import VARIABLE, folder_of_all
from hil.recordings.series import UnreadableError
from hil.recordings.supply_logs import read_folder
from hil.recordings.supply_playback import play

COUNTED = 0.01
"""So near a monitor's own count must ours be."""

_SUPPLY = "supply"


def measure(data: Path | None) -> Mapping[str, Any]:
    """Play every recording of the folder `data`, each as each kind of battery; raises BadChoiceError without any."""
    folder = data or folder_of_all()
    if folder is None or not folder.is_dir():
        raise BadChoiceError(f"no recordings: name their folder with --data FOLDER, or in {VARIABLE}")
    try:
        logs, left_out = read_folder(folder / _SUPPLY if (folder / _SUPPLY).is_dir() else folder)
    except UnreadableError as error:
        raise BadChoiceError(str(error)) from error
    rows = [asdict(play(log, PowerSettings(battery=kind))) for log in logs for kind in BatteryKind]
    notes = {log.name: list(log.notes) for log in logs if log.notes}
    return {"rows": rows, "notes": notes, "left_out": left_out}


def is_good(figures: Mapping[str, Any]) -> bool:
    """Return True where no resting battery was a car in use, and every count was right."""
    rows: Sequence[Mapping[str, Any]] = figures["rows"]
    return all(row["in_use_while_steady_h"] == 0.0 and _is_counted(row) for row in rows)


def _is_counted(row: Mapping[str, Any]) -> bool:
    counted_ah, told_ah = row["counted_ah"], row["told_ah"]
    return counted_ah is None or told_ah is None or abs(counted_ah - told_ah) <= COUNTED * abs(told_ah)


def table(figures: Mapping[str, Any]) -> str:
    """Print the rows as Markdown."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Mapping[str, Any]) -> Iterator[str]:
    rows: Sequence[Mapping[str, Any]] = figures["rows"]
    names = [*rows[0]]
    yield f"| {' | '.join(name.replace('_', ' ') for name in names)} |"
    yield "|---" * len(names) + "|"
    for row in rows:
        yield f"| {' | '.join('-' if row[name] is None else str(row[name]) for name in names)} |"
    yield from (f"- {line}" for line in figures["left_out"])
