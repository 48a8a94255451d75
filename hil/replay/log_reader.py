"""Read a recorded CAN log through python-can; what is wrong with it is told in one line, with file and line number."""

import logging
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import TextIO, cast

import can
from can.io.generic import TextIOMessageReader

from drivers.can.controller_state import ErrorClass

READERS: Mapping[str, type[TextIOMessageReader]] = {".log": can.CanutilsLogReader, ".trc": can.TRCReader}
"""Readers by the ending of the file's name: candump -L, and PCAN-View's traces."""


class BadLogError(ValueError):
    """A log that cannot be replayed; the text names file, line and reason."""


class _Lines:
    """A text file that knows how far it was read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.number, self.text = 0, ""

    def __iter__(self) -> Iterator[str]:
        for text in self._stream:
            self.number, self.text = self.number + 1, text
            yield text

    def close(self) -> None:
        """Do nothing: the reader may close what it has read; the file belongs to its opener."""


def frames(file: Path) -> Iterator[can.Message]:
    """Yield every frame of `file`, in its order, with its recorded time stamp; raises BadLogError."""
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise BadLogError(f"{file}: not a known kind of log: a candump -L file (.log) or a PCAN trace (.trc) is wanted")
    try:
        with file.open(encoding="utf-8") as stream:
            yield from _checked(file, reader, _Lines(stream))
    except OSError as error:
        raise BadLogError(f"{file}: cannot be read: {error.strerror}") from error


def _checked(file: Path, reader: type[TextIOMessageReader], lines: _Lines) -> Iterator[can.Message]:
    python_can = logging.getLogger(reader.__module__)
    python_can.addFilter(_refuse)
    empty = True
    try:
        for frame in reader(cast("TextIO", lines)):
            empty = False
            yield _whole(frame)
    except UnicodeDecodeError as error:
        raise BadLogError(f"{file}:{lines.number + 1}: is not text; an ASCII log is wanted") from error
    except (ValueError, LookupError, OverflowError, NotImplementedError) as error:
        raise BadLogError(f"{file}:{lines.number}: not a frame: {lines.text.strip()[:60]!r} ({error})") from error
    finally:
        python_can.removeFilter(_refuse)
    if empty:
        raise BadLogError(f"{file}: holds no frame")


def _whole(frame: can.Message) -> can.Message:
    """Give it a time, and an error frame whose class python-can has dropped the only one that it looks for."""
    if not isfinite(frame.timestamp):
        raise ValueError("the time stamp is no number")
    if frame.is_error_frame and not frame.arbitration_id:
        frame.arbitration_id = ErrorClass.BUS_ERROR
    return frame


def _refuse(record: logging.LogRecord) -> bool:
    """Refuse the damaged lines of a trace, which python-can only logs and leaves out."""
    if record.levelno >= logging.WARNING:
        raise ValueError("too few columns")
    return True
