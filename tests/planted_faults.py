"""Plant faults in a source by its syntax tree, one at a time, to see whether checks are sharp.

Operators: comparisons (boundary and sense), and/or, dropped operands, not, signs, constants, arithmetic and bits, least
and greatest, swapped arguments, conditions and returned values turned round, dropped settings of items.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from types import CodeType, ModuleType
from typing import Any

import pytest

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.Mult,),
    ast.BitAnd: (ast.BitOr, ast.BitXor),
    ast.LShift: (ast.RShift,),
}
EXTREMES = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True)
class Fault:
    """A source with one thing changed: the number and text of its line, what stands there now, and the whole."""

    number: int
    line: str
    other: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.number}: {self.line}: {self.other[:300]}"


@dataclass(frozen=True)
class Score:
    """The number of faults that were planted, and those that no check saw."""

    planted: int
    unseen: list[Fault]

    @property
    def seen_pct(self) -> float:
        return 100.0 * (1.0 - len(self.unseen) / self.planted)

    def __str__(self) -> str:
        return "\n".join([f"{self.seen_pct:.1f} % of {self.planted} seen; not:", *map(str, self.unseen)])


def score(faults: Iterator[Fault], check: Callable[[CodeType], None]) -> Score:
    """Hold `check` against every fault."""
    planted = [*faults]
    return Score(len(planted), [fault for fault in planted if passes(check, fault.code)])


def passes(check: Callable[[CodeType], None], code: CodeType) -> bool:
    try:
        check(code)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  # however a planted fault shows, it is seen
        return False
    return True


def check_copy(checks: Iterable[Callable[[ModuleType], None]], code: CodeType) -> None:
    """Hold `checks` against the module that `code` makes; the real one is not touched."""
    module = ModuleType("planted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
        exec(code, module.__dict__)  # noqa: S102  # our own source
        for check in checks:
            check(module)


def run_tests(module: ModuleType) -> None:
    """Run every test of a module by itself, with each of its parameters; none may ask for a fixture."""
    tests = [function for name, function in vars(module).items() if name.startswith("test_")]
    for test in tests:
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        for arguments in product(*[[*parameters(*mark.args)] for mark in marks]):
            partial(test, **{name: value for each in arguments for name, value in each.items()})()


def parameters(names: str | tuple[str, ...], values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for value in values:
        yield {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))


def changed(source: str) -> Iterator[Fault]:
    """Every fault that the operators can plant in `source`."""
    tree = ast.parse(source)
    for place in [*places(tree)]:
        node = place.node
        for other in [*alternatives(node)]:
            place.put(other)
            if ast.dump(other) != ast.dump(node):
                yield fault(source, tree, getattr(node, "lineno", 0), other)
        place.put(node)


def fault(source: str, tree: ast.Module, number: int, other: ast.AST) -> Fault:
    """The fault that stands in `tree` at this moment."""
    line = source.splitlines()[number - 1].strip()
    return Fault(number, line, ast.unparse(other), compile(ast.fix_missing_locations(tree), "planted", "exec"))


@dataclass(frozen=True)
class Place:
    """A spot of a tree where a node can be replaced: its parent, the field, and the index in a list."""

    parent: ast.AST
    field: str
    index: int | None

    @property
    def node(self) -> ast.AST:
        held = getattr(self.parent, self.field)
        found = held if self.index is None else held[self.index]
        assert isinstance(found, ast.AST)
        return found

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def places(tree: ast.Module) -> Iterator[Place]:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if field in {"annotation", "returns"}:
                continue
            if isinstance(value, ast.AST):
                yield Place(parent, field, None)
            elif isinstance(value, list):
                nodes = enumerate(value)
                yield from (Place(parent, field, index) for index, node in nodes if isinstance(node, ast.AST))


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of `node`."""
    if isinstance(node, ast.expr):
        yield from expressions(node)
    elif isinstance(node, ast.stmt):
        yield from statements(node)


def expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            yield from compared(node)
        case ast.BoolOp():
            yield from logical(node)
        case ast.BinOp():
            yield from (ast.BinOp(node.left, other(), node.right) for other in ARITHMETIC.get(type(node.op), ()))
        case ast.UnaryOp(ast.Not() | ast.Invert() | ast.USub(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(inverted(test), body, orelse)
        case ast.Call():
            yield from called(node)
        case ast.Constant():
            yield from constant(node)


def called(node: ast.Call) -> Iterator[ast.expr]:
    if isinstance(node.func, ast.Name) and node.func.id in EXTREMES:  # the order of their arguments means nothing
        yield ast.Call(ast.Name(EXTREMES[node.func.id], ast.Load()), node.args, node.keywords)
        return
    for index in range(len(node.args) - 1):
        yield ast.Call(node.func, swapped(node.args, index), node.keywords)
    for index in range(len(node.keywords) - 1):
        values = swapped([keyword.value for keyword in node.keywords], index)
        keywords = [ast.keyword(one.arg, value) for one, value in zip(node.keywords, values, strict=True)]
        yield ast.Call(node.func, node.args, keywords)


def swapped(values: list[ast.expr], index: int) -> list[ast.expr]:
    return [*values[:index], values[index + 1], values[index], *values[index + 2 :]]


def statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.If(test, body, orelse):
            yield ast.If(inverted(test), body, orelse)
        case ast.Return(value) if value is not None:
            yield ast.Return(inverted(value))
        case ast.Assign([ast.Subscript() | ast.Attribute()]):
            yield ast.Pass()


def inverted(condition: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), condition)


def compared(node: ast.Compare) -> Iterator[ast.expr]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def logical(node: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for index in range(len(node.values)):
        left = [*node.values[:index], *node.values[index + 1 :]]
        yield ast.BoolOp(node.op, left) if len(left) > 1 else left[0]


def constant(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
