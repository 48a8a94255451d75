"""The list of alarms as people deal with them, in the states of ANSI/ISA-18.2. Pure; it changes nothing that regulates.

standing      raised   seen by a person   over              shelf ends
-             new      -                  -                 -
new           new      seen               returned          new
seen          seen     seen               - (gone)          new
returned      new      - (gone)           returned          returned

So nothing that nobody has seen goes by itself: it is latched; but advice, which asks for no response in time, does. An
alarm is over once its condition was for OVER_AFTER_S. A shelved one stays in the list and asks for no attention until
its time ends. So does one that follows from another one in the list, and what comes as one of very many.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

OVER_AFTER_S = 60.0
"""An alarm that comes again within this time was never over. EEMUA 191: an off-delay of 60 s for temperature."""

FLOOD, FLOOD_S = 10, 600.0
"""More new alarms than these in this time are a flood (ISA-18.2): nobody reads them one by one."""

LONGEST_SHELF_S, LONGEST_CRITICAL_SHELF_S = 8.0 * 3_600.0, 1_800.0
"""A day's work; and where somebody may come to harm, a way back to the car. Engineering choices."""


class Severity(StrEnum):
    """The harm that comes of an alarm that nobody answers."""

    CRITICAL = "critical"
    """People, animals or medicine come to harm."""
    WARNING = "warning"
    """Goods or parts do."""
    ADVICE = "advice"
    """Something is less good than it could be."""


_SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(("unsafe", "too_hot", "left_behind", "frozen", "heats_unasked"), Severity.CRITICAL),
    **dict.fromkeys(("guard_failed", "step_failed", "excursion"), Severity.CRITICAL),
    **dict.fromkeys(("not_ready", "other_voltage", "rests_like_lead", "rests_like_lithium"), Severity.ADVICE),
    **dict.fromkeys(("heat_loss", "weak_cooling", "lid_seems_open", "probe_handled"), Severity.ADVICE),
}
"""By the last word of the name; any other is a warning."""

_FOLLOWS: Mapping[str, str] = {
    **dict.fromkeys(("too_warm", "contents_too_warm", "not_getting_cold", "not_cooling"), "cut_out"),
    "not_ready": "cut_out",
    "not_heating": "cut_out",
}
"""Alarms that need no word of their own while another one of the same place tells their cause."""


class Standing(StrEnum):
    """The attention that an alarm has got from people."""

    NEW = "not acknowledged"
    SEEN = "acknowledged"
    RETURNED = "over, not acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One alarm of the list; wall times in seconds since 1970."""

    name: str
    text: str
    severity: Severity
    raised_s: float
    standing: Standing = Standing.NEW
    person: str = ""
    """The person who has acknowledged it, or the sender where no name was given."""
    acknowledged_s: float | None = None
    returned_s: float | None = None
    shelved_by: str = ""
    shelved_for_s: float | None = None
    """The time that is left on the shelf; None: it is not shelved."""
    because: str = ""
    """The alarm that it follows from, or why else it asks for no attention."""

    @property
    def asks(self) -> bool:
        """True where somebody must look."""
        return self.standing is not Standing.SEEN and self.shelved_for_s is None and not self.because


def severity_of(name: str) -> Severity:
    """Return the severity of an alarm by its name."""
    return _SEVERITIES.get(name.rpartition(".")[2], Severity.WARNING)


class AlarmList:
    """The list; `entries` are in the order in which they were raised."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._absent_since_s: dict[str, float] = {}
        self._raised_at_s: list[float] = []
        self._now_s: float | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All alarms that stand or were not acknowledged."""
        return tuple(self._entries.values())

    def follow(self, active: Mapping[str, str], *, now_s: float, wall_s: float) -> bool:
        """Go on to `now_s`, with the text of each `active` alarm; return whether more than time has changed."""
        before = self._entries
        elapsed_s = 0.0 if self._now_s is None else max(now_s - self._now_s, 0.0)
        self._now_s = now_s
        entries = {name: _later(entry, elapsed_s) for name, entry in before.items()}
        for name, entry in list(entries.items()):
            if name not in active:
                self._absent(entries, entry, now_s=now_s, wall_s=wall_s)
        for name, text in active.items():
            self._absent_since_s.pop(name, None)
            entries[name] = self._present(entries, name, text, now_s=now_s, wall_s=wall_s)
        self._entries = {entry.name: entry for entry in _explained(entries)}
        return _timeless(before) != _timeless(self._entries)

    def acknowledge(self, name: str, person: str, *, wall_s: float) -> None:
        """Note that `person` has seen an alarm of the list."""
        entry = self._entries[name]
        if entry.standing is Standing.RETURNED:
            del self._entries[name]
        elif entry.standing is Standing.NEW:
            self._entries[name] = replace(entry, standing=Standing.SEEN, person=person, acknowledged_s=wall_s)

    def shelve(self, name: str, person: str, *, for_s: float) -> None:
        """Put an alarm of the list aside for a time; 0 takes it back."""
        self._entries[name] = replace(self._entries[name], shelved_by=person, shelved_for_s=for_s or None)

    def _absent(self, entries: dict[str, Entry], entry: Entry, *, now_s: float, wall_s: float) -> None:
        """Let an alarm that is no more active return, or go, once that has lasted."""
        if entry.standing is Standing.RETURNED:
            return
        since_s = self._absent_since_s.setdefault(entry.name, now_s)
        if now_s - since_s < OVER_AFTER_S:
            return
        del self._absent_since_s[entry.name]
        if entry.standing is Standing.SEEN or entry.severity is Severity.ADVICE:
            del entries[entry.name]
        else:
            entries[entry.name] = replace(entry, standing=Standing.RETURNED, returned_s=wall_s)

    def _present(self, entries: Mapping[str, Entry], name: str, text: str, *, now_s: float, wall_s: float) -> Entry:
        entry = entries.get(name)
        if entry is not None and entry.standing is not Standing.RETURNED:
            return entry if entry.text == text else replace(entry, text=text)
        self._raised_at_s = [*(at_s for at_s in self._raised_at_s if now_s - at_s < FLOOD_S), now_s]
        severity = severity_of(name)
        is_flood = len(self._raised_at_s) > FLOOD and severity is not Severity.CRITICAL
        because = "one of very many at once" if is_flood else ""
        raised = Entry(name=name, text=text, severity=severity, raised_s=wall_s, because=because)
        if entry is None:
            return raised
        return replace(raised, shelved_by=entry.shelved_by, shelved_for_s=entry.shelved_for_s)


def _later(entry: Entry, elapsed_s: float) -> Entry:
    """Let time pass on the shelf; at its end the alarm is new again."""
    if entry.shelved_for_s is None or elapsed_s == 0.0:
        return entry
    left_s = entry.shelved_for_s - elapsed_s
    if left_s > 0.0:
        return replace(entry, shelved_for_s=left_s)
    standing = Standing.NEW if entry.standing is Standing.SEEN else entry.standing
    return replace(entry, shelved_for_s=None, shelved_by="", standing=standing)


def _explained(entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """Tell of each entry the one in the list that it follows from."""
    for entry in entries.values():
        place, _, word = entry.name.rpartition(".")
        cause = f"{place}.{_FOLLOWS[word]}" if word in _FOLLOWS else ""
        follows = f"follows from {cause}" if cause in entries else ""
        kept = entry.because if not entry.because.startswith("follows from") else ""
        because = follows or kept
        yield entry if because == entry.because else replace(entry, because=because)


def _timeless(entries: Mapping[str, Entry]) -> list[Entry]:
    return [replace(entry, shelved_for_s=None if entry.shelved_for_s is None else 1.0) for entry in entries.values()]
