"""The verdict over planted faults counts what was seen, and leaves out what nobody could commit."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[1] / "tools" / "mutants.py"
SAID = """
    controller.guard.guard.x_allow__mutmut_1: killed
    controller.guard.guard.x_allow__mutmut_2: timeout
    controller.guard.guard.x_allow__mutmut_3: survived
    controller.guard.guard.x_allow__mutmut_4: caught by type check
    firmware.control.output_stage.xǁActingǁclose__mutmut_1: no tests
    firmware.control.output_stage.xǁActingǁclose__mutmut_2: not checked
"""


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutants_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_was_tried_and_could_be_committed_counts(tool: ModuleType) -> None:
    results = tool.verdicts(SAID)
    assert sorted(results.values()) == ["killed", "no tests", "survived", "timeout"]
    assert tool.score_pct(results.values()) == pytest.approx(50.0)


def test_each_module_has_a_line_and_all_have_one(tool: ModuleType) -> None:
    lines = tool.table(tool.verdicts(SAID))
    assert [line.split() for line in lines] == [
        ["controller.guard.guard", "66.7", "%", "of", "3"],
        ["firmware.control.output_stage", "0.0", "%", "of", "1"],
        ["all", "50.0", "%", "of", "4"],
    ]


@pytest.mark.parametrize(("survivors", "code"), [(0, 0), (5, 0), (6, 1), (100, 1)])
def test_below_the_least_share_it_fails_and_names_who_survived(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], survivors: int, code: int
) -> None:
    said = [f"a.b__mutmut_{n}: {'survived' if n < survivors else 'killed'}" for n in range(100)]
    monkeypatch.setattr(tool, "mutmut", lambda *words, **_options: "\n".join(said) if words[0] == "results" else "")
    assert tool.main(["--again"]) == code
    assert capsys.readouterr().out.count("survived: a.b__mutmut_") == survivors


def test_nothing_tried_is_no_success(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "mutmut", lambda *_words, **_options: "")
    assert tool.main(["--again"]) == 2


def test_a_sample_is_drawn_of_what_can_be_tried(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "\n".join(f"{'a' if n % 2 else 'b'}.c__mutmut_{n}: not checked" for n in range(100)) + "\n" + SAID
    monkeypatch.setattr(tool, "mutmut", lambda *words, **_options: said if words[0] == "results" else "")
    drawn = tool.sample(["a.*"], 10, 1)
    assert len(set(drawn)) == 10
    assert all(name.startswith("a.c__mutmut_") for name in drawn)
    assert drawn == tool.sample(["a.*"], 10, 1) != tool.sample(["a.*"], 10, 2)
    assert sum("controller" in name or "firmware" in name for name in tool.sample([], 1_000, 1)) == 1
