"""The words of a page in one language: what it says, in the order in which it is read. No drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from firmware.coldchain.assessment import Explained, Figures, Verdict
from firmware.coldchain.series import MINUTE_S, Subject
from firmware.coldchain.trips import Acknowledgement, SensorIdentity
from firmware.config.cargo import Counting, Limit
from firmware.languages.local_forms import LocalForms
from firmware.reports.chart import Chart, round_steps, time_steps
from firmware.reports.page import Page, Segment, Signature
from firmware.runtime.clock import ClockQuality

_KEYS = {Verdict.KEPT: "good", Verdict.BROKEN: "not_good", Verdict.NOT_PROVEN: "not_proven"}
_SIGNATURES = {
    Signature.OWN: "own",
    Signature.GOOD: "verified",
    Signature.NOT_GOOD: "unverified",
    Signature.NONE: "unsigned",
}

MOST_EXCURSIONS = 6
"""More do not fit on one page beside all else; they are in the JSON."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcursionRow:
    """One excursion in words; `notes` stand below it."""

    when: str
    lasted: str
    furthest: str
    limit: str
    cause: str
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that stands on the page."""

    title: str
    headline: str
    summary: str
    advice: str
    facts: Sequence[Row]
    columns: ExcursionRow
    excursions: Sequence[ExcursionRow]
    after_excursions: str
    figures: Sequence[Row]
    sensors: Sequence[str]
    segments: Sequence[str]
    notes: Sequence[str]
    seal: str
    made: str


class Writer:
    """Writes sheets in the language and forms of `forms`."""

    def __init__(self, forms: LocalForms) -> None:
        self.forms, self.words = forms, forms.words

    def sheet(self, page: Page) -> Sheet:
        """Write the words of `page`."""
        say, verdict = self.words.say, _KEYS[page.assessment.verdict]
        shown = _worst_first(page)[:MOST_EXCURSIONS]
        return Sheet(
            title=say("page.title"),
            headline=say(f"verdict.{verdict}"),
            summary=self._summary(page),
            advice=say(f"verdict.advice.{verdict}"),
            facts=[Row(say(f"page.{key}"), value) for key, value in self._facts(page)],
            columns=ExcursionRow(
                when=say("page.column_when"),
                lasted=say("page.column_lasted"),
                furthest=say("page.column_extreme"),
                limit=say("page.column_limit"),
                cause=say("page.column_cause"),
            ),
            excursions=[self._excursion(one, page) for one in sorted(shown, key=lambda one: one.excursion.began_s)],
            after_excursions=self._after_excursions(page, len(shown)),
            figures=[Row(say(f"page.{key}"), self.words.isolated(value)) for key, value in self._figures(page)],
            sensors=[self._sensor(each, page.until_s) for segment in page.segments for each in segment.sensors],
            segments=[*self._segments(page)],
            notes=[*self._notes(page)],
            seal=say("page.seal_none") if page.seal is None else say("page.seal_check", command=page.seal.command),
            made=say(
                "page.made",
                time=self.forms.moment(page.made_s),
                zone=self.forms.offset(page.made_s),
                version=f"Homeward {page.version}",
            ),
        )

    def subject(self, subject: Subject) -> str:
        """Return the word for a subject."""
        return self.words.say(f"subject.{subject}")

    def chart_title(self, drawn: Chart) -> str:
        """Tell what a curve shows, and in which unit."""
        unit = self.forms.unit_sign
        return self.words.say("page.chart", subject=self.subject(drawn.subject), unit=unit)

    def legend(self, drawn: Chart) -> str:
        """Explain the colours of a curve, but those that are not in it."""
        kinds = ("beyond", drawn.beyond), ("unknown", drawn.unknown), ("lid", drawn.lid)
        return " · ".join(self.words.say(f"page.chart_{key}") for key, spans in kinds if spans)

    def temperature_marks(self, drawn: Chart) -> Iterator[tuple[float, str]]:
        """Yield the lines of a grid: temperatures in degrees Celsius that are round in the unit that is shown."""
        forms = self.forms
        for value in round_steps(forms.in_unit(drawn.low_c), forms.in_unit(drawn.high_c)):
            yield forms.from_unit(value), forms.number(value, 0 if float(value).is_integer() else 1)

    def time_marks(self, drawn: Chart) -> Iterator[tuple[float, tuple[str, ...]]]:
        """Yield the lines of a grid: round times of day, each with its texts, one below the other."""
        day = ""
        for wall_s in time_steps(drawn.from_s, drawn.to_s, self.forms.offset_s(drawn.from_s)):
            texts, day = self.forms.clock_and_new_day(wall_s, day)
            yield wall_s, texts

    def _summary(self, page: Page) -> str:
        """Tell in one line what the verdict rests on."""
        say, forms, told = self.words.say, self.forms, page.assessment
        figures = deciding(page)
        parts = []
        if figures.min_c is not None and figures.max_c is not None:
            parts.append(
                say(
                    "verdict.summary",
                    subject=_capital(self.subject(page.subject)),
                    lowest=forms.temperature(figures.min_c),
                    highest=forms.temperature(figures.max_c),
                    allowed=forms.band(page.cargo.low_c, page.cargo.high_c),
                )
            )
        if told.verdict is Verdict.KEPT and told.excursions:
            parts.append(say("verdict.warnings", count=str(len(told.excursions))))
        if told.verdict is Verdict.NOT_PROVEN:
            unknown_s = unknown_time_s(page)
            sure = unknown_s <= MINUTE_S and not figures.measured
            parts.append(
                say("verdict.uncertain", bound=forms.difference(figures.bound_k))
                if sure
                else say("verdict.unknown", duration=forms.duration(unknown_s))
            )
        return ". ".join(parts)

    def _facts(self, page: Page) -> Iterator[tuple[str, str]]:
        say, forms, isolated = self.words.say, self.forms, self.words.isolated
        not_said = say("page.not_said")
        goods = f"goods.{page.cargo.name}"
        first, last = page.segments[0], page.segments[-1]
        yield "consignment", isolated(page.consignment) if page.consignment else not_said
        yield "goods", say(goods) if self.words.has(goods) else isolated(page.cargo.title)
        yield "allowed", isolated(forms.band(page.cargo.low_c, page.cargo.high_c))
        yield "compartment", isolated(" → ".join(f"{each.keeper}: {each.compartment}" for each in page.segments))
        lasted = forms.duration(page.until_s - page.began_s)
        time = say("page.lasted", time=forms.span(page.began_s, page.until_s), duration=lasted)
        yield "time", time if page.ended_s is not None else say("page.still_running", time=time)
        yield "given_by", isolated(first.given_by) if first.given_by else not_said
        yield "taken_by", isolated(last.taken_by) if last.taken_by else not_said

    def _excursion(self, one: Explained, page: Page) -> ExcursionRow:
        say, forms, excursion = self.words.say, self.forms, one.excursion
        isolated = self.words.isolated
        subject = _capital(self.subject(excursion.subject))
        limit = say("page.limit_of", subject=subject, limit=self._limit(excursion.limit))
        cause = say(f"cause.{one.cause.cause.replace(' ', '_')}")
        above = excursion.limit.over_k(excursion.max_c) > 0.0
        seen = [each for each in _acknowledgements(page) if each.excursion == excursion.key]
        return ExcursionRow(
            when=isolated(forms.span(excursion.began_s, excursion.ended_s)),
            lasted=isolated(forms.duration(excursion.beyond_s)),
            furthest=isolated(forms.temperature(excursion.max_c if above else excursion.min_c)),
            limit=say("page.warning", limit=limit) if excursion.limit.warning else limit,
            cause=say("page.cause", cause=cause, evidence=one.cause.evidence) if one.cause.evidence else cause,
            notes=[say("page.acknowledged", person=each.person, comment=each.comment) for each in seen],
        )

    def _limit(self, limit: Limit) -> str:
        counting = "cumulative" if limit.counting is Counting.CUMULATIVE else "single"
        key = f"limit.{counting if limit.for_s else 'at_once'}.{limit.beyond}"
        forms = self.forms
        return self.words.say(key, at=forms.temperature(limit.at_c), duration=forms.duration(limit.for_s))

    def _after_excursions(self, page: Page, shown: int) -> str:
        left = len(page.assessment.excursions) - shown
        if left:
            return self.more(left)
        return "" if shown else self.words.say("page.no_excursions")

    def more(self, count: int) -> str:
        """Tell that `count` excursions are not shown."""
        return self.words.say("page.excursions_more", count=str(count))

    def _figures(self, page: Page) -> Iterator[tuple[str, str]]:
        say, forms, told, cargo = self.words.say, self.forms, page.assessment, page.cargo
        figures = deciding(page)
        for key, value in (
            ("lowest", figures.min_c),
            ("highest", figures.max_c),
            ("mean", figures.mean_c),
            ("mkt", figures.kinetic_c),
        ):
            if value is not None:
                yield key, forms.temperature(value)
        yield "out_of_range", forms.duration(figures.out_of_range_s)
        if told.out_of_refrigeration_s is not None and cargo.out_of_refrigeration is not None:
            time, allowed = (
                forms.duration(told.out_of_refrigeration_s),
                forms.duration(cargo.out_of_refrigeration.for_s),
            )
            yield "out_of_refrigeration", say("page.of_allowed", time=time, allowed=allowed)
        if told.shelf_life_days is not None and cargo.shelf_life is not None:
            left, every = forms.number(max(told.shelf_life_days, 0.0)), forms.number(cargo.shelf_life.days, 0)
            yield "shelf_life", say("page.days", days=left, all=every)
        lid = say("page.lid_open", count=str(told.lid_openings), duration=forms.duration(told.lid_open_s))
        yield "lid", lid if told.lid_openings else say("page.none")
        unknown_s = unknown_time_s(page)
        yield "not_recorded", forms.duration(unknown_s) if unknown_s else say("page.none")

    def _sensor(self, sensor: SensorIdentity, at_s: float) -> str:
        say, isolated = self.words.say, self.words.isolated
        name = " ".join(word for word in (sensor.chip, sensor.serial) if word)
        text = say("page.sensor", point=sensor.point, chip=name) if name else isolated(sensor.point)
        if not sensor.certificate:
            return f"{text}; {say('page.no_certificate')}"
        due = _date(sensor.due)
        shown = self.words.say("page.not_said") if due is None else self.forms.calendar_day(due)
        certificate = say("page.certificate", certificate=sensor.certificate, due=shown)
        overdue = f"; {say('page.overdue')}" if due is not None and due < self.forms.local(at_s).date() else ""
        return f"{text}; {certificate}{overdue}"

    def _segments(self, page: Page) -> Iterator[str]:
        """Tell of each segment and what lay before it; nothing where there is only one."""
        if len(page.segments) == 1 and page.segments[0].signature in {Signature.NONE, Signature.OWN}:
            return
        gaps = {to_s: to_s - from_s for from_s, to_s in page.between()}
        for each in page.segments:
            if each.began_s in gaps:
                yield self.words.say("page.segment_gap", duration=self.forms.duration(gaps[each.began_s]))
            yield self._segment(each)

    def _segment(self, one: Segment) -> str:
        say = self.words.say
        return say(
            "page.segment",
            keeper=f"{one.keeper}: {one.compartment}",
            time=self.forms.span(one.began_s, one.began_s if one.ended_s is None else one.ended_s),
            verdict=say(f"page.segment_{_KEYS[one.assessment.verdict]}"),
            signature=say(f"page.segment_{_SIGNATURES[one.signature]}", key=one.key),
        )

    def _notes(self, page: Page) -> Iterator[str]:
        say, told, figures = self.words.say, page.assessment, deciding(page)
        clocks = {segment.clock for segment in page.segments if segment.clock}
        if any(clock not in _KNOWN_CLOCKS for clock in clocks):
            yield say("page.note_clock")
        if not figures.measured:
            yield say("page.note_estimated", bound=f"±{self.forms.difference(figures.bound_k)}")
        yield say("page.note_pre_cooled" if told.precooled.proven else "page.note_not_pre_cooled")
        seen = {each.excursion for each in _acknowledgements(page)}
        unseen = sum(one.excursion.key not in seen for one in told.excursions)
        if unseen:
            yield say("page.note_unacknowledged", count=str(unseen))


_KNOWN_CLOCKS = frozenset(quality.value for quality in ClockQuality if quality.is_known)


def deciding(page: Page) -> Figures:
    """Return the figures of the temperature that decides."""
    return page.assessment.deciding


def unknown_time_s(page: Page) -> float:
    """Return how long the temperature that decides was not known, between hands as well."""
    return max(page.until_s - page.began_s - deciding(page).recorded_s, 0.0)


def _worst_first(page: Page) -> list[Explained]:
    """Order excursions: limits of the goods before warnings, what decides before the other, long before short."""
    return sorted(
        page.assessment.excursions,
        key=lambda one: (
            one.excursion.limit.warning,
            one.excursion.subject is not page.subject,
            -one.excursion.beyond_s,
        ),
    )


def _acknowledgements(page: Page) -> Iterator[Acknowledgement]:
    return (each for segment in page.segments for each in segment.acknowledgements)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
