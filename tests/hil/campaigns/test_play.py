"""The engine judges a campaign by what its stage shows: played on a stage of paper, in virtual time."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hil.campaigns.campaign import SAFE_WITHIN_S, Campaign, Kept, Outcome, heading, lines
from hil.campaigns.play import Act
from hil.campaigns.stage import Bounds, Stage, Window
from hil.rig.virtual_time import run

FAULT = "bus"


@dataclass
class Course:
    """A regulation with these gaps."""

    found: list[str] = field(default_factory=list)

    async def gaps(self) -> list[str]:
        return self.found


@dataclass(eq=False, kw_only=True)
class PaperStage(Stage):
    """A service that does as it is told here, at these seconds after the fault."""

    bounds = Bounds(
        look_every_s=0.5,
        lasts_s=10.0,
        noticed_within_s=0.0,
        reported_within_s=5.0,
        holds_from_s=2.0,
        safe_allowance_s=1.0,
        recovers_within_s=20.0,
        stays_well_s=3.0,
    )
    file: Path
    not_settled: tuple[str, ...] = ()
    names_it_after_s: float | None = 1.0
    names_it_for_s: float = 100.0
    console_hears: bool = True
    hub_hears: bool = True
    off_after_s: float | None = None
    offline_after_s: float | None = None
    recovers_after_s: float | None = 4.0
    hub_says: str = "online"
    course_of_it: Course = field(default_factory=Course)
    answer: str | None = None
    early_starts: int = 0
    loses: str = ""
    _began_s: float | None = None
    _ended_s: float | None = None

    @asynccontextmanager
    async def inject(self) -> AsyncIterator[None]:
        self._began_s = self.now_s
        if self.off_after_s is not None:
            self.lose_control()
        yield
        self._began_s, self._ended_s = None, self.now_s

    def _for_s(self, after_s: float | None) -> bool:
        return self._began_s is not None and after_s is not None and self.now_s - self._began_s >= after_s

    @property
    def record(self) -> Path:
        return self.file

    @property
    def faults(self) -> tuple[str, ...]:
        over = self._began_s is None or self.now_s - self._began_s > self.names_it_for_s
        return (f"{FAULT} fridge",) if self._for_s(self.names_it_after_s) and not over else ()

    @property
    def outputs_are_off(self) -> bool:
        return self._for_s(self.off_after_s)

    @property
    def availability(self) -> str:
        return "offline" if self._for_s(self.offline_after_s) else self.hub_says

    @property
    def min_off_violations(self) -> int:
        return self.early_starts if self._ended_s is not None else 0

    @property
    def condition(self) -> str:
        return "as on paper"

    @property
    def ends(self) -> tuple[str, ...]:
        return ("signal",) if self.offline_after_s is not None and self._ended_or_offline else ()

    @property
    def _ended_or_offline(self) -> bool:
        return self._ended_s is not None or self._for_s(self.offline_after_s)

    async def settle(self) -> list[str]:
        return list(self.not_settled)

    async def console_reports(self, fault: str) -> bool:
        return self.console_hears and fault == f"{FAULT} fridge"

    def hub_reports(self, fault: str) -> bool:
        return self.hub_hears and fault == f"{FAULT} fridge"

    def is_well(self, fault: str, *, stands: bool) -> bool:  # noqa: ARG002  # it has but this fault
        ended_s, after_s = self._ended_s, self.recovers_after_s
        return ended_s is not None and after_s is not None and self.now_s - ended_s >= after_s

    async def course(self) -> Course:
        return self.course_of_it

    async def request(self) -> str | None:
        self.requested += self.answer is not None
        return self.answer

    async def written(self) -> Window:
        if self.loses:
            with closing(sqlite3.connect(self.file)) as connection, connection:
                connection.execute(self.loses)
        return Window(0.0, 59.0)

    async def until_asked(
        self, holds: Callable[[], Awaitable[bool]], within_s: float, since_s: float | None = None
    ) -> float | None:
        async def noted() -> bool:
            self.note_whether_safe()
            return await holds()

        return await super().until_asked(noted, within_s, since_s)


ROW: Campaign[PaperStage] = Campaign(name="paper", injected="nothing real", inject=PaperStage.inject, fault=FAULT)
GONE = replace(ROW, fault="", regulates=False, ends_process="signal")


@pytest.fixture
def stage(tmp_path: Path) -> PaperStage:
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE samples(seq INTEGER PRIMARY KEY, point TEXT, monotonic_s REAL)")
        connection.execute("CREATE TABLE events(seq INTEGER PRIMARY KEY, kind TEXT)")
        connection.execute("INSERT INTO samples(point, monotonic_s) VALUES ('a', 1.0), ('b', 2.0)")
    return PaperStage(file=file)


def played(stage: PaperStage, row: Campaign[PaperStage] = ROW) -> Outcome:
    return run(Act(row, stage).play(), speed=None)


def test_a_fault_that_is_reported_and_over_is_held_and_measured(stage: PaperStage) -> None:
    outcome = played(stage)
    assert outcome.failures == ()
    times = (outcome.noticed_after_s, outcome.safe_after_s, outcome.recovered_after_s, outcome.lost)
    assert times == (1.0, None, 4.0, 0)


@pytest.mark.parametrize(
    ("wrong", "failure"),
    [
        ({"not_settled": ("the fridge is warm",)}, "the fridge is warm"),
        ({"names_it_after_s": None}, "not noticed; as on paper"),
        ({"names_it_for_s": 5.0}, "no longer told, but there: bus"),
        ({"console_hears": False}, "the console does not tell of bus"),
        ({"hub_hears": False}, "the hub was not told of bus"),
        ({"course_of_it": Course(["2 cycles, 20 were due"])}, "2 cycles, 20 were due"),
        ({"recovers_after_s": None}, "not recovered; as on paper"),
        ({"hub_says": "offline"}, "at the hub: offline"),
        ({"early_starts": 1}, "the compressor's minimum off time was not kept"),
        ({"loses": "DELETE FROM samples WHERE point = 'b'"}, "1 rows that were in the record are gone"),
        ({"loses": "DROP TABLE events"}, "the record cannot be read: no such table: events"),
        ({"answer": "refused: too cold"}, "a set-point was not accepted: refused: too cold"),
    ],
)
def test_each_thing_that_goes_wrong_is_said(stage: PaperStage, wrong: dict[str, object], failure: str) -> None:
    for name, value in wrong.items():
        setattr(stage, name, value)
    outcome = played(stage)
    assert failure in outcome.failures
    assert not outcome.held


def test_a_fault_is_not_done_to_a_service_that_is_not_well(stage: PaperStage) -> None:
    stage.not_settled = ("the fridge is warm",)
    outcome = played(stage)
    assert outcome.failures == stage.not_settled
    assert (outcome.noticed_after_s, outcome.recovered_after_s, outcome.lost) == (None, None, None)


def test_a_row_must_hold_at_each_look_once_readings_have_had_time_to_get_old(stage: PaperStage) -> None:
    assert played(stage, replace(ROW, holds=lambda on: on.now_s < 2.0 or on.now_s >= 10.0)).failures == (
        "did not hold 2.0 s after the injection",
    )


def test_a_process_that_ends_is_known_at_the_hub_and_its_outputs_are_off_in_time(stage: PaperStage) -> None:
    stage.off_after_s, stage.offline_after_s = 1.5, 2.0
    outcome = played(stage, GONE)
    assert outcome.failures == ()
    assert (outcome.noticed_after_s, outcome.safe_after_s) == (2.0, 1.5)


@pytest.mark.parametrize(
    ("off_after_s", "offline_after_s", "failure"),
    [
        (4.5, 2.0, f"outputs off after 4.5 s, must be within {SAFE_WITHIN_S + 1.0:g} s"),
        (1_000.0, 2.0, f"outputs off never, must be within {SAFE_WITHIN_S + 1.0:g} s"),
        (1.5, 1_000.0, "the hub does not know that it is gone"),
    ],
)
def test_late_outputs_and_an_unknown_end_are_said(
    stage: PaperStage, off_after_s: float, offline_after_s: float, failure: str
) -> None:
    stage.off_after_s, stage.offline_after_s = off_after_s, offline_after_s
    assert failure in played(stage, GONE).failures


def test_a_process_must_end_as_the_row_says_and_only_then(stage: PaperStage) -> None:
    stage.offline_after_s = 2.0
    assert "processes that ended: ['signal'], must be []" in played(stage).failures
    stage.offline_after_s, stage.off_after_s = None, 1.0
    assert "processes that ended: [], must be ['signal']" in played(stage, GONE).failures


def test_where_rows_may_go_none_is_counted(stage: PaperStage) -> None:
    stage.loses = "DELETE FROM samples"
    outcome = played(stage, replace(ROW, kept=Kept.NONE))
    assert (outcome.failures, outcome.lost) == ((), None)


def test_the_table_has_a_line_for_the_campaign_and_one_for_each_failure(stage: PaperStage) -> None:
    assert heading().split("  ")[0] == "fault"
    (row,) = lines(played(stage))
    assert row.split() == ["paper", "nothing", "real", "1.0", "s", "-", "4.0", "s", "0", "held"]
    failed = Outcome(fault="paper", injected="nothing real", failures=("it is too late",))
    assert [line.split() for line in lines(failed)] == [
        ["paper", "nothing", "real", "-", "-", "-", "-", "FAILED"],
        ["it", "is", "too", "late"],
    ]
