"""The page as one HTML file that needs nothing else, no script and no network: for a screen, and to be printed."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from firmware.coldchain.assessment import Verdict
from firmware.errors import FirmwareError
from firmware.reports.chart import Chart, Column, chart
from firmware.reports.codes import code
from firmware.reports.page import Page
from firmware.reports.sheet import ExcursionRow, Row, Writer

_SIGNS = {Verdict.KEPT: "✓", Verdict.BROKEN: "✗", Verdict.NOT_PROVEN: "?"}
_CLASSES = {Verdict.KEPT: "good", Verdict.BROKEN: "bad", Verdict.NOT_PROVEN: "unproven"}

_WIDTH, _HEIGHT = 900.0, 320.0
_AXIS_PX = 22.0

_STYLE = """
body { font: 15px/1.4 "Noto Sans", "Noto Naskh Arabic", "WenQuanYi Micro Hei", sans-serif; color: #1a1a1a;
  max-width: 60em; margin: 1em auto; padding: 0 1em; }
.verdict { display: flex; gap: 1em; align-items: center; padding: .8em 1em; }
.verdict .sign { font-size: 3em; line-height: 1; font-weight: bold; }
.verdict h1 { font-size: 1.7em; margin: 0; }
.verdict p { margin: .1em 0; }
.good { background: #e3f3e6; } .good h1, .good .sign { color: #146c34; }
.bad { background: #fbe4e2; } .bad h1, .bad .sign { color: #a31d16; }
.unproven { background: #fff1d4; } .unproven h1, .unproven .sign { color: #855700; }
h2 { font-size: 1.05em; margin: 1.2em 0 .3em; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(20em, 1fr)); gap: .2em 1.5em; margin: 0; }
dl div { display: grid; grid-template-columns: 2fr 3fr; } dt, th, .quiet { color: #5a5a5a; font-weight: normal; }
dd { margin: 0; } table { border-collapse: collapse; width: 100%; }
td, th { text-align: start; vertical-align: top; padding: .2em .6em .2em 0; border-bottom: 1px solid #c8c8c8; }
pre { direction: ltr; text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; color: #5a5a5a;
  font-size: .8em; }
svg { width: 100%; height: auto; direction: ltr; } svg text { font-size: 12px; fill: #5a5a5a; }
.within { fill: #e8f3ea; } .beyond { fill: #f8d9d6; } .unknown { fill: #e4e4e4; } .grid { stroke: #d6d6d6; }
.limit { stroke: #a31d16; stroke-width: 1.5; } .spread { fill: #a9c1e8; }
.curve { fill: none; stroke: #0b3d91; stroke-width: 2; } .lid { stroke: #855700; stroke-width: 5; }
"""


def as_html(page: Page, writer: Writer) -> str:
    """Write `page` as HTML with the words of `writer`."""
    words = writer.words
    sheet = writer.sheet(page)
    drawn = chart(page)
    sections = [
        f"<dl>{_rows(sheet.facts)}</dl>",
        f"<h2>{_text(writer.chart_title(drawn))}</h2><p class=quiet>{_text(writer.legend(drawn))}</p>",
        _svg(drawn, writer),
        f"<h2>{_text(words.say('page.excursions'))}</h2>",
        _excursions(sheet.columns, sheet.excursions),
        f"<p>{_text(sheet.after_excursions)}</p>",
        f"<h2>{_text(words.say('page.figures'))}</h2><dl>{_rows(sheet.figures)}</dl>",
        *(
            f"<h2>{_text(words.say(f'page.{key}'))}</h2>{_paragraphs(lines)}"
            for key, lines in (("segments", sheet.segments), ("sensors", sheet.sensors), ("notes", sheet.notes))
            if lines
        ),
        f"<h2>{_text(words.say('page.seal'))}</h2><p>{_text(sheet.seal)}</p>",
        "" if page.seal is None else f"<pre>{escape(page.seal.text)}</pre>{_qr(page.seal.text)}",
        f"<p class=quiet>{_text(sheet.made)}</p>",
    ]
    verdict = page.assessment.verdict
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{words.language}" dir="{words.say("direction")}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(sheet.title)} {escape(page.consignment)}</title><style>{_STYLE}</style></head><body>",
            f'<div class="verdict {_CLASSES[verdict]}"><div class=sign aria-hidden=true>{_SIGNS[verdict]}</div>',
            f"<div><h1>{_text(sheet.headline)}</h1><p>{_text(sheet.summary)}</p><p>{_text(sheet.advice)}</p></div></div>",
            *sections,
            "</body></html>\n",
        )
    )


def _text(text: str) -> str:
    return escape(text)


def _rows(rows: Iterable[Row]) -> str:
    return "".join(f"<div><dt>{_text(row.label)}</dt><dd>{_text(row.value)}</dd></div>" for row in rows)


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<div>{_text(line)}</div>" for line in lines)


def _excursions(columns: ExcursionRow, rows: Sequence[ExcursionRow]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{_text(cell)}</th>" for cell in _cells(columns))
    body = "".join(
        f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in _cells(row))}</tr>"
        + "".join(f"<tr><td class=quiet colspan=5>{_text(note)}</td></tr>" for note in row.notes)
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _cells(row: ExcursionRow) -> tuple[str, ...]:
    return row.when, row.lasted, row.furthest, row.limit, row.cause


def _qr(text: str) -> str:
    """Draw the seal where the library for it is there; its text is there in any case."""
    try:
        drawn = code(text, "svg").decode()
    except FirmwareError:
        return ""
    return f"<div style='max-width: 12em'>{drawn}</div>"


def _svg(drawn: Chart, writer: Writer) -> str:
    """Draw the curve; time runs from the left in every language."""
    low_c, high_c = drawn.limits_c
    top, bottom = _y(drawn, high_c), _y(drawn, low_c)
    parts = [
        f'<rect class=within x=0 y="{top:.1f}" width="{_WIDTH}" height="{bottom - top:.1f}"/>',
        *(_area("unknown", drawn, span) for span in drawn.unknown),
        *(_area("beyond", drawn, span) for span in drawn.beyond),
        *_grid(drawn, writer),
        *(_line("limit", (0.0, _y(drawn, each)), (_WIDTH, _y(drawn, each))) for each in drawn.limits_c),
        *(part for piece in drawn.pieces for part in _piece(drawn, piece)),
        *(_line("lid", (_x(drawn, from_s), 3.0), (_x(drawn, to_s) + 1.0, 3.0)) for from_s, to_s in drawn.lid),
    ]
    box = f"-40 -2 {_WIDTH + 60:.0f} {_HEIGHT + 2 * _AXIS_PX:.0f}"
    return f'<svg viewBox="{box}" role=img aria-label="{escape(writer.chart_title(drawn))}">{"".join(parts)}</svg>'


def _grid(drawn: Chart, writer: Writer) -> Iterator[str]:
    for temperature_c, text in writer.temperature_marks(drawn):
        y = _y(drawn, temperature_c)
        yield _line("grid", (0.0, y), (_WIDTH, y))
        yield f'<text x=-6 y="{y + 4:.1f}" text-anchor=end>{text}</text>'
    for wall_s, texts in writer.time_marks(drawn):
        x = _x(drawn, wall_s)
        yield _line("grid", (x, 0.0), (x, _HEIGHT))
        for number, text in enumerate(texts):
            y = _HEIGHT + 14 * (number + 1)
            yield f'<text x="{x:.1f}" y="{y:.1f}" text-anchor=middle>{_text(text)}</text>'


def _piece(drawn: Chart, piece: Sequence[Column]) -> Iterator[str]:
    upper = [(_x(drawn, each.wall_s), _y(drawn, each.high)) for each in piece]
    lower = [(_x(drawn, each.wall_s), _y(drawn, each.low)) for each in reversed(piece)]
    yield f'<polygon class=spread points="{_points([*upper, *lower])}"/>'
    mean = _points((_x(drawn, each.wall_s), _y(drawn, each.mean)) for each in piece)
    yield f'<polyline class=curve points="{mean}"/>'


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _area(kind: str, drawn: Chart, span: tuple[float, float]) -> str:
    x = _x(drawn, span[0])
    return f'<rect class={kind} x="{x:.1f}" y=0 width="{max(_x(drawn, span[1]) - x, 1.0):.1f}" height="{_HEIGHT}"/>'


def _line(kind: str, begin: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<line class={kind} x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'


def _x(drawn: Chart, wall_s: float) -> float:
    return drawn.x(wall_s) * _WIDTH


def _y(drawn: Chart, temperature_c: float) -> float:
    return (1.0 - drawn.y(temperature_c)) * _HEIGHT
