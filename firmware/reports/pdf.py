"""The page as a PDF of one A4 sheet. The verdict is the largest thing on it, the seal stands at its foot.

Needs the libraries of the extra `report`, which are imported only here.
"""

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from firmware.coldchain.assessment import Verdict
from firmware.errors import FirmwareError
from firmware.reports.chart import chart
from firmware.reports.codes import code
from firmware.reports.fonts import Font, FontMissing, fonts_for, installed, package_with
from firmware.reports.page import Page
from firmware.reports.pdf_chart import Frame, draw_chart
from firmware.reports.sheet import ExcursionRow, Row, Sheet, Writer
from firmware.reports.typesetting import Face, Style, Typesetter

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM = 210.0, 297.0, 13.0
_INNER_MM = _WIDTH_MM - 2 * _MARGIN_MM
_GAP_MM = 2.6
_QR_MM = 27.0
_CHART_MM = 56.0, 120.0

_COLOURS = {
    Verdict.KEPT: ((0xE3, 0xF3, 0xE6), (0x14, 0x6C, 0x34)),
    Verdict.BROKEN: ((0xFB, 0xE4, 0xE2), (0xA3, 0x1D, 0x16)),
    Verdict.NOT_PROVEN: ((0xFF, 0xF1, 0xD4), (0x85, 0x57, 0x00)),
}
"""Ground and letters of each verdict; contrast 4.5 and more (WCAG 2.2, 1.4.3). Its sign tells it without colour."""

_GREY = (0x5A, 0x5A, 0x5A)
_LABEL, _VALUE, _SECTION, _SMALL = Style(7.5, colour=_GREY), Style(8.5), Style(9.5, bold=True), Style(7.0, colour=_GREY)
_CODE = Style(6.0, is_code=True, colour=_GREY)

_COLUMNS = (0.25, 0.1, 0.095, 0.205, 0.35)
"""Shares of the columns of excursions."""

_NEEDED = "the PDF needs the libraries of homeward[report] (fpdf2, uharfbuzz, segno): pip install 'homeward[report]'"


def as_pdf(page: Page, writer: Writer, files: Mapping[str, Path] | None = None) -> bytes:
    """Draw `page` with the words of `writer` and the font `files`; raises FirmwareError where something is missing."""
    try:
        import segno  # noqa: F401, PLC0415  # told before anything is drawn
        import uharfbuzz  # noqa: F401, PLC0415
        from fpdf import FPDF  # noqa: PLC0415
    except ImportError as error:
        raise FirmwareError(_NEEDED) from error
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of each table of a font
    pdf = FPDF(format="A4")
    fonts = fonts_for(writer.words.language, installed() if files is None else files)
    try:
        _Drawing(pdf, page, writer, fonts).draw()
        return bytes(pdf.output())
    finally:
        for font in pdf.fonts.values():
            cast("TTFFont", font).ttfont.close()


class _Drawing:
    """One page in the making; `_y_mm` is how far it has got."""

    def __init__(self, pdf: "FPDF", page: Page, writer: Writer, fonts: Sequence[Font]) -> None:
        self._pdf, self._page, self._writer = pdf, page, writer
        self._sheet: Sheet = writer.sheet(page)
        self._right_to_left = writer.words.is_right_to_left
        self._type = Typesetter(pdf, _faces(pdf, fonts), is_right_to_left=self._right_to_left)
        self._y_mm = _MARGIN_MM - 4.0
        self._is_measuring = False

    def draw(self) -> None:
        """Draw everything, from the top to the foot."""
        pdf, sheet = self._pdf, self._sheet
        pdf.set_auto_page_break(auto=False)
        pdf.set_title(f"{sheet.title} {self._page.consignment}".strip())
        pdf.set_lang(self._writer.words.language)
        pdf.set_creation_date(datetime.fromtimestamp(self._page.made_s, tz=UTC))
        pdf.add_page()
        pdf.c_margin = 0.0
        self._head()
        self._table(sheet.facts, columns=2)
        foot_top_mm = _HEIGHT_MM - _MARGIN_MM - self._measured(self._foot)
        free_mm = foot_top_mm - self._y_mm - self._measured(self._excursions)
        self._chart(min(max(free_mm, _CHART_MM[0]), _CHART_MM[1]))
        self._excursions(foot_top_mm)
        self._y_mm = max(self._y_mm, foot_top_mm)
        self._foot()
        if self._type.missing:
            letters = "".join(sorted(self._type.missing))
            raise FontMissing(
                f"no installed font has the letters {letters!r:.40}: sudo apt install {package_with(letters)}"
            )

    def _left(self, start_mm: float, width_mm: float) -> float:
        """Return the left edge of what begins `start_mm` from where lines begin."""
        return _WIDTH_MM - _MARGIN_MM - start_mm - width_mm if self._right_to_left else _MARGIN_MM + start_mm

    def _text(self, text: str, start_mm: float, width_mm: float, style: Style, *, align: str = "") -> float:
        """Set `text` at the present height and return its own; "" aligns it with where its lines begin."""
        if self._is_measuring:
            return self._type.height(text, width_mm, style)
        return self._type.paragraph(text, (self._left(start_mm, width_mm), self._y_mm), width_mm, style, align=align)

    def _head(self) -> None:
        sheet, verdict = self._sheet, self._page.assessment.verdict
        self._text(sheet.title, 0.0, _INNER_MM / 2, Style(10.0, bold=True, colour=_GREY))
        self._y_mm += self._text(sheet.made, _INNER_MM / 3, _INNER_MM * 2 / 3, _SMALL, align=self._type.end) + 1.5
        ground, ink = _COLOURS[verdict]
        inner_mm = _INNER_MM - 28.0
        headline = self._fitting(sheet.headline, inner_mm, ink)
        parts = ((sheet.headline, headline), (sheet.summary, Style(10.0)), (sheet.advice, Style(10.0)))
        height_mm = sum(self._type.height(text, inner_mm, style) for text, style in parts) + 6.0
        self._pdf.set_fill_color(*ground)
        self._pdf.rect(_MARGIN_MM, self._y_mm, _INNER_MM, height_mm, style="F")
        self._sign(verdict, self._left(4.0, 16.0), self._y_mm + (height_mm - 16.0) / 2.0, 16.0)
        top_mm = self._y_mm
        self._y_mm += 2.5
        for text, style in parts:
            self._y_mm += self._text(text, 24.0, inner_mm, style)
        self._y_mm = top_mm + height_mm + _GAP_MM

    def _fitting(self, text: str, width_mm: float, ink: tuple[int, int, int]) -> Style:
        """Return the largest style in which `text` fits in one line."""
        for size_pt in (22.0, 20.0, 18.0, 16.0, 14.0):
            style = Style(size_pt, bold=True, colour=ink)
            if self._type.width(text, style) <= width_mm:
                return style
        return Style(12.0, bold=True, colour=ink)

    def _sign(self, verdict: Verdict, x_mm: float, y_mm: float, size_mm: float) -> None:
        """Draw the sign of a verdict: a tick, a cross, or a question mark, in a disc."""
        pdf = self._pdf
        pdf.set_fill_color(*_COLOURS[verdict][1])
        pdf.ellipse(x_mm, y_mm, size_mm, size_mm, style="F")
        pdf.set_draw_color(255, 255, 255)
        pdf.set_line_width(1.6)
        if verdict is Verdict.NOT_PROVEN:
            style = Style(30.0, bold=True, colour=(255, 255, 255))
            top_mm = y_mm + (size_mm - self._type.height("?", size_mm, style)) / 2.0
            self._type.paragraph("?", (x_mm, top_mm), size_mm, style, align="C")
            return
        strokes = _TICK if verdict is Verdict.KEPT else _CROSS
        for points in strokes:
            pdf.polyline([(x_mm + x * size_mm, y_mm + y * size_mm) for x, y in points])

    def _section(self, key: str) -> None:
        self._y_mm += self._text(self._writer.words.say(f"page.{key}"), 0.0, _INNER_MM, _SECTION) + 0.4

    def _table(self, rows: Sequence[Row], columns: int, label_share: float = 0.3) -> None:
        """Set labels and values in `columns`, line by line."""
        width_mm = _INNER_MM / columns
        label_mm = width_mm * label_share
        value_mm = width_mm - label_mm - 3.0
        for first in range(0, len(rows), columns):
            tallest_mm = 0.0
            for column, row in enumerate(rows[first : first + columns]):
                start_mm = column * width_mm
                heights = (
                    self._text(row.label, start_mm, label_mm, _LABEL),
                    self._text(row.value, start_mm + label_mm, value_mm, _VALUE),
                )
                tallest_mm = max(tallest_mm, *heights)
            self._y_mm += tallest_mm + 0.5
        self._y_mm += _GAP_MM

    def _chart(self, height_mm: float) -> None:
        """Draw the curve with its title in `height_mm`."""
        until_mm = self._y_mm + height_mm
        drawn = chart(self._page)
        legend = self._writer.legend(drawn)
        self._text(legend, _INNER_MM / 2.0, _INNER_MM / 2.0, _LABEL, align=self._type.end)
        self._y_mm += self._text(self._writer.chart_title(drawn), 0.0, _INNER_MM / 2.0, _SECTION) + 0.8
        frame = Frame(_MARGIN_MM + 11.0, self._y_mm, _INNER_MM - 13.0, until_mm - self._y_mm - 8.0 - _GAP_MM)
        draw_chart(self._pdf, self._type, self._writer, drawn, frame)
        self._y_mm = until_mm

    def _excursions(self, until_mm: float = math.inf) -> None:
        """Draw as many excursions as there is room for."""
        self._section("excursions")
        sheet = self._sheet
        if not sheet.excursions:
            self._y_mm += self._text(sheet.after_excursions, 0.0, _INNER_MM, _VALUE) + _GAP_MM
            return
        self._line(sheet.columns, _LABEL)
        left = len(self._page.assessment.excursions)
        for row in sheet.excursions:
            more_mm = self._type.height("x", _INNER_MM, _LABEL) if left > 1 else 0.0
            if self._y_mm + self._row_mm(row) + more_mm > until_mm:
                break
            self._line(row, _VALUE)
            left -= 1
        if left:
            self._y_mm += self._text(self._writer.more(left), 0.0, _INNER_MM, _LABEL)
        self._y_mm += _GAP_MM

    def _cells(self, row: ExcursionRow) -> Iterator[tuple[str, float, float]]:
        start_mm = 0.0
        texts = (row.when, row.lasted, row.furthest, row.limit, row.cause)
        for text, share in zip(texts, _COLUMNS, strict=True):
            width_mm = _INNER_MM * share
            yield text, start_mm, width_mm - 2.0
            start_mm += width_mm

    def _row_mm(self, row: ExcursionRow) -> float:
        cells_mm = max(self._type.height(text, width_mm, _VALUE) for text, _, width_mm in self._cells(row))
        return cells_mm + sum(self._type.height(note, _INNER_MM - 4.0, _LABEL) for note in row.notes) + 0.8

    def _line(self, row: ExcursionRow, style: Style) -> None:
        """Set one excursion, with a rule below."""
        self._y_mm += max([self._text(text, start, width, style) for text, start, width in self._cells(row)])
        for note in row.notes:
            self._y_mm += self._text(note, 4.0, _INNER_MM - 4.0, _LABEL)
        if not self._is_measuring:
            self._pdf.set_draw_color(0xC8, 0xC8, 0xC8)
            self._pdf.set_line_width(0.15)
            self._pdf.line(_MARGIN_MM, self._y_mm + 0.3, _WIDTH_MM - _MARGIN_MM, self._y_mm + 0.3)
        self._y_mm += 0.8

    def _measured(self, draw: Callable[[], None]) -> float:
        """Return how high it will be what `draw` draws."""
        before_mm, self._y_mm, self._is_measuring = self._y_mm, 0.0, True
        draw()
        height_mm, self._y_mm, self._is_measuring = self._y_mm, before_mm, False
        return height_mm

    def _foot(self) -> None:
        """Draw the figures, what was measured with, whose hands it went through, and the seal."""
        sheet = self._sheet
        self._section("figures")
        self._table(sheet.figures, columns=3, label_share=0.52)
        for key, lines in (("segments", sheet.segments), ("sensors", sheet.sensors), ("notes", sheet.notes)):
            if lines:
                self._section(key)
                for line in lines:
                    self._y_mm += self._text(line, 0.0, _INNER_MM, Style(7.5))
                self._y_mm += _GAP_MM / 2
        self._seal()

    def _seal(self) -> None:
        self._section("seal")
        seal = self._page.seal
        top_mm, width_mm = self._y_mm, _INNER_MM - (0.0 if seal is None else _QR_MM + 4.0)
        self._y_mm += self._text(self._sheet.seal, 0.0, width_mm, Style(7.5)) + 0.8
        if seal is None:
            return
        for line in seal.text.splitlines():
            self._y_mm += self._text(line, 0.0, width_mm, _CODE, align="L")
        if not self._is_measuring:
            self._qr(seal.text, self._left(_INNER_MM - _QR_MM, _QR_MM), top_mm - 5.0)
        self._y_mm = max(self._y_mm, top_mm - 5.0 + _QR_MM)

    def _qr(self, text: str, x_mm: float, y_mm: float) -> None:
        self._pdf.image(BytesIO(code(text, "png")), x_mm, y_mm, _QR_MM, _QR_MM)


_TICK = (((0.26, 0.53), (0.43, 0.69), (0.75, 0.33)),)
_CROSS = (((0.3, 0.3), (0.7, 0.7)), ((0.7, 0.3), (0.3, 0.7)))


def _faces(pdf: "FPDF", fonts: Sequence[Font]) -> Iterator[Face]:
    """Put `fonts` into the file, of which only the letters that are used will stay."""
    for font in fonts:
        name = font.family.name
        pdf.add_font(name, "", font.regular, collection_font_number=font.family.number)
        if font.bold is not None:
            pdf.add_font(name, "B", font.bold, collection_font_number=font.family.number)
        yield Face(name, font.bold is not None, cast("TTFFont", pdf.fonts[name.lower()]).cmap)
