"""Limits on the memory that a signal database (DBC) may need, checked in its text before its parser expands it. Pure.

The parser makes a layout for each value of each multiplexer, within each layout of the multiplexer around it; it keeps
each value of a range, and searches lists. All of that is counted here, in a time proportional to the length of the
text. All limits are engineering choices: at least ten times what the examined community maps need (6 000 signals, 256
values of one multiplexer).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod

from drivers.vehicle.dbc_text import BareText, bare_text

MAX_MESSAGE_BYTES = 1_785
"""The longest message that a map can mean: 255 packets of 7 bytes (SAE J1939-21 transport protocol)."""

MAX_MESSAGES, MAX_SIGNALS, MAX_NODES = 20_000, 50_000, 20_000
MAX_OF_ONE_ID = 16
"""Messages that share an id, as in a map of several buses."""

MAX_SENDERS = 2_000
"""Further senders of messages, all together."""

MAX_BUS_COMMENTS = 1_000
"""Comments about no part of the map; the parser appends each to all before it."""

MAX_VALUES = 200_000
"""Multiplexer values, all ranges of the file together."""

DEEPEST_MULTIPLEX = 8
"""Multiplexers within each other."""

MAX_LAYOUT_WORK, LAYOUT_WORK = 10_000_000, 500
"""Signals that are looked at for layouts, and how many one layout counts as: in all, a second on a PC (measured)."""

_ENTRY = re.compile(
    r"""\b(?:
    BO_\s*+(?P<message>[-+]?\d++)\s*+\w++\s*+:\s*+(?P<bytes>\d++)
  | SG_\s++(?P<signal>\w++)(?:\s++(?P<mark>\w++))?+\s*+:\s*+(?P<start>[-+]?\d++)\s*+\|\s*+(?P<bits>[-+]?\d++)
  | SG_MUL_VAL_\s*+(?P<of>[-+]?\d++)\s++(?P<selected>\w++)\s++(?P<by>\w++)(?P<ranges>[^;]*+)
  | VAL_\s*+(?P<table_of>[-+]?\d++)\s++(?P<named>\w++)(?P<names>[^;]*+)
  | BO_TX_BU_\b(?P<senders>[^;]*+)
  | CM_\s*+(?P<comment>")
  | BU_\s*+:(?=(?P<nodes>[\w\s]*+))
    )""",
    re.VERBOSE,
)
_LONG_NAME = "SystemSignalLongSymbol"
"""The attribute by which a map gives a signal a name of more than 32 letters."""

_NUMBER = re.compile(r"[-+]?\d++")

Range = tuple[int, int]
"""The first and the last of some values."""


@dataclass(slots=True, kw_only=True)
class _Signal:
    """All signals of one name in a message: how many, how many of them select others, and what else is said of them."""

    copies: int = 0
    multiplexers: int = 0
    is_marked: bool = False
    """By `M` (selects others), `m3` (is there for the value 3) or `m3M` (both)."""
    by: str | None = None
    """The multiplexer that selects it."""
    ranges: list[Range] = field(default_factory=list)
    """The values for which it is there."""
    names: int = 0
    """Its values that have names."""

    def add(self, mark: str) -> None:
        """Take one more of this name, by its mark."""
        self.copies += 1
        self.multiplexers += mark.endswith("M")
        self.is_marked |= bool(mark)
        if mark[1:].isdecimal():
            self.ranges.append((int(mark[1:]), int(mark[1:])))


@dataclass(slots=True)
class _Message:
    """A message by the place of its entry in the text."""

    place: int
    signals: dict[str, _Signal] = field(default_factory=dict)

    def children(self) -> dict[str | None, list[str]]:
        """Tell which signals each multiplexer selects; None those that are always there."""
        marked = [name for name, signal in self.signals.items() for _ in range(signal.multiplexers)]
        only = marked[0] if len(marked) == 1 else None
        children: dict[str | None, list[str]] = {}
        for name, signal in self.signals.items():
            by = None if name == only or not signal.is_marked else only or signal.by
            children.setdefault(by, []).append(name)
        return children

    def values(self, children: Iterable[str]) -> int:
        """Count the values by which these `children` of a multiplexer are selected."""
        return _distinct(each for name in children for each in self.signals[name].ranges)

    def nested(self, children: dict[str | None, list[str]]) -> int:
        """Count the layouts that there are if each multiplexer stands within all others, and has most children."""
        maximum = max((self.values(each) for each in children.values()), default=0)
        counts = [
            signal.copies * max(1, signal.names + maximum) for signal in self.signals.values() if signal.multiplexers
        ]
        return prod(counts) if len(counts) > 1 else 0


def refuse_giants(text: str, source: str) -> None:
    """Raise BadDatabase ("file:line: reason") where `text` would become more than a limit allows."""
    _Map(bare_text(text, source), renames=_LONG_NAME in text).judge()


class _Map:
    """One text, entry by entry. Where it `renames` signals, the parser mixes their names: any may stand within any."""

    def __init__(self, text: BareText, *, renames: bool) -> None:
        self._text, self._renames = text, renames
        self._messages: dict[int, list[_Message]] = {}
        self._latest: _Message | None = None
        self._counts = dict.fromkeys(_WHAT, 0)

    def judge(self) -> None:
        """Take all entries: those of signals may stand before those of their multiplexers."""
        about_signals: list[re.Match[str]] = []
        for entry in _ENTRY.finditer(self._text.bare):
            if entry["bytes"] is not None:
                self._take_message(entry)
            elif entry["bits"] is not None:
                self._take_signal(entry)
            elif entry["senders"] is not None:
                self._count("senders", entry["senders"].count(",") + 1, MAX_SENDERS, entry)
            elif entry["comment"] is not None:
                self._count("comments", 1, MAX_BUS_COMMENTS, entry)
            elif entry["nodes"] is not None:
                self._count("nodes", len(entry["nodes"].split()), MAX_NODES, entry)
            else:
                about_signals.append(entry)
        for entry in about_signals:
            self._take_values(entry)
        self._judge_layouts()

    def _judge_layouts(self) -> None:
        work = 0
        for message in (each for same in self._messages.values() for each in same):
            children = message.children()
            work += self._layout_work(message, children, None, 0)
            if self._renames:
                work += LAYOUT_WORK * message.nested(children)
            if work > MAX_LAYOUT_WORK:
                raise self._text.bad(
                    message.place, "multiplexers with more values than any map: their layouts are too many"
                )

    def _take_message(self, entry: re.Match[str]) -> None:
        if int(entry["bytes"]) > MAX_MESSAGE_BYTES:
            reason = f"a message of {entry['bytes']} bytes; {MAX_MESSAGE_BYTES} is the most"
            raise self._text.bad(entry.start(), reason)
        self._count("messages", 1, MAX_MESSAGES, entry)
        same = self._messages.setdefault(int(entry["message"]), [])
        if len(same) >= MAX_OF_ONE_ID:
            raise self._text.bad(entry.start(), f"more than {MAX_OF_ONE_ID} messages of one id")
        self._latest = _Message(entry.start())
        same.append(self._latest)

    def _take_signal(self, entry: re.Match[str]) -> None:
        if max(abs(int(entry["start"])), abs(int(entry["bits"]))) > 8 * MAX_MESSAGE_BYTES:
            raise self._text.bad(entry.start(), "a signal beyond the end of any message")
        self._count("signals", 1, MAX_SIGNALS, entry)
        if self._latest is not None:
            self._latest.signals.setdefault(entry["signal"], _Signal()).add(entry["mark"] or "")

    def _take_values(self, entry: re.Match[str]) -> None:
        """Take an entry that tells of values of a signal: for which it is there, or which have names."""
        if entry["ranges"] is None:
            for message in self._messages.get(int(entry["table_of"]), ()):
                if entry["named"] in message.signals:
                    message.signals[entry["named"]].names = entry["names"].count('"') // 2
            return
        ranges = _ranges(entry["ranges"])
        self._count("values", sum(max(0, last - first + 1) for first, last in ranges), MAX_VALUES, entry)
        for message in self._messages.get(int(entry["of"]), ()):
            if entry["selected"] in message.signals:
                message.signals[entry["selected"]].ranges += ranges
                message.signals[entry["selected"]].by = entry["by"]

    def _count(self, what: str, more: int, maximum: int, entry: re.Match[str]) -> None:
        self._counts[what] += more
        if self._counts[what] > maximum:
            raise self._text.bad(entry.start(), f"more than {maximum} {_WHAT[what]}: no signal database has so many")

    def _layout_work(self, message: _Message, children: dict[str | None, list[str]], by: str | None, depth: int) -> int:
        """Count the signals that are looked at for all layouts within one of the multiplexer `by`."""
        if depth > DEEPEST_MULTIPLEX:
            raise self._text.bad(message.place, f"more than {DEEPEST_MULTIPLEX} multiplexers within each other")
        work = 0
        for name in children.get(by, ()):
            signal, below = message.signals[name], children.get(name, [])
            if signal.multiplexers:
                values = signal.names + message.values(below)
                within = self._layout_work(message, children, name, depth + 1)
                work += signal.copies * values * (LAYOUT_WORK + len(below) + within)
        return work


_WHAT = {
    "messages": "messages",
    "nodes": "control units",
    "signals": "signals",
    "senders": "further senders of messages",
    "comments": "comments about no part of the map",
    "values": "values of multiplexers",
}


def _ranges(text: str) -> list[Range]:
    """Read `0-3, 5-5`: the sign before the second number of a pair is the dash."""
    numbers = _NUMBER.findall(text)
    return [(int(first), int(last.lstrip("+-"))) for first, last in zip(numbers[::2], numbers[1::2], strict=False)]


def _distinct(ranges: Iterable[Range]) -> int:
    """Count the values that are in any of the `ranges`."""
    count, beyond = 0, 0
    for position, (first, last) in enumerate(sorted(ranges)):
        begin = first if position == 0 else max(first, beyond)
        count += max(0, last + 1 - begin)
        beyond = max(last + 1, begin)
    return count
