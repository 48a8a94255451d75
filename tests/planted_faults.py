"""Plant faults in a source by its syntax tree, one at a time, to see whether checks are sharp.

Operators: comparisons (boundary and sense), and/or, dropped operands, not, signs, constants, arithmetic and bits, least
and greatest, conditions and returned values turned round.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

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
    """A source with one thing changed: where and to what, and the compiled whole."""

    where: str
    code: CodeType


@dataclass(frozen=True)
class Score:
    """The number of faults that were planted, and those that no check saw."""

    planted: int
    unseen: list[str]

    @property
    def seen_pct(self) -> float:
        return 100.0 * (1.0 - len(self.unseen) / self.planted)

    def __str__(self) -> str:
        return "\n".join([f"{self.seen_pct:.1f} % of {self.planted} seen; not:", *self.unseen])


def score(faults: Iterator[Fault], check: Callable[[CodeType], None]) -> Score:
    """Hold `check` against every fault."""
    planted, unseen = 0, []
    for fault in faults:
        planted += 1
        if passes(check, fault.code):
            unseen.append(fault.where)
    return Score(planted, unseen)


def passes(check: Callable[[CodeType], None], code: CodeType) -> bool:
    try:
        check(code)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  # however a planted fault shows, it is seen
        return False
    return True


def changed(source: str, name: str) -> Iterator[Fault]:
    """Every fault that the operators can plant in the source of the module `name`."""
    tree = ast.parse(source)
    for place in [*places(tree)]:
        node = place.node
        for other in [*alternatives(node)]:
            place.put(other)
            yield fault(tree, name, getattr(node, "lineno", 0), other)
        place.put(node)


def fault(tree: ast.Module, name: str, line: int, other: ast.AST) -> Fault:
    where = f"{name}.py line {line}: {ast.unparse(other)[:90]}"
    return Fault(where, compile(ast.fix_missing_locations(tree), f"planted {name}.py", "exec"))


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
        case ast.Call(ast.Name(name), arguments, keywords) if name in EXTREMES:
            yield ast.Call(ast.Name(EXTREMES[name], ast.Load()), arguments, keywords)
        case ast.Constant():
            yield from constant(node)


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
