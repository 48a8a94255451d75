"""The checks of the transmit gate are sharp: they see faults that are planted in its source, one at a time."""

import sys
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from drivers.diagnostics import transmit_gate
from tests.drivers.diagnostics.transmit_gate_checks import CHECKS
from tests.planted_faults import changed, score

MIN_SEEN_PCT = 95.0
SOURCE = Path(transmit_gate.__file__).read_text(encoding="utf-8")


def check_all(monkeypatch: pytest.MonkeyPatch, code: CodeType) -> None:
    """Every check, against a copy of the gate; the real module is not touched."""
    module = ModuleType("planted_gate")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look their module up
    exec(code, module.__dict__)  # noqa: S102  # our own source
    for check in CHECKS:
        check(module)


def test_the_checks_pass_on_an_unharmed_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    check_all(monkeypatch, compile(SOURCE, "unharmed", "exec"))


def test_planted_faults_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found = score(changed(SOURCE), partial(check_all, monkeypatch))
    assert found.planted >= 100
    assert found.seen_pct >= MIN_SEEN_PCT, str(found)
