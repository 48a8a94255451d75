"""`python -m hil bench recorded`: what the controller says of recordings of real boxes, and what is true of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hil.bench.options import BadChoiceError
from hil.bench.parallel import in_parallel
from hil.bench.result import Figures
from hil.recordings.comparison import compare
from hil.recordings.reading import folder_of_boxes, read_all
from hil.recordings.series import UnreadableError


def measure(data: Path | None) -> Figures:
    """Play every recording of the folder `data`; raises BadChoiceError where there is none.

    `rows` are the comparisons, `notes` how files were read, `left_out` a line on each file that is no series of a box.
    """
    try:
        recordings = read_all(folder_of_boxes(data))
    except UnreadableError as error:
        raise BadChoiceError(str(error)) from error
    ordered = sorted(recordings.series, key=lambda each: -each.duration_s)
    done = dict(zip([each.name for each in ordered], in_parallel(compare, ordered), strict=True))
    rows = [asdict(row) for each in recordings.series for row in done[each.name]]
    notes = {each.name: list(each.notes) for each in recordings.series if each.notes}
    return {"rows": rows, "notes": notes, "left_out": list(recordings.left_out)}


def table(figures: Figures) -> str:
    """Print what was said beside what is true, recording by recording, as Markdown."""
    return "\n".join(_lines(figures)) + "\n"


def _lines(figures: Figures) -> Iterator[str]:
    rows: Sequence[Mapping[str, Any]] = figures["rows"]
    for recording in dict.fromkeys(row["recording"] for row in rows):
        yield from ("", f"## {recording}", "")
        yield from (f"Read with: {note}.  " for note in figures["notes"].get(recording, ()))
        yield from ("", "| what | said | truth |", "|---|---|---|")
        for row in rows:
            if row["recording"] == recording:
                yield f"| {row['what']} | {_text(row['said'])} | {_text(row['truth'])} |"
    if figures["left_out"]:
        yield from ("", "Not played:", "")
        yield from (f"- {line}" for line in figures["left_out"])


def _text(value: Any) -> str:
    """Return a figure, or several, as a person reads them."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_text(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value) or "nothing"
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
