"""The record's faults in words: what, where, and what would be right."""

import sqlite3
from pathlib import Path

from firmware.record.database import RecordFile
from firmware.record.rows import LEFT_OUT, SET_ASIDE
from firmware.record.schema import primary_code
from firmware.runtime.faults import Faults

OTHER_FILE, WRITING, READER, PERSISTED = "record", "record file", "record log", "record kept"
"""The faults: another file is written (stands until the next start); the file cannot be written now; a reader holds
the log; persisted values were damaged (stands until the next start)."""

_ADVICE = {
    sqlite3.SQLITE_FULL: "make room on its disk",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_LOCKED: "another program holds it",
}
_USUAL_ADVICE = "its folder must exist and be writable"


class Reporter:
    """Reports of what is wrong with a file, taken back when it is right again."""

    def __init__(self, file: RecordFile, faults: Faults) -> None:
        self._file, self._faults = file, faults

    @property
    def fails(self) -> bool:
        """True where the last write failed."""
        return WRITING in self._faults.current

    def failed(self, error: Exception) -> None:
        """Report that the file could not be written."""
        reason = getattr(error, "strerror", None) or error
        advice = _ADVICE.get(primary_code(error), _USUAL_ADVICE)
        line = f"record: {self._file.file} cannot be written: {reason}: {advice}; until then everything waits in memory"
        self._faults.report(WRITING, line)

    def written(self, *, has_left: bool) -> None:
        """Report that it could; `has_left` where samples found no room."""
        file = self._file.file
        self._report(WRITING, _short(file, has_left=has_left) if self._file.is_short else None)
        self._report(READER, _held(file, self._file.log.size_bytes) if self._file.log.is_held else None)

    def named(self, persisted: object, now: str) -> None:
        """Report that the persisted name is none."""
        self._faults.report(PERSISTED, f"record: the stored device id {persisted!r:.80} is not valid: it is {now} now")

    def news(self) -> list[tuple[str, str]]:
        """Give each fault that stays until the next start, once, as kind and text of a row."""
        file = self._file
        news = [(SET_ASIDE, line) for line in file.news]
        if file.left_out:
            keys = ", ".join(repr(key) for key in file.left_out)
            news.append((LEFT_OUT, f"the stored {keys} is damaged and is not used"))
        for kind, line in news:
            self._faults.report(OTHER_FILE if kind == SET_ASIDE else PERSISTED, f"record: {line}")
        file.news.clear()
        file.left_out = ()
        return news

    def _report(self, fault: str, line: str | None) -> None:
        if line is None:
            self._faults.clear(fault)
        else:
            self._faults.report(fault, line)


def _short(file: Path, *, has_left: bool) -> str:
    meanwhile = "new samples wait in memory" if has_left else "the oldest samples make room for new ones"
    return f"record: {file}: its disk is full: make room on it; until then {meanwhile}, and alarms are still recorded"


def _held(file: Path, log_bytes: int) -> str:
    size = f"{log_bytes / 1_000_000:.0f} MB"
    return f"record: {file}: another program has been reading it for so long that its log has {size}: end that program"
