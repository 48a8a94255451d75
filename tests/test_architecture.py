"""What the import contracts cannot say about the shape of the tree."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("controller", "drivers", "firmware", "hil")
SOURCES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 45
MOST_BY_POSITION = 4
RECORD_MAKERS = {"dataclass", "immutable"}
CLOCKS = {("time", "time"), ("time", "monotonic"), ("time", "sleep"), ("datetime", "now"), ("time", "perf_counter")}
CLOCK_OWNERS = {"firmware/cli/run.py", "firmware/cli/record.py"}
"""Only what composes a program may read the machine's clocks: the service, a witness; all else asks that one."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_files_and_functions_stay_readable(file: Path) -> None:
    text = file.read_text()
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize(
    "file", [file for file in SOURCES if name_of(file).startswith(("drivers", "firmware"))], ids=name_of
)
def test_the_daemon_has_one_clock(file: Path) -> None:
    if name_of(file) in CLOCK_OWNERS:
        return
    read = {
        (node.value.id, node.attr)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert not read & CLOCKS


def is_record(decorator: ast.expr) -> bool:
    made_by = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(made_by, ast.Name) and made_by.id in RECORD_MAKERS


def takes_keywords_only(decorator: ast.expr) -> bool:
    given = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(each.arg == "kw_only" and isinstance(each.value, ast.Constant) and each.value.value for each in given)


def long_records_by_position(text: str) -> list[str]:
    """Records of more than MOST_BY_POSITION fields that can be made without naming these."""
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    return [
        node.name
        for node in classes
        for decorator in node.decorator_list
        if is_record(decorator) and not takes_keywords_only(decorator)
        if sum(isinstance(field, ast.AnnAssign) and not is_made_inside(field) for field in node.body) > MOST_BY_POSITION
    ]


def is_made_inside(field: ast.AnnAssign) -> bool:
    source = ast.unparse(field)
    return "init=False" in source or "ClassVar" in source


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_long_records_take_keywords_only_because_two_fields_of_one_type_are_easily_swapped(file: Path) -> None:
    assert not long_records_by_position(file.read_text())


def test_a_long_record_by_position_would_be_found() -> None:
    fields = "".join(f"    field_{number}: float\n" for number in range(MOST_BY_POSITION + 1))
    assert long_records_by_position(f"@dataclass(frozen=True)\nclass Long:\n{fields}") == ["Long"]
    assert not long_records_by_position(f"@immutable(kw_only=True)\nclass Long:\n{fields}")


def test_folders_go_at_most_two_levels_below_the_packages() -> None:
    assert all(len(file.relative_to(ROOT).parts) <= 3 for file in SOURCES)


def test_no_secret_and_no_path_of_a_person_stands_in_the_tree() -> None:
    suspicious = re.compile(
        r"/home/(?!homeward)\w+|/Users/|BEGIN (RSA|EC|OPENSSH) PRIVATE|password\s*=\s*[\"'][^\"'{]+[\"']"
    )
    for file in SOURCES:
        assert not suspicious.search(file.read_text()), name_of(file)
