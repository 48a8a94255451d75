"""`make` for a newcomer: it lists what there is, and nothing but what was asked for goes to stdout."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)


def make(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)  # noqa: S603  # our own


def write_program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout whose set-up talks a lot, and whose demo prints what it was given."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "requirements-dev.txt", "requirements-judges.txt"):
        (tmp_path / name).touch()
    (tmp_path / "tools").mkdir()
    talk = "mkdir -p $2/bin; cp tools/pip tools/python $2/bin/; echo chatter; echo more >&2"
    (tmp_path / "tools/make_venv.sh").write_text(talk)
    write_program(tmp_path / "tools/pip", "echo chatter; echo notice: a new release >&2")
    write_program(tmp_path / "tools/python", """echo "{\\"given\\": \\"$*\\"}" """)
    return tmp_path


@pytest.mark.parametrize("arguments", [(), ("help",)])
def test_every_target_is_listed_with_what_it_does(arguments: tuple[str, ...]) -> None:
    told = make(*arguments, folder=ROOT)
    lines = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", told.stdout, re.MULTILINE))
    assert told.returncode == 0
    assert len(TARGETS) > 10
    assert list(lines) == TARGETS
    assert not any("##" in line for line in lines.values())


def test_every_target_is_one_of_a_name() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony.split() == TARGETS


def test_the_demo_prints_nothing_but_what_it_was_asked_for_even_when_it_is_set_up_first(folder: Path) -> None:
    for _ in range(2):
        told = make("demo", "ARGS=--hours 0.1 --json", folder=folder)
        assert told.stdout == '{"given": "-m hil demo --hours 0.1 --json"}\n'
    assert told.stderr == ""


def test_what_the_set_up_complains_of_is_shown_and_ends_it(folder: Path) -> None:
    write_program(folder / "tools/pip", "echo no such package >&2; exit 1")
    told = make("demo", folder=folder)
    assert (told.stdout, told.returncode) == ("", 2)
    assert "no such package" in told.stderr
    assert not (folder / ".venv/.ready").exists()


def test_a_target_that_there_is_not_is_reported_with_where_to_look(folder: Path) -> None:
    told = make("demmo", folder=folder)
    assert told.returncode == 2
    assert told.stderr.startswith("make: there is no target 'demmo'; make help lists them\n")
