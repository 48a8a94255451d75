"""The verdict over planted faults counts what was seen, and leaves out what nobody could commit."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[1] / "tools"
RESULTS = {
    "controller.guard.guard.x_allow__mutmut_1": "killed",
    "controller.guard.guard.x_allow__mutmut_2": "timeout",
    "controller.guard.guard.x_allow__mutmut_3": "survived",
    "firmware.control.output_stage.xǁActingǁclose__mutmut_1": "no tests",
}


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutants_tool", TOOLS / "mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_module_has_a_line_and_all_have_one(tool: ModuleType) -> None:
    assert [line.split() for line in tool.table(RESULTS)] == [
        ["controller.guard.guard", "66.7", "%", "of", "3"],
        ["firmware.control.output_stage", "0.0", "%", "of", "1"],
        ["all", "50.0", "%", "of", "4"],
    ]


FAULTY = """\
def x_least__mutmut_orig(a: int, b: int) -> int:
    return min(a, b)
def x_least__mutmut_1(a: int, b: int) -> int:
    return min(None, b)
def x_least__mutmut_2(a: int, b: int) -> int:
    return max(a, b)
"""


def test_a_fault_that_no_check_of_types_passes_does_not_count(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core/least.py").write_text(FAULTY)
    assert tool.caught_by_types(tmp_path, [("core/least.py", 4)]) == {"core.least.x_least__mutmut_1"}
    assert not tool.caught_by_types(tmp_path, [("core/least.py", 2)])


def test_a_survivor_is_shown_by_what_it_changes(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core/least.py").write_text(FAULTY)
    shown = tool.difference(tmp_path, "core.least.x_least__mutmut_2")
    assert "-    return min(a, b)\n" in shown
    assert "+    return max(a, b)\n" in shown


@pytest.mark.parametrize(("survivors", "code"), [(0, 0), (5, 0), (6, 1), (100, 1)])
def test_below_the_least_share_it_fails_and_names_who_survived(
    tool: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    survivors: int,
    code: int,
) -> None:
    names = [f"a.b__mutmut_{n}" for n in range(100)]
    found = {name: "survived" if n < survivors else "killed" for n, name in enumerate(names)}
    (tmp_path / "faults.json").write_text(json.dumps(names))
    monkeypatch.setattr(tool, "try_each", lambda *_: found)
    assert tool.main(["--again", "--folder", str(tmp_path)]) == code
    assert capsys.readouterr().out.count("survived: a.b__mutmut_") == survivors


def test_an_earlier_run_is_gone_on_with(tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text(json.dumps(["a.f__mutmut_1", "a.f__mutmut_2"]))
    (tmp_path / "verdicts.json").write_text(json.dumps({"a.f__mutmut_1": "killed"}))
    asked: list[str] = []

    def tried(_folder: Path, names: list[str], _tests: object) -> dict[str, str]:
        asked.extend(names)
        return dict.fromkeys(names, "killed")

    monkeypatch.setattr(tool, "try_each", tried)
    assert tool.main(["--again", "--folder", str(tmp_path)]) == 0
    assert asked == ["a.f__mutmut_2"]


@pytest.mark.parametrize("names", [[], ["a.f__mutmut_1"]])
def test_nothing_tried_is_no_success(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: list[str]
) -> None:
    (tmp_path / "faults.json").write_text(json.dumps(names))
    monkeypatch.setattr(tool, "try_each", lambda *_: None if names else {})
    assert tool.main(["--again", "--folder", str(tmp_path)]) == 2


def test_a_sample_is_drawn_of_what_has_the_name(tool: ModuleType) -> None:
    names = [f"{'a' if n % 2 else 'b'}.c__mutmut_{n}" for n in range(100)]
    drawn = tool.chosen(names, ["a.*"], 10, 1)
    assert len(set(drawn)) == 10
    assert all(name.startswith("a.c__mutmut_") for name in drawn)
    assert drawn == tool.chosen(names, ["a.*"], 10, 1) != tool.chosen(names, ["a.*"], 10, 2)
    assert tool.chosen(names, [], None, 0) == names


TRAMPOLINE = """
import os
def record_trampoline_hit(name, caller=None): ...
def pick(name, functions):
    woken = os.environ.get("MUTANT_UNDER_TEST", "")
    if woken == "stats":
        record_trampoline_hit(f"core.{name}")
    return functions.get(woken.rpartition(".")[2], functions["right"])
"""
CORE = """
import signal
from mutmut.mutation.trampoline import pick
def endless(a, b):
    signal.raise_signal(signal.SIGXCPU)  # as the kernel would, later
def least(*both):
    faults = {"least__mutmut_1": max, "least__mutmut_2": lambda a, b: min(b, a), "least__mutmut_3": endless}
    return pick("least", {"right": min} | faults)(*both)
"""
TESTS = """
from core import least
def test_least(): assert least(1, 2) == 1
"""


def test_each_fault_is_woken_before_the_tests_that_come_through_its_function(tmp_path: Path) -> None:
    """The tree is made by hand as mutmut would make it; a fault without an end is ended by its processor time."""
    (tmp_path / "mutmut/mutation").mkdir(parents=True)
    (tmp_path / "mutmut/mutation/trampoline.py").write_text(TRAMPOLINE)
    (tmp_path / "core.py").write_text(CORE)
    (tmp_path / "test_core.py").write_text(TESTS)
    names = ["core.least__mutmut_1", "core.least__mutmut_2", "core.least__mutmut_3", "core.most__mutmut_1"]
    (tmp_path / "asked.json").write_text(json.dumps(names))
    command = [sys.executable, str(TOOLS / "mutant_trials.py"), "asked.json", "told.json", "test_core.py"]
    subprocess.run([*command, "--rootdir=."], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603  # our own
    told = json.loads((tmp_path / "told.json").read_text())
    assert [told[name] for name in names] == ["killed", "survived", "timeout", "no tests"]


def test_tests_that_fail_by_themselves_are_told(tmp_path: Path) -> None:
    (tmp_path / "mutmut/mutation").mkdir(parents=True)
    (tmp_path / "mutmut/mutation/trampoline.py").write_text(TRAMPOLINE)
    (tmp_path / "test_core.py").write_text("def test_wrong(): assert False")
    (tmp_path / "asked.json").write_text("[]")
    command = [sys.executable, str(TOOLS / "mutant_trials.py"), "asked.json", "told.json", "test_core.py"]
    done = subprocess.run([*command, "--rootdir=."], cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 2
    assert "test_wrong fails without any fault: mend it first" in done.stderr
