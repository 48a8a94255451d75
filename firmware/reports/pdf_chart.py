"""The curve of a report, drawn into a PDF."""

from typing import TYPE_CHECKING, NamedTuple

from firmware.reports.chart import Chart
from firmware.reports.sheet import Writer
from firmware.reports.typesetting import Style, Typesetter

if TYPE_CHECKING:
    from fpdf import FPDF

_AXIS = Style(7.0, colour=(0x5A, 0x5A, 0x5A))
_WITHIN, _BEYOND, _UNKNOWN = (0xE8, 0xF3, 0xEA), (0xF8, 0xD9, 0xD6), (0xE4, 0xE4, 0xE4)
_GRID, _LIMIT, _CURVE, _SPREAD, _LID = (
    (0xD6, 0xD6, 0xD6),
    (0xA3, 0x1D, 0x16),
    (0x0B, 0x3D, 0x91),
    (0xA9, 0xC1, 0xE8),
    (0x85, 0x57, 0x00),
)

_LEAST_MM = 0.3
"""What lasts shorter than this on paper is drawn so wide, to be seen."""


class Frame(NamedTuple):
    """The place of the curve, in mm."""

    x: float
    y: float
    width: float
    height: float


class _Canvas:
    """A frame in a PDF, with the scales of a chart."""

    def __init__(self, pdf: "FPDF", chart: Chart, frame: Frame) -> None:
        self.pdf, self._chart, self.frame = pdf, chart, frame

    def x(self, wall_s: float) -> float:
        """Return the place of a time in mm."""
        return self.frame.x + self._chart.x(wall_s) * self.frame.width

    def y(self, temperature_c: float) -> float:
        """Return the place of a temperature in mm."""
        return self.frame.y + (1.0 - self._chart.y(temperature_c)) * self.frame.height

    def area(self, from_s: float, to_s: float, colour: tuple[int, int, int]) -> None:
        """Fill all temperatures of a time."""
        self.pdf.set_fill_color(*colour)
        width_mm = max(self.x(to_s) - self.x(from_s), _LEAST_MM)
        self.pdf.rect(self.x(from_s), self.frame.y, width_mm, self.frame.height, style="F")

    def pen(self, colour: tuple[int, int, int], width_mm: float) -> None:
        """Draw the next lines so."""
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(width_mm)


def draw_chart(pdf: "FPDF", typesetter: Typesetter, writer: Writer, chart: Chart, frame: Frame) -> None:
    """Draw areas, grid, limits and the curve, one over the other; time runs from the left in every language."""
    canvas = _Canvas(pdf, chart, frame)
    low_c, high_c = chart.limits_c
    pdf.set_fill_color(*_WITHIN)
    pdf.rect(frame.x, canvas.y(high_c), frame.width, canvas.y(low_c) - canvas.y(high_c), style="F")
    for from_s, to_s in chart.unknown:
        canvas.area(from_s, to_s, _UNKNOWN)
    for from_s, to_s in chart.beyond:
        canvas.area(from_s, to_s, _BEYOND)
    _grid(canvas, typesetter, writer, chart)
    canvas.pen(_LIMIT, 0.35)
    for limit_c in chart.limits_c:
        pdf.line(frame.x, canvas.y(limit_c), frame.x + frame.width, canvas.y(limit_c))
    _curve(canvas, chart)
    canvas.pen(_LID, 0.9)
    for from_s, to_s in chart.lid:
        pdf.line(canvas.x(from_s), frame.y + 0.6, max(canvas.x(to_s), canvas.x(from_s) + _LEAST_MM), frame.y + 0.6)
    canvas.pen(_AXIS.colour, 0.2)
    pdf.rect(frame.x, frame.y, frame.width, frame.height)


def _grid(canvas: _Canvas, typesetter: Typesetter, writer: Writer, chart: Chart) -> None:
    pdf, frame = canvas.pdf, canvas.frame
    half_mm = typesetter.height("0", frame.width, _AXIS) / 2.0
    for temperature_c, text in writer.temperature_marks(chart):
        y_mm = canvas.y(temperature_c)
        canvas.pen(_GRID, 0.1)
        pdf.line(frame.x, y_mm, frame.x + frame.width, y_mm)
        typesetter.paragraph(text, (frame.x - 11.0, y_mm - half_mm), 10.0, _AXIS, align="R")
    for wall_s, texts in writer.time_marks(chart):
        x_mm = canvas.x(wall_s)
        canvas.pen(_GRID, 0.1)
        pdf.line(x_mm, frame.y, x_mm, frame.y + frame.height)
        for number, text in enumerate(texts):
            below_mm = frame.y + frame.height + 0.6 + 2 * half_mm * number
            typesetter.paragraph(text, (x_mm - 12.0, below_mm), 24.0, _AXIS, align="C")


def _curve(canvas: _Canvas, chart: Chart) -> None:
    """Draw the spread of each column, and the mean over it."""
    for piece in chart.pieces:
        if len(piece) == 1:
            canvas.pen(_CURVE, 0.5)
            x_mm, y_mm = canvas.x(piece[0].wall_s), canvas.y(piece[0].mean)
            canvas.pdf.line(x_mm, y_mm, x_mm + _LEAST_MM, y_mm)
            continue
        upper = [(canvas.x(each.wall_s), canvas.y(each.high)) for each in piece]
        lower = [(canvas.x(each.wall_s), canvas.y(each.low)) for each in reversed(piece)]
        canvas.pdf.set_fill_color(*_SPREAD)
        canvas.pdf.polygon([*upper, *lower], style="F")
        canvas.pen(_CURVE, 0.4)
        canvas.pdf.polyline([(canvas.x(each.wall_s), canvas.y(each.mean)) for each in piece])
