"""The guard's own tests are sharp: they see faults that are planted in every file of the guard, one at a time."""

import sys
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from controller.guard import guard
from tests.planted_faults import changed, run_tests, score

MIN_SEEN_PCT = 95.0
FOLDER = Path(guard.__file__).parent
FILES = (
    "guard_memory",
    "duty_range",
    "compartment_fan_rules",
    "compressor_rules",
    "cabin_rules",
    "output_times",
    "auxiliary_rules",
    "recirculation_rules",
    "guard",
)
"""Each after those that it imports."""

UNSEEN = {
    "@immutable(kw_only=True)": "a rule for all long records: tests/test_architecture.py",
    '[_duty(f"fan.{one.name}", fan, why) for one, fan in zip(compartments, fans, strict=True)]': "counted just before",
    "[_duty(name, duty, why) for name, duty in zip(auxiliaries, requested.auxiliary_pct, strict=True)]": "made so",
    "each_of = zip(names, requested_pct, strict=True)": "made so before",
    "if not timed:": "a short cut for most cars",
    "if not missing:": "a short cut for most cars",
    "if not requested_pct:": "a short cut for most cars",
    "for switch, output in zip(switches, timed, strict=True):": "counted by `sound`",
    "for before, output in zip(switches, timed, strict=True)": "counted by `sound`",
}
"""The lines in which a fault may stay unseen, with the reason."""

TESTS = (
    "test_guard",
    "test_doubted_readings",
    "test_recirculation_rules",
    "test_fitted_outputs",
    "test_output_times",
    "test_auxiliary_rules",
)


def compiled(file: Path) -> CodeType:
    return compile(file.read_text(encoding="utf-8"), str(file), "exec")


WHOLE = {name: compiled(FOLDER / f"{name}.py") for name in FILES}
OWN_TESTS = {name: compiled(Path(__file__).with_name(f"{name}.py")) for name in TESTS}


def check_all(name: str, code: CodeType) -> None:
    """Every test of the guard, against a copy in which the file `name` is another; the real one is not touched."""
    with pytest.MonkeyPatch.context() as patch:
        for file, code_of_file in {**WHOLE, name: code}.items():
            module = ModuleType(f"controller.guard.{file}")
            patch.setitem(sys.modules, module.__name__, module)
            exec(code_of_file, module.__dict__)  # noqa: S102  # our own source
            patch.setattr(sys.modules["controller.guard"], file, module)
        for test, code_of_test in OWN_TESTS.items():
            tests = ModuleType(test)
            exec(code_of_test, tests.__dict__)  # noqa: S102  # our own source
            run_tests(tests)


def test_every_file_of_the_guard_is_among_them() -> None:
    assert {file.stem for file in FOLDER.glob("*.py")} == {"__init__", *FILES}


def test_the_tests_pass_on_an_unharmed_copy() -> None:
    check_all("guard", WHOLE["guard"])


@pytest.mark.parametrize("name", FILES)
def test_planted_faults_are_found(name: str) -> None:
    found = score(changed((FOLDER / f"{name}.py").read_text(encoding="utf-8")), partial(check_all, name))
    assert found.planted >= 20
    assert found.seen_pct >= MIN_SEEN_PCT, str(found)
    assert [str(one) for one in found.unseen if one.line not in UNSEEN or one.other != "False"] == []
