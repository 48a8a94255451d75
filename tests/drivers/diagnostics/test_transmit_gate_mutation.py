"""Are the checks of the transmit gate sharp? Faults are planted in its source, one at a time; the checks must see them.

Operators: comparisons (boundary and sense), and/or, dropped operands, not, constants, arithmetic and bits, conditions
and returned values turned round.
"""

import ast
import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from drivers.diagnostics import transmit_gate
from tests.drivers.diagnostics.transmit_gate_checks import CHECKS

LEAST_KILLED_PCT = 95.0

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.BitAnd: (ast.BitOr, ast.BitXor),
    ast.LShift: (ast.RShift,),
}
SOURCE = Path(transmit_gate.__file__).read_text(encoding="utf-8")


def inverted(condition: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), condition)


def compared(node: ast.Compare) -> Iterator[ast.expr]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def logical(node: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for index in range(len(node.values)):
        yield ast.BoolOp(node.op, [*node.values[:index], *node.values[index + 1 :]])


def constant(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))


def expressions(node: ast.expr) -> Iterator[ast.expr]:
    """What may stand in the place of `node`."""
    match node:
        case ast.Compare():
            yield from compared(node)
        case ast.BoolOp():
            yield from logical(node)
        case ast.BinOp():
            yield from (ast.BinOp(node.left, other(), node.right) for other in ARITHMETIC.get(type(node.op), ()))
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(inverted(test), body, orelse)
        case ast.Constant():
            yield from constant(node)


def statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.If(test, body, orelse):
            yield ast.If(inverted(test), body, orelse)
        case ast.Return(value) if value is not None:
            yield ast.Return(inverted(value))


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every spot of the tree where a node can be replaced: its parent, the field, and the index in a list."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if field in {"annotation", "returns"}:
                continue
            if isinstance(value, ast.AST):
                yield parent, field, None
            elif isinstance(value, list):
                yield from ((parent, field, index) for index in range(len(value)))


def mutants() -> Iterator[tuple[str, ast.Module]]:
    """Each fault that can be planted, with its line and what stands there now."""
    tree = ast.parse(SOURCE)
    for number, (parent, field, index) in enumerate(places(tree)):
        node = getattr(parent, field) if index is None else getattr(parent, field)[index]
        others: list[ast.AST] = [*expressions(node)] if isinstance(node, ast.expr) else []
        others += [*statements(node)] if isinstance(node, ast.stmt) else []
        for other in others:
            planted = copy.deepcopy(tree)
            target, _, _ = [*places(planted)][number]
            if index is None:
                setattr(target, field, other)
            else:
                getattr(target, field)[index] = other
            yield f"line {node.lineno}: {ast.unparse(other)[:90]}", ast.fix_missing_locations(planted)


def loaded(tree: ast.Module, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A copy of the gate; the real module is not touched."""
    module = ModuleType("planted_gate")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
    exec(compile(tree, "planted_gate.py", "exec"), module.__dict__)  # noqa: S102  # our own source
    return module


def survives(tree: ast.Module, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether every check still passes."""
    try:
        module = loaded(tree, monkeypatch)
        for check in CHECKS:
            check(module)
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  # however a planted fault shows, it is seen
        return False
    return True


def test_the_checks_pass_on_an_unharmed_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert survives(ast.parse(SOURCE), monkeypatch)


def test_planted_faults_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = [*mutants()]
    alive = [what for what, tree in planted if survives(tree, monkeypatch)]
    killed_pct = 100.0 * (1.0 - len(alive) / len(planted))
    assert len(planted) >= 100
    assert killed_pct >= LEAST_KILLED_PCT, "\n".join([f"{killed_pct:.1f} % of {len(planted)} found; not:", *alive])
