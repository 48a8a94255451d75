"""Text on a page of PDF: broken into lines, and each line in the order in which people read it.

Lines of mixed direction are ordered by the Unicode Bidirectional Algorithm (UAX #9), whose levels come from fpdf2. The
pieces of a line are drawn in the order of reading wherever they stand, so that a program that takes the text out of
the file gets it in that order, and no invisible letters between.
"""

import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

_INVISIBLE = frozenset("\u2066\u2067\u2068\u2069\u200e\u200f")
"""Marks of direction; they have done their work when the levels are known."""

_NO_LIGATURES = {"liga": False, "clig": False}
"""A letter for a letter: of those that are joined into one sign, programs that take out text know the order no more."""

_CLOSING, _OPENING = frozenset({"Pe", "Pf", "Po"}), frozenset({"Ps", "Pi"})
"""Unicode categories of marks that stand at no beginning of a line, and at no end (GB/T 15834-2011, 5.1)."""

_TURNING = frozenset({"R", "AL", "NSM"})
_THICK_MM_PER_PT = 0.01
"""So much thicker letters look bold without a bold font. Engineering choice, by eye."""

_NO_BREAK = "\u00a0"
_SPACES = frozenset({" ", _NO_BREAK})
_WIDE = frozenset({"W", "F"})


@dataclass(frozen=True, slots=True)
class Face:
    """A family of fonts in a page of PDF, and the letters that it has."""

    family: str
    has_bold: bool
    letters: Container[int]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter and its level, even is read from the left, odd from the right; and what it is drawn with."""

    text: str
    level: int
    face: Face


@dataclass(frozen=True, slots=True)
class Style:
    """The looks of text: its size in points, its weight, its colour (red, green, blue)."""

    size_pt: float = 8.5
    bold: bool = False
    is_code: bool = False
    """Whether it is for programs, and runs from the left in every language."""
    colour: tuple[int, int, int] = (0x1A, 0x1A, 0x1A)


class Typesetter:
    """Sets text into `pdf`, each letter with the first of `faces` that has it; the first of all is the language's own.

    In a language that is read from the right, what runs from the left is set with others first: its own font has full
    stops that look like commas beside Latin digits.
    """

    def __init__(self, pdf: "FPDF", faces: Iterable[Face], *, is_right_to_left: bool) -> None:
        self._pdf, self._is_right_to_left = pdf, is_right_to_left
        self._loaded: list[Face] = []
        self._further = iter(faces)
        self._style = Style()
        self._lines: dict[tuple[str, float, Style], Sequence[Sequence[Letter]]] = {}
        self.missing: set[str] = set()
        """Letters that no font has."""

    def lines(self, text: str, width_mm: float, style: Style) -> Sequence[Sequence[Letter]]:
        """Break `text` into lines of at most `width_mm`."""
        self._style = style
        key = text, width_mm, style
        if key not in self._lines:
            self._lines[key] = self._broken(text, width_mm)
        return self._lines[key]

    def _broken(self, text: str, width_mm: float) -> Sequence[Sequence[Letter]]:
        lines: list[list[Letter]] = [[]]
        filled_mm = 0.0
        for piece in self._that_fit(_pieces(self._letters(text)), width_mm):
            bare_mm, piece_mm = self._width(_stripped(piece)), self._width(piece)
            if lines[-1] and filled_mm + bare_mm > width_mm:
                lines.append([])
                filled_mm = 0.0
            lines[-1] += piece
            filled_mm += piece_mm
        return [_stripped(line) for line in lines]

    def set_line(self, line: Sequence[Letter], x_mm: float, y_mm: float, width_mm: float, align: str) -> None:
        """Draw one line at the top of `y_mm`; `align` is of L, C, R."""
        runs = [list(run) for _, run in groupby(line, key=_kind)]
        widths = [self._width(run) for run in runs]
        free_mm = width_mm - sum(widths)
        left = x_mm + {"L": 0.0, "C": free_mm / 2.0, "R": free_mm}[align]
        place: dict[int, float] = {}
        for index in _visual_order([run[0].level for run in runs]):
            place[index] = left
            left += widths[index]
        for index, run in enumerate(runs):
            self._use(run[0])
            self._pdf.set_xy(place[index], y_mm)
            with self._weight(run[0].face):
                self._pdf.cell(widths[index], _height(self._style.size_pt), _text(run))

    def paragraph(
        self, text: str, place: tuple[float, float], width_mm: float, style: Style, *, align: str = ""
    ) -> float:
        """Draw `text` with its top left at `place`, and return its height; "" aligns it as the language is read."""
        x_mm, y_mm = place
        lines = self.lines(text, width_mm, style)
        for number, line in enumerate(lines):
            self.set_line(line, x_mm, y_mm + number * _height(style.size_pt), width_mm, align or self.start)
        return len(lines) * _height(style.size_pt)

    def height(self, text: str, width_mm: float, style: Style) -> float:
        """Return how high a paragraph would be."""
        return len(self.lines(text, width_mm, style)) * _height(style.size_pt)

    @property
    def start(self) -> str:
        """The side at which lines begin."""
        return "R" if self._is_right_to_left else "L"

    @property
    def end(self) -> str:
        """The side at which lines end."""
        return "L" if self._is_right_to_left else "R"

    def width(self, text: str, style: Style) -> float:
        """Return how wide `text` is in one line."""
        self._style = style
        return self._width(self._letters(text))

    def _letters(self, text: str) -> list[Letter]:
        from fpdf.bidi import BidiParagraph  # noqa: PLC0415  # only where pages are made
        from fpdf.enums import TextDirection  # noqa: PLC0415

        base = TextDirection.RTL if self._is_right_to_left and not self._style.is_code else TextDirection.LTR
        levels = BidiParagraph(text, base_direction=base).get_characters()
        letters: list[Letter] = []
        for each in levels:
            if each.character not in _INVISIBLE:
                follows = bool(letters) and each.character in _SPACES
                face = letters[-1].face if follows else self._face(each.character, each.embedding_level)
                letters.append(Letter(each.character, each.embedding_level, face))
        return letters

    def _face(self, letter: str, level: int) -> Face:
        others_first = self._is_right_to_left and level % 2 == 0
        own = None
        for number, face in enumerate(self._faces()):
            if ord(letter) in face.letters:
                if not others_first or number:
                    return face
                own = face
        if own is None:
            self.missing.add(letter)
        return own or self._loaded[0]

    def _faces(self) -> Iterator[Face]:
        """Yield the faces, and load one only when those before it do not have a letter."""
        yield from self._loaded
        for face in self._further:
            self._loaded.append(face)
            yield face

    def _that_fit(self, pieces: Iterator[list[Letter]], width_mm: float) -> Iterator[list[Letter]]:
        """Yield `pieces`, one that is wider than a line in its letters."""
        for piece in pieces:
            if self._width(_stripped(piece)) <= width_mm:
                yield piece
            else:
                yield from ([letter] for letter in piece)

    def _width(self, letters: Sequence[Letter]) -> float:
        total_mm = 0.0
        for _, run in groupby(letters, key=lambda letter: (letter.level, letter.face)):
            part = list(run)
            self._use(part[0])
            total_mm += self._pdf.get_string_width(_text(part))
        return total_mm

    def _use(self, first: Letter) -> None:
        """Prepare for a run that begins with `first`."""
        pdf, style = self._pdf, self._style
        pdf.set_font(first.face.family, style="B" if style.bold and first.face.has_bold else "", size=style.size_pt)
        pdf.set_text_shaping(features=_NO_LIGATURES, direction="rtl" if first.level % 2 else "ltr")
        pdf.set_text_color(*style.colour)

    def _weight(self, face: Face) -> AbstractContextManager[object]:
        """Draw with a thicker line what is bold in a font that is not."""
        style = self._style
        if not style.bold or face.has_bold:
            return nullcontext()
        return self._pdf.local_context(
            text_mode="FILL_STROKE", draw_color=style.colour, line_width=style.size_pt * _THICK_MM_PER_PT
        )


def _pieces(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield the parts between which a line may be broken: words with the spaces behind them, single Chinese letters."""
    piece: list[Letter] = []
    for letter in letters:
        if piece and _may_break(piece[-1].text, letter.text):
            yield piece
            piece = []
        piece.append(letter)
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if (
        after == " "
        or _NO_BREAK in (before, after)
        or unicodedata.category(after) in _CLOSING
        or unicodedata.category(before) in _OPENING
    ):
        return False
    return unicodedata.east_asian_width(before) in _WIDE or unicodedata.east_asian_width(after) in _WIDE


def _kind(letter: Letter) -> tuple[int, Face, str]:
    """Tell apart what is drawn by itself: programs that take out text turn letters, but not the marks beside them."""
    turns = letter.level % 2 == 0 or unicodedata.bidirectional(letter.text) in _TURNING
    return letter.level, letter.face, "" if turns else letter.text


def _stripped(line: Sequence[Letter]) -> Sequence[Letter]:
    end = len(line)
    while end and line[end - 1].text == " ":
        end -= 1
    return line[:end]


def _visual_order(levels: Sequence[int]) -> list[int]:
    """Return the runs of `levels` from left to right (rule L2: turn what has at least each level)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        turned: list[int] = []
        for is_turned, group in groupby(order, key=lambda index: levels[index] >= level):
            part = list(group)
            turned += part[::-1] if is_turned else part
        order = turned
    return order


def _text(run: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in run).replace(_NO_BREAK, " ")


def _height(size_pt: float) -> float:
    """Return the height of a line in mm, 1.3 times that of the letters (engineering choice: it fits on one page)."""
    return size_pt * 25.4 / 72.0 * 1.3
