"""The core reads no clock, no file and no network, and nothing in it can be changed in place."""

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "controller"
FILES = sorted(FOLDER.rglob("*.py"))
ALLOWED_MODULES = {"dataclasses", "enum", "math", "typing", "collections.abc", "__future__"}
FORBIDDEN_CALLS = {"open", "print", "input", "eval", "exec", "compile", "__import__", "globals", "setattr", "delattr"}


def violations(source: str) -> list[str]:
    """What in `source` does not belong into the core, one line each."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        found += [f"line {getattr(node, 'lineno', 0)}: {what}" for what in wrong_with(node)]
    return found


def wrong_with(node: ast.AST) -> list[str]:
    wrong: list[str] = []
    match node:
        case ast.Import():
            wrong = [f"import of {alias.name}" for alias in node.names if not allowed(alias.name)]
        case ast.ImportFrom() if node.level or not allowed(node.module or ""):
            wrong = [f"import from {node.module}"]
        case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
            wrong = [f"call of {name}"]
        case ast.Global() | ast.Nonlocal():
            wrong = ["names that are not local"]
        case ast.AsyncFunctionDef() | ast.Await():
            wrong = ["asynchronous code"]
        case ast.ClassDef():
            wrong = wrong_with_class(node)
        case ast.arguments():
            wrong = wrong_with_arguments(node)
    return wrong


def allowed(module: str) -> bool:
    return module in ALLOWED_MODULES or module == "controller" or module.startswith("controller.")


def wrong_with_class(node: ast.ClassDef) -> list[str]:
    wrong: list[str] = []
    for decorator in node.decorator_list:
        name = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(name, ast.Name) and name.id == "dataclass":
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            on = {key.arg for key in keywords if isinstance(key.value, ast.Constant) and key.value.value is True}
            wrong += [f"{node.name} is not {word}" for word in ("frozen", "slots") if word not in on]
    return wrong


def wrong_with_arguments(node: ast.arguments) -> list[str]:
    wrong = ["now_s is not keyword-only" for one in node.posonlyargs + node.args if one.arg == "now_s"]
    for one, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        if one.arg == "now_s" and default is not None:
            wrong.append("now_s has a default")
    return wrong


def test_there_is_something_to_check() -> None:
    assert {"step.py", "guard.py", "pid.py"} <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_core_is_pure(file: Path) -> None:
    assert violations(file.read_text()) == []


@pytest.mark.parametrize(
    "impure",
    [
        "import time",
        "import os.path",
        "from random import random",
        "from collections import deque",
        "from . import pid",
        "from drivers.errors import DriverError",
        "from controllers import step",
        "print('hello')",
        "def f():\n    open('x')",
        "def f():\n    global x",
        "def f():\n    x = 1\n    def g():\n        nonlocal x",
        "async def f(): ...",
        "@dataclass\nclass A: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "@dataclass(slots=True, frozen=False)\nclass A: ...",
        "def f(now_s): ...",
        "def f(*, now_s=0.0): ...",
        "f = lambda now_s: now_s",
    ],
)
def test_the_check_finds_what_is_impure(impure: str) -> None:
    assert violations(impure) != []
