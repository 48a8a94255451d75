"""Formulas over the bytes of an answer, as community lists of EV diagnostics write them; they never run as Python.

    a .. z, aa .. zzz    the first, second ... data byte; capitals mean the same
    + - * /  << >>       numbers; shifts of whole numbers
    == < > <= >=         1 or 0
    ! && ||              0 is false, everything else true; the result is 1 or 0
    {b:3}                bit 3 of byte b, from the lowest
    Signed(b)            byte b in two's complement
    Int16(b, c)          256 b + c; Int24(b, c, d) likewise; ":" may stand for ","

Precedence, from the loosest: || && == < << + * and signs, as in C.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from drivers.errors import BadFrame, DriverError, OutOfRange

MAX_TEXT = 500
"""Characters; the longest of the community's formulas that were looked at has 47."""

DEEPEST = 30
"""Parentheses and signs within each other, far below what the interpreter's own stack bears."""

WIDEST_SHIFT = 64
"""Bits; no raw number is wider, and a greater shift would only make giants."""


class BadFormula(DriverError, ValueError):
    """A text that is no formula; it names the text, the place and what was expected."""


Term = Callable[[bytes], float]
"""A part of a formula, to be worked out on data bytes."""

_TOKEN = re.compile(r"\s*(?:([0-9]+\.?[0-9]*|\.[0-9]+)|([A-Za-z]+(?:16|24)?)|(\|\||&&|==|<=|>=|<<|>>|[-+*/<>!(){},:]))")
_MAX_LETTERS = 3


def _shifted(shift: Callable[[int, int], int]) -> Callable[[float, float], float]:
    def work_out(value: float, bits: float) -> float:
        if not (math.isfinite(value) and value == int(value) and 0 <= bits <= WIDEST_SHIFT and bits == int(bits)):
            raise OutOfRange(f"{value:g} cannot be shifted by {bits:g} bits")
        return shift(int(value), int(bits))

    return work_out


def _truth(test: Callable[[float, float], object]) -> Callable[[float, float], float]:
    return lambda left, right: 1 if test(left, right) else 0


_LEVELS: tuple[Mapping[str, Callable[[float, float], float]], ...] = (
    {"||": _truth(lambda left, right: left or right)},
    {"&&": _truth(lambda left, right: left and right)},
    {"==": _truth(operator.eq)},
    {"<": _truth(operator.lt), ">": _truth(operator.gt), "<=": _truth(operator.le), ">=": _truth(operator.ge)},
    {"<<": _shifted(operator.lshift), ">>": _shifted(operator.rshift)},
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": operator.truediv},
)
"""Operators of two sides, the loosest first; those of one level are worked out from the left."""

_SIGNS: Mapping[str, Callable[[float], float]] = {
    "-": operator.neg,
    "+": operator.pos,
    "!": lambda value: 0 if value else 1,
}


def _signed(byte: float) -> float:
    return byte - 256 if byte > 127 else byte  # noqa: PLR2004  # two's complement of eight bits


_FUNCTIONS: Mapping[str, tuple[int, Callable[..., float]]] = {
    "signed": (1, _signed),
    "int16": (2, lambda high, low: 256 * high + low),
    "int24": (3, lambda high, middle, low: 65_536 * high + 256 * middle + low),
}
"""Number of arguments of each function, and the function."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula. `needs` is how many data bytes it reads at least."""

    text: str
    needs: int
    _term: Term

    def value(self, data: bytes) -> float:
        """Return the finite number that it makes of `data`; raises BadFrame (too short) or OutOfRange (no number)."""
        if len(data) < self.needs:
            raise BadFrame(f"{self.text!r} needs {self.needs} data bytes; there are {len(data)}")
        try:
            value = float(self._term(data))
        except (ZeroDivisionError, OverflowError) as error:
            raise OutOfRange(f"{self.text!r}: {error}") from error
        if not math.isfinite(value):
            raise OutOfRange(f"{self.text!r} gives {value:g}")
        return value


def parse(text: str) -> Formula:
    """Read a formula; raises BadFormula."""
    if len(text) > MAX_TEXT:
        raise BadFormula(f"{text[:40]!r}...: a formula has at most {MAX_TEXT} characters")
    reader = _Reader(text)
    term = reader.expression(0)
    reader.expect("")
    return Formula(text, reader.needs, term)


class _Reader:
    """A reader of one formula from left to right; `needs` grows with each byte that is named."""

    def __init__(self, text: str) -> None:
        self._text, self._tokens = text, _tokens(text)
        self._next, self._depth, self.needs = 0, 0, 0

    def expect(self, token: str) -> None:
        """Require this token next; "" is the end."""
        if self._peek() != token:
            raise self._bad(repr(token) if token else "an operator or the end")
        self._next += 1

    def expression(self, level: int) -> Term:
        """Read operators of `level` and tighter ones."""
        if level == len(_LEVELS):
            return self._signed_term()
        term = self.expression(level + 1)
        while (work_out := _LEVELS[level].get(self._peek())) is not None:
            self._next += 1
            term = _both(work_out, term, self.expression(level + 1))
        return term

    def _signed_term(self) -> Term:
        word, self._depth = self._take(), self._depth + 1
        if self._depth > DEEPEST:
            raise BadFormula(f"{self._text!r}: more than {DEEPEST} levels")
        term = self._term(word)
        self._depth -= 1
        return term

    def _term(self, word: str) -> Term:
        if sign := _SIGNS.get(word):
            return _one(sign, self._signed_term())
        if word == "(":
            term = self.expression(0)
            self.expect(")")
            return term
        if word == "{":
            return self._bit()
        if word[:1].isdigit() or word[:1] == ".":
            return _constant(float(word) if "." in word else int(word))
        if function := _FUNCTIONS.get(word.lower()):
            return self._call(*function)
        return self._byte(word)

    def _bit(self) -> Term:
        byte = self._byte(self._take())
        self.expect(":")
        bit = self._take()
        if bit not in tuple("01234567"):
            self._next -= 1
            raise self._bad("a bit, 0 to 7,")
        self.expect("}")
        return _one(lambda value: int(value) >> int(bit) & 1, byte)

    def _call(self, count: int, work_out: Callable[..., float]) -> Term:
        self.expect("(")
        terms = [self.expression(0)]
        for _ in range(count - 1):
            self.expect(":" if self._peek() == ":" else ",")
            terms.append(self.expression(0))
        self.expect(")")
        return lambda data: work_out(*(term(data) for term in terms))

    def _byte(self, letters: str) -> Term:
        if not letters.isalpha() or len(letters) > _MAX_LETTERS:
            self._next -= 1
            raise self._bad("a number, a byte (a, b ... zzz) or a parenthesis")
        index = byte_index(letters)
        self.needs = max(self.needs, index + 1)
        return operator.itemgetter(index)

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

    def _bad(self, expected: str) -> BadFormula:
        found = repr(self._peek()) if self._peek() else "the end"
        return BadFormula(f"{self._text!r}: {expected} is expected in place {self._next + 1}, not {found}")


def byte_index(letters: str) -> int:
    """Return the data byte that letters name: a is 0, z is 25, aa is 26."""
    index = 0
    for letter in letters.lower():
        index = 26 * index + ord(letter) - ord("a") + 1
    return index - 1


def _tokens(text: str) -> list[str]:
    tokens, end = [], 0
    while match := _TOKEN.match(text, end):
        tokens.append(match[match.lastindex or 0])
        end = match.end()
    if text[end:].strip():
        raise BadFormula(f"{text!r}: {text[end:].strip()[0]!r} has no meaning in a formula")
    return tokens


def _constant(value: float) -> Term:
    return lambda _data: value


def _one(work_out: Callable[[float], float], term: Term) -> Term:
    return lambda data: work_out(term(data))


def _both(work_out: Callable[[float, float], float], left: Term, right: Term) -> Term:
    return lambda data: work_out(left(data), right(data))
