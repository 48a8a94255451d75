"""The story of a demo: acts of the person, alarms and faults that came and went, the end."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from hil.rig.run_report import Report

_MAX_LINES = 50


def clock(now_s: float) -> str:
    """Format simulated time as h:mm:ss."""
    hours, seconds = divmod(round(now_s), 3_600)
    return f"{hours}:{seconds // 60:02d}:{seconds % 60:02d}"


@dataclass(slots=True)
class Episode:
    """An alarm or a fault, from its beginning to its end; `until_s` is None while it lasts."""

    kind: str
    text: str
    since_s: float
    until_s: float | None = None

    def line(self) -> str:
        """Put it into a line for people."""
        until = "until the end" if self.until_s is None else f"to {clock(self.until_s)}"
        return f"{clock(self.since_s)} {until}  {self.text}"


@dataclass(slots=True, kw_only=True)
class Story:
    """`lines` are the last things that happened, each with its time; `episodes` all alarms and faults."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_MAX_LINES))
    episodes: list[Episode] = field(default_factory=list)
    daemons: int = 0
    """So many have been started."""
    _open: dict[tuple[str, str], Episode] = field(default_factory=dict)
    _status: str = ""
    _carries: str = ""

    def tell(self, now_s: float, line: str) -> None:
        """Take note of something that happened."""
        self.lines.append(f"{clock(now_s)}  {line}")

    def look(self, now_s: float, report: Report, status: str) -> None:
        """Note what has changed since the last look."""
        if status != self._status:
            self.daemons += status.startswith("runs")
            if self._status:
                self.tell(now_s, f"the daemon {status}")
            self._status = status
        if report.carries not in {"", self._carries}:
            if self._carries:
                self.tell(now_s, shedding(report.carries))
            self._carries = report.carries
        self._follow(now_s, "alarm", report.alarms)
        self._follow(now_s, "fault", report.faults)

    def _follow(self, now_s: float, kind: str, now: Mapping[str, str]) -> None:
        for name, text in now.items():
            if (kind, name) not in self._open:
                episode = self._open[kind, name] = Episode(kind, text, now_s)
                self.episodes.append(episode)
                self.tell(now_s, f"{kind}: {text}")
        for key in [key for key in self._open if key[0] == kind and key[1] not in now]:
            episode = self._open.pop(key)
            episode.until_s = now_s
            self.tell(now_s, f"over: {episode.text}")


_SHEDDING = {
    "all and store cold": "no load is shed, and cold is stored",
    "all": "no load is shed",
    "all but comfort": "load shedding: comfort is shed",
    "fridge only": "load shedding: only the fridge runs",
    "medicine only": "load shedding: only medicine is cooled",
    "nothing": "load shedding: everything is shed",
}


def shedding(carries: str) -> str:
    """Put the point supply.carries into words for people."""
    return _SHEDDING.get(carries, f"carries {carries}" if carries else "not known yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The end of a demo."""

    simulated_s: float
    wall_s: float
    report: Report
    truth: Callable[[str], float]
    compressor_starts: int
    min_off_violations: int
    drawn_wh: float
    messages: int
    address: str


def summary(story: Story, end: Ending) -> Iterator[str]:
    """Yield the lines that are left on the terminal when a demo is over."""
    speed = end.simulated_s / max(end.wall_s, 1e-3)
    yield f"The demo is over: {clock(end.simulated_s)} of a car's life in {end.wall_s:.0f} s ({speed:.0f} x real time)."
    for each in end.report.compartments:
        air_c, contents_c = (end.truth(f"fridge.{each.name}.{what}") for what in ("air_c", "contents_c"))
        yield f"  {each.name:<10} air {air_c:.1f} °C, contents {contents_c:.1f} °C; set-point {each.set_point_c:.1f} °C"
    if end.report.cabin is not None:
        wanted_c = end.report.cabin.set_point_c
        yield f"  {'cabin':<10} air {end.truth('cabin.air_c'):.1f} °C; set-point {wanted_c:.1f} °C"
    early = "none too early" if end.min_off_violations == 0 else f"{end.min_off_violations} TOO EARLY"
    yield f"  compressor {_count(end.compressor_starts, 'start')}, {early}"
    yield f"  energy     {end.drawn_wh:.0f} Wh through the shunt of the 12 V supply"
    yield f"  hub        {_count(end.messages, 'message')} at {end.address}"
    yield f"  daemon     {_count(story.daemons, 'start')}"
    for kind in ("alarm", "fault"):
        episodes = [each for each in story.episodes if each.kind == kind]
        lasting = sum(each.until_s is None for each in episodes)
        ended = f", {lasting} at the end" if lasting else ", all over" if episodes else ""
        yield f"  {f'{kind}s':<10} {len(episodes) or 'none'}{ended}"
        yield from (f"    {each.line()}" for each in episodes)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
